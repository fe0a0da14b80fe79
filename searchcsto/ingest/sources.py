"""Find who published an article and whom it credits: publisher first, then agencies, each with its words.

You give a `Layout` and its title, you get `Source`s. Counted are outlets in a dateline, a byline, a page header, the
tail of a headline, a credit line, and in the phrases with which news cites news ("X reports", "со ссылкой на X").
Not counted are photo credits, speakers, authorities, and outlets that are only spoken of.

Limits: an outlet that `outlets.tsv` does not know must show by form or place that it is one. An article that cites five
or more outlets is a press review; then only its own marks count.

>>> text = 'ORLO, April 7. /KESTREL/. The pier will open again, the harbour master told the Mole Gazette on Monday.'
>>> [source.name for source in find_sources(read_layout(text), None)]
['KESTREL', 'Mole Gazette']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchcsto.ingest.citations import PHOTO_BEFORE, Source, find_citations, longest_outlet, make_source
from searchcsto.ingest.layout import Layout, read_layout
from searchcsto.ingest.outlets import (
    canonical_source,
    find_known,
    looks_like_agency,
    looks_like_outlet,
    source_key,
)
from searchcsto.ingest.titles import Title, is_outlet_name

__all__ = ["Source", "canonical_source", "find_sources", "read_layout", "source_key"]

_PRESS_REVIEW = 5
_CREDIT = re.compile(
    r"\W{0,3}(?:original |news )?(?:(?:sources?|original news|based on (?:the )?(?:materials|information) (?:from|of"
    r"|by)|материал\w* подготовлен\w* по|по материалам|по информации|источники?(?: и фото| новости| информации)?"
    r"|read (?:at|the original at|more at)|originally published (?:by|on|in|at)|this article (?:was )?(?:first "
    r"|originally )?(?:appeared|published) (?:in|on|by|at)|with (?:inputs?|reporting|information) (?:from|by)"
    r"|с сайта)\s?[:–—-]?\s*)(?P<names>[^\n]{2,90})",
    re.IGNORECASE,
)
_CREDIT_STARTS = frozenset(["or", "ne", "so", "ba", "ма", "по", "ис", "re", "mo", "th", "wi", "с ", "с\u00a0"])
_GLUED_CREDIT = re.compile(r"\bsource(?=[A-Z]{3})(?P<names>[A-Z][\w .]{2,30})")
_BRACKET_CREDIT = re.compile(r"(?:\((?P<bracket>[^()\n]{2,40})\)|[-–—/]\s?(?P<dash>[^\n/]{2,40}?)/?)\.?$")
_BRACKET_CUE = re.compile(r"[-–—/(]")
_BYLINE = re.compile(r"(?:[Bb]y|BY|Автор|Текст|From)\s?:?\s?(?=[^\W_a-zа-я])(?P<names>[^\n]{2,80})")
_GLUED_BYLINE = re.compile(r"[).]By(?P<names>[A-Z][A-Z .-]{2,30})$")
_BYLINE_WITH_AGENCY = re.compile(r"[Bb]y [^:\n–—-]{3,40}\s?[–—-]\s?(?P<agency>[^\W\d_a-zа-я][^:\n]{1,30}):\s")
_COPYRIGHT = re.compile(
    r"(?:copyright|©"
    r"|\(c\))[\s©]*(?:\(c\))?\s*(?:[12][0-9]{3}(?:\s?[-–]\s?[0-9]{4})?)?[\s,.]*(?:by )?(?P<names>[^\n,."
    r"|]{2,50}(?:\.\w{2,4})?)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s?(?:[,;|/]|\s[-–—]\s| and | и | & |\bby\b)\s?")


def find_sources(layout: Layout, title: Title | None) -> list[Source]:
    """Return the sources of the article: publisher first, each outlet once."""
    found = [*_find_own_marks(layout, title), *_find_dateline_agency(layout)]
    cited = list(find_citations(layout, title))
    if len({source_key(source.name) for source in cited}) < _PRESS_REVIEW:
        found += cited
    found += _find_credits(layout)
    found.sort(key=lambda source: (source.rank, source.evidence.start))
    once: dict[str, Source] = {}
    for source in found:
        once.setdefault(source_key(source.name), source)
    return list(once.values())


def _find_own_marks(layout: Layout, title: Title | None) -> Iterator[Source]:
    """Yield the outlets that the page bears as its own: header, headline's tail, own line, byline, copyright."""
    if title is not None and title.tail is not None:
        yield make_source(layout, title.tail, "headline tail", 0)
    for index, line in enumerate(layout.lines):
        inside = layout.lead <= index < layout.end
        if inside or len(line.text) > 160 or index > layout.end + 12 or (title is not None and index == title.line):
            continue
        yield from _read_mark(layout, index, title)


