"""Tell the agency in the words of a dateline from what stands beside it: a reporter, a date, a time zone.

You give the words between the marks of a dateline, you get the span of the agency's name, or a judgement whether they
are one. A known outlet is one anywhere; an unknown one must have an agency's form or stand where only agencies stand.
"""

from __future__ import annotations

import re
from functools import lru_cache

from searchcsto.documents import Span
from searchcsto.ingest.mentions import find_mentions
from searchcsto.ingest.names import is_institution, looks_like_agency, looks_like_outlet
from searchcsto.ingest.outlets import OutletTable

_TITLES = frozenset(["Adm", "Gen", "Sen", "Rep", "Gov", "Col", "Capt", "Prof", "Pres", "Corp", "Messrs"])
_NAMED_AGENCY = re.compile(r"(?:М?ИА|РИА|[Аа]гентство)\s[«\"]?[^\W\d_a-zа-яё]")
_NAME_ALONE = re.compile(r"[^\W\d_a-zа-я][\w-]+")
_PARTS = re.compile(r"[^/|]+")
_REPORTER = re.compile(r".{3,40}(?:\s[-–—]\s?|,\s)(?=\S)")
_CORRESPONDENT = re.compile(r"(?:[Кк]орр?\.|[Сс]обкор|[Cc]orr\.|by )\s?")
ZONES = frozenset(
    {
        "gmt",
        "utc",
        "msk",
        "est",
        "edt",
        "bst",
        "cet",
        "cest",
        "ist",
        "мск",
        "local time",
        "updated",
        "published",
        "posted",
        "modified",
        "written",
        "обновлено",
        "опубликовано",
    }
)


def closes_with_agency(name: str, mark: str, *, marks: str, outlets: OutletTable) -> bool:
    """Whether the words between a date and a mark are an agency, and not the first words of the report."""
    name = name.strip(" .")
    if name.casefold() in ZONES:
        return False
    if outlets.find(name) is not None:
        return mark != "/" or " / " in name + " / "
    if _NAMED_AGENCY.match(name):
        return True
    if is_institution(name) or mark in ",/" or name in _TITLES:
        return False
    if looks_like_agency(name) and (mark != "." or name.isupper() or " " not in name or name[:2] in ("ИА", "MI")):
        return len(name) > 2
    return mark in marks and len(name) > 3 and _NAME_ALONE.fullmatch(name) is not None


def find_agency(match: re.Match[str], outlets: OutletTable) -> Span | None:
    """Return the span of the agency's name within its brackets: not the date, the reporter or "Corr." beside it."""
    start, words = match.start("agency"), match["agency"]
    for part in _PARTS.finditer(words):
        span = _find_in(part[0], outlets)
        if span is not None:
            return start + part.start() + span[0], start + part.start() + span[1]
    return None


@lru_cache(maxsize=4096)
def _find_in(words: str, outlets: OutletTable) -> Span | None:
    """Return where the agency stands in the words, without date, reporter and "Corr."."""
    dated = find_mentions(words, 0, len(words))
    words = words[: dated[0].start] if dated else words
    reporter = _REPORTER.match(words)
    begin = reporter.end() if reporter and not outlets.find(words) else 0
    corr = _CORRESPONDENT.match(words, begin)
    begin = corr.end() if corr else begin
    end = len(words.rstrip(" ,-–—"))
    name = words[begin:end].rstrip(" :")
    end = begin + len(name)
    usable = (
        len(name) > 1
        and name.casefold() not in ZONES
        and not name.isdigit()
        and (outlets.find(name) or not is_institution(name))
    )
    return (begin, end) if (usable and not name[0].islower()) or name.casefold() == "dpa" else None


def is_agency(name: str, *, known: bool, outlets: OutletTable) -> bool:
    """Whether words are an agency; with `known` set, only one that is known or has an outlet's form."""
    name = name.strip(" .")
    inner = _find_in(name, outlets)
    if inner is None:
        return False
    name = name[inner[0] : inner[1]]
    if outlets.find(name) or looks_like_outlet(name):
        return True
    short = len(name.split()) <= 3 and not is_institution(name)
    if name.isupper() and short and len(name) > 2:
        return True
    return (
        short
        and not known
        and name[:1].isupper()
        and all(word[0].isupper() for word in re.split(r"[ -]", name) if word)
    )
