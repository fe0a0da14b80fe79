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

from searchcsto.documents import DateReading, Evidence
from searchcsto.ingest.candidates import PREFIX_WEIGHT, TODAY, is_near, list_candidates
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.mentions import Mention, cite, swap_order
from searchcsto.ingest.months import MONTHS
from searchcsto.ingest.orders import Candidate, settle_orders
from searchcsto.ingest.titles import Title
from searchcsto.ingest.years import derive_date

# Below this weight a candidate is no answer.
_ENOUGH = 36
_AGREES = 30
_DAYS_AFTER_DATELINE = 3

_PLANNED = re.compile(
    r"\b(?:will|scheduled|planned|upcoming|next|until|till|by|before|through|будет|будут|состоится|пройд[её]т"
    r"|запланирован\w*|планиру\w+|до|к|на)\b",
    re.IGNORECASE,
)

_MONTH_AND_YEAR = re.compile(r"\b(?:in|[вВ]) (?P<month>[^\W\d_]{3,9}) (?P<year>20[0-9]{2})(?![0-9])")
_WILL = re.compile(r"\b(?:will|scheduled|planned|будет|будут|состоится|пройд[её]т|запланирован\w*|планиру\w+)\b")


def find_dates(
    layout: Layout, title: Title | None, *, language: str | None, today: datetime.date
) -> tuple[DateReading | None, tuple[DateReading, ...]]:
    """Return the date of publication or None, and the other dates that could have been it."""
    candidates = settle_orders(layout, [*list_candidates(layout, title)], language, today)
    candidates = [c for c in candidates if _first_day(c.mention) <= today]
    partial = _find_partial(layout, title)
    if layout.listing:
        return _choose_for_listing(layout, candidates)
    if not candidates and partial is None:
        return None, ()
    weighed = sorted((_weigh(layout, c, partial, candidates) for c in candidates), key=lambda c: -c.weight)
    chosen = _choose(weighed)
    reading = _state(layout, chosen, partial) if chosen else None
    if reading is None and partial is not None:
        reading = _derive(layout, partial, weighed, today)
    return reading, _list_alternatives(layout, weighed, reading)


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
    if candidate.rule == "header" and day is not None and _is_clock(candidate, others):
        weight -= 45
    full = layout.dateline.mention.date if layout.dateline and layout.dateline.mention else None
    if full is not None and day is not None and candidate.rule != "dateline":
        after = (day - full).days
        weight += 10 if 0 <= after <= _DAYS_AFTER_DATELINE else -30
    return candidate._replace(weight=weight)


def _agrees(day: datetime.date, partial: Mention) -> bool:
    """Whether a full date is the day of a dateline without year, or up to three days later."""
    if (day.month, day.day) == (partial.month, partial.day):
        return True
    days = (day - datetime.timedelta(back) for back in range(-1, _DAYS_AFTER_DATELINE + 1))
    return any((d.month, d.day) == (partial.month, partial.day) for d in days)


def _is_stale(layout: Layout, day: datetime.date, others: list[Candidate]) -> bool:
    """Whether the crawler's date is older than something the article tells as past, or than its own header."""
    if any(c.line >= 0 and c.weight > PREFIX_WEIGHT and c.mention.date and c.mention.date > day for c in others):
        return True
    for index in range(layout.lead, min(layout.end, layout.lead + 6)):
        line = layout.lines[index]
        for mention in layout.dates[index]:
            if mention.year is not None and datetime.date(mention.year, mention.month, mention.day or 1) > day:
                before = layout.text[max(line.start, mention.start - 90) : mention.start]
                if not _PLANNED.search(before) and not _WILL.search(layout.text, mention.end, mention.end + 30):
                    return True
        for match in _MONTH_AND_YEAR.finditer(line.text):
            month = MONTHS.get(match["month"].casefold())
            later = month is not None and datetime.date(int(match["year"]), month, 1) > day
            if later and not _PLANNED.search(line.text, max(0, match.start() - 90), match.start()):
                return True
    return False


def _is_clock(candidate: Candidate, others: list[Candidate]) -> bool:
    """Whether an earlier date stands in a line below: then the one above is the page's clock."""
    day = candidate.mention.date
    below = (c for c in others if c.line > candidate.line and c.rule in ("header", "label") and c.weight > _ENOUGH)
    return any(c.mention.date is not None and day is not None and c.mention.date < day for c in below)


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
        if not found[0].ranged and is_near(layout, index, title):
            return found[0]
    if layout.lead < len(layout.lines):
        opening = layout.lines[layout.lead].text
        cued = "oday" in opening or "егодня" in opening
        for mention in layout.dates[layout.lead][:2] if cued else ():
            before = layout.text[max(layout.lines[layout.lead].start, mention.start - 28) : mention.start]
            if mention.year is None and mention.day and TODAY.search(before):
                return mention
    return None


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
