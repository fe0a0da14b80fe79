"""Give the text of an article and what is given about it, get its Document.

What the user gives wins, what the markup of the file says comes next, and the rest is read from the text: title, date,
sources, place, language and body, by the rules of the modules beside this one. What is given is not looked for.
`given_dates.py` says how a given date may be written.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from searchcsto.documents import DateReading, Document, Evidence, Span, Status, date_range
from searchcsto.ingest.given_dates import parse_given_date
from searchcsto.ingest.limits import Markup
from searchcsto.ingest.metadata import Known, Metadata, read_metadata
from searchcsto.ingest.outlets import OutletTable, package_outlets, source_key
from searchcsto.ingest.variants import is_variant

_PUBLISHER_RULES = frozenset(["header", "masthead", "headline tail", "copyright"])  # of `publishers`


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says about an article; it is never doubted."""

    title: str | None = None
    date: str | None = None
    sources: tuple[str, ...] = ()
    language: str | None = None  # ISO 639-1
    place: str | None = None


def read_article(
    text: str,
    *,
    id: str,
    path: str = "",
    given: Given | None = None,
    markup: Markup | None = None,
    today: datetime.date | None = None,
    outlets: OutletTable | None = None,
) -> Document:
    """Return the Document of an article. `today` is the day after which no date is believed (default: this day).

    `outlets` are those known by name (default: those of the package; see `outlets.read_outlets` for a user's own).
    What the user gives goes before what the markup says, and that before what the text says.
    Raises DocumentInvalid if the given date is not a date.
    """
    given = given or Given()
    text = text.encode("utf-8", "replace").decode("utf-8") if _has_surrogates(text) else text
    today = today or datetime.date.today()
    if markup is None:
        markup = Markup(len(text))
    elif markup.latest is not None:
        today = min(today, markup.latest)
    outlets = outlets or package_outlets()
    found = read_metadata(_look_at(text, markup), today=today, known=_list_known(given), outlets=outlets)
    title, title_status, title_evidence = _choose_title(given, markup, found)
    date, alternatives = _choose_date(given, markup, found, today=today)
    sources, source_evidence = _choose_sources(given, markup, found, outlets=outlets)
    return Document(
        id=id,
        text=text,
        path=path,
        title=title,
        title_status=title_status,
        title_evidence=title_evidence,
        date=date.value if date else None,
        date_status=date.status if date else "unknown",
        date_evidence=date.evidence if date else (),
        alternatives=alternatives,
        sources=sources,
        sources_status="given" if given.sources else "stated" if sources else "unknown",
        source_evidence=source_evidence,
        place=given.place or found.place,
        place_evidence=None if given.place else found.place_evidence,
        language=given.language or found.language or markup.language,
        body=_cut_out(found.body if markup.body is None else markup.body, markup.aside),
    )


def _choose_title(given: Given, markup: Markup, found: Metadata) -> tuple[str | None, Status, Evidence | None]:
    if given.title:
        return given.title, "given", None
    if markup.title:
        return markup.title, "stated", markup.title_evidence
    if found.title and source_key(found.title) in map(source_key, markup.sources):
        return None, "unknown", None  # the name of the site above a text without a headline
    return found.title, "stated" if found.title else "unknown", found.title_evidence


def _choose_date(
    given: Given, markup: Markup, found: Metadata, *, today: datetime.date
) -> tuple[DateReading | None, tuple[DateReading, ...]]:
    """Return the date and its alternatives. What the markup dates in the future is neither."""
    own = DateReading(parse_given_date(given.date), "given", ()) if given.date else None
    stated, guess = (
        each if each is not None and date_range(each.value)[0] <= today else None
        for each in (markup.date, markup.guess)
    )
    readings = [each for each in (own, stated, found.date, guess) if each is not None]
    chosen = readings[0] if readings else None
    if not (readings[1:] or markup.alternatives or found.alternatives):
        return chosen, ()
    others = {each.value: each for each in reversed((*readings, *markup.alternatives, *found.alternatives))}
    return chosen, tuple(each for each in reversed(others.values()) if chosen is None or each.value != chosen.value)


def _choose_sources(
    given: Given, markup: Markup, found: Metadata, *, outlets: OutletTable
) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    if given.sources:
        names = (outlets.canonical(name.strip()) for name in given.sources)
        return tuple(dict.fromkeys(name for name in names if name)), ()
    publishers = zip(map(outlets.canonical, markup.sources), markup.source_evidence, strict=True)
    stated = {name: words for name, words in publishers if name}
    signed = [words.rule in _PUBLISHER_RULES and outlets.find(name) for name, words in _pair_sources(found)]
    if any(signed) and all(words.rule == "copyright" for words in stated.values()):
        stated = {}  # who holds the rights is often a firm; the page bears a known name beside its headline
    owned = bool(stated)
    for name, words in _pair_sources(found):
        if not owned or _adds_to(tuple(stated), name, words, outlets=outlets):
            stated.setdefault(name, words)
    listed = list(stated)
    once = [
        name
        for at, name in enumerate(listed)
        if not any(is_variant(other, name) and not _are_known(other, name, outlets) for other in listed[:at])
    ]
    return tuple(once), tuple(stated[name] for name in once)


def _are_known(first: str, second: str, outlets: OutletTable) -> bool:
    return outlets.find(first) is not None and outlets.find(second) is not None


def _adds_to(publishers: tuple[str, ...], name: str, words: Evidence, *, outlets: OutletTable) -> bool:
    """Whether a name in the text is another's than the publisher's, whom the markup names.

    One that stands where publishers stand must be known to be another; a longer name is perhaps its newsletter's.
    """
    if words.rule in ("owner", "masthead"):
        return False
    if outlets.find(name) is not None:
        return True
    return words.rule not in _PUBLISHER_RULES and not name.startswith(tuple(f"{each} " for each in publishers))


def _pair_sources(found: Metadata) -> list[tuple[str, Evidence]]:
    return list(zip(found.sources, found.source_evidence, strict=True))


def _cut_out(spans: tuple[Span, ...], aside: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return spans without what lies aside."""
    for start, end in aside:
        parts = [part for first, last in spans for part in ((first, min(last, start)), (max(first, end), last))]
        spans = tuple((first, last) for first, last in parts if first < last)
    return spans


def _look_at(text: str, markup: Markup) -> str:
    """Return the text for the rules: without what is quoted, and blank where no headline or article can be."""
    if markup.focus is None:
        return text[: markup.start]
    start, end = markup.focus
    return "\n" * start + text[start : min(end, markup.start)]


def _list_known(given: Given) -> tuple[Known, ...]:
    """Return what need not be looked for in the text."""
    known: list[Known] = []
    if given.title:
        known.append("title")
    if given.date:
        known.append("date")
    if given.sources:
        known.append("sources")
    return tuple(known)


def _has_surrogates(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