def _read_mark(layout: Layout, index: int, title: Title | None) -> Iterator[Source]:
    line, kind = layout.lines[index], layout.kinds[index]
    text = line.text
    plain = text.strip(" .|–—-")
    byline = _BYLINE.match(text) if kind in ("byline", "short", "stamp") and len(text) < 90 else None
    if byline is not None and index < layout.lead + 1:
        yield from _split_names(layout, line.start + byline.start("names"), byline["names"], ("byline", 1))
        return
    if (kind == "photo" and index >= layout.end) or (kind == "chrome" and text[:9].casefold() == "copyright"):
        copyright_line = _COPYRIGHT.match(text)
        if (
            copyright_line
            and re.search(r"[12][0-9]{3}|copyright", text, re.IGNORECASE)
            and not re.search(r"photo|фото|/", text, re.IGNORECASE)
        ):
            yield from _split_names(
                layout, line.start + copyright_line.start("names"), copyright_line["names"], ("copyright", 0)
            )
        return
    glued = _GLUED_BYLINE.search(text) if kind == "photo" else None
    if glued is not None:
        yield from _split_names(layout, line.start + glued.start("names"), glued["names"], ("byline", 1))
    if kind in ("photo", "tags", "prose", "chrome", "end") or len(plain) > 70:
        return
    near_end = index < layout.end + 4
    dated = [m for m in layout.dates[index] if m.year]
    if dated and index < layout.lead and kind in ("stamp", "short"):
        pieces = [(line.start, dated[0].start), (dated[-1].end, line.end)]
        for start, end in pieces:
            yield from _split_names(layout, start, layout.text[start:end], ("header", 0))
        return
    if near_end and not _CREDIT.match(text) and is_outlet_name(plain) and len(plain) > 1 and not _is_bare_credit(text):
        at = line.start + text.index(plain)
        yield make_source(layout, (at, at + len(plain)), "header" if index < layout.lead else "credit", 0)


def _is_bare_credit(text: str) -> bool:
    return text.lstrip().startswith(("-", "–", "—", "(", "/"))


def _find_dateline_agency(layout: Layout) -> Iterator[Source]:
    dateline = layout.dateline
    if dateline is not None and dateline.agency is not None:
        yield make_source(layout, dateline.agency, "dateline", 2)
    elif dateline is not None and layout.lead < len(layout.lines):
        start = layout.lines[layout.lead].start
        byline = _BYLINE_WITH_AGENCY.match(layout.text, start) if start >= dateline.end else None
        if byline is not None:  # the dateline on a line of its own, then "By A. Bell – Kestrel:"
            yield make_source(layout, byline.span("agency"), "dateline", 2)


def _find_credits(layout: Layout) -> Iterator[Source]:
    """Yield the outlets that a line above or below the article credits."""
    for index in range(len(layout.lines)):
        line, kind = layout.lines[index], layout.kinds[index]
        if kind == "photo" or (index > layout.end + 8 and index >= layout.end):
            continue
        match = _CREDIT.match(line.text) if len(line.text) < 200 and _may_credit(line.text) else None
        if match is not None:
            yield from _split_names(layout, line.start + match.start("names"), match["names"], ("credit", 4))
        elif index >= layout.end - 1 and index >= layout.lead:
            yield from _read_closing_credit(layout, index)


def _may_credit(text: str) -> bool:
    """Whether a line could begin as a credit does; most paragraphs are known not to by two letters."""
    return not text[0].isalpha() or text[:2].casefold() in _CREDIT_STARTS


def _read_closing_credit(layout: Layout, index: int) -> Iterator[Source]:
    """Yield the outlet in brackets or behind a dash that ends the article, or stands below it."""
    line = layout.lines[index]
    tail_start = max(line.start, line.end - 80)
    tail = layout.text[tail_start : line.end]
    glued = _GLUED_CREDIT.search(tail) if "source" in tail else None
    if glued is not None:
        yield from _split_names(layout, tail_start + glued.start("names"), glued["names"], ("credit", 4))
        return
    match = _BRACKET_CREDIT.search(tail) if _BRACKET_CUE.search(tail) else None
    if match is None or PHOTO_BEFORE.search(tail[: match.start()]):
        return
    group = "bracket" if match["bracket"] else "dash"
    own_line = match.start() + tail_start <= line.start + 1
    name = match[group].strip()
    known = find_known(name) is not None or looks_like_outlet(name)
    known = known or (own_line and " " not in name and "-" not in name and looks_like_agency(name))
    if known and (group == "bracket" or own_line or name.isupper()):
        start = tail_start + match.start(group)
        yield make_source(layout, (start, start + len(match[group].rstrip())), "credit", 4)


def _split_names(layout: Layout, start: int, words: str, place: tuple[str, int]) -> Iterator[Source]:
    """Yield each outlet in a list of names; persons and authorities are left out."""
    rule, rank = place
    lead = len(words) - len(words.lstrip(' («“"'))
    whole, _ = (
        longest_outlet(words[lead:].removesuffix("."), from_start=True) if "/" in words or "-" in words else (None, 0)
    )
    if whole is not None and find_known(whole):
        yield make_source(layout, (start + lead, start + lead + len(whole)), rule, rank)
        words, start = words[lead + len(whole) :], start + lead + len(whole)
    last = 0
    for match in [*_SPLIT.finditer(words), None]:
        end = match.start() if match else len(words)
        piece = words[last:end]
        name = piece.strip(' .:()«»“”"[]')
        offset = piece.find(name) if name else 0
        if name and (
            find_known(name)
            or looks_like_outlet(name)
            or (rule != "header" and name.isupper() and " " not in name and looks_like_agency(name))
        ):
            yield make_source(layout, (start + last + offset, start + last + offset + len(name)), rule, rank)
        last = match.end() if match else end
