"""Find the agencies in the first words of a report: those of its dateline, and those in openings without one.

You give a `Layout`, you get `Source`s of rank 2. One dateline may name two agencies: "ORLO (Kestrel / Lark)". Without
a dateline an agency stands between bars ("Orlo | KESTREL |"), behind place and day ("Orlo. 7 April. Kestrel -"),
behind the reporter ("By Ann Bell – Kestrel:"), or is said to be where the text was found ("Via Kestrel, a note ...").

Limits: the first 160 characters of the report, and the lines above it that begin with "Via".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchcsto.documents import Span
from searchcsto.ingest.agencies import is_agency
from searchcsto.ingest.citations import Source, make_source
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.names import AMBIGUOUS, is_institution, looks_like_agency, looks_like_masthead

_REACH = 160
_SCOPE = 4000
_LONG = 4  # letters
_PLACE = r"[^\W\d_a-zа-яё][\w'’-]*(?:[ ,]{1,2}[^\W\d_a-zа-яё][\w'’-]*){0,4}"
_NAME = r"(?P<agency>[^\W\d_a-zа-яё][\w.&'’-]*(?: [^\W\d_a-zа-яё][\w.&'’-]*){0,3})"
_CLASS = r"(?P<kind>(?:[Ii]nformation|[Nn]ews) agency|М?ИА|IA|[Аа]гентство)\s"
_BY = re.compile(r"\b[Bb]y [^:\n–—]{3,40}?\s?[–—-]\s?(?P<agency>[^\W\d_a-zа-я][^:\n]{1,30}):\s")
_BARRED = re.compile(rf"{_PLACE}\s\|\s{_NAME}\s?(?:\||–|—|-)\s")
_DAY = r"(?:[0-9]{1,2}(?:st|nd|rd|th)? [^\W\d_]{3,9}|[^\W\d_]{3,9} [0-9]{1,2})(?:,? [12][0-9]{3})?(?: г(?:ода|\.))?"
_STOPPED = re.compile(
    rf"(?:{_PLACE}[.,] )?{_DAY}[.,] (?:(?:{_CLASS})?[«\"“](?P<quoted>[^«»\"“”\n]{{2,40}})[»\"”]"
    rf"|(?:{_CLASS.replace('kind', 'sort')})?{_NAME})"
    r"\s(?:–|—|--|-)\s"
)
# "9 октября – ИА «Пустельга». В Велии открыт причал", "7 April - IA Kestrel. The pier is open"
_DAY_CLASSED = re.compile(
    rf"(?:{_PLACE}[.,] )?{_DAY}\s?(?:–|—|-)\s?{_CLASS}"
    r"(?:[«\"“](?P<quoted>[^«»\"“”\n]{2,40})[»\"”]|(?P<agency>[\w-]+(?:\.[\w-]+)?(?: [^\W\d_a-zа-яё][\w-]+){0,2}))"
    r"\s?[.:–—-]\s"
)
# "ORLO. KESTREL A new pier", "Kestrel.The pier", "Kestrel. The pier": no dash parts the agency from the report.
_UNDASHED = re.compile(
    r"(?:[^\W\d_a-zа-яё]{3,}(?:[ -][^\W\d_a-zа-яё]{3,})?\. (?P<capitals>[^\W\d_a-zа-яё]{3,12})"
    r"(?= [A-ZА-ЯЁ](?:[a-zа-яё]| [a-zа-яё]))"
    r"|(?P<agency>[^\W\d_a-zа-яё][\w-]{2,20}(?: [^\W\d_a-zа-яё][\w-]{2,20}){0,2})\. ?(?=[A-ZА-ЯЁ0-9«\"“]))"
)
_READ_ON = re.compile(
    r"(?:Read|Continue reading|See|View|Читать|Читайте|Подробнее)(?: (?:more|it|this|полностью|подробнее))?"
    r" (?:on|at|в|на) (?:the )?(?:website|site|сайте|портале)(?: of)?(?: the)? (?P<name>[A-ZА-ЯЁ][\w.'’ -]{2,40})"
)
# "Kestrel News Agency (KNA) - ", where the letters are those of the name
_INITIALS = re.compile(rf"{_NAME} \((?P<initials>[A-ZА-ЯЁ]{{2,6}})\)\s?(?:–|—|--|-)\s")
_ZONE = re.compile(r"(?:UTC|GMT|MSK|МСК)\b(?:\s?[+–-]\s?[0-9]|\s?\))")  # "(UTC +04:00)" is of the time before it
_GLUE = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_FURTHER = re.compile(rf"\s?[/|–—-]\s?{_NAME}")
_TWO = re.compile(rf"{_PLACE}\s?\({_NAME}\s?/\s?(?P<second>[^()/\n]{{2,30}}?)\s?\)")
_PARTED = re.compile(r"(?:[^/|–—-]|(?<=\S)-(?=\S))+")
_VIA = re.compile(
    r"(?:Via|From|Via:|From:|Reposted from|Republished from|Translated from)\s(?:the )?"
    r"(?P<agency>(?:The )?[A-Z][\w.&'’-]*(?: (?:of )?[A-Z][\w.&'’-]*){0,4})(?P<mark>, an? |: |:$|$| ?[–—] )"
)


def find_lead_agencies(layout: Layout) -> Iterator[Source]:
    """Yield the agencies of the dateline and of the first words of the report."""
    start = layout.lines[layout.lead].start if layout.lead < len(layout.lines) else len(layout.text)
    initials = _INITIALS.match(layout.text, start) if "(" in layout.text[start : start + _REACH] else None
    if initials is not None and _spells(initials["agency"], initials["initials"]):
        yield make_source(layout, initials.span("agency"), "dateline", 2)
        return
    dateline = layout.dateline
    if dateline is not None and dateline.agency is not None and not _ZONE.match(layout.text, dateline.agency[0]):
        for span in _list_agencies(layout, dateline.agency, dateline.end):
            yield make_source(layout, span, "dateline", 2)
        return
    for index in range(min(layout.lead + 1, len(layout.lines))):
        line = layout.lines[index]
        via = _VIA.match(line.text) if line.text.startswith(("Via", "From", "Re", "Tr")) else None
        if via is not None and _is_named(layout, via["agency"]) and (via["mark"] or line.text.startswith("Via")):
            yield make_source(layout, _shift(via.span("agency"), line.start), "credit", 4)
    if layout.lead < len(layout.lines):
        start = layout.lines[layout.lead].start
        slash = layout.text.find("/", start, start + _REACH) > 0  # most reports have none, and are spared the pattern
        two = _TWO.match(layout.text, start, start + _REACH) if slash else None
        if two is not None and layout.outlets.find(two["agency"]) and layout.outlets.find(two["second"]):
            yield make_source(layout, two.span("agency"), "dateline", 2)
            yield make_source(layout, two.span("second"), "dateline", 2)
            return
        found = _find_opening(layout, start)
        if found is not None:
            yield make_source(layout, found, "dateline", 2)


def _shift(span: Span, offset: int) -> Span:
    return span[0] + offset, span[1] + offset


def _list_agencies(layout: Layout, span: Span, end: int) -> Iterator[Span]:
    """Yield the agency of a dateline, and the known ones joined to it by a slash or a dash."""
    name = layout.text[slice(*span)]
    if name.isupper() and name.isalpha() and (full := _find_in_full(layout, name, end)):
        yield full
        return
    parts = [match for match in _PARTED.finditer(name) if match[0].strip()]
    if len(parts) > 1 and layout.outlets.find(name) is None and all(layout.outlets.find(p[0].strip()) for p in parts):
        for part in parts:  # "(Kestrel-Lark)"
            first = span[0] + part.start() + len(part[0]) - len(part[0].lstrip())
            yield first, first + len(part[0].strip())
        return
    yield span
    further = _FURTHER.match(layout.text, span[1], end)
    if further is not None and layout.outlets.find(further["agency"]) is not None:
        yield further.span("agency")


def _find_in_full(layout: Layout, name: str, start: int) -> Span | None:
    """Return the known outlet of the report's own words whose last word the dateline has: "(PACKET)", Orlo Packet."""
    if len(name) < _LONG:
        return None
    for match in re.finditer(rf"(?:[A-Z][\w'’]+ ){{1,3}}{name.title()}\b", layout.text[start : start + _SCOPE]):
        if layout.outlets.find(match[0]) is not None and layout.outlets.find(match[0]) != layout.outlets.find(name):
            return start + match.start(), start + match.end()
    return None


