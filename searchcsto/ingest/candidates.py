"""List the dates of a page that stand where publication dates stand, each with the trust that its place earns.

You give a `Layout` and its title, you get `Candidate`s. Places are: the crawler's label at the very start, a labelled
line, the line of the headline, stamps beside it, the opening of the lead, the dateline, and the last line. A stamp
far from the headline is the clock of the page; it is listed with a weight that never suffices alone.

Limits: dates in running text are only listed after "today". Captions are left out. Which candidate wins is for
`dates.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchcsto.ingest.boilerplate import find_residue, is_printed
from searchcsto.ingest.headlines import is_outlet_name
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.lines import Line, is_sentence
from searchcsto.ingest.mentions import Mention
from searchcsto.ingest.orders import Candidate
from searchcsto.ingest.stamp_rows import ITEMS, is_among_items, is_in_archive, is_list_item, is_other_stamp, list_kinds
from searchcsto.ingest.titles import Title

# Weights order the places by trust.
_LABELLED = 88
_CHANGED = 70  # the date of a change, where no other is stated
_BESIDE_HEADLINE = 86
_HEADER = 80
_DATELINE = 76
_OPENING = 74
_BELOW_STANDFIRST = 62
PREFIX_WEIGHT = 58
_MONTH = 50
_LAST_LINE = 45
_CREDITS = 4  # lines between the article and its date: credits, its outlet, its headline
_COMMENTS = frozenset(["комментарии", "comments", "print", "распечатать", "печать", "версия для печати"])
_CLOCK = 8
_STANDFIRST = 4  # lines from a standfirst as long as a paragraph to the stamp below it
_MOST_DATES = 2  # in the line of a change
_LABEL = 24  # characters of a label on a line of its own
_CLOCK_BEFORE = re.compile(r"(?<![0-9])[0-2]?[0-9]:[0-5][0-9][ ,|/•–-]{0,3}\Z")
_SIGNED = 8  # words of place, desk and author
_TODAY_IS = re.compile(r"\b(?:today(?: is)?|current date|сегодня)\b\W{0,3}(?:[^\W\d_]{2,11}\W{1,2})?$", re.IGNORECASE)
_PLACE = 3  # words of an author or a place
_OLDEST_MONTH = 1950  # an older month and year is a matter of the article

_PUBLISHED = re.compile(
    r"\b(?:publish\w*|publication date|posted|issued|released|date|dated|created|first published|опубликован\w*"
    r"|дата(?: публикации)?|размещен\w*|добавлен\w*|создан\w*)(?:\s(?:on|at|by))?\s?[:"
    r"|]?\s{0,2}[-–—]?\s?(?:[0-2]?[0-9]:[0-5][0-9](?:\s?[A-Za-z.]{2,4}){0,2},?\s)?(?:[^\W\d_]{2,11},?\s)?$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:updated|last modified|modified|update|обновлен\w*|изменен\w*|mis à jour|aktualisiert"
    r"|editiert)(?:\s(?:on|at))?\s?[:"
    r"|]?\s{0,2}[-–—]?\s?(?:[^\W\d_]{2,11},?\s)?$",
    re.IGNORECASE,
)
_POSTED_CUES = (" was posted", " was published", " was written", "опубликована", "размещена", "добавлена")
# A sentence of the page's own below the article: "This entry was posted on Saturday, March 14th, 2009"
_POSTED = re.compile(
    r"\b(?:entry|article|item|story|post|page) was (?:posted|published|written)\b"
    r"|\b(?:запись|статья|заметка) (?:была )?(?:опубликована|размещена|добавлена)\b",
    re.IGNORECASE,
)
TODAY = re.compile(r"\b(?:today|сегодня)\b,?(?:\son)?\s?(?:[^\W\d_]{3,11},\s)?\(?$", re.IGNORECASE)
_WEATHER_CUES = ("°", "weather", "feed", "погода", "лента", "курс", "usd", "eur", "flag", "time", "время", "уба", "уақ")
_WEATHER = re.compile(
    r"°|\b(?:weather|feed|погода|лента|курс|usd|eur|flag)\b"
    r"|\b(?:(?:[^\W\d_]+|local|current) time|время|убактысы|уақыты)\W{1,3}[0-2]?[0-9]:[0-5][0-9]",  # a clock
    re.IGNORECASE,
)
_STAMP_REACH = 160
_FEED_REACH = 8_000  # characters in which a feed would have its next item
_MACHINE_STAMP = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{1,2} [A-Z][a-z]{2} [12][0-9]{3} [0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
    r" (?:GMT|[+-][0-9]{4})"
)
_ISSUE = re.compile(r"(?:№|No\.?|Nr\.?|N|Issue|Vol\.?|Выпуск|Номер)\s?[0-9]", re.IGNORECASE)  # of a printed paper
_GLUED_NAME = 60  # characters
_NAMED = re.compile(r"(?:(?i:by)\s?)?[A-ZА-ЯЁ][\w.'’&-]*(?: (?:of|the|and|[A-ZА-ЯЁ][\w.'’&-]*)){0,5}$")
_GLUED_BEHIND = re.compile(
    r"(?:[ ,|at]{0,5}[0-2]?[0-9]:[0-5][0-9](?:\s?[AaPp][Mm])?)?\s?(?:GMT|UTC|MSK|E[SD]?T)?[^\W\d_]"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_GOES_ON = re.compile(r"\s?,\s?[a-zа-я]")
_EVENT_NEXT = re.compile(r"\s(?:года?\b|г\.\s[а-я]|[a-zа-я])")


def list_candidates(layout: Layout, title: Title | None) -> Iterator[Candidate]:
    """Yield every date of the page that could be that of publication."""
    if layout.prefix is not None:
        yield Candidate(layout.prefix, "label", PREFIX_WEIGHT if layout.prefix.day else _MONTH, -1)
    lead, last = layout.lead, len(layout.lines)
    for index in range(min(lead, layout.end)):
        if layout.dates[index]:
            yield from _read_header(layout, index, title)
    if lead < layout.end:
        yield from _read_lead(layout, lead)
    for index in range(lead + 1, min(layout.end, lead + _STANDFIRST)):
        yield from _read_below_standfirst(layout, index)
    told = any(map(layout.text.__contains__, _POSTED_CUES))  # few texts have any of them
    for index in range(lead + 1, layout.end) if told else ():
        if _POSTED.search(layout.lines[index].text):
            yield from _read_labelled(layout, index)
    for index in range(layout.end, last):
        if layout.dates[index]:
            yield from _read_after_article(layout, index, title)
    dateline = layout.dateline
    if dateline is not None and dateline.mention is not None and dateline.mention.year is not None:
        yield Candidate(dateline.mention, "dateline", _DATELINE, layout.lead)


def _read_header(layout: Layout, index: int, title: Title | None) -> Iterator[Candidate]:
    """Yield the dates of a line above the article."""
    line, kind, found = layout.lines[index], layout.kinds[index], layout.dates[index]
    dated = [m for m in found if m.year is not None and not m.ranged and (m.day or m.year >= _OLDEST_MONTH)]
    if not dated or kind == "photo" or is_printed(line.text[: dated[0].start - line.start]):
        return
    labelled = list(_read_labelled(layout, index))
    changed = all(candidate.weight == _CHANGED for candidate in labelled)
    if labelled and changed and len({m.value for m in found if m.year}) > _MOST_DATES:
        return  # the day of a change among those of an event
    if labelled:
        yield from labelled
        if dated[0].date and all(c.weight == _CHANGED and c.mention is not dated[0] for c in labelled):
            yield Candidate(dated[0], "header", _HEADER, index)  # "By Ann Bell, 7 April 2031. Updated: 9 April 2031"
        return
    mention = next((m for m in dated if m.day), dated[0])
    if mention.day is None and is_in_archive(layout, index):
        return
    if kind == "short" and is_among_items(layout, index):
        return
    if title is not None and index == title.line:
        beside = mention.end <= title.evidence.start or mention.start >= title.evidence.end
        if beside:
            yield Candidate(mention, "headline", _BESIDE_HEADLINE, index)
        return
    if kind == "prose":
        yield from _read_glued_stamp(layout, index)
        return
    if kind not in ("stamp", "byline", "credit") and not _is_small_header(line, found, mention):
        return
    weight: float = _HEADER if mention.day else _MONTH
    shown = line.text[: mention.start - line.start]
    clock = _TODAY_IS.search(shown) is not None and (title is None or index < title.line)
    if clock or not is_near(layout, index, title) or is_list_item(layout, index):
        weight = _CLOCK
    elif title is not None and index < title.line and mention.weekday is not None and not mention.timed:
        weight -= 6
    yield Candidate(
        mention, "header", weight + (2 if mention.timed else 0) + (2 if title and index > title.line else 0), index
    )


def _read_glued_stamp(layout: Layout, index: int) -> Iterator[Candidate]:
    """Yield a date that a name opens a paragraph with, both glued to it: "Kestrel PressApril 7, 2031 GMTThe pier"."""
    line = layout.lines[index]
    opening = layout.dates.opening(index)
    first = opening[0] if opening else None
    if first is None or first.date is None or first.ranged or first.start - line.start > _GLUED_NAME:
        return
    name = layout.text[line.start : first.start]
    glued = name[-1:].isalpha() and _GLUED_BEHIND.match(layout.text, first.end) is not None
    if glued and _NAMED.match(name.strip()):
        yield Candidate(first, "header", _OPENING, index)


def _read_below_standfirst(layout: Layout, index: int) -> Iterator[Candidate]:
    """Yield the date of a stamp below the first paragraph, which then is the standfirst: the article goes on below."""
    line = layout.lines[index]
    if layout.kinds[index] not in ("stamp", "byline", "short") or is_sentence(line) or not layout.dates[index]:
        return
    labelled = list(_read_labelled(layout, index))
    yield from labelled
    first = layout.dates[index][0]
    between = list(layout.kinds[layout.lead + 1 : index])
    if between[-1:] == ["byline"] or layout.kinds[index] == "byline":
        between = []  # "By Ann Bell", and the stamp: what stands above is standfirst and caption
    alone = layout.kinds[index] == "stamp" and "prose" not in between and layout.kinds[index:].count("prose") > 1
    if labelled or not alone or first.date is None or first.ranged:
        return
    others = range(index + 1, min(len(layout.lines), index + ITEMS))
    if not any(is_other_stamp(layout, i, first.value) for i in (*range(layout.lead), *others)):
        yield Candidate(first, "header", _BELOW_STANDFIRST, index)


def _read_labelled(layout: Layout, index: int) -> Iterator[Candidate]:
    """Yield the dates with a label of their own: "Published: 7 April 2031"."""
    text, start = layout.text, layout.lines[index].start
    above = layout.lines[index - 1] if index > 0 else None
    for mention in layout.dates[index]:
        if mention.year is None or mention.ranged:
            continue
        before = text[max(start, mention.start - 40) : mention.start]
        if not before and above is not None and len(above.text) < _LABEL:
            before = above.text if above.text[-1] == ":" else ""  # "Published:", and the date on the next line
        if _PUBLISHED.search(before):
            yield Candidate(mention, "label", _LABELLED + 4, index)
        elif _UPDATED.search(before):
            yield Candidate(mention, "label", _CHANGED, index)


def _read_lead(layout: Layout, index: int) -> Iterator[Candidate]:
    """Yield a date that opens the article's first line as a stamp does, or that "today" introduces."""
    line = layout.lines[index]
    if "00 " in line.text[:_STAMP_REACH] or "GMT" in line.text[:_STAMP_REACH]:
        yield from _read_machine_stamp(layout, index)
    today = "oday" in line.text or "егодня" in line.text
    found = layout.dates[index] if today else layout.dates.opening(index)
    if not found:
        return
    first = found[0]
    if first.year is not None and _is_chronicle(layout, index):
        return
    if (first.year is not None and layout.dateline is None) or (
        layout.dateline and first is not layout.dateline.mention
    ):
        opening = line.text[: max(0, first.start - line.start)]
        if first.year is not None and not _LETTERS.search(opening) and not first.ranged:
            behind = layout.text[first.end : first.end + 12]
            if layout.dateline is not None or (not _EVENT_NEXT.match(behind) and not _GOES_ON.match(behind)):
                yield Candidate(first, "header", _OPENING, index)
        else:
            yield from _read_glued_stamp(layout, index)
    for mention in found[:4] if today else ():
        before = layout.text[max(line.start, mention.start - 28) : mention.start]
        if mention.date is not None and TODAY.search(before):
            yield Candidate(mention, "today", _OPENING, index)


