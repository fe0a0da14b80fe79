"""Find the date of publication that an article states or proves, or none: what is not supported stays unknown.

You give a `Layout` and its title, you get the chosen `DateReading` (or None) and the ones not chosen. Candidates are
the places where pages put their date: a crawler's label at the very start, a stamp beside the headline, a dateline, a
labelled line, "today" with a full date. Dates in running text, captions, teasers and the clock of the page are none.

A dateline without year confirms or refutes the others; alone, it is completed by `years.py` if the text leaves one
possibility.

Limits: nothing later than `today`. A slash date that can be read both ways counts only with proof of its order.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from searchcsto.documents import DateReading, Evidence
from searchcsto.ingest.boilerplate import find_residue
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.lines import Line
from searchcsto.ingest.mentions import Mention, cite, swap_order
from searchcsto.ingest.titles import Title
from searchcsto.ingest.years import derive_date

# Weights order the places by trust; below _ENOUGH a candidate is no answer.
_ENOUGH = 36
_LABELLED, _BESIDE_HEADLINE, _HEADER, _DATELINE, _OPENING, _PREFIX, _MONTH, _LAST_LINE, _CLOCK = (
    88,
    86,
    80,
    76,
    74,
    58,
    50,
    45,
    8,
)
_AGREES = 30
_DAYS_AFTER_DATELINE = 3

_PUBLISHED = re.compile(
    r"\b(?:publish\w*|publication date|posted|issued|released|date|dated|created|first published|опубликован\w*"
    r"|дата(?: публикации)?|размещен\w*|добавлен\w*|создан\w*)(?:\s(?:on|at|by))?\s?[:"
    r"|]?\s{0,2}[-–—]?\s?(?:[^\W\d_]{2,11},?\s)?$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:updated|last modified|modified|update|обновлен\w*|изменен\w*)(?:\s(?:on|at))?\s?[:"
    r"|]?\s{0,2}[-–—]?\s?(?:[^\W\d_]{2,11},?\s)?$",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:today|сегодня)\b,?(?:\son)?\s?(?:[^\W\d_]{3,11},\s)?\(?$", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:will|scheduled|planned|upcoming|next|until|till|by|before|through|будет|будут|состоится|пройд[её]т"
    r"|запланирован\w*|планиру\w+|до|к|на)\b",
    re.IGNORECASE,
)
_WEATHER = re.compile(r"°|\b(?:weather|feed|погода|лента|курс|usd|eur|flag)\b", re.IGNORECASE)
_EVENT_NEXT = re.compile(r"\s(?:года?\b|г\.\s[а-я]|[a-zа-я])")
_AMERICAN_ZONE = re.compile(r"\b(?:EST|EDT|PST|PDT|ET)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that stands where publication dates stand, and how far that place is trusted."""

    mention: Mention
    rule: str
    weight: float
    line: int


def find_dates(
    layout: Layout, title: Title | None, *, language: str | None, today: datetime.date
) -> tuple[DateReading | None, tuple[DateReading, ...]]:
    """Return the date of publication or None, and the other dates that could have been it."""
    candidates = _settle_orders(layout, [*_list_candidates(layout, title)], language, today)
    candidates = [c for c in candidates if _first_day(c.mention) <= today]
    partial = _find_partial(layout, title)
    if layout.listing:
        return _choose_for_listing(layout, candidates)
    weighed = sorted((_weigh(layout, c, partial, candidates) for c in candidates), key=lambda c: -c.weight)
    chosen = _choose(weighed)
    reading = _state(layout, chosen, partial) if chosen else None
    if reading is None and partial is not None:
        reading = _derive(layout, partial, weighed, today)
    return reading, _list_alternatives(layout, weighed, reading)


def _list_candidates(layout: Layout, title: Title | None) -> Iterator[Candidate]:
    if layout.prefix is not None:
        yield Candidate(layout.prefix, "label", _PREFIX if layout.prefix.day else _MONTH, -1)
    for index in range(len(layout.lines)):
        if not layout.dates[index]:
            continue
        if index >= layout.end:
            yield from _read_after_article(layout, index)
        elif index < layout.lead:
            yield from _read_header(layout, index, title)
        elif index == layout.lead:
            yield from _read_lead(layout, index)
        elif layout.kinds[index] == "stamp" and index < layout.lead + 2:
            yield from _read_labelled(layout, index)
    dateline = layout.dateline
    if dateline is not None and dateline.mention is not None and dateline.mention.year is not None:
        yield Candidate(dateline.mention, "dateline", _DATELINE, layout.lead)


