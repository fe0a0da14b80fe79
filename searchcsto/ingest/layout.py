"""Find where the article stands on a scraped page: the labelled date before it, its headline, its lead, its end.

You give a text, you get a `Layout`: its lines, their kinds and dates, and the indices of headline, lead and end among
them. Titles, dates, sources and body are read from it; nothing here decides a value.

The lead is the line with a dateline, else the first paragraph. Teasers of other items before the headline are too; a
headline with a date of its own, or one that stands twice, with more text below than above, begins the article anew.

Limits: the lines of `lines.read_page`. A page of several items is a `listing`: it has no single headline or date.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from searchcsto.documents import Span
from searchcsto.ingest.blocks import find_block
from searchcsto.ingest.boilerplate import SHORT, Kind, find_kind
from searchcsto.ingest.datelines import DATE_REACH, Dateline, find_dateline, may_open
from searchcsto.ingest.joints import part_lines
from searchcsto.ingest.line_dates import LineDates
from searchcsto.ingest.lines import Line, Page, find_joined_lines, is_sentence, read_page
from searchcsto.ingest.listings import is_listing
from searchcsto.ingest.mentions import Mention, find_mentions
from searchcsto.ingest.outlets import OutletTable, package_outlets

_PREFIX = re.compile(r"[\s\ufeff]*date[ \t:=]{1,3}(?=[12][0-9]{3}-[01][0-9])")
_JUNK = re.compile(r"[\s.+↺−|•–—-]*(?:[0-9]{1,2}\s?px\b|burger icon\b|menu icon\b)?[\s.+↺−|•…-]*", re.IGNORECASE)
_SPEAKER = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ. -]{2,30}: ")
_NO_OPENING = ("chrome", "end", "photo", "credit")  # kinds of lines that have no dateline
_OPENINGS, _FAR = 7, 14  # lines from the first paragraph to a dateline; to one below a headline
_PICTURED = re.compile(r"(?:^|[.!?»”\"] )[A-ZА-ЯЁ][\w.'-]+ [A-ZА-ЯЁ][\w'-]+/\s?[A-ZА-ЯЁ][\w ]{1,20}(?![\w/])")
_ABOVE_LEAD = frozenset(["short", "stamp", "byline", "photo"])
_LEADS = 40
_RUN = 3  # paragraphs one after the other
_NUMBERED = re.compile(r"([0-9]{1,2})\s?(?:/|of|из)\s?([0-9]{1,2})\s(?=[^\W\d_])")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.){2}$")
_LONG_PROSE = 300  # characters of a sentence that is nothing else
_PHOTOS = 4  # lines from one caption to the next
_LONG = 100  # characters of a line behind an agency's name that is a report's first sentence
_STAMP = 100  # characters; no longer stamp ends as a sentence does


_MOST_AFTER = 0.2  # of a text, that may be left out behind it without a word that announces other items


class Layout(NamedTuple):
    """A page taken apart. `dates[i]` are the dates in `lines[i]`; `lead` is len(lines) if there is no article."""

    text: str
    middle: Span | None  # the part of a long text that nobody looks at line by line
    lines: tuple[Line, ...]
    kinds: tuple[Kind, ...]
    dates: LineDates
    prefix: Mention | None
    dateline: Dateline | None
    lead: int
    end: int  # index after the last line of the article
    listing: bool
    outlets: OutletTable  # those that are known by name


def read_layout(text: str, *, outlets: OutletTable | None = None) -> Layout:
    """Take a page apart. `outlets` are those known by name (default: those of the package)."""
    outlets = outlets or package_outlets()
    page = read_page(text)
    prefix, lines = _cut_prefix(page)
    lines = part_lines(text, lines)
    dates = LineDates(text, lines)
    kinds = [_find_kind(lines, dates, i) for i in range(len(lines))]
    lead, dateline = _find_lead(lines, kinds, dates, outlets=outlets)
    if lead < len(kinds):
        kinds[lead] = "prose"
    end = _find_end(lines, kinds, lead, page.middle)
    listing = is_listing(lines, kinds, dates)
    return Layout(text, page.middle, tuple(lines), tuple(kinds), dates, prefix, dateline, lead, end, listing, outlets)


def _find_kind(lines: list[Line], dates: LineDates, index: int) -> Kind:
    """Return the kind of a line; its dates could tell that only if it is no paragraph, nor a long sentence."""
    line = lines[index]
    size = line.end - line.start
    if line.text[0] in "123456789" and _is_numbered_photo(lines, index):
        return "photo"
    if line.text[-3:-2] == "." and size <= SHORT and _ends_in_abbreviation(lines, dates, index):
        return "short"
    if size > _LONG_PROSE and line.text[-1] in ".!?":
        return "prose"
    may_be_stamp = size <= SHORT and (size <= _STAMP or line.text[-1] not in ".!?" or "|" in line.text)
    return find_kind(line, dates[index] if may_be_stamp else [])


def _is_numbered_photo(lines: list[Line], index: int) -> bool:
    """Whether a line is the caption of one of several photos: "3/5 The pier at dawn", and "4/5 ..." near it."""
    own = _NUMBERED.match(lines[index].text)
    if own is None:
        return False
    near = (_NUMBERED.match(line.text) for line in lines[max(0, index - _PHOTOS) : index + _PHOTOS])
    return any(other and other[2] == own[2] and abs(int(other[1]) - int(own[1])) == 1 for other in near)


def _ends_in_abbreviation(lines: list[Line], dates: LineDates, index: int) -> bool:
    """Whether the last full stop is that of "the U.S.", with a stamp or a byline below: a headline, no sentence."""
    if _ABBREVIATED.search(lines[index].text, max(0, len(lines[index].text) - 6)) is None or index + 1 >= len(lines):
        return False
    return find_kind(lines[index + 1], dates[index + 1]) in ("stamp", "byline")


def is_headline(line: Line) -> bool:
    """Whether a short line could be a headline, as far as its form tells."""
    words = line.text.split()
    return (
        len(words) >= 3
        and 12 <= len(line.text) <= 260
        and (line.text[0].isalpha() or any(map(str.isalpha, line.text[:40])))
    )


def _cut_prefix(page: Page) -> tuple[Mention | None, list[Line]]:
    """Return the crawler's date at the very start, and the lines without it and the junk behind it."""
    lines = list(page.lines)
    match = _PREFIX.match(page.text)
    if match is None or not lines:
        return None, lines
    found = find_mentions(page.text, match.end(), min(len(page.text), match.end() + 40))
    if not found or found[0].start != match.end() or found[0].year is None:
        return None, lines
    first = lines[0]
    junk = _JUNK.match(page.text, found[0].end, first.end)
    start = max(junk.end() if junk else found[0].end, first.start)
    rest = find_joined_lines(page.text, start, first.end) if start < first.end else []
    return found[0], rest + lines[1:]


