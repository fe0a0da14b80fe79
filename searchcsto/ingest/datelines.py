"""Read the dateline that opens a report: place, day, agency.

You give a line and the dates found in it, you get a `Dateline` or None. A dateline is known by its order and its
marks, not by a list of towns: "ORLO, April 7. /KESTREL/.", "7 апреля, Орло /КЕСТРЕЛЬ/.", "ORLO (Kestrel News) –",
"ORLO. KESTREL -".

Limits: the first 200 characters of the line. A place without date and agency must stand in capitals.

>>> from searchcsto.ingest.mentions import find_mentions
>>> from searchcsto.ingest.outlets import package_outlets
>>> line = Line(0, 44, "ORLO, Velia, April 7 (Kestrel Wire) – Talks.", False)
>>> found = find_dateline(line, find_mentions(line.text, 0, 44), package_outlets())
>>> found.place, found.agency, line.text[found.end:]
((0, 4), (22, 34), 'Talks.')
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from searchcsto.documents import Span
from searchcsto.ingest.agencies import ZONES, closes_with_agency, find_agency, is_agency
from searchcsto.ingest.lines import Line
from searchcsto.ingest.mentions import Mention
from searchcsto.ingest.months import MONTHS, WEEKDAYS
from searchcsto.ingest.names import AMBIGUOUS, clean_name, looks_like_agency, looks_like_outlet
from searchcsto.ingest.outlets import OutletTable

DATE_REACH = 100  # characters of a line in which the first date of a dateline stands
_REACH = 200
_PLACE_REACH = 120  # characters in which place and agency stand
_WORD = r"[^\W\d_a-zа-яё][\w.'’`}]{0,24}"
_PLACE = rf"(?P<place>[*c ]{{0,6}}{_WORD}(?:[ /-]{{1,2}}(?:{_WORD}|[a-zа-я]{{2,8}})){{0,4}}?)"
_REGION = rf"(?P<region>(?:\s?,\s?-?\s?(?:the )?{_WORD}(?:[ -]{_WORD}){{0,3}}){{0,3}}?)"
_BEFORE = re.compile(rf"{_PLACE}{_REGION}\s*(?P<mark>,\s?-?|[/(:.–—-]|\(?\s?(?=\d)|)\s*")
_BEFORE_WITH_AGENCY = re.compile(rf"{_PLACE}{_REGION}\s*\((?P<agency>[^()\n]{{2,50}}?)\s*[-–—,]\s*")
_DASH = r"(?:–|—|--|-|―|─)"
_SLASHES = re.compile(r"[\s.,]{0,3}/\s?(?P<agency>[^/\n]{2,60}?)\s?/[\s.:]{0,2}" + _DASH + r"?[\s.]{0,2}")
_BRACKETS = re.compile(r"[\s.,]{0,3}\((?P<agency>[^()\n]{2,60})\)[\s.:,]{0,2}" + _DASH + r"?\s?")
_NAME = r"(?P<agency>[^\s.,:/()–—-][^.,:/()–—\n]{1,34}?(?:\.(?:ru|kz|by|com|am|az|uz|kg|ge|net|org|ua)\b)?)"
_DASHED = re.compile(
    r"[\s.,]{0,3}" + _DASH + r"\s?" + _NAME + r"\s?(?:\.(?=\s|$)|:|/|–|—|--|,(?=\s[A-ZА-Я]))\s?", re.IGNORECASE
)
_COMMA = re.compile(r"\s?,\s?(?:/|\()?" + _NAME + r"(?:\.(?=\s|$)|:|\s?–|\s?—|\s?--|\s-\s|$)\s?")
_REPORTER_LAST = re.compile(rf"\s?,\s?{_WORD}(?: {_WORD}){{1,2}},\s?" + _NAME + r"\s?$")  # "..., Ann Bell, KESTREL"
_STOP = re.compile(r"\s?\.\s?" + _NAME + r"\s?(?:–|—|--|-|\.(?=\s)|/)\s?", re.IGNORECASE)
_COMMA_OR_STOP = re.compile(r"\s?[,.]\s?")
_MARK_REACH = 100
_SENTENCE = 50  # characters of a line that is more than a heading
_LOWER_DAY = re.compile(r", [a-z]{3,9}\.? [0-9]")
_LOWER_CASE = re.compile(rf"{_PLACE}{_REGION}\s?,\s(?P<month>[a-z]{{3,9}})\.?\s(?P<day>[0-9]{{1,2}})(?=\s|$)")
_SLASH_COLON = re.compile(r"\s?/\s?(?P<agency>[^/:\n]{2,30}):\s?")
_BARE = re.compile(r"\)?\s?(?:[,.:]?\s?(?:–|—|--|-)(?=\s|[\"“«A-ZА-Я])|:(?=\s)|\.(?=\s|[A-ZА-Я\"“«]))\s?")
_TEXT = re.compile(r"\s{0,4}[\"“«<]?[^\W\d_a-zа-яё]")  # the report's first word, with no mark before it
_CLOSE = re.compile(r"[).,:\s–—-]{1,4}")
_YEAR_WORD = re.compile(r"(?:\s?(?:года|г\.(?=[\s,]))(?=\W))?")
_AGENCY_ONLY = re.compile(r"(?P<agency>[^\W\d_][^,\n/()]{1,30}?)(?:,|\s[–—-])\s?$")
_AGENCY_CLOSED = re.compile(rf"{_PLACE}{_REGION}\s?\((?P<agency>[^()\n]{{2,40}})\)\s?(?:{_DASH}\s?)?")
_CAPTION = re.compile(r"\W{0,4}(?:photo|image|picture|фото|©|\(ap|via)\b", re.IGNORECASE)
_NO_DATE = (
    ("(", re.compile(rf"{_PLACE}{_REGION}\s?[,.]?\s?\((?P<agency>[^()\n]{{2,40}})\)\s?[,.]?(?:\s?{_DASH}|[.:])\s?")),
    ("/", re.compile(rf"{_PLACE}{_REGION}\s?[,.]?\s?/\s?(?P<agency>[^/\n]{{2,50}}?)\s?/\s?[.:–—-]{{0,2}}\s?")),
    (", ", re.compile(rf"{_PLACE}{_REGION}, (?P<agency>[^\W\d_a-zа-яё]{{2,12}})\s?{_DASH}\s")),
    (". ", re.compile(rf"{_PLACE}{_REGION}\.\s(?P<agency>[^\W\d_][\w«»\". -]{{1,30}}?)\s?{_DASH}(?:\s|$)")),
)
_AGENCY_OPENS = re.compile(r"(?P<agency>[^\W\d_][\w. «»-]{2,24}?)(?:\.|:|\s(?:-|–|—))\s(?=[«\"“]?[^\W\d_a-zа-я])")
_AGENCY_REACH = 30
_AGENCY_FIRST = re.compile(rf"[(/]\s?(?P<agency>[^()/\n]{{2,40}}?)\s?[)/]\s?(?:{_DASH}|\.)\s?")
_CAPITALS = re.compile(
    rf"(?P<place>[^\W\d_a-zа-яё]{{3,}}(?:\.[A-Z]{{2,3}}|[ -][^\W\d_a-zа-яё][^\W\d_a-zа-яё.'’]+){{0,3}}){_REGION}\s?"
    r"(?:\s–|\s—|\s--|\s-|:)\s(?=[\"“«'‘]?[^\W_a-zа-я])"
)
_NOT_PLACES = re.compile(
    r"^(?:published|updated|modified|posted|issued|date|source|last|created|опубликовано|обновлено|дата|источник"
    r"|автор|фото|question|answer|update|note|breaking|watch|video|photo|photos|exclusive|opinion|editor|analysis"
    r"|live|urgent|news|read|interview|fact|factbox|foto|bild|rubrik|kategorie|tags?|topics?|share|rating|views"
    r"|category|вопрос|ответ|видео|фото|срочно|мнение|интервью|комментарий|обзор|молния|эксклюзив"
    r"|по|на|в|о|как|on|in|at|the(?! hague)"
    r"|since|from|by|it|as|after|before|until|today|сегодня|с|до|к)\b",
    re.IGNORECASE,
)


class Dateline(NamedTuple):
    """The spans of a dateline's parts, and where it starts and ends."""

    start: int
    end: int
    place: Span | None
    agency: Span | None
    mention: Mention | None


