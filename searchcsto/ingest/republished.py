"""Find the outlets that a line says a text was taken from: "appeared first on Kestrel", "Kestrel with Reuters".

You give a line's words, you get the spans of the names in them. The words around them are those of sites that repeat
the texts of others; a name alone proves nothing here, so each pattern asks for them in full.

Limits: lines of 400 characters. Persons and authorities are left out, and so are networks.

>>> words = "The post Pier opens again appeared first on Sorrel Canal."
>>> [words[slice(*span)] for span in find_origins(words, package_outlets())]
['Sorrel Canal']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchcsto.documents import Span
from searchcsto.ingest.months import MONTHS, WEEKDAYS
from searchcsto.ingest.names import AMBIGUOUS, is_institution, looks_like_masthead, looks_like_person
from searchcsto.ingest.outlets import OutletTable, package_outlets
from searchcsto.ingest.owners import may_own

__all__ = ["find_origins", "package_outlets"]

_LONGEST = 400
_WORD = r"[^\W_a-zа-яё][\w&'’+-]*(?:\.\w[\w-]*)*"
_NAME = rf"(?P<name>(?:[Tt]he )?(?:{_WORD}(?: (?:(?:of|and|de|the|&) )?{_WORD}){{0,4}}|(?:[\w-]+\.)+[a-z]{{2,6}}))"
_ENDS = r"(?=\s?[.,:;|)\n]|\s?$|\s(?:and|under|with|on|as|here|by|in|[–—-])\b|\s[–—-])"
_APPEARED = re.compile(
    r"\b(?:[Aa]ppeared first|[Ff]irst (?:appeared|published|posted|reported)|[Oo]riginally (?:appeared"
    r"|published|posted)"
    r"|[Aa]ppeared originally|[Pp]ublished originally|(?:[Rr]epublished|[Rr]eposted|[Rr]eprinted|[Rr]eproduced"
    r"|[Ss]yndicated"
    r"|[Cc]ross-?posted|[Tt]ranslated|[Aa]dapted|[Tt]aken)(?:,? (?:here )?with (?:kind )?permission,?)?)"
    rf"(?: (?:online|here))? (?P<how>on|in|at|by|from|via) (?:the website of |the pages of "
    rf"|the site of )?{_NAME}{_ENDS}"
)
_CUES = ("ppeared ", "ublished ", "osted ", "eprinted ", "eproduced ", "yndicated ", "ranslated ", "dapted ", "aken ")
_WHOLE_TEXT = re.compile(
    r"(?:[Rr]ead|[Ss]ee|[Vv]iew|[Cc]ontinue reading|[Cc]lick here (?:to read|for)) (?:the )?"
    r"(?:(?:full|original|entire|complete|rest of the|whole|more of the) )+(?:story|article|text|report|post"
    r"|interview|piece"
    rf"|version|analysis)(?: here)?,? (?:at|on|in|from|via):? (?:the )?{_NAME}{_ENDS}"
)
_WHOLE_CUES = ("full ", "original ", "entire ", "complete ", "rest of the ", "whole ", "more of the ")
_MORE = re.compile(rf"(?:[Rr]ead|[Ss]ee) more (?:on|in|at|from|via):? (?:the )?{_NAME}\W*$")
_WITH = re.compile(
    r"[(\[—–-]{0,2}\s?(?P<first>[^\W_a-zа-яё][\w.&'’ -]{1,40}?) (?:with|and) "
    r"(?P<second>[^\W_a-zа-яё][\w.&'’ -]{1,30}?)[)\]]?\.?$"
)
_LABEL = re.compile(
    rf"(?:[Vv]ia|[Oo]riginal(?: (?:article|source|text|story|link|publication))?)\s?(?P<mark>:?)\s"
    rf"(?:the )?{_NAME}[ .)]*$"
)
_LISTED = re.compile(r"[(\[/—–-]{1,2}\s?(?P<names>[^()\[\]\n]{4,60})[)\]/.]{0,2}$")
_PARTS = re.compile(r"\s?(?:[,;/+|]|\band\b|\bи\b|\s[–—-]\s)\s?")
_LONGEST_LABEL = 60


def find_origins(words: str, outlets: OutletTable) -> Iterator[Span]:
    """Yield the span of each outlet that a line says its text is from."""
    if len(words) > _LONGEST:
        return
    cued = ("ed " in words or "aken " in words) and any(map(words.__contains__, _CUES))
    found = _APPEARED.search(words) if cued else None
    if found is None and ("ead" in words or "here" in words or "iew" in words or "See" in words):
        found = _WHOLE_TEXT.search(words) if any(map(words.__contains__, _WHOLE_CUES)) else None
        more = _MORE.match(words) if found is None else None
        if more is not None and _is_known(more["name"], outlets):
            yield more.span("name")
    if found is not None:
        name = found["name"]
        placed = found.groupdict().get("how", "on") not in ("by", "from", "via")
        if _may_publish(name, outlets) and (placed or not looks_like_person(name) or outlets.find(name)):
            yield found.span("name")
        return
    if len(words) <= _LONGEST_LABEL:
        yield from _read_label(words, outlets)


def _read_label(words: str, outlets: OutletTable) -> Iterator[Span]:
    """Yield the outlets of a short line that is nothing but a credit: "via Kestrel", "Kestrel with Reuters"."""
    label = _LABEL.match(words)
    if label is not None:
        named = looks_like_masthead(label["name"]) or (label["mark"] and " " not in label["name"])
        if _is_known(label["name"], outlets) or (named and _may_publish(label["name"], outlets)):
            yield label.span("name")
        return
    pair = _WITH.match(words) if " with " in words or " and " in words else None
    if pair is not None and _is_known(pair["second"], outlets):
        if _is_known(pair["first"], outlets) or (looks_like_masthead(pair["first"]) and " with " in words):
            yield pair.span("first")
            yield pair.span("second")
        return
    listed = _LISTED.match(words)
    parts = _PARTS.split(listed["names"]) if listed else []
    if listed is not None and len(parts) > 1 and all(_is_known(part.strip(), outlets) for part in parts):
        at = listed.start("names")
        for part in parts:
            at = words.index(part, at)
            yield at, at + len(part)
            at += len(part)


def _is_known(name: str, outlets: OutletTable) -> bool:
    return outlets.find(name) is not None and name.casefold() not in AMBIGUOUS


def _may_publish(name: str, outlets: OutletTable) -> bool:
    if outlets.find(name) is not None:
        return True
    first = name.removeprefix("The ").split(" ", 1)[0].casefold()
    if first[:3] in WEEKDAYS or first in WEEKDAYS or first in MONTHS:
        return False  # "First published on Thu 6 Oct"
    return may_own(name.removeprefix("The ")) and not is_institution(name)
