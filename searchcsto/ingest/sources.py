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
from dataclasses import dataclass

from searchcsto.documents import Evidence
from searchcsto.ingest.layout import Layout, read_layout
from searchcsto.ingest.outlets import (
    canonical_source,
    find_known,
    is_institution,
    looks_like_agency,
    looks_like_outlet,
    source_key,
)
from searchcsto.ingest.titles import Title, is_outlet_name

__all__ = ["Source", "canonical_source", "find_sources", "read_layout", "source_key"]

_SCOPE = 12_000
_HITS = 6
_PRESS_REVIEW = 5
_QUOTED = r"[«“\"„](?P<quoted>(?:[^«»”“\"\n]{1,40}[«“\"](?=\w))?[^»”\"\n]{2,70}[»”\"]?)[»”\"]"
_WORD = r"[^\W_a-zа-яё][\w.&+'’]*(?:-[\w.]+)*"
_NAME = rf"(?P<name>{_WORD}(?:[ ](?:of |and |de |& )?{_WORD}){{0,4}}|(?:www\.)?[\w-]+\.(?:ru|com|net|org|kz|by|kg|uz|am|az|ua|tj|example|info|news|media|ge|md)\b)"
_CLASS_EN = r"(?:(?:the |an |a |with |by |his |its |[a-z]+ )?(?:[A-Z]\w+ )?(?P<kind>news agency|newspaper|agency|TV channel|television channel|TV|channel|daily|weekly|website|portal|magazine|broadcaster|radio station|outlet|news site|site)\s)?(?:the |The )?"
_CLASS_RU = r"(?:(?:[а-яё-]+(?:ое|ого|ому|ая|ой|ую|ый|ым|ий|им) ){0,2}(?P<kind>агентств\w+|информагентств\w+|газет\w+|телеканал\w*|издани\w+|портал\w*|сайт\w*|журнал\w*|радиостанци\w+|радио|ИА|МИА|корреспондент\w*(?: агентства| газеты| ИА)?)\s)?"
# cue, pattern of what follows it, and whether a plain capitalised word there is enough
_AFTER_CUES: tuple[tuple[str, str, bool], ...] = (
    ("according to ", _CLASS_EN, False),
    ("citing ", _CLASS_EN, False),
    ("told ", _CLASS_EN, False),
    ("nterview with ", _CLASS_EN, False),
    ("nterview to ", _CLASS_EN, False),
    ("nterview for ", _CLASS_EN, False),
    (", reports ", _CLASS_EN, True),
    (", reported ", _CLASS_EN, True),
    ("reported by ", _CLASS_EN, False),
    ("quoted by ", _CLASS_EN, False),
    ("reference to ", _CLASS_EN, False),
    ("on the air of ", _CLASS_EN, False),
    ("correspondent of ", _CLASS_EN, False),
    ("ccording to ", _CLASS_EN, False),
    ("ссылкой на ", _CLASS_RU, False),
    ("ссылаясь на ", _CLASS_RU, False),
    ("сообщает ", _CLASS_RU, True),
    ("сообщила ", _CLASS_RU, False),
    ("сообщило ", _CLASS_RU, False),
    ("сообщил ", _CLASS_RU, False),
    ("сообщили ", _CLASS_RU, False),
    ("передает ", _CLASS_RU, True),
    ("передаёт ", _CLASS_RU, True),
    ("пишет ", _CLASS_RU, True),
    ("пишут ", _CLASS_RU, False),
    ("информирует ", _CLASS_RU, True),
    ("цитирует его ", _CLASS_RU, True),
    ("цитирует ее ", _CLASS_RU, True),
    ("приводит его слова ", _CLASS_RU, True),
    ("приводит слова ", _CLASS_RU, False),
    ("цитирует ", _CLASS_RU, False),
    ("нтервью ", _CLASS_RU, False),
    ("рассказал ", _CLASS_RU, False),
    ("рассказала ", _CLASS_RU, False),
    ("рассказали ", _CLASS_RU, False),
    ("заявил ", _CLASS_RU, False),
    ("заявила ", _CLASS_RU, False),
    ("эфире ", _CLASS_RU, False),
    ("материалам ", _CLASS_RU, False),
    ("информации ", _CLASS_RU, False),
    ("данным ", _CLASS_RU, False),
    ("корреспондент ", _CLASS_RU, False),
    ("корреспонденту ", _CLASS_RU, False),
    ("газете ", _CLASS_RU, True),
    ("изданию ", _CLASS_RU, True),
    ("агентству ", _CLASS_RU, True),
    ("порталу ", _CLASS_RU, True),
    ("телеканалу ", _CLASS_RU, True),
    ("беседе с ", _CLASS_RU, False),
)
_BEFORE_CUES: tuple[tuple[str, bool], ...] = (
    (" reports", True),
    (" reported", True),
    (" has learned", True),
    (" has learnt", True),
    (" correspondent", False),
    ("'s correspondent", False),
    ("’s correspondent", False),
    ("'s air", True),
    ("’s air", True),
    (" writes", False),
    (" wrote", False),
    (" сообщает", False),
    (" пишет", False),
    (" передает", False),
    (" сообщил", False),
)
_AFTER = tuple((cue, re.compile(f"{kind}(?:{_QUOTED}|{_NAME})"), plain) for cue, kind, plain in _AFTER_CUES)
_NAME_BEFORE = re.compile(
    rf"(?:{_QUOTED}|{_NAME})(?P<kind> (?:news agency|newspaper|agency|TV channel|channel|website|portal|daily"
    rf"|magazine))?$".replace("{2,70}", "{2,60}")
)
_REPORTS_END = re.compile(
    r"(?: (?:on|late|earlier|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|today|citing|with reference"
    r"|quoting|referring)\b|,? (?:citing|with reference)|[.,;]|$)"
)
_PHOTO_BEFORE = re.compile(r"(?:photo|image|©|фото|credit|foto)[^.\n]{0,40}$", re.IGNORECASE)
_CREDIT = re.compile(
    r"\W{0,3}(?:original |news )?(?:(?:sources?|original news|based on (?:the )?(?:materials|information) (?:from|of"
    r"|by)|материал\w* подготовлен\w* по|по материалам|по информации|источники?(?: и фото| новости| информации)?"
    r"|read (?:at|the original at|more at)|originally published (?:by|on|in|at)|this article (?:was )?(?:first "
    r"|originally )?(?:appeared|published) (?:in|on|by|at)|with (?:inputs?|reporting|information) (?:from|by)"
    r"|с сайта)\s?[:–—-]?\s*)(?P<names>[^\n]{2,90})",
    re.IGNORECASE,
)
_GLUED_CREDIT = re.compile(r"\bsource(?=[A-Z]{3})(?P<names>[A-Z][\w .]{2,30})")
_BRACKET_CREDIT = re.compile(r"(?:\((?P<bracket>[^()\n]{2,40})\)|[-–—/]\s?(?P<dash>[^\n/]{2,40}?)/?)\.?$")
_BYLINE = re.compile(r"(?:[Bb]y|BY|Автор|Текст|From)\s?:?\s?(?=[^\W_a-zа-я])(?P<names>[^\n]{2,80})")
_COPYRIGHT = re.compile(
    r"(?:copyright|©"
    r"|\(c\))[\s©]*(?:\(c\))?\s*(?:[12][0-9]{3}(?:\s?[-–]\s?[0-9]{4})?)?[\s,.]*(?:by )?(?P<names>[^\n,."
    r"|]{2,50}(?:\.\w{2,4})?)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s?(?:[,;|/]|\s[-–—]\s| and | и | & |\bby\b)\s?")


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet: its canonical name, the words that name it, and the rank of the place they stand in."""

    name: str
    evidence: Evidence
    rank: int  # 0 publisher's own mark, 1 byline, 2 dateline, 3 attribution, 4 credit


def find_sources(layout: Layout, title: Title | None) -> list[Source]:
    """Return the sources of the article: publisher first, each outlet once."""
    found = [*_find_own_marks(layout, title), *_find_dateline_agency(layout)]
    cited = list(_find_citations(layout, title))
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
        yield _make(layout, title.tail, "headline tail", 0)
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
    if kind in ("photo", "tags", "prose", "chrome", "end") or len(plain) > 70:
        return
    near_end = index < layout.end + 4
    dated = [m for m in layout.dates[index] if m.year]
    if dated and index < layout.lead and kind in ("stamp", "short"):
        pieces = [(line.start, dated[0].start), (dated[-1].end, line.end)]
        for start, end in pieces:
            yield from _split_names(layout, start, layout.text[start:end], ("header", 0))
        return
    if near_end and is_outlet_name(plain) and len(plain) > 1 and not _is_bare_credit(text):
        at = line.start + text.index(plain)
        yield _make(layout, (at, at + len(plain)), "header" if index < layout.lead else "credit", 0)


def _is_bare_credit(text: str) -> bool:
    return text.lstrip().startswith(("-", "–", "—", "(", "/"))


def _find_dateline_agency(layout: Layout) -> Iterator[Source]:
    dateline = layout.dateline
    if dateline is not None and dateline.agency is not None:
        yield _make(layout, dateline.agency, "dateline", 2)


def _find_citations(layout: Layout, title: Title | None) -> Iterator[Source]:
    """Yield the outlets that the article cites."""
    if layout.lead >= len(layout.lines):
        return
    first = layout.lead if title is None else min(layout.lead, title.line + 1)
    start = layout.lines[first].start
    end = min(layout.lines[max(layout.end - 1, layout.lead)].end, start + _SCOPE)
    text = layout.text
    for cue, pattern, plain in _AFTER:
        for at in _find_all(text, cue, start, end):
            match = pattern.match(text, at + len(cue), min(end, at + len(cue) + 160))
            if match is not None:
                yield from _accept(layout, match, plain, after=True)
    for cue, plain in _BEFORE_CUES:
        for at in _find_all(text, cue, start, end):
            match = _NAME_BEFORE.search(text, max(start, at - 60), at)
            if match is not None:
                closing = plain and _stands_apart(text, match.start(), at + len(cue))
                yield from _accept(layout, match, closing, after=False)


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether "X reports" closes a sentence, behind a comma or a dash, or goes on with whom X cites."""
    before = text[max(0, start - 6) : start].rstrip().removesuffix("the").removesuffix("The").rstrip()
    behind = _REPORTS_END.match(text, end)
    return behind is not None and (before.endswith((",", "–", "—", "-", "”", '"')) or "citing" in behind[0])