def find_dateline(line: Line, mentions: list[Mention], outlets: OutletTable) -> Dateline | None:
    """Return the dateline that opens the line, or None; `mentions` are the dates in it."""
    text = line.text[:_REACH]
    near = _find_near(line, mentions) if mentions else None
    if near is None and not _has_mark(text[:_MARK_REACH]):
        return _read_agency(text, line.start, outlets=outlets)
    near = near or _find_lower_case(text, line.start)
    if near is not None:
        found = _read_dated(text, near, offset=line.start, outlets=outlets)
        if found is not None:
            return found
    return _read_undated(text, line.start, outlets=outlets)


def may_open(text: str) -> bool:
    """Whether a line without a date could open with a dateline, by the marks in it: most lines have none."""
    head = text[:_AGENCY_REACH]
    return "." in head or "-" in head or ":" in head or _has_mark(text[:_MARK_REACH]) or _may_name_agency(head)


def _find_near(line: Line, mentions: list[Mention]) -> Mention | None:
    for mention in mentions:
        if mention.start - line.start <= 80 and mention.day and mention.end - line.start < _REACH:
            return mention
    return None


def _has_mark(head: str) -> bool:
    """Whether one of the marks stands in the first words that every dateline has."""
    if " -" in head or "(" in head or "–" in head or "—" in head or ":" in head or "/" in head:
        return True  # one by one: a fraction of the time of a pattern
    return ".-" in head or "--" in head or (", " in head and _LOWER_DAY.search(head) is not None)


