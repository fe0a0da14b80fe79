"""Read what a plain text says about itself: headline, date, sources, place, language, and which part is the article.

You give the text, you get `Metadata`; every value comes with the words that prove it, literally and with their
offsets. What the text does not support is None or empty. Use it for text as it was scraped; what a user or a file
format states is merged in elsewhere.

Limits: head and tail of the text are looked at (`lines.py`), so the time does not grow with the length of the middle.

>>> text = "Talks resume in Orlo\\n7 April 2021, 08:15\\n\\nORLO (Kestrel) – The talks resumed."
>>> read_metadata(text, today=datetime.date(2024, 1, 1)).date.value
'2021-04-07'
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from typing import Literal, NamedTuple, get_args

from searchcsto.documents import DateReading, Evidence, Span
from searchcsto.ingest.datelines import DATE_REACH, find_dateline, may_open
from searchcsto.ingest.dates import find_dates
from searchcsto.ingest.language import find_language
from searchcsto.ingest.layout import Layout, read_layout
from searchcsto.ingest.lines import Line, is_sentence
from searchcsto.ingest.mentions import find_mentions, may_hold_date
from searchcsto.ingest.outlets import OutletTable, package_outlets
from searchcsto.ingest.sources import find_sources
from searchcsto.ingest.titles import Title, find_title

Known = Literal["title", "date", "sources"]
_KNOWABLE = len(get_args(Known))
_FURNITURE = ("chrome", "end", "photo")
_MENU_WORDS = 5
_OPENING = 300  # characters in which a dateline is looked for
_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE = 2_000  # characters of a span in which a letter is looked for
_LEFT_OUT = frozenset(("chrome", "end", "photo", "credit", "byline", "stamp", "tags"))


class Metadata(NamedTuple):
    """What an article says about itself. `source_evidence` and `sources` are in the same order."""

    title: str | None
    title_evidence: Evidence | None
    date: DateReading | None
    alternatives: tuple[DateReading, ...]
    sources: tuple[str, ...]
    source_evidence: tuple[Evidence, ...]
    place: str | None
    place_evidence: Evidence | None
    language: str | None
    body: tuple[Span, ...]


def read_metadata(
    text: str, *, today: datetime.date, known: Collection[Known] = (), outlets: OutletTable | None = None
) -> Metadata:
    """Read title, date, sources, place, language and body from a text; no date later than today is believed.

    What is `known` already is not looked for and stays None or empty. `outlets` are those known by name (default: those
    of the package).
    """
    if known and len(set(known)) == _KNOWABLE:
        return _read_rest(text, outlets or package_outlets())
    layout = read_layout(text, outlets=outlets)
    # A given title may stand in the text too, and what is beside it tells the date.
    title = None if known and {"title", "date"} <= set(known) else find_title(layout)
    body = _find_given_body(layout) if "title" in known else _find_body(layout, title)
    language = find_language(text, body[0][0]) or find_language(text, minimum=3) if body else None
    date: DateReading | None = None
    alternatives: tuple[DateReading, ...] = ()
    if "date" not in known:
        date, alternatives = find_dates(layout, title, language=language, today=today)
    sources = find_sources(layout, title) if "sources" not in known else []
    place = _find_place(layout)
    return Metadata(
        title=" ".join(title.evidence.words.split()) if title else None,
        title_evidence=title.evidence if title else None,
        date=date,
        alternatives=alternatives,
        sources=tuple(source.name for source in sources),
        source_evidence=tuple(source.evidence for source in sources),
        place=place.words if place else None,
        place_evidence=place,
        language=language,
        body=body,
    )


def _read_rest(text: str, outlets: OutletTable) -> Metadata:
    """Read place and language from a text whose title, date and sources are known; all of it is the article."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    body = ((start, end),) if start < end else ()
    line = Line(start, min(end, start + _OPENING), text[start : min(end, start + _OPENING)], False)
    mentions = find_mentions(text, line.start, line.end) if may_hold_date(line.text, 0, DATE_REACH) else []
    dateline = find_dateline(line, mentions, outlets) if body and (mentions or may_open(line.text)) else None
    place = Evidence("dateline", text[slice(*dateline.place)], *dateline.place) if dateline and dateline.place else None
    language = find_language(text, start) or find_language(text, minimum=3) if body else None
    shown = place.words if place else None
    return Metadata(None, None, None, (), (), (), shown, place, language, body)


def _find_body(layout: Layout, title: Title | None) -> tuple[Span, ...]:
    """Return the spans of the text that are the article."""
    spans: list[Span] = []
    middle = layout.middle
    first = _find_first_line(layout, title)
    for index in range(first, layout.end):
        line = layout.lines[index]
        if middle is not None and line.start >= middle[1]:
            if not spans or spans[-1][1] < middle[1]:
                _append(spans, middle, layout.text)
            middle = None
        if layout.kinds[index] in _LEFT_OUT or (title is not None and index == title.line):
            continue
        start, end, _, _ = line
        if index == layout.lead:
            start = _skip_opening(layout, start)
        if start < end:
            _append(spans, (start, end), layout.text)
    if middle is not None and layout.lines:
        _append(spans, middle, layout.text)
    if any(_LETTER.search(layout.text, start, min(end, start + _SAMPLE)) for start, end in spans):
        return tuple(spans)
    return ((layout.lines[0].start, layout.lines[-1].end),) if layout.lines else ()


def _find_given_body(layout: Layout) -> tuple[Span, ...]:
    """Return the spans of a text whose headline stands elsewhere: all of it but what is furniture beyond doubt.

    Such a text was cut out by somebody who knew where the article is; nothing of it is left out for its place.
    """
    spans: list[Span] = []
    middle = layout.middle
    for line, kind in zip(layout.lines, layout.kinds, strict=True):
        if middle is not None and line.start >= middle[1]:
            _append(spans, middle, layout.text)
            middle = None
        if kind not in _FURNITURE:
            _append(spans, (line.start, line.end), layout.text)
    if middle is not None and layout.lines:
        _append(spans, middle, layout.text)
    return tuple(spans) or _find_body(layout, None)


def _find_first_line(layout: Layout, title: Title | None) -> int:
    """Return the first line that may be the article's: below its headline, or the sentences above its lead."""
    if title is not None:
        return title.line + 1
    first = layout.lead
    if layout.listing:
        return 0
    while first > 0 and layout.kinds[first - 1] == "short" and _belongs_to_text(layout.lines[first - 1]):
        first -= 1
    return first


def _belongs_to_text(line: Line) -> bool:
    """Whether a short line above the lead is text: a sentence, or too many words for a menu."""
    return is_sentence(line) or len(line.text.split()) >= _MENU_WORDS


def _skip_opening(layout: Layout, start: int) -> int:
    """Return the offset behind the dateline or the stamp that opens the lead."""
    dateline = layout.dateline
    if dateline is not None and layout.lead < len(layout.lines):
        line = layout.lines[layout.lead]
        if line.start <= dateline.start < line.end and dateline.end < line.end:
            return dateline.end
    return start


def _append(spans: list[Span], span: Span, text: str) -> None:
    """Add a span, joined to the one before if only blanks part them."""
    if spans:
        first, last = spans[-1]
        if span[0] - last < 50 and not text[last : span[0]].strip():
            spans[-1] = (first, span[1])
            return
    spans.append(span)


def _find_place(layout: Layout) -> Evidence | None:
    dateline = layout.dateline
    if dateline is None or dateline.place is None:
        return None
    start, end = dateline.place
    return Evidence("dateline", layout.text[start:end], start, end)