def _read_header(layout: Layout, index: int, title: Title | None) -> Iterator[Candidate]:
    """Yield the dates of a line above the article."""
    line, kind, found = layout.lines[index], layout.kinds[index], layout.dates[index]
    dated = [m for m in found if m.year is not None and not m.ranged]
    if not dated or kind == "photo":
        return
    labelled = list(_read_labelled(layout, index))
    if labelled:
        yield from labelled
        return
    mention = next((m for m in dated if m.day), dated[0])
    if title is not None and index == title.line:
        beside = mention.end <= title.evidence.start or mention.start >= title.evidence.end
        if beside:
            yield Candidate(mention, "headline", _BESIDE_HEADLINE, index)
        return
    if kind not in ("stamp", "byline", "credit") and not _is_small_header(line, found, mention):
        return
    weight: float = _HEADER if mention.day else _MONTH
    if not _is_near(layout, index, title):
        weight = _CLOCK
    elif title is not None and index < title.line and mention.weekday is not None and not mention.timed:
        weight -= 6
    yield Candidate(
        mention, "header", weight + (2 if mention.timed else 0) + (2 if title and index > title.line else 0), index
    )


def _read_labelled(layout: Layout, index: int) -> Iterator[Candidate]:
    """Yield the dates with a label of their own: "Published: 7 April 2031"."""
    text, start = layout.text, layout.lines[index].start
    for mention in layout.dates[index]:
        if mention.year is None or mention.ranged:
            continue
        before = text[max(start, mention.start - 40) : mention.start]
        if _PUBLISHED.search(before):
            yield Candidate(mention, "label", _LABELLED + 4, index)
        elif _UPDATED.search(before):
            yield Candidate(mention, "label", _LABELLED - 4, index)


def _read_lead(layout: Layout, index: int) -> Iterator[Candidate]:
    """Yield a date that opens the article's first line as a stamp does, or that "today" introduces."""
    line, found = layout.lines[index], layout.dates[index]
    first = found[0]
    if (first.year is not None and layout.dateline is None) or (
        layout.dateline and first is not layout.dateline.mention
    ):
        opening = line.text[: max(0, first.start - line.start)]
        if first.year is not None and not re.search(r"[^\W\d_]{2,}", opening) and not first.ranged:
            behind = layout.text[first.end : first.end + 12]
            if layout.dateline is not None or (
                not _EVENT_NEXT.match(behind) and not re.match(r"\s?,\s?[a-zа-я]", behind)
            ):
                yield Candidate(first, "header", _OPENING, index)
    for mention in found[:4]:
        before = layout.text[max(line.start, mention.start - 28) : mention.start]
        if mention.date is not None and _TODAY.search(before):
            yield Candidate(mention, "today", _OPENING, index)


def _read_after_article(layout: Layout, index: int) -> Iterator[Candidate]:
    """Yield a labelled date below the article, or a stamp right behind it if nothing else is dated there."""
    labelled = (
        [replace(c, weight=c.weight - 20) for c in _read_labelled(layout, index)] if index <= layout.end + 6 else []
    )
    if labelled:
        yield from labelled
        return
    others = [i for i in range(layout.end, len(layout.lines)) if i != index and layout.dates[i]]
    teasers = any(kind in ("end", "short", "prose") for kind in layout.kinds[layout.end :])
    mention = layout.dates[index][0]
    if (
        index <= layout.end + 1
        and not others
        and not teasers
        and layout.kinds[index] in ("stamp", "credit")
        and mention.date
    ):
        yield Candidate(mention, "last line", _LAST_LINE, index)


def _is_small_header(line: Line, found: list[Mention], mention: Mention) -> bool:
    """Whether a short line is a date with an outlet, an author, a place or a rubric beside it."""
    if line.end - line.start > 140:
        return False
    residue = find_residue(line.text, line.start, found)
    at_edge = mention.start - line.start <= 2 or line.end - mention.end <= 2 or mention.timed
    return len(residue) <= (6 if at_edge else 4)


