"""Find the outlets that an article cites in its text: "X reports", "told X", "according to X", "со ссылкой на X".

You give a `Layout` and its title, you get a `Source` for each citation, in no order. A known outlet counts after any of
the phrases; an unknown one must have an outlet's form, a word for it ("газете", "news agency"), or stand where only
outlets stand ("..., Kestrel reports.").

Limits: 12,000 characters, six hits for each phrase. Authorities, spokesmen and photo credits are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from searchcsto.documents import Evidence, Span
from searchcsto.ingest.cues import CUES_BY_SCRIPT, NAME_BEFORE
from searchcsto.ingest.furniture import read_words
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.names import AMBIGUOUS, is_institution, looks_like_masthead, looks_like_outlet
from searchcsto.ingest.outlets import OutletTable
from searchcsto.ingest.titles import Title

_SCOPE = 12_000
_HITS = 6
_STOP = re.compile(r"(?:(?<=[^\W\d_]{4})|(?<=[0-9]))\. ")
_QUOTED_BEHIND = re.compile(r"\s[«“\"][^«»”“\"\n]{2,40}[»”\"]")
_BEFORE_QUOTES = frozenset(["РИА", "ИА", "МИА", "НИА", "АМИ", "Радио", "Radio"])
# "цитирует главу города ТАСС.": the outlet closes what is told
_CLOSED_CUES = frozenset(["цитирует ", "приводит слова ", "приводит "])
_CLOSING = re.compile(
    r"[^.,;:«»“”\"\n]{4,90}? (?P<kind>(?:агентство|издание|портал|газета|телеканал|журнал|ИА|РИА) )?"
    r"(?:[«\"“](?P<quoted>[^«»“”\"\n]{2,40})[»\"”]|(?P<name>[A-ZА-ЯЁ][\w.-]+(?: [A-ZА-ЯЁ][\w.-]+){0,2}))(?=[.,;]|\n|$)"
)
_CLASS_BEHIND = re.compile(r"\s(?:newspaper|news agency|TV channel|magazine|daily)\b")
_ADVERBS = frozenset(["Earlier", "Later", "Also", "As", "Meanwhile", "And", "But", "Previously", "Как", "Ранее"])
# What follows a whole name: not another word of it, as in "сообщает Национальная служба"
_NAME_ENDS = re.compile(
    r"\s?(?:[.,;:)»”\"\n]|$)|\s(?:со|в|с|на|по|и|citing|quoting|on|in|via|with|and|as|late|earlier"
    r"|newspaper|news|TV|magazine|daily)\b"
)
# A line of its own below the article: "– сообщает Кестрел"
_CITED_BELOW = re.compile(
    r"[–—-]?\s?(?:[Оо]б этом )?(?:сообщает|сообщают|передает|передаёт|пишет|информирует)\s.{2,60}$"
)
_DATIVES = frozenset(["газете ", "изданию ", "агентству ", "порталу ", "телеканалу "])
# Cues behind which a name in quotes is an outlet's, whatever it is: nobody else is given interviews, or has reporters.
_QUOTED_CUES = frozenset(
    read_words(
        "reported by | quoted by | cited by | reference to |"
        " нтервью | орреспонденту | орреспондент | орреспондентом | рассказал | рассказала | рассказали |"
        " стало известно"
    )
)
# Cues before which firms and persons stand more often: there a name that is a word too is none.
_SPEAKING = frozenset([" said.", " said on "])
_SHORT_NAME = 5
_SHORT_INITIALS = 3
_PAPER = re.compile(
    r"\b(?:the|the daily) (?:newspaper|paper|daily|weekly|magazine|broadcaster|news agency|news site)\b"
)
_PAPER_WORDS = 3


_KINDS = (
    *("agency", "paper", "TV", "channel", "daily", "weekly", "site", "portal", "magazine", "broadcaster", "radio"),
    *("outlet", "агентств", "газет", "канал", "издани", "портал", "сайт", "журнал", "радио", "ИА ", "корреспондент"),
)
_QUOTES = frozenset('»”"')
_OUTLET_WORDS = frozenset(["agency", "newspaper", "channel", "website", "portal", "daily", "magazine"])
_REPORTS_END = re.compile(
    r"(?: (?:on|late|earlier|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|today|citing|with reference"
    r"|quoting|referring)\b|,? (?:citing|with reference)|[.,;]|$)"
)
PHOTO_BEFORE = re.compile(r"(?:photo|image|©|фото|credit|foto)[^.\n]{0,40}$", re.IGNORECASE)
_NO_NAMES = frozenset(
    read_words(
        """
