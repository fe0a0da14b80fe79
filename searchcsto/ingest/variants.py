"""Tell whether two names are one outlet's: "HarrowBayEcho" and "Harrow Bay Echo", "HBE" and "Harrow Bay Echo".

You give the sources of an article, you get them with each outlet once. The name that the table knows stays, else the
one that came first. Two names that the table knows are two outlets, unless the words or their letters are the same.

>>> is_variant("Harrow Bay Echo", "HBE"), is_variant("HarrowBay Media Network", "Harrow Bay")
(True, True)
>>> is_variant("Harrow Bay Echo", "Harrow Gazette")
False
"""

from __future__ import annotations

import re

from searchcsto.ingest.citations import Source
from searchcsto.ingest.names import fold_name, strip_generic
from searchcsto.ingest.outlets import OutletTable

_OWN_RULES = frozenset(["dateline", "header", "masthead", "owner", "copyright", "plea", "headline tail"])
_ADDED = re.compile(
    r"(?:[ .](?:news|media|network|newspaper|online|digital|group|website|holding"
    r"|com|net|org|info|новости|медиа|онлайн))+$"
)
_STEM, _CASE_ENDING = 4, 3  # letters of a Russian word, and of its ending
_SHORT, _INITIALS = 3, (3, 6)  # letters


def is_variant(first: str, second: str) -> bool:
    """Whether two names are the same but for blanks, marks and general words, or one is the initials of the other."""
    one, other = _squeeze(first), _squeeze(second)
    if not first.isascii() and not second.isascii() and _is_declined(first, second):
        return True
    return (len(one) >= _SHORT and one == other) or _is_initials(first, second) or _is_initials(second, first)


def merge_variants(sources: list[Source], outlets: OutletTable) -> list[Source]:
    """Return the sources with each outlet once."""
    kept: list[Source] = []
    for source in sources:
        for at, other in enumerate(kept):
            if _is_same(other, source, outlets):
                if outlets.find(other.name) is None and outlets.find(source.name) is not None:
                    kept[at] = source
                break
        else:
            kept.append(source)
    return kept


def _is_same(first: Source, second: Source, outlets: OutletTable) -> bool:
    if outlets.find(first.name) is not None and outlets.find(second.name) is not None:
        # "Kestrel Velia", whose datelines are signed "Kestrel"
        own = first.rank == 0 and second.evidence.rule in _OWN_RULES
        return own and first.name.startswith(f"{second.name} ")
    return is_variant(first.name, second.name)


def _is_declined(first: str, second: str) -> bool:
    """Whether two Russian names are the same words in other cases: "Вечерний Орло", "Вечернему Орло"."""
    pairs = list(zip(fold_name(first).split(), fold_name(second).split(), strict=False))
    if len(pairs) != len(first.split()) or len(pairs) != len(second.split()):
        return False
    return all(_shares_stem(one, other) for one, other in pairs)


def _shares_stem(one: str, other: str) -> bool:
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    longest = max(len(one), len(other))
    return one == other or (same >= _STEM and longest - same <= _CASE_ENDING and same > longest - same)


def _squeeze(name: str) -> str:
    folded = strip_generic(fold_name(name))
    return re.sub(r"\W+", "", _ADDED.sub("", folded))


def _is_initials(short: str, name: str) -> bool:
    words = re.findall(r"[^\W_]+", name)
    low, high = _INITIALS
    if not (short.isupper() and short.isalpha() and low <= len(short) <= high and len(words) > 1):
        return False
    names = [word for word in words if not word.islower()]
    return short.casefold() in ("".join(word[0] for word in each).casefold() for each in (words, names))