def _find_lower_case(text: str, offset: int) -> Mention | None:
    """Return the day of a dateline whose month is in lower case ("Lima, march 9"), not found by the scan."""
    match = _LOWER_CASE.match(text) if "," in text else None
    if match is None or match["month"] not in MONTHS or not 1 <= int(match["day"]) <= 31:
        return None
    return Mention(offset + match.start("month"), offset + match.end(), None, MONTHS[match["month"]], int(match["day"]))


def _read_dated(text: str, mention: Mention, *, offset: int, outlets: OutletTable) -> Dateline | None:
    start, end = mention.start - offset, mention.end - offset
    before = text[:start]
    if before and before.strip("(*"):
        opened = _match_before(before, outlets)
        if opened is None:
            return None
        place, agency = opened
    else:
        place = agency = None
    end = _YEAR_WORD.match(text, end).end()  # type: ignore[union-attr]
    placed = before.strip("(*") != ""
    after = _match_after(text, end, placed=placed, closed=agency is None, outlets=outlets)
    if (
        place is not None
        and after is not None
        and after[1] is None
        and not _stands_bare(before[slice(*place)], text[end:])
    ):
        return None
    if after is not None:
        close, tail_agency = after
        agency = agency or tail_agency
    elif place is not None and not text[end:].strip(" .,*") and _is_own_line(before, mention):
        close = len(text)
    elif agency is not None and mention.year is not None:
        close = end  # "Orlo (Kestrel) April 7, 2031 The talks ..."
    elif place is not None and _TEXT.match(text, end) and _stands_unmarked(before, mention, line=text):
        close = end  # "ORLO, Velia, April 7 The talks ..."
    else:
        return _read_date_first(text, mention, offset=offset, outlets=outlets) if place is agency is None else None
    if place is None and agency is None:
        return _read_date_first(text, mention, offset=offset, outlets=outlets)
    return Dateline(offset, offset + close, _shift(place, offset), _shift(agency, offset), mention)


def _is_own_line(before: str, mention: Mention) -> bool:
    """Whether place and day alone in a line are a dateline, and not an author beside the date of the page."""
    return mention.year is None or before.count(",") > 1 or before.rstrip(" ,").isupper()


def _stands_bare(place: str, behind: str) -> bool:
    """Whether a place may stand with its day alone: all its words in capitals, and no photo credit behind."""
    return all(word[:1].isupper() for word in place.split()) and _CAPTION.match(behind) is None


def _stands_unmarked(before: str, mention: Mention, *, line: str) -> bool:
    """Whether place and day need no mark before the report: in capitals, or no author's name and the page's date."""
    if "," not in before:
        return False
    return before.split(",", 1)[0].isupper() or (mention.year is None and len(line) > _SENTENCE)


def _match_before(before: str, outlets: OutletTable) -> tuple[Span | None, Span | None] | None:
    """Return place and agency written before the date, or None if other words stand there."""
    match = _BEFORE_WITH_AGENCY.fullmatch(before) if "(" in before else None
    if match and _is_place(match["place"]):
        return _place_span(match), find_agency(match, outlets)
    only = _AGENCY_ONLY.fullmatch(before)
    if only and (outlets.find(only["agency"]) or ("." in only["agency"] and looks_like_outlet(only["agency"]))):
        return None, only.span("agency")
    closed = _AGENCY_CLOSED.fullmatch(before) if "(" in before else None
    if closed and _is_place(closed["place"]) and is_agency(closed["agency"], known=True, outlets=outlets):
        return _place_span(closed), closed.span("agency")  # "Orlo, Velia (Kestrel) April 7, 2031 The talks"
    match = _BEFORE.fullmatch(before)
    if match is None or not _is_place(match["place"]):
        return None
    if not match["mark"] and not match["place"].isupper() and not match["place"].endswith("."):
        return None
    if match["region"] and outlets.find(match["place"]):  # "Xinhua News Agency, Orlo, April 7"
        start, end = match.span("region")
        return (end - len(before[start:end].lstrip(" ,-")), end), match.span("place")
    return _place_span(match), None