def _find_all(text: str, cue: str, start: int, end: int) -> Iterator[int]:
    for _ in range(_HITS):
        start = text.find(cue, start, end)
        if start < 0:
            return
        yield start
        start += len(cue)


def _accept(layout: Layout, match: re.Match[str], plain: bool, *, after: bool) -> Iterator[Source]:
    """Yield the outlet that a cue's pattern found, if it is one."""
    group = "quoted" if match["quoted"] else "name"
    start, end = match.span(group)
    words = layout.text[start:end].rstrip(" .,'’")
    if _PHOTO_BEFORE.search(layout.text, max(0, start - 60), start):
        return
    name, offset = _longest_outlet(words, from_start=after)
    kind = match["kind"]
    if name is None and (plain or kind) and _is_plain_name(words, quoted=group == "quoted", kind=bool(kind)):
        name, offset = words, 0
    if name is not None:
        yield _make(layout, (start + offset, start + offset + len(name)), "attribution", 3)


def _longest_outlet(words: str, *, from_start: bool) -> tuple[str | None, int]:
    """Return the longest part of the words, from their start or to their end, that names an outlet."""
    parts = words.split(" ")
    for size in range(len(parts), 0, -1):
        name = " ".join(parts[:size] if from_start else parts[-size:]).rstrip(".,'’")
        if len(name) > 1 and (find_known(name) or (size == len(parts) and looks_like_outlet(name))):
            offset = 0 if from_start else len(words) - len(" ".join(parts[-size:]))
            return name, offset
    return None, 0


