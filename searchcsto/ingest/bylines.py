"""Find the outlets in the bylines of a page, and those in any list of names.

You give a `Layout` and its title, you get `Source`s of rank 1: "By KESTREL", "By Ann Bell, Mole Gazette", "Mole Gazette
Staff Writers", "Kestrel, Orlo, Nov 20". Persons, what they write of and authorities are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchcsto.documents import Span
from searchcsto.ingest.citations import Source, longest_outlet, make_source
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.names import (
    is_institution,
    looks_like_agency,
    looks_like_masthead,
    looks_like_outlet,
    looks_like_person,
)
from searchcsto.ingest.titles import Title

_BYLINE = re.compile(
    r"(?:(?:(?:[Tt]ext|[Ss]tory|[Rr]eport|[Ww]ritten) )?[Bb]y|BY|Автор|Текст|From)\s?:?\s?"
    r"(?=[^\W_a-zа-я])(?P<names>[^\n]{2,80})"
)
_TIME_GLUED = re.compile(r"[0-9](?:\s?[APap]\.?[Mm]\.?)?(?=[Bb]y [^\W\d_a-zа-я])")
_EDITED = re.compile(r"(?:^|[,|]\s)[Рр]едакци[яи]:?\s(?P<names>[^,|\n]{2,40})")
_GLUED_BYLINE = re.compile(r"[).]By(?P<names>[A-Z][A-Z .-]{2,30})$")
_STAFF = re.compile(
    r"(?P<names>(?:[Tt]he )?[A-Z0-9][\w.&'’ -]{1,40}?)(?:,? |\s?[/|]\s?|\s[–-]\s)"
    r"(?:(?:Staff(?: Writers?| Reporters?| Report)?"
    r"|Correspondents?|Reporters?|Editors?"
    r"|(?:[Nn]ews|[Ww]eb|[Dd]igital|[Oo]nline|[Mm]onitoring|[Ee]ditorial|[Cc]ity|[Ff]oreign|[Pp]olitical"
    r"|[Bb]usiness|[Ss]ports) ?"
    r"(?:[Dd]esk|[Tt]eam|[Ss]taff|[Bb]oard)|(?:WEB|NEWS|ONLINE|DIGITAL|CITY|NATIONAL|SPORTS) (?:DESK|TEAM|BUREAU)"
    r"|Newsroom|newsroom|Newsdesk|Bureau|Reporting Team|Team|Desk))$"
)
_BEAT = re.compile(
    r"(?:\b(?:Senior|Chief|Deputy|Assistant|Associate|Political|Business|Sports?|Travel|Crime|Health|Education|Science"
    r"|Technology|Tech|Economics?|Foreign|Defen[cs]e|Security|Environment|Climate|Culture|Consumer|Court|Royal|Money"
    r"|Diplomatic|Investigative|Digital|Breaking|Audience|Showbiz|Special|National|Local|World|Night|Video"
    r"|Data|Trends)(?: [A-Z]\w+)? (?:Reporters?|Correspondents?|Editors?|Writers?)"
    r"|\S+(?: \S+){3,} (?:Reporter|Editor|Correspondent))$"
)
_WIRE = re.compile(
    r"(?P<names>[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,3}?)(?:, | in )"
    r"(?P<place>[A-Z][^\W\d]*(?:(?:[ '’.-]| and |, )[A-Z][^\W\d]*){0,3})"
    r"(?:,? ?$|, (?=[A-Z][a-z]{2,8}\.? [0-9]|[0-9]))"
)
_WIRE_SIZE = 50
_STAFF_ENDS = (
    *("Staff", "Writer", "Reporter", "Correspondent", "Editor"),
    *("Writers", "Reporters", "Correspondents", "Editors", "Report"),
    *("esk", "eam", "staff", "oard", "ewsroom", "Bureau", "DESK", "TEAM", "BUREAU"),
)
_NO_BYLINE = re.compile(
    r"(?:(?:the |our |a |staff )?(?:editorial|news|digital|web|online|sports?|business|national|world|foreign"
    r"|city|political"
    r"|international|local|monitoring|special|own|staff|senior|chief|diplomatic|reporting|correspondents?|reporters?"
    r"|editors?)"
    r"(?: (?:staff|team|desk|board|bureau|room|correspondents?|reporters?|writers?))?"
    r"|news ?wires?|wires?|agencies|staff|our|the|newsroom|newsdesk|guest|wire (?:reports|services)|редакция)$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s?(?:[,;|/]|\s[-–—]\s| and | и | & |\bby\b| (?:with|[Ff]or)(?: the)? (?=[A-Z]))\s?")
_TRANSLATED = re.compile(r"\([«“\"](?P<names>[^«»“”\"\n]{2,40})[»”\"],? [^\W\d_a-zа-яё][^()\d]{2,30}\)")
_PERSON_THEN = re.compile(
    r"[A-Z][\w.'’-]+(?: [A-Z]\.)? [A-Z][\w.'’-]+\s?[,|/]\s?(?P<names>[A-Z][^\n,|/]{1,40}?)(?:\s/[^\n,|]{0,40})?$"
)
_PERSONS_THEN = re.compile(
    r"[A-Z][\w.'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+(?:(?:,| and|, and) [A-Z][\w.'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+){1,3}"
    r"\s?[,|/]\s?(?P<names>[A-Z][^\n,|/]{1,40}?)$"
)


def find_bylines(layout: Layout, title: Title | None) -> Iterator[Source]:
    """Yield the outlets in "By KESTREL", "By Ann Bell, Mole Gazette", "Mole Gazette Staff Writers"."""
    first = max(0, (title.line if title else layout.lead) - 3)
    for index in range(first, min(layout.lead + 3, len(layout.lines))):
        line, kind = layout.lines[index], layout.kinds[index]
        match = None
        if index > layout.lead:  # below what was taken for the lead, and is perhaps the standfirst
            match = _match_wire(layout, line.text) if len(line.text) < _WIRE_SIZE else None
        elif kind == "photo":
            match = _GLUED_BYLINE.search(line.text)
        elif kind in ("byline", "short", "stamp") and len(line.text) < 90:
            glued = _TIME_GLUED.search(line.text) if "by " in line.text or "By " in line.text else None
            at = glued.end() if glued else 0
            match = _match_wire(layout, line.text) or _BYLINE.match(line.text, at) or _match_staff(line.text)
            match = match or (_EDITED.search(line.text) if "едакци" in line.text else None)
            match = match or (_match_known(layout, line.text) if any(map(line.text.__contains__, ",|/")) else None)
        if match is None or _NO_BYLINE.match(match["names"].strip()):
            continue
        if _NO_BYLINE.match((_match_staff(match["names"]) or match)["names"].strip()):
            continue
        if _is_beat(layout, line.text) or _is_beat(layout, match["names"]):
            continue
        staff = _match_staff(match["names"])
        if staff is not None and _is_staffed(layout, staff["names"]):  # "By Messenger Staff"
            start = line.start + match.start("names")
            yield make_source(layout, (start, start + len(staff["names"])), "byline", 1)
            continue
        spans = [*split_names(layout, line.start + match.start("names"), match["names"], alone=True)]
        if not spans and match.re is _TRANSLATED:
            spans = [(line.start + match.start("names"), line.start + match.end("names"))]
        for start, end in spans:
            yield make_source(layout, (start, end), "byline", 1)


def _match_known(layout: Layout, words: str) -> re.Match[str] | None:
    """Return the known outlet behind a person's name, as `names`: "Ann Bell, Reuters"."""
    match = (_PERSON_THEN.match(words) or _PERSONS_THEN.match(words)) if words[:1].isupper() else None
    return match if match and layout.outlets.find(match["names"]) is not None else None