def _find_opening(layout: Layout, start: int) -> Span | None:
    """Return the agency in the first words of a report that opens with none of the usual datelines."""
    text, end = layout.text, start + _REACH
    head = text[start:end]
    barred = _BARRED.match(text, start, end) if "|" in head else None
    if barred is not None and is_agency(barred["agency"], known=True, outlets=layout.outlets):
        return barred.span("agency")
    dashed = "-" in head or "–" in head or "—" in head
    stopped = _STOPPED.match(text, start, end) if dashed else None
    dated = stopped is not None and layout.dates[layout.lead]
    if stopped is not None and dated and (stopped["quoted"] or stopped["sort"] or _may_sign(layout, stopped["agency"])):
        return stopped.span("quoted" if stopped["quoted"] else "agency")
    classed = _DAY_CLASSED.match(text, start, end) if dashed else None
    if classed is not None:
        return classed.span("quoted" if classed["quoted"] else "agency")
    undashed = _UNDASHED.match(text, start, end) if "." in head else None
    if undashed is not None:
        group = "capitals" if undashed["capitals"] else "agency"
        name = undashed[group]
        if layout.outlets.find(name) is not None and name.casefold() not in AMBIGUOUS:
            return undashed.span(group)
    read_on = _READ_ON.match(text, start, end) if head[:1] in "RCSVЧП" else None
    if read_on is not None:
        return _find_glued(layout, read_on)
    by = _BY.search(text, start, end) if "y " in head and ":" in head else None
    return by.span("agency") if by is not None else None


def _find_glued(layout: Layout, match: re.Match[str]) -> Span | None:
    """Return the known outlet that the words of a link begin with, though the report is glued to it."""
    words = _GLUE.split(match["name"])
    start = match.start("name")
    for size in range(len(words), 0, -1):
        name = "".join(words[:size]).rstrip(" .")
        while name:
            if layout.outlets.find(name) is not None:
                return start, start + len(name)
            name = name.rpartition(" ")[0]
    return None


def _spells(name: str, initials: str) -> bool:
    """Whether letters are the capitals of a name."""
    return "".join(letter for letter in name if letter.isupper()) == initials and not is_institution(name)


def _may_sign(layout: Layout, name: str) -> bool:
    if layout.outlets.find(name) is not None:
        return True
    return not is_institution(name) and (looks_like_agency(name) or " " not in name)


def _is_named(layout: Layout, name: str) -> bool:
    """Whether the place behind "Via" holds an outlet: a known one, or one with the form of a masthead."""
    if layout.outlets.find(name) is not None:
        return name.casefold() not in AMBIGUOUS
    return looks_like_masthead(name) or (name.startswith("The ") and not is_institution(name))