def _is_plain_name(words: str, *, quoted: bool, kind: bool) -> bool:
    """Whether an unknown name may stand for an outlet where only outlets stand."""
    if is_institution(words) or len(words) < 3 or len(words) > 50:
        return False
    if quoted:
        return True
    parts = words.split()
    return len(parts) <= (4 if kind else 1) and parts[0].casefold() not in _NO_NAMES


_NO_NAMES = frozenset(
    [
        "the",
        "this",
        "that",
        "these",
        "those",
        "it",
        "he",
        "she",
        "they",
        "we",
        "i",
        "there",
        "our",
        "local",
        "state",
        "media",
        "who",
        "what",
        "when",
        "as",
        "and",
        "but",
        "earlier",
        "later",
        "also",
        "meanwhile",
        "in",
        "on",
        "at",
        "several",
        "some",
        "many",
        "such",
        "sources",
        "other",
        "recent",
        "new",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "он",
        "она",
        "они",
        "это",
        "его",
        "как",
        "что",
        "по",
        "в",
        "на",
        "россия",
        "казахстан",
        "russian",
    ]
)


def _find_credits(layout: Layout) -> Iterator[Source]:
    """Yield the outlets that a line above or below the article credits."""
    for index in range(len(layout.lines)):
        line, kind = layout.lines[index], layout.kinds[index]
        if kind == "photo" or (index > layout.end + 8 and index >= layout.end):
            continue
        match = _CREDIT.match(line.text) if len(line.text) < 200 else None
        if match is not None:
            yield from _split_names(layout, line.start + match.start("names"), match["names"], ("credit", 4))
        elif index >= layout.end - 1 and index >= layout.lead:
            yield from _read_closing_credit(layout, index)