def _match_wire(layout: Layout, words: str) -> re.Match[str] | None:
    """Return the known outlet before a place, as `names`: "Reuters, Velia", "Kestrel in Orlo", "PTI, Velia, Nov 20"."""
    if words[:1] == "(":
        return _TRANSLATED.fullmatch(words)
    match = _WIRE.match(words) if words[:1].isupper() else None
    return match if match and layout.outlets.find(match["names"]) is not None else None


def _is_beat(layout: Layout, words: str) -> bool:
    """Whether words are a person with what he writes of: "Ann Bell Travel News Reporter"."""
    match = _match_staff(words)
    name = match["names"] if match else ""
    return bool(name) and layout.outlets.find(name) is None and _BEAT.search(words) is not None


def _match_staff(words: str) -> re.Match[str] | None:
    """Return the outlet in "Mole Gazette Staff Writers", as `names`."""
    return _STAFF.fullmatch(words) if words.endswith(_STAFF_ENDS) else None


def _is_staffed(layout: Layout, name: str) -> bool:
    """Whether the words before "Staff" or "News Team" are one outlet, and no person and no list of names."""
    if layout.outlets.find(name) is not None or " " not in name or looks_like_masthead(name):
        return True
    return "," not in name and not looks_like_person(name) and not is_institution(name) and " and " not in name


def split_names(layout: Layout, start: int, words: str, *, alone: bool = False) -> Iterator[Span]:
    """Yield the span of each outlet in a list of names; persons and authorities are left out.

    With `alone` set, a single word in capitals is taken for an agency.
    """
    outlets = layout.outlets
    lead = len(words) - len(words.lstrip(' («“"'))
    if "/" in words or "-" in words or "&" in words:
        whole, _ = longest_outlet(words[lead:].removesuffix("."), outlets, from_start=True)
        if whole is not None and outlets.find(whole):
            yield start + lead, start + lead + len(whole)
            words, start = words[lead + len(whole) :], start + lead + len(whole)
    last = 0
    for match in [*_SPLIT.finditer(words), None]:
        end = match.start() if match else len(words)
        piece = words[last:end]
        name = piece.strip(' .:()«»“”"[]')
        if name.count("»") < piece.count("»") and "«" in name:
            name += "»"
        offset = piece.find(name) if name else 0
        if name and (
            outlets.find(name)
            or (looks_like_masthead(name) and not name.isdigit())
            or looks_like_outlet(name)
            or (alone and name.isupper() and " " not in name and looks_like_agency(name))
        ):
            yield start + last + offset, start + last + offset + len(name)
        last = match.end() if match else end