def _is_near(layout: Layout, index: int, title: Title | None) -> bool:
    """Whether a line stands beside the headline, or right above an article without one."""
    if any(
        _WEATHER.search(layout.lines[i].text[:200])
        for i in range(max(0, index - 1), min(layout.lead, index + 2))
        if layout.kinds[i] != "prose"
    ):
        return False
    if title is None:
        between = layout.kinds[index + 1 : layout.lead]
        return len(between) <= 3 and between.count("chrome") + between.count("end") <= 1
    if index > title.line:
        return True
    between = layout.kinds[index + 1 : title.line]
    if between.count("chrome") + between.count("end") > 1 or between.count("short") > 1 or len(between) > 3:
        return False
    return not (between and layout.dates[index][0].weekday is not None and not layout.dates[index][0].timed)


def _weigh(layout: Layout, candidate: Candidate, partial: Mention | None, others: list[Candidate]) -> Candidate:
    """Return the candidate with the weight that the rest of the page leaves it."""
    weight, day = candidate.weight, candidate.mention.date
    if partial is not None and day is not None and candidate.mention is not partial:
        agrees = _agrees(day, partial)
        if agrees:
            weight += _AGREES
        elif candidate.rule not in ("label", "headline") or candidate.line < 0:
            weight -= 50
    if partial is not None and candidate.mention.day is None and candidate.mention.month != partial.month:
        weight -= 45
    if candidate.line < 0 and day is not None:
        weight -= 60 * _is_stale(layout, day, others)
    full = layout.dateline.mention.date if layout.dateline and layout.dateline.mention else None
    if full is not None and day is not None and candidate.rule != "dateline":
        after = (day - full).days
        weight += 10 if 0 <= after <= _DAYS_AFTER_DATELINE else -30
    return replace(candidate, weight=weight)


def _agrees(day: datetime.date, partial: Mention) -> bool:
    """Whether a full date is the day of a dateline without year, or up to three days later."""
    days = (day - datetime.timedelta(back) for back in range(-1, _DAYS_AFTER_DATELINE + 1))
    return any((d.month, d.day) == (partial.month, partial.day) for d in days)


def _is_stale(layout: Layout, day: datetime.date, others: list[Candidate]) -> bool:
    """Whether the crawler's date is older than something the article tells as past, or than its own header."""
    if any(c.line >= 0 and c.weight > _PREFIX and c.mention.date and c.mention.date > day for c in others):
        return True
    for index in range(layout.lead, min(layout.end, layout.lead + 6)):
        line = layout.lines[index]
        for mention in layout.dates[index]:
            if mention.date is not None and mention.date > day:
                sentence = layout.text[max(line.start, mention.start - 90) : mention.end + 30]
                if not _PLANNED.search(sentence):
                    return True
    return False


def _choose(weighed: list[Candidate]) -> Candidate | None:
    """Return the best candidate, or None if it is not good enough or another is as good and disagrees."""
    if not weighed or weighed[0].weight < _ENOUGH:
        return None
    best = weighed[0]
    for other in weighed[1:]:
        if best.weight - other.weight >= 1.5:
            break
        if other.mention.value != best.mention.value and other.line != best.line:
            return None
    month = best.mention.day is None
    finer = next(
        (
            c
            for c in weighed
            if month
            and c.mention.day
            and c.weight >= _ENOUGH
            and (c.mention.value or "").startswith(best.mention.value or "-")
        ),
        None,
    )
    return finer or best


def _state(layout: Layout, chosen: Candidate, partial: Mention | None) -> DateReading | None:
    if chosen.mention.open or chosen.mention.value is None:
        return None
    evidence = [cite(layout.text, chosen.mention, rule=chosen.rule)]
    if partial is not None and chosen.mention.day is None:
        if partial.month != chosen.mention.month:
            return None
        day = cite(layout.text, partial, rule="dateline")
        return DateReading(f"{chosen.mention.value}-{partial.day:02}", "derived", (day, *evidence))
    if partial is not None and chosen.mention.date and _agrees(chosen.mention.date, partial):
        evidence.append(cite(layout.text, partial, rule="dateline"))
    return DateReading(chosen.mention.value, "stated", tuple(evidence))


