"""Give a pattern with * and ?, get a regular expression over many keys at once, which takes time linear in each key.

Keys are UTF-8, joined by zero bytes, which no key has. `*` stands for any characters or none, `?` for one. What stands
between two stars is looked for from left to right and never again (an atomic group): where the first place does for
one piece, it does for all that follow. So no pattern of many stars makes the expression try all ways.
"""

from __future__ import annotations

import functools
import re

import numpy as np

from searchcsto.deadlines import check_time
from searchcsto.engines.shared.paths import fold_path
from searchcsto.engines.whoosh.codec.dictionary import encode_key
from searchcsto.engines.whoosh.codec.paths import ID
from searchcsto.engines.whoosh.leaves import Part
from searchcsto.engines.whoosh.sets import Flags

_CHARACTER = rb"[\x01-\x7f\xc2-\xf7][\x80-\xbf]*"  # in UTF-8; lone surrogates among them
_ANY = rb"[^\x00]*"
_ANY_IN_NAME = rb"[^/\x00]*"
CHUNK = 8192  # paths that are searched at once: an expression lets nothing else run meanwhile


def compile_glob(text: str, *, any_: bytes = _ANY) -> bytes:
    """Return the regular expression of a pattern, in the case in which it is written; `any_` is that of a star.

    >>> bool(re.fullmatch(compile_glob("p*e?ce*"), b"peace")), bool(re.fullmatch(compile_glob("*i"), b"pier"))
    (True, False)
    """
    first, *others = [_compile_piece(piece) for piece in re.sub(r"\*+", "*", text).split("*")]
    if not others:
        return first
    *middle, last = others
    return first + b"".join(b"(?>%s?%s)" % (any_, piece) for piece in middle) + any_ + last


def _compile_piece(piece: str) -> bytes:
    return b"".join(_CHARACTER if sign == "?" else re.escape(encode_key(sign)) for sign in piece)


@functools.lru_cache(maxsize=64)
def compile_path(text: str) -> re.Pattern[bytes]:
    """Return the expression that finds a glob for paths in paths between zero bytes, see `query.tree.Glob`.

    It begins with what is literal in the glob wherever it can: such places are found faster than by trying each path.
    """
    glob = fold_path(text)
    glob += "*" * glob.endswith("/")
    any_ = _ANY if "/" in glob else _ANY_IN_NAME
    begin = rb"\x00" if glob.startswith("/") else rb"[/\x00]"
    glob = glob.removeprefix("/")
    if not glob.strip("*"):
        begin, glob, any_ = rb"\x00", "*", _ANY
    elif glob.startswith("*"):
        begin, glob = b"", glob.lstrip("*")
    return re.compile(begin + compile_glob(glob, any_=any_) + rb"(?=\x00)")


def match_paths(part: Part, text: str) -> Flags:
    """Return for each document of a segment whether its path is like a glob."""
    forms, numbers = part.segment.paths.forms()
    pattern = compile_path(text)
    before = [form.removesuffix(ID) for form in forms]
    flags: Flags = _match_all(before, pattern)[numbers]
    has_id = np.array([form.endswith(ID) for form in forms], bool)
    chosen = np.flatnonzero(has_id[numbers])
    if len(chosen):
        ids = part.segment.ids.keys()
        rows = zip(numbers[chosen].tolist(), part.segment.id_ranks[chosen].tolist(), strict=True)
        flags[chosen] = _match_all([before[form] + ids[rank] for form, rank in rows], pattern)
    return flags


def _match_all(paths: list[bytes], pattern: re.Pattern[bytes]) -> Flags:
    chunks = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    return np.concatenate([np.zeros(0, bool), *(_match_some(chunk, pattern) for chunk in chunks)])


def _match_some(paths: list[bytes], pattern: re.Pattern[bytes]) -> Flags:
    check_time()
    joined = _fold(b"".join(b"\0%s" % path for path in paths) + b"\0")
    starts = np.flatnonzero(np.frombuffer(joined, np.uint8) == 0)
    found = np.fromiter((match.start() for match in pattern.finditer(joined)), np.int64)
    flags = np.zeros(len(paths), bool)
    flags[np.searchsorted(starts, found, side="right") - 1] = True
    return flags


def _fold(paths: bytes) -> bytes:
    return paths.lower() if paths.isascii() else encode_key(fold_path(paths.decode("utf-8", "surrogatepass")))