def _find_lead(
    lines: list[Line], kinds: list[Kind], dates: LineDates, *, outlets: OutletTable
) -> tuple[int, Dateline | None]:
    """Return the index of the article's first line and its dateline."""
    first_prose = find_block(lines, kinds)
    last = first_prose + _FAR if first_prose < len(lines) else _LEADS
    near = range(max(0, first_prose - _LEADS) if first_prose < len(lines) else 0, min(last, len(lines)))
    for index in near:
        if index >= first_prose + _OPENINGS and not _may_restart(kinds, first_prose, index):
            continue
        dateline = _find_dateline(lines, kinds, dates, index=index, outlets=outlets)
        if dateline is not None:
            own_line = dateline.end >= lines[index].end
            if own_line and index + 1 < len(lines):
                return _next_prose(kinds, index + 1), dateline
            return index, dateline
    restart = _find_restart(lines, kinds, dates, first_prose)
    if restart is not None:
        return restart, None
    return _first_text(lines, kinds, first_prose), None


def _may_restart(kinds: list[Kind], first_prose: int, index: int) -> bool:
    """Whether a report may begin so far down: below its headline, and only what the page says of itself above."""
    above = kinds[first_prose:index].count("prose")
    return kinds[index - 1] in _ABOVE_LEAD and above == 1 and "prose" in kinds[index + 1 : index + 3]