def _derive(layout: Layout, partial: Mention, weighed: list[Candidate], today: datetime.date) -> DateReading | None:
    if any(c.weight >= _ENOUGH for c in weighed):
        return None  # a date is stated, but not clearly; the day alone must not decide
    derived = derive_date(layout, partial, today=today)
    if derived is None:
        return None
    date, evidence = derived
    words = Evidence("dateline", layout.text[partial.start : partial.end], partial.start, partial.end)
    return DateReading(date.isoformat(), "derived", (words, *evidence))


def _find_partial(layout: Layout, title: Title | None) -> Mention | None:
    """Return the day without year in the dateline, or in a stamp beside the headline."""
    dateline = layout.dateline
    if dateline is not None and dateline.mention is not None:
        return dateline.mention if dateline.mention.year is None else None
    for index in range(max(0, layout.lead - 6), min(layout.lead, len(layout.lines))):
        found = layout.dates[index]
        if layout.kinds[index] != "stamp" or not found or found[0].year is not None or not found[0].day:
            continue
        if not found[0].ranged and _is_near(layout, index, title):
            return found[0]
    if layout.lead < len(layout.lines):
        for mention in layout.dates[layout.lead][:2]:
            before = layout.text[max(layout.lines[layout.lead].start, mention.start - 28) : mention.start]
            if mention.year is None and mention.day and _TODAY.search(before):
                return mention
    return None


def _settle_orders(
    layout: Layout, candidates: list[Candidate], language: str | None, today: datetime.date
) -> list[Candidate]:
    """Return the candidates with day and month of slash dates in the order that the page proves."""
    if not any(c.mention.open for c in candidates):
        return candidates
    settled: list[Candidate] = []
    for candidate in candidates:
        order = _find_order(layout, candidate.mention, language, today) if candidate.mention.open else ""
        if order:
            mention = candidate.mention if order == "mdy" else swap_order(candidate.mention)
            candidate = replace(candidate, mention=replace(mention, open=False))
        settled.append(candidate)
    return settled


def _find_order(layout: Layout, mention: Mention, language: str | None, today: datetime.date) -> str:
    """Return "dmy" or "mdy" if the page proves the order of its slash dates, else nothing."""
    everything = [m for found in layout.dates for m in found]
    orders = {m.slash for m in everything if m.slash}
    if len(orders) == 1:
        return orders.pop()
    swapped = swap_order(mention)
    for order, reading in (("mdy", mention), ("dmy", swapped)):
        if any(
            not m.open and m.day == reading.day and m.month == reading.month and m.year in (None, reading.year)
            for m in everything
        ):
            return order
    if (mention.date or today) > today or (swapped.date or today) > today:
        return "dmy" if (mention.date or today) > today else "mdy"
    if _AMERICAN_ZONE.match(layout.text[mention.end : mention.end + 12].lstrip(" APMapm.")):
        return "mdy"
    return "dmy" if language not in (None, "en") else ""


def _choose_for_listing(
    layout: Layout, candidates: list[Candidate]
) -> tuple[DateReading | None, tuple[DateReading, ...]]:
    """Return the one date that all items of a listing bear, or none."""
    days = [m for found in layout.dates for m in found if m.day and m.year]
    values = {m.value for m in days}
    if len(values) != 1 or len(days) < 3 or not candidates:
        return None, ()
    return DateReading(days[0].value or "", "stated", (cite(layout.text, days[0], rule="listing"),)), ()


def _list_alternatives(
    layout: Layout, weighed: list[Candidate], reading: DateReading | None
) -> tuple[DateReading, ...]:
    seen = {reading.value if reading else ""}
    alternatives = []
    for candidate in weighed:
        readings = [candidate.mention, swap_order(candidate.mention)] if candidate.mention.open else [candidate.mention]
        for mention in readings:
            if mention.value and mention.value not in seen and candidate.weight > 0:
                seen.add(mention.value)
                evidence = cite(layout.text, mention, rule=candidate.rule)
                alternatives.append(DateReading(mention.value, "stated", (evidence,)))
    return tuple(alternatives)


def _first_day(mention: Mention) -> datetime.date:
    if mention.open:
        swapped = swap_order(mention)
        return min(mention.date or datetime.date.max, swapped.date or datetime.date.max)
    return datetime.date(mention.year or 9999, mention.month, mention.day or 1)