the | this | that | these | those | it | he | she | they | we | i | there | our | local | state | media | who
| what | when | as | and | but | earlier | later | also | meanwhile | in | on | at | several | some | many |
such | sources | other | recent | new | monday | tuesday | wednesday | thursday | friday | saturday | sunday |
он | она | они | это | его | как | что | по | в | на | россия | казахстан | russian
        """
    )
)


class Source(NamedTuple):
    """An outlet: its canonical name, the words that name it, and the rank of the place they stand in."""

    name: str
    evidence: Evidence
    rank: int  # 0 publisher's own mark, 1 byline, 2 dateline, 3 attribution, 4 credit


def make_source(layout: Layout, span: Span, rule: str, rank: int) -> Source:
    """Return the source that a span names, with its words as evidence."""
    words = layout.text[span[0] : span[1]]
    return Source(layout.outlets.canonical(words), Evidence(rule, words, span[0], span[1]), rank)


def find_citations(layout: Layout, title: Title | None) -> Iterator[Source]:
    """Yield the outlets that the article cites."""
    if layout.lead >= len(layout.lines):
        return
    first = layout.lead if title is None else min(layout.lead, title.line + 1)
    start = layout.lines[first].start
    last = max(layout.end - 1, layout.lead)
    if last + 1 < len(layout.lines) and _CITED_BELOW.match(layout.lines[last + 1].text):
        last += 1
    end = min(layout.lines[last].end, start + _SCOPE)
    text = layout.text
    scope = text[start:end]
    for letter, groups in CUES_BY_SCRIPT:
        if scope.count(letter, 0, 400) < 3:  # no text in this script: spare the search
            continue
        for stem, after_cues, before_cues in groups:
            if stem in scope:  # one search in C for each: faster than one pattern of all
                yield from _find_after(layout, after_cues, start, end)
                yield from _find_before(layout, before_cues, start, end)


def _find_after(
    layout: Layout, cues: list[tuple[str, re.Pattern[str], bool]], start: int, end: int
) -> Iterator[Source]:
    for cue, pattern, plain in cues:
        first = layout.text.find(cue, start, end)
        if first < 0:
            continue
        for at in _find_all(layout.text, cue, first, end):
            behind = at + len(cue)
            if cue in _DATIVES and layout.text[at - 3 : at] == "по ":
                continue  # "по телеканалу": on the air, not said to it
            if cue in _CLOSED_CUES and (closing := _CLOSING.match(layout.text, behind, min(end, behind + 120))):
                yield from _accept(layout, closing, False, after=True)
            if not _may_follow(layout.text[behind : behind + 80]):
                continue
            match = pattern.match(layout.text, behind, min(end, behind + 160))
            if match is not None:
                enough = plain or (cue.strip() in _QUOTED_CUES and _is_undeclined(match["quoted"]))
                yield from _accept(layout, match, enough, after=True)


def _is_undeclined(quoted: str | None) -> bool:
    """Whether a name in quotes stands as outlets call themselves: no case ending, no abbreviation.

    "рассказал «Кестрелу»" would show a name that nobody has.
    """
    proper = quoted is not None and len(quoted) > _SHORT_INITIALS and quoted[0].isupper()
    return proper and quoted is not None and quoted[-1] not in "аяуюеиыйхм"


def _may_follow(words: str) -> bool:
    """Whether words could begin with an outlet: a capital, a quote, an address, or a word for outlets before those."""
    if not words[:1].islower() or words.startswith(("the ", "a ", "an ")) or "«" in words[:30] or '"' in words[:30]:
        return True
    first = words.split(" ", 1)[0]
    return "." in first or any(map(words.__contains__, _KINDS))


def _find_before(layout: Layout, cues: list[tuple[str, bool]], start: int, end: int) -> Iterator[Source]:
    for cue, plain in cues:
        first = layout.text.find(cue, start, end)
        if first < 0:
            continue
        for at in _find_all(layout.text, cue, first, end):
            if cue in _SPEAKING and not _may_speak(layout, at):
                continue
            match = NAME_BEFORE.search(layout.text, max(start, at - 60), at) if _may_name(layout.text, at) else None
            if match is not None:
                closing = plain and _stands_apart(layout.text, match.start(), at + len(cue), cue)
                yield from _accept(layout, match, closing, after=False)


def _may_speak(layout: Layout, end: int) -> bool:
    """Whether the word that ends here is itself the name of a known outlet, and no other word."""
    word = layout.text[max(0, end - 40) : end].rsplit(None, 1)[-1]
    return layout.outlets.find(word) is not None and word.casefold() not in AMBIGUOUS


def _may_name(text: str, end: int) -> bool:
    """Whether the word that ends here could end a name: not in lower case, or in quotes, or a word for outlets."""
    word = text[max(0, end - 40) : end].rsplit(" ", 1)[-1]
    return not word.islower() or "." in word or word[-1] in _QUOTES or word in _OUTLET_WORDS


def _stands_apart(text: str, start: int, end: int, cue: str) -> bool:
    """Whether "X reports" closes a sentence, behind a comma or a dash, or goes on with whom X cites."""
    before = text[max(0, start - 6) : start].rstrip().removesuffix("the").removesuffix("The").rstrip()
    behind = _REPORTS_END.match(text, end)
    if cue == " reported" and behind is not None and behind[0] in (".", ",", ";", ""):
        return False  # persons report too
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
    stops = list(_STOP.finditer(words)) if ". " in words else []
    if stops and after:
        words = words[: stops[0].start()]  # "the Bronx Times. She added"
    elif stops:
        start, words = start + stops[-1].end(), words[stops[-1].end() :]
    name: str | None
    behind = _QUOTED_BEHIND.match(layout.text, end) if group == "name" and end - start == len(words) else None
    if behind is not None and (words in _BEFORE_QUOTES or (words.isupper() and len(words) <= _SHORT_NAME)):
        # "РИА «Кестрел»" is one name, and not РИА's
        words, kind = layout.text[start : behind.end()], "agency"
        name, offset = words, 0
    else:
        kind = match["kind"]
        name, offset = longest_outlet(words, layout.outlets, from_start=after, whole=group == "quoted")
        if after and kind is None and _CLASS_BEHIND.match(layout.text, start + len(words)):
            kind = "newspaper"  # "told the Kestrel newspaper"
    if name is None and (plain or kind) and _is_plain_name(words, quoted=group == "quoted", kind=bool(kind)):
        closed = group == "quoted" or not after or _NAME_ENDS.match(layout.text, start + len(words))
        name, offset = (words, 0) if closed and not (group == "name" and _is_reporter(kind)) else (None, 0)
    if name is None and not after and _is_called_paper(layout.text, start, words):
        name, offset = words, 0
    if name is None and after and len(words.split()) > 1 and looks_like_masthead(words):
        name, offset = words, 0
    if name is not None and not PHOTO_BEFORE.search(layout.text, max(0, start - 60), start):
        yield make_source(layout, (start + offset, start + offset + len(name)), "attribution", 3)


def _is_called_paper(text: str, start: int, words: str) -> bool:
    """Whether "the Orlo Packet reported" names a paper: the text goes on to speak of "the newspaper"."""
    parts = words.split()
    named = 1 < len(parts) <= _PAPER_WORDS and all(part[0].isupper() for part in parts) and not is_institution(words)
    return (
        named and text[start - 4 : start].lower() == "the " and _PAPER.search(text, start, start + _SCOPE) is not None
    )


def _is_reporter(kind: str | None) -> bool:
    """Whether the word before a name says that it is a person's."""
    return kind is not None and kind.startswith("корреспондент") and " " not in kind


