"""Give a file of words that mean the same, get the groups that it names; or an error with the file and the line.

    # one group a line
    CSTO = ОДКБ = "Collective Security Treaty Organization"
    Kyiv = Kiev                            # quotes are needed only for = and # within a name

A word that stands in the file means what the file says, and nothing that was learned from texts is added to it: a line
with one word alone keeps it from being expanded. A word in several groups means all of them.

Limits: 100,000 lines, 100 words or phrases in a group, 200 characters each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchcsto.errors import OptionInvalid

ALIASES_NAME = "aliases.txt"  # in the folder of an index, if nothing else is said

_MOST_LINES = 100_000
_MOST_MEMBERS = 100
_LONGEST = 200  # characters
_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“"}
_COMMENT = re.compile(r"(?:^|\s)#.*")
_SHAPE = 'write: CSTO = ОДКБ = "Collective Security Treaty Organization"'


@dataclass(frozen=True, slots=True)
class AliasTable:
    """Groups of words and phrases that mean the same, in the order of the file."""

    groups: tuple[tuple[str, ...], ...] = ()


def read_aliases(source: str | Path | AliasTable | Iterable[Iterable[str]]) -> AliasTable:
    """Return the groups of a file, or of lists of words. Raises OptionInvalid.

    >>> read_aliases([["CSTO", "ОДКБ"]])
    AliasTable(groups=(('CSTO', 'ОДКБ'),))
    """
    if isinstance(source, AliasTable):
        return source
    if isinstance(source, str | Path):
        return parse_aliases(_read_text(Path(source)), path=str(source))
    return _make_table(enumerate(_check_groups(source), 1), path="aliases", unit="group")


def parse_aliases(text: str, *, path: str) -> AliasTable:
    """Return the groups that the text of a file names; `path` is what errors call it. Raises OptionInvalid.

    >>> parse_aliases('CSTO = ОДКБ = "Collective Security"  # known', path="aliases.txt").groups
    (('CSTO', 'ОДКБ', 'Collective Security'),)
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if len(lines) > _MOST_LINES:
        raise OptionInvalid(f"{path}: {len(lines):,} lines are too many; at most {_MOST_LINES:,} are read")
    return _make_table(_read_lines(lines, path), path=path, unit="line")


def _check_groups(source: Any) -> Iterator[list[str]]:
    """Yield groups as lists of texts, whatever a program gave. Raises OptionInvalid."""
    if not isinstance(source, Iterable):
        raise OptionInvalid(f"aliases: a path or a list of groups is needed, not {source!r}")
    for group in source:
        if isinstance(group, str) or not isinstance(group, Iterable):
            raise OptionInvalid(f'aliases: a group is a list of words, as in [["CSTO", "ОДКБ"]], not {group!r}')
        members = list(group)
        if not all(isinstance(member, str) for member in members):
            raise OptionInvalid(f"aliases: a group is a list of texts, not {members!r}")
        if members:
            yield members


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise OptionInvalid(f"{path} is not in UTF-8; save it so") from None
    except OSError as problem:
        raise OptionInvalid(f"the file of aliases {path} cannot be read: {problem.strerror}") from None


def _read_lines(lines: list[str], path: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, 1):
        try:
            members = list(_read_members(line))
        except ValueError as problem:
            raise OptionInvalid(f"{path}, line {number}: {problem}; {_SHAPE}") from None
        if members:
            yield number, members


def _read_members(line: str) -> Iterator[str]:
    """Yield what stands between the signs = of a line. Raises ValueError."""
    rest = line.strip()
    if not rest or rest.startswith("#"):
        return
    while True:
        if rest[:1] in _QUOTES:
            member, closing, rest = rest[1:].partition(_QUOTES[rest[0]])
            if not closing:
                raise ValueError("a quote is not closed")
            rest = _COMMENT.sub("", rest).strip()
            if rest and not rest.startswith("="):
                raise ValueError(f"there is {rest[:20]!r} behind a quote instead of =")
        else:
            end = rest.find("=")
            comment = _COMMENT.search(rest)
            if comment is not None and (end < 0 or comment.start() < end):
                rest = rest[: comment.start()]
                end = -1
            member, rest = (rest, "") if end < 0 else (rest[:end], rest[end:])
        yield member.strip()
        if not rest:
            return
        rest = rest[1:].strip()


def _make_table(groups: Iterable[tuple[int, list[str]]], *, path: str, unit: str) -> AliasTable:
    made: list[tuple[str, ...]] = []
    for number, members in groups:
        problem = _find_problem(members)
        if problem:
            raise OptionInvalid(f"{path}, {unit} {number}: {problem}; {_SHAPE}")
        distinct = {_fold(member): " ".join(member.split()) for member in reversed(members)}
        made.append(tuple(reversed(distinct.values())))
    return AliasTable(tuple(made))


def _find_problem(members: list[str]) -> str | None:
    for member in members:
        if not any(map(str.isalnum, member)):
            return f"{member!r} has neither letters nor digits" if member else "there is nothing before or behind ="
        if len(member) > _LONGEST:
            return f"a name of more than {_LONGEST} characters"
        if '"' in member or "\n" in member:
            return f"a name cannot hold a quote or a line break: {member[:40]!r}"
    if len(members) > _MOST_MEMBERS:
        return f"{len(members)} names are too many for a group; at most {_MOST_MEMBERS} can be given"
    return None


def _fold(member: str) -> str:
    return " ".join(member.casefold().split())


def print_group(members: Iterable[str]) -> str:
    """Return a group as a line of a file.

    >>> print_group(["CSTO", "Collective Security"])
    'CSTO = "Collective Security"'
    """
    return " = ".join(member if re.fullmatch(r"[\w.&'’-]+", member) else f'"{member}"' for member in members)