def _read_machine_stamp(layout: Layout, index: int) -> Iterator[Candidate]:
    """Yield the stamp of a feed that was glued into the text: "Thu, 21 Sep 2017 17:59:00 +0400"."""
    line = layout.lines[index]
    found = [*_MACHINE_STAMP.finditer(layout.text, 0, line.start + _FEED_REACH)]
    if len(found) == 1:
        stamps = (m for m in layout.dates.opening(index) if m.date and found[0].start() <= m.start < found[0].end())
        for mention in stamps:
            yield Candidate(mention, "header", _OPENING, index)


def _is_chronicle(layout: Layout, index: int) -> bool:
    """Whether paragraphs beside the lead begin with other dates: then these are the days of what is told."""
    own = layout.dates.opening(index)[0] if layout.dates.opening(index) else None
    for i in (*range(index - 5, index), *range(index + 1, index + 6)):
        if 0 <= i < len(layout.lines) and layout.kinds[i] == "prose" and own is not None:
            found = layout.dates.opening(i)
            begins = bool(found) and found[0].start - layout.lines[i].start <= 2
            if begins and found[0].date and found[0].value != own.value:
                return True
    return False


def _read_after_article(layout: Layout, index: int, title: Title | None) -> Iterator[Candidate]:
    """Yield a labelled date below the article, or a stamp right behind it if nothing else is dated there."""
    first = layout.dates[index][0]
    if is_printed(layout.text[max(0, first.start - _STAMP_REACH) : first.start]):
        return
    labelled = (
        [c._replace(weight=c.weight - 20) for c in _read_labelled(layout, index)] if index <= layout.end + 6 else []
    )
    if labelled:
        yield from labelled
        return
    others = [i for i in range(layout.end, len(layout.lines)) if i != index and layout.dates[i]]
    teasers = any(_is_teaser(layout, i, title) for i in range(layout.end, len(layout.lines)))
    mention = layout.dates[index][0]
    if (
        index <= layout.end + _CREDITS
        and not others
        and not teasers
        and layout.kinds[index] in ("stamp", "credit")
        and mention.date
    ):
        yield Candidate(mention, "last line", _LAST_LINE, index)