def _find_dateline(
    lines: list[Line], kinds: list[Kind], dates: LineDates, *, index: int, outlets: OutletTable
) -> Dateline | None:
    if kinds[index] in _NO_OPENING:
        return None
    line = lines[index]
    # A date further on than this belongs to no dateline.
    found = dates.near(index, DATE_REACH)
    if not (found or may_open(line.text)):
        return None
    dateline = find_dateline(line, found, outlets)
    if dateline is not None and dateline.mention is not None and _PICTURED.search(line.text, dateline.end - line.start):
        return None  # the day of a picture: "ORLO, VELIA - APRIL 7, 2031: A rescuer carries a child. Ann Bell/KESTREL"
    if dateline is not None and _is_speaker(lines, index, dateline):
        return None
    if kinds[index] != "prose" and not _opens_text(lines, kinds, index):
        return dateline if dateline is not None and _is_unmistakable(dateline, line, outlets) else None
    # "10.02.2022February 9. /TASS/.": a stamp glued before the dateline
    if dateline is None and found and found[0].start - line.start <= 1 and found[0].year is not None:
        start = found[0].end
        rest = Line(start, line.end, line.text[start - line.start :].lstrip(" ,|.–-"), False)
        skipped = len(line.text) - (start - line.start) - len(rest.text)
        rest = Line(start + skipped, line.end, rest.text, False)
        dateline = find_dateline(rest, found[1:], outlets)
    return dateline


def _is_speaker(lines: list[Line], index: int, dateline: Dateline) -> bool:
    """Whether words in capitals before a colon are who speaks, as in a transcript: others speak below."""
    if dateline.agency is not None or dateline.mention is not None or ":" not in lines[index].text[:40]:
        return False
    around = (*lines[max(0, index - 5) : index], *lines[index + 1 : index + 6])
    return any(_SPEAKER.match(line.text) for line in around)


def _opens_text(lines: list[Line], kinds: list[Kind], index: int) -> bool:
    """Whether a short line may be a dateline: paragraphs follow, it is a sentence, or it is all the text there is."""
    if "prose" in kinds[index + 1 : index + 3]:
        return True
    long = len(lines[index].text) > 40
    return is_sentence(lines[index]) and (long or not any(kind in ("short", "stamp") for kind in kinds[index + 1 :]))


def _is_unmistakable(dateline: Dateline, line: Line, outlets: OutletTable) -> bool:
    """Whether a dateline needs no paragraph below it: a place with a day, or in capitals with a known agency."""
    if dateline.place is None:
        agency = line.text[dateline.agency[0] - line.start : dateline.agency[1] - line.start] if dateline.agency else ""
        return len(line.text) > _LONG and outlets.find(agency) is not None
    if dateline.mention is not None:
        if dateline.end < line.end or dateline.agency is not None:
            return True
        before = line.text[: dateline.mention.start - line.start]
        return dateline.mention.year is None and (before.isupper() or before.count(",") > 1)  # "ORLO, April 7"
    if dateline.agency is None:
        return False
    place, agency = (
        line.text[start - line.start : end - line.start] for start, end in (dateline.place, dateline.agency)
    )
    return place.isupper() and outlets.find(agency) is not None


def _next_prose(kinds: list[Kind], index: int) -> int:
    return next((i for i in range(index, min(len(kinds), index + 4)) if kinds[i] == "prose"), index)


