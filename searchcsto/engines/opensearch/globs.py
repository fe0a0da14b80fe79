"""Give a pattern with * and ?, get the regular expression that Lucene compares whole words or paths with."""

from __future__ import annotations

import re

from searchcsto.analysis.words import fold
from searchcsto.engines.shared.paths import fold_path

_RESERVED = re.compile(r'([.?+*|{}\[\]()"\\#@&<>~^$-])')


def make_word_pattern(text: str) -> str:
    r"""Return the expression of a pattern of words.

    >>> make_word_pattern("Peace*k?")
    'peace.*k.'
    """
    pieces = [piece if piece in ("*", "?") else fold(piece) for piece in re.split(r"([*?])", text)]
    return compile_glob("".join(pieces))


def make_path_pattern(text: str) -> str:
    r"""Return the expression of a glob for paths, see `query.tree.Glob`.

    >>> make_path_pattern("*.txt"), make_path_pattern("press/"), make_path_pattern("/press/a?.txt")
    ('(.*/)?[^/]*\\.txt', '(.*/)?press/.*', 'press/a.\\.txt')
    """
    glob = fold_path(text)
    glob += "*" * glob.endswith("/")
    any_ = ".*" if "/" in glob else "[^/]*"
    begin = "" if glob.startswith("/") else "(.*/)?"
    glob = glob.removeprefix("/")
    if not glob.strip("*"):
        return ".*"
    return begin + compile_glob(glob, any_=any_)


def compile_glob(glob: str, *, any_: str = ".*") -> str:
    """Return the expression of a glob in the case in which it is written; `any_` is that of a star."""
    return any_.join(
        "".join("." if sign == "?" else _RESERVED.sub(r"\\\1", sign) for sign in piece)
        for piece in re.sub(r"\*+", "*", glob).split("*")
    )