def _is_teaser(layout: Layout, index: int, title: Title | None) -> bool:
    """Whether a line below the article is of other items: neither the headline again, nor who published it."""
    text, kind = layout.lines[index].text, layout.kinds[index]
    if kind not in ("end", "short", "prose") or (title is not None and text == title.evidence.words):
        return False
    return not is_outlet_name(text.strip(" .•–—-"), layout.outlets) and text.casefold().strip(" :") not in _COMMENTS


def _is_small_header(line: Line, found: list[Mention], mention: Mention) -> bool:
    """Whether a short line is a date with an outlet, an author, a place or a rubric beside it."""
    if line.end - line.start > 140:
        return False
    residue = find_residue(line.text, line.start, found)
    opens = not _LETTERS.search(line.text[: mention.start - line.start])
    at_edge = opens or line.end - mention.end <= 2 or mention.timed
    if _CLOCK_BEFORE.search(line.text, 0, mention.start - line.start):
        return len(residue) <= _SIGNED  # "Orlo, 16:20, 3 Oct 2031, Kestrel desk, by Ann Bell."
    if not opens and not mention.timed and is_sentence(line) and len(residue) > _PLACE:
        return False  # "A ferry crosses the strait at Orlo, March 3, 2030."
    return len(residue) <= (6 if at_edge else 4)


def _shows_weather(text: str) -> bool:
    plain = text.casefold()
    return any(map(plain.__contains__, _WEATHER_CUES)) and _WEATHER.search(text) is not None


def is_near(layout: Layout, index: int, title: Title | None) -> bool:
    """Whether a line stands beside the headline, or right above an article without one."""
    machine = _MACHINE_STAMP.search(layout.lines[index].text) is not None  # a feed's, never the clock of a page
    for i in range(max(0, index - 1), min(layout.lead, index + 2)):
        if not machine and layout.kinds[i] != "prose" and _shows_weather(layout.lines[i].text[:200]):
            return False
    if title is None:
        between = list_kinds(layout, index + 1, layout.lead)
        return len(between) <= 3 and between.count("chrome") + between.count("end") <= 1
    if index > title.line:
        return True
    if _ISSUE.match(layout.lines[index].text) and layout.kinds[: layout.lead].count("stamp") == 1:
        return True
    between = list_kinds(layout, index + 1, title.line)
    if between.count("chrome") + between.count("end") > 1 or between.count("short") > 1 or len(between) > 3:
        return False
    return not (between and layout.dates[index][0].weekday is not None and not layout.dates[index][0].timed)