def _read_closing_credit(layout: Layout, index: int) -> Iterator[Source]:
    """Yield the outlet in brackets or behind a dash that ends the article, or stands below it."""
    line = layout.lines[index]
    tail_start = max(line.start, line.end - 80)
    tail = layout.text[tail_start : line.end]
    glued = _GLUED_CREDIT.search(tail)
    if glued is not None:
        yield from _split_names(layout, tail_start + glued.start("names"), glued["names"], ("credit", 4))
        return
    match = _BRACKET_CREDIT.search(tail)
    if match is None or _PHOTO_BEFORE.search(tail[: match.start()]):
        return
    group = "bracket" if match["bracket"] else "dash"
    own_line = match.start() + tail_start <= line.start + 1
    name = match[group].strip()
    known = find_known(name) is not None or looks_like_outlet(name)
    known = known or (own_line and " " not in name and "-" not in name and looks_like_agency(name))
    if known and (group == "bracket" or own_line or name.isupper()):
        start = tail_start + match.start(group)
        yield _make(layout, (start, start + len(match[group].rstrip())), "credit", 4)


def _split_names(layout: Layout, start: int, words: str, place: tuple[str, int]) -> Iterator[Source]:
    """Yield each outlet in a list of names; persons and authorities are left out."""
    rule, rank = place
    lead = len(words) - len(words.lstrip(' («“"'))
    whole, _ = (
        _longest_outlet(words[lead:].removesuffix("."), from_start=True) if "/" in words or "-" in words else (None, 0)
    )
    if whole is not None and find_known(whole):
        yield _make(layout, (start + lead, start + lead + len(whole)), rule, rank)
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
            yield _make(layout, (start + last + offset, start + last + offset + len(name)), rule, rank)
        last = match.end() if match else end


def _make(layout: Layout, span: tuple[int, int], rule: str, rank: int) -> Source:
    words = layout.text[span[0] : span[1]]
    return Source(canonical_source(words), Evidence(rule, words, span[0], span[1]), rank)