def _match_after(
    text: str, end: int, *, placed: bool, closed: bool, outlets: OutletTable
) -> tuple[int, Span | None] | None:
    """Return where the dateline closes and the agency written after the date."""
    for pattern in (_SLASHES, _BRACKETS):
        match = pattern.match(text, end)
        if match and clean_name(match["agency"]).casefold() not in ZONES:
            return match.end(), find_agency(match, outlets)
        if match:
            return match.end(), None
    for pattern in (_COMMA, _DASHED, _STOP, _SLASH_COLON) if placed else ():
        match = pattern.match(text, end)
        marks = ".:–—-" if pattern is _COMMA else ".:"
        if not match:
            continue
        if closes_with_agency(match["agency"], match[0].rstrip()[-1:], marks=marks, outlets=outlets):
            return match.end(), match.span("agency")
    match = _REPORTER_LAST.match(text, end) if placed else None
    if match and (match["agency"].isupper() or outlets.find(match["agency"]) or looks_like_outlet(match["agency"])):
        return match.end(), match.span("agency")
    bare = (_BARE if closed else _CLOSE).match(text, end)
    return (bare.end(), None) if bare and placed else None


def _read_date_first(text: str, mention: Mention, *, offset: int, outlets: OutletTable) -> Dateline | None:
    """Read "7 April, Orlo /Ann Bell - KESTREL/."."""
    comma = _COMMA_OR_STOP.match(text, mention.end - offset)
    if comma is None:
        return None
    rest = _read_undated(text[comma.end() :], offset + comma.end(), outlets=outlets)
    if rest is None or rest.agency is None:
        return None
    return rest._replace(start=offset, mention=mention)


def _read_undated(text: str, offset: int, *, outlets: OutletTable) -> Dateline | None:
    head = text[:_PLACE_REACH]
    dashed = " -" in head or "–" in head or "—" in head or "--" in head
    for mark, pattern in _NO_DATE:
        match = pattern.match(text) if mark in head and (dashed or mark in "(/") else None
        if match and (mark == ", " or (mark == ". " and " " in match["agency"])) and not outlets.find(match["agency"]):
            continue
        strict = match is not None and not match["place"].isupper()
        if match and _is_place(match["place"]) and is_agency(match["agency"], known=strict, outlets=outlets):
            return Dateline(
                offset,
                offset + match.end(),
                _shift(_place_span(match), offset),
                _shift(find_agency(match, outlets), offset),
                None,
            )
    closed = _AGENCY_CLOSED.fullmatch(text) if "(" in head and len(text) <= _SENTENCE else None
    if closed and closed["place"].count(" ") < 2 and _is_place(closed["place"]) and outlets.find(closed["agency"]):
        place, name = _place_span(closed), closed.span("agency")  # "Orlo (AFP)", on a line of its own
        return Dateline(offset, offset + len(text), _shift(place, offset), _shift(name, offset), None)
    match = _AGENCY_FIRST.match(text) if text[:1] in "(/" else None
    if match and (outlets.find(match["agency"]) or looks_like_agency(match["agency"])):
        return Dateline(offset, offset + match.end(), None, _shift(match.span("agency"), offset), None)
    agency = _read_agency(text, offset, outlets=outlets)
    if agency is not None:
        return agency
    match = _CAPITALS.match(text) if text[:3] == text[:3].upper() else None
    if match and len(text) > 100 and looks_like_outlet(match["place"]):
        return Dateline(offset, offset + match.end(), None, _shift(match.span("place"), offset), None)
    if match and len(text) > 100 and _is_place(match["place"]):
        return Dateline(offset, offset + match.end(), _shift(_place_span(match), offset), None, None)
    return None


def _read_agency(text: str, offset: int, *, outlets: OutletTable) -> Dateline | None:
    """Read "KESTREL. The pier ..." and "Kestrel - The pier ...", if the outlet is known."""
    match = _AGENCY_OPENS.match(text) if _may_name_agency(text[:_AGENCY_REACH]) else None
    if match and match["agency"].casefold() not in AMBIGUOUS and outlets.find(match["agency"]):
        return Dateline(offset, offset + match.end(), None, _shift(match.span("agency"), offset), None)
    return None


def _may_name_agency(head: str) -> bool:
    return "." in head or "-" in head or ":" in head or "–" in head or "—" in head


@lru_cache(maxsize=4096)
def _is_place(words: str) -> bool:
    words = words.strip("*c ")
    first = words.split(" ", 1)[0].casefold()
    if first in WEEKDAYS or first in MONTHS:
        return False
    return len(words) > 1 and _NOT_PLACES.match(words) is None and len(words) <= 40


def _place_span(match: re.Match[str]) -> Span:
    start, end = match.span("place")
    words = match["place"]
    lead = len(words) - len(words.lstrip("* "))
    if words[lead:].startswith("c "):
        lead += 2
    return start + lead, end - words.endswith(".")


def _shift(span: Span | None, offset: int) -> Span | None:
    return (span[0] + offset, span[1] + offset) if span else None