def _find_restart(lines: list[Line], kinds: list[Kind], dates: LineDates, first_prose: int) -> int | None:
    """Return the lead after a headline that stands below teasers: repeated, or with a full date beside it."""
    near = kinds[first_prose : first_prose + _LEADS]
    if "short" not in near and "stamp" not in near:
        return None  # no headline, and no date of one
    best = None
    seen: dict[str, int] = {}
    often: set[str] = set()
    before = 0
    sizes = [line.end - line.start if kind == "prose" else 0 for line, kind in zip(lines, kinds, strict=True)]
    total = sum(sizes)
    for index, line in enumerate(lines[: first_prose + _LEADS]):
        before += sizes[index]
        key = line.text[:60].casefold()
        repeated = kinds[index] == "short" and is_headline(line) and seen.get(key, index) < index
        repeated = repeated and key not in often and kinds[index + 1 : index + 2] != ["photo"]
        if seen.setdefault(key, index) < index:
            often.add(key)  # three times: the entry of a menu, or a link beside each part of the article
        if index <= first_prose or before * 2.5 > total:
            continue
        if kinds[index - _RUN : index] == ["prose"] * _RUN and index - _RUN >= first_prose:
            return best  # no teaser is as long: the article has begun
        if repeated or _is_dated_headline(lines, kinds, dates, index):
            following = [i for i in range(index + 1, min(len(lines), index + 6)) if kinds[i] == "prose"]
            best = following[0] if following else best
    return best


def _is_dated_headline(lines: list[Line], kinds: list[Kind], dates: LineDates, index: int) -> bool:
    if kinds[index] == "stamp":
        full = any(mention.date for mention in dates[index])
        return full and any(
            kinds[i] == "short" and is_headline(lines[i]) for i in (index - 1, index + 1) if i < len(lines)
        )
    return False


def _first_text(lines: list[Line], kinds: list[Kind], first_prose: int) -> int:
    """Return the first paragraph; without one, the first sentence, else the first line that is not furniture."""
    if first_prose < len(lines):
        return first_prose
    shorts = [i for i, kind in enumerate(kinds) if kind == "short"]
    sentences = [i for i in shorts if is_sentence(lines[i]) and len(lines[i].text) > 30]
    if sentences:
        return sentences[0]
    captions = [i for i, kind in enumerate(kinds) if kind == "photo" and shorts and i > shorts[0]]
    if captions and is_headline(lines[shorts[0]]):
        return captions[0]  # a series of photos: their captions are the article
    return shorts[0] if len(shorts) == 1 else shorts[1] if shorts else len(lines)


def _find_end(lines: list[Line], kinds: list[Kind], lead: int, middle: Span | None) -> int:
    """Return the index after the article's last line: what follows it is credits, teasers and furniture."""
    end = last = _find_end_mark(lines, kinds, lead, middle) if "end" in kinds[lead:] else len(lines)
    while end > lead + 1 and kinds[end - 1] != "prose" and not _closes_text(lines, kinds, end - 1, lead):
        end -= 1
    if end == last:
        return last
    left = sum(
        line.end - line.start for line, kind in zip(lines[end:last], kinds[end:last], strict=True) if kind == "short"
    )
    whole = sum(line.end - line.start for line in lines[lead:last]) + (middle[1] - middle[0] if middle else 0)
    # Much of a text is not what follows it: it is a table, or a list, that belongs to it.
    return last if left > _MOST_AFTER * whole else end


def _find_end_mark(lines: list[Line], kinds: list[Kind], lead: int, middle: Span | None) -> int:
    """Return the index of the line that announces related items, if little of the text stands below it."""
    weights = [
        line.end - line.start if kind in ("prose", "short") else 0 for line, kind in zip(lines, kinds, strict=True)
    ]
    total = sum(weights[lead:])
    done = 0
    for index in range(lead, len(lines)):
        before_middle = middle is not None and lines[index].start < middle[1]
        if kinds[index] == "end" and not before_middle and (total - done) < 0.35 * total:
            return index
        done += weights[index]
    return len(lines)


def _closes_text(lines: list[Line], kinds: list[Kind], index: int, lead: int) -> bool:
    """Whether a short line is still the article's: a sentence that follows on from it."""
    return kinds[index] == "short" and is_sentence(lines[index]) and len(lines[index].text.split()) >= 4