def longest_outlet(
    words: str, outlets: OutletTable, *, from_start: bool, whole: bool = False
) -> tuple[str | None, int]:
    """Return the longest part of the words, from their start or to their end, that names an outlet.

    What stands in quotes is one name: with `whole` set, no part of the words is tried.
    """
    parts = words.split(" ")
    for size in range(len(parts), len(parts) - 1 if whole else 0, -1):
        name = " ".join(parts[:size] if from_start else parts[-size:]).rstrip(".,'’")
        if len(name) > 1 and outlets.find(name):
            return name, 0 if from_start else len(words) - len(" ".join(parts[-size:]))
    owner, service, _ = words.partition("'s ")
    if service and outlets.find(owner):
        return owner, 0  # "Kestrel's Velian service"
    start = 0 if whole or parts[0] not in _ADVERBS else len(parts[0]) + 1
    return (words[start:].rstrip(".,'’"), start) if looks_like_outlet(words[start:]) else (None, 0)


def _is_plain_name(words: str, *, quoted: bool, kind: bool) -> bool:
    """Whether an unknown name may stand for an outlet where only outlets stand."""
    if is_institution(words) or len(words) > 50 or len(words) < (2 if quoted and words.isupper() else 3):
        return False
    if quoted:
        return True
    parts = words.split()
    return len(parts) <= (4 if kind else 1) and parts[0].casefold() not in _NO_NAMES
