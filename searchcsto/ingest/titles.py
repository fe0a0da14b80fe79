"""Find the headline of an article, or None: a literal line of the text, never its first sentence.

You give a `Layout`, you get a `Title`: the words, and its line. Candidates are the short lines above the lead. A
headline shares its words with the article; teasers, section names and tags do not. Of several that do, the standfirst
is the longer, later one with a full stop.

Limits: a headline below the lead is not looked for. A tail that names an outlet (" – The Mole Gazette") is cut.

>>> text = "All news\\n\\nHarbour talks resume in Orlo\\n\\nORLO, April 7. /KESTREL/. The harbour talks went on."
>>> layout = read_layout(text)
>>> find_title(layout).evidence.words
'Harbour talks resume in Orlo'
"""

from __future__ import annotations

import re
from typing import NamedTuple

from searchcsto.documents import Evidence, Span
from searchcsto.ingest.calls import is_menu_row, is_slogan
from searchcsto.ingest.headlines import LONGEST, TAIL, is_name, is_outlet_name, may_head, trim_headline
from searchcsto.ingest.layout import Layout, is_headline, read_layout
from searchcsto.ingest.lines import Line, is_sentence
from searchcsto.ingest.names import AMBIGUOUS, looks_like_masthead, looks_like_person
from searchcsto.ingest.samples import Sample, find_stems
from searchcsto.ingest.standfirsts import rise_to_headline
from searchcsto.ingest.surroundings import (
    find_nearest,
    find_own_words,
    is_age,
    is_caption,
    is_correspondent,
    is_dated_below,
    is_passed,
    is_person,
    is_signed,
    is_signpost,
    names_authority,
    names_body,
)

__all__ = ["Title", "find_title", "read_layout"]

_REACH = 40
_DISTANCES: dict[str, float] = {"short": 0.15, "prose": 0.15, "chrome": 0.01}
_AWAY = 0.03  # for a stamp, a byline
_SHARED = 0.34  # of a headline's words, that its article begins with
_STAMP = 60  # characters of a date with a place or a rubric beside it
_GLUED = 12
_BESIDE = 0.7  # for the line right above the article
_FEW_STEMS = 4
_BELOW_STAMP = 1.6  # for a line below another headline with its date
_STAMP_ABOVE = 40  # lines of furniture
_OWNER = 2.0  # for the name of the body whose page it is
_MASTHEAD = 3  # first lines of a page, where its owner is named
_TOP = 5  # lines between a headline that opens the page and the article
_OUTLET_WORDS = 8  # no outlet of the table has a longer name
_DASHES = ("—", "–", "―")
_TAIL_CUE = re.compile(r"[|–—•·»:-]")
_RUBRIC_WORDS = 3
_STAMPED = 0.15  # of the words of a headline with a full stop and a date right below
_GLUED_WORDS = re.compile(r"[а-яё]{3}[А-ЯЁ][а-яё]{2}")
_NEAR = 3  # lines from a film's title to its twin
_ON_WEEKDAY = re.compile(
    r"\b(?:on|last|this) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:, [A-Z][a-z]{2,8}\.? [0-9]{1,2})?\.$"
)
_QUOTATION = re.compile(r"[“\"«][^”»\"]+(?:[.!?…][”»\"]|[”»\"]\.)$")
_FILM = re.compile(r"\W*(?:video|watch|now playing|play|видео|смотреть видео)\b\W*", re.IGNORECASE)
_LENGTH = re.compile(r"[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])?$")
_BRACKET = re.compile(r"\s\((?P<name>[^()]{2,30})\)$")
_CREDIT_TAIL = re.compile(r"\s[-–—]\s[^-–—]{2,30}/\s?[A-ZА-Я]{2,12}$")


_CUT = 12  # characters of a headline that may be the beginning of another
_REPORTER = re.compile(
    r"[A-Z][a-z'’-]+(?: [A-Z]\.?)?(?: [A-Z][\w'’-]+)? (?P<name>[A-Z][a-z'’-]+),? in [A-Z][\w'’-]+(?:[ -][A-Z][\w'’-]+)?"
)
_QUOTES = frozenset("'’\"“«")


class Title(NamedTuple):
    """A headline: its words as evidence, the line it stands in, and the outlet cut off from its end."""

    evidence: Evidence
    line: int
    tail: Span | None


def find_title(layout: Layout) -> Title | None:
    """Return the headline of the article, or None."""
    if layout.listing or layout.lead == 0:
        return None
    first = find_own_words(layout)
    if first == 0:
        return None
    sample, nearest = Sample(layout, first), find_nearest(layout, first)
    best: tuple[float, int] | None = None
    counts = _count_lines(layout)
    distance = 0.0
    for index in range(first - 1, max(-1, first - 1 - _REACH), -1):
        distance += _DISTANCES.get(layout.kinds[index], _AWAY)
        if layout.kinds[index] not in ("short", "prose") or _holds_dateline(layout, index):
            continue
        score = _score_line(layout, index, sample, counts=counts, distance=distance, nearest=nearest)
        if score is not None and (best is None or score >= best[0]):
            best = (score, index)
    if best is None:
        return None
    return _make_title(layout, _find_whole(layout, rise_to_headline(layout, best[1], sample, counts=counts), first))


def _find_whole(layout: Layout, index: int, first: int) -> int:
    """Return the line that has in full what was cut off at a quote, or with dots: "Orlo's pier opens" for "Orlo"."""
    words = layout.lines[index].text.rstrip("….")
    if len(words) < _CUT:
        return index
    for other in range(first):
        text = layout.text[layout.lines[other].start : layout.lines[other].end]
        goes_on = text[len(words) : len(words) + 1]
        was_cut = goes_on in _QUOTES or (goes_on.isalnum() and words != layout.lines[index].text)
        if goes_on and was_cut and text.startswith(words) and layout.kinds[other] in ("short", "prose"):
            return other
    return index


def _holds_dateline(layout: Layout, index: int) -> bool:
    """Whether a line is the article's dateline, on a line of its own."""
    dateline, line = layout.dateline, layout.lines[index]
    return dateline is not None and line.start <= dateline.start < line.end


def _make_title(layout: Layout, index: int) -> Title | None:
    start, end = trim_headline(layout, index)
    words = layout.text[start:end]
    tail = None
    credit = _CREDIT_TAIL.search(words) if "/" in words else None
    if credit and credit.start() > 12:
        end = start + credit.start()
        words = layout.text[start:end]
    bracket = _BRACKET.search(words) if words[-1:] == ")" else None
    if bracket and bracket.start() > 12 and _is_known(layout, bracket["name"]):
        tail = (start + bracket.start("name"), start + bracket.end("name"))
        end = start + bracket.start()  # "Talks resume in Orlo (Kestrel)"
        words = layout.text[start:end]
    match = TAIL.search(words) if _TAIL_CUE.search(words) else None
    if (
        match
        and match.start() > 12
        and (is_outlet_name(match["name"], layout.outlets) or looks_like_masthead(match["name"]))
    ):
        tail = (start + match.start("name"), start + match.end("name"))
        end = start + match.start()
    end = start + len(layout.text[start:end].rstrip(" -–—|"))  # "Talks resume in Orlo - UPDATED"
    if end - start < 8:
        return None
    return Title(Evidence("headline", layout.text[start:end], start, end), index, tail)


def _is_known(layout: Layout, name: str) -> bool:
    return layout.outlets.find(name) is not None and name.casefold() not in AMBIGUOUS


def _score_line(
    layout: Layout, index: int, sample: Sample, *, counts: dict[str, int], distance: float, nearest: int
) -> float | None:
    """Return how well a line does as the headline, or None if it cannot be it."""
    line, kind = layout.lines[index], layout.kinds[index]
    start, end = trim_headline(layout, index)
    shown = layout.text[start : min(end, start + 300)]
    words = shown.split()
    if line.text[:1] in _DASHES:
        return None  # what somebody says in an interview
    repeats = counts.get(shown[:60].casefold(), 0) > 1
    marked = len(shown) < 250 and (repeats or shown.isupper())
    if (
        kind == "prose"
        and not (marked or is_dated_below(layout, index))
        and (len(shown) > 200 or is_sentence(line) or layout.dateline is None)
    ):
        return None
    if not may_head(shown, words) or (len(words) <= _OUTLET_WORDS and is_outlet_name(shown, layout.outlets)):
        return None
    if len(words) <= _OUTLET_WORDS and is_signed(layout, shown):
        return None
    if " in " in shown and _is_reporter(layout, index, shown):
        return None
    overlap = sample.share(shown)
    if overlap < _SHARED and (is_signpost(shown) or _is_rubric(layout, index, words, repeats)):
        return None
    if _is_something_else(layout, index, shown, overlap=overlap + repeats):
        return None
    if overlap <= 0.15 and not repeats and not _opens_page(layout, index) and not _is_only_dated(layout, index):
        alone = kind == "short" or "short" not in layout.kinds[max(0, layout.lead - _REACH) : layout.lead]
        if not _is_near(layout, index, sample.first) or not (alone or is_headline(line)):
            return None
    # Two words are shared by chance, or are a name.
    few = 1.0 if len(words) > 2 * _FEW_STEMS else min(1.0, (len(find_stems(shown)) + 1) / _FEW_STEMS)
    score = 3 * overlap * few + repeats - distance - _find_faults(shown, words)
    below = index > 0 and _is_below_byline(layout, index)
    if below and not repeats and is_person(layout.lines[index - 1].text):
        return None  # the author's role
    if index > 0:
        score -= _BELOW_STAMP * _is_below_stamp(layout, index, sample) or 0.8 * below
    if index == nearest and not below and not any(mention.year for mention in layout.dates[index]):
        score += _BESIDE * (1 - overlap)  # it needs no more if it shares the words
    score -= 1.5 * is_caption(layout, index)
    if index < _MASTHEAD and index != nearest and names_body(shown, words):
        score -= _OWNER
    dated = 0.9 if is_dated_below(layout, index) else 0.6 * _is_dated(layout, index)
    return score + dated + 0.3 * (index == 0) + 1.5 * _is_labelled(layout, index)


def _is_reporter(layout: Layout, index: int, shown: str) -> bool:
    """Whether a line names who reports from where, and nobody of the text: "Ann Bell in Orlo"."""
    found = _REPORTER.fullmatch(shown)
    return found is not None and layout.text.find(found["name"], layout.lines[index].end) < 0


def _is_labelled(layout: Layout, index: int) -> bool:
    """Whether a line stands behind the crawler's date, in the same line: " date 2031-04-07 Harbour talks resume"."""
    if index > 0 or layout.prefix is None or not is_headline(layout.lines[0]):
        return False
    return "\n" not in layout.text[layout.prefix.end : layout.lines[0].start]


def _is_something_else(layout: Layout, index: int, shown: str, *, overlap: float) -> bool:
    """Whether a line is a headline with something glued before it, a person's name, or a sentence of its own."""
    below = layout.lines[index + 1].text
    if len(below) < len(shown) and len(below) > _GLUED and shown.endswith(below):
        return True  # the headline stands below, alone
    if "." in shown[:3] and looks_like_person(shown):
        return True  # "G. N. Bell"
    if _SHARED <= overlap < 0.6 and (is_slogan(shown) or is_menu_row(shown)):
        return True
    if index > 0 and is_correspondent(layout, index):
        return True
    person = (shown[-1] == ")" or "+" in shown or "," in shown or " by " in shown) and is_person(shown)
    if person or is_age(shown) or (shown[-1] == "." and _ON_WEEKDAY.search(shown)) or _QUOTATION.match(shown):
        return True
    if (shown[-1] == ":" and overlap < 1) or _is_film(layout, index, shown):
        return True
    few = shown.count(" ") < 3
    if few and overlap < _SHARED and looks_like_person(shown if shown.count(" ") > 1 else shown.title()):
        return True
    stamped = layout.kinds[index + 1] == "stamp" and is_dated_below(layout, index)
    least = _STAMPED if stamped else 0.6
    return shown.endswith(".") and not shown.endswith("...") and overlap < least and not shown.isupper()


def _is_rubric(layout: Layout, index: int, words: list[str], repeats: bool) -> bool:
    """Whether a line is too short for a headline that shares nothing with its article, and has no date beside it."""
    if len(words) > _RUBRIC_WORDS or repeats or any(mark in layout.lines[index].text for mark in ":!?«“,"):
        return False
    return not _is_dated(layout, index)


def _is_film(layout: Layout, index: int, shown: str) -> bool:
    """Whether a line is the title of a film within the page: told as that beside it, or above its length."""
    lines = layout.lines
    for line in lines[max(0, index - _NEAR) : index + _NEAR]:
        if shown in line.text and _FILM.fullmatch(line.text.replace(shown, "", 1)):
            return True
    if index + 1 >= len(lines) or _LENGTH.match(lines[index + 1].text) is None:
        return False
    above = any(layout.kinds[i] == "short" and _is_shown(lines[i]) for i in range(index - 1))
    return above and _FILM.fullmatch(lines[index - 1].text) is not None


def _find_faults(shown: str, words: list[str]) -> float:
    """Return what speaks against a line by its form: few words, a mark at its end, its length, a name's form."""
    faults = 0.8 * (len(words) < 4) + 0.5 * (len(words) < 3) + 1.2 * is_name(shown, words)
    faults += 0.7 * (not shown.isascii() and _GLUED_WORDS.search(shown) is not None)
    return faults + 0.7 * shown.endswith((".", ":", ";", ",")) + 0.5 * (len(shown) > 160)


def _is_below_byline(layout: Layout, index: int) -> bool:
    """Whether a byline or a date stands above a line, and a headline above that: then this one is a caption, a role."""
    for i in range(index - 1, max(-1, index - 9), -1):
        if layout.kinds[i] == "chrome":
            continue
        short = layout.kinds[i] == "stamp" or (layout.kinds[i] == "short" and len(layout.lines[i].text) < _STAMP)
        if layout.kinds[i] == "byline" or (short and any(m.year and m.day for m in layout.dates[i])):
            above = range(max(0, i - 2), i)
            return any(layout.kinds[j] == "short" and _is_shown(layout.lines[j]) for j in above)
    return False


def _is_shown(line: Line) -> bool:
    return is_headline(line) and not is_signpost(line.text)


def _is_below_stamp(layout: Layout, index: int, sample: Sample) -> bool:
    """Whether a headline that shares its words with the article stands above, with its date, and furniture between."""
    for i in range(index - 1, max(0, index - _STAMP_ABOVE), -1):
        if layout.kinds[i] == "stamp" and any(mention.date for mention in layout.dates[i]):
            above = layout.lines[i - 1]
            words = above.text.split()
            headed = layout.kinds[i - 1] == "short" and len(words) > 3 and may_head(above.text, words)
            return headed and not looks_like_masthead(above.text) and sample.share(above.text) >= _SHARED
        if layout.kinds[i] != "chrome":
            return False
    return False


def _opens_page(layout: Layout, index: int) -> bool:
    """Whether a line is the page's first, but for furniture, and reads like a headline not far above the article."""
    between = [kind for kind in layout.kinds[index : layout.lead] if kind in ("short", "prose", "tags")]
    if any(kind not in ("chrome", "stamp") for kind in layout.kinds[:index]) or len(between) > _TOP:
        return False
    line = layout.lines[index]
    enough = len(line.text.split()) > 3 or ": " in line.text
    return enough and is_headline(line) and not names_authority(line.text)


def _is_near(layout: Layout, index: int, first: int) -> bool:
    """Whether only stamps, bylines and captions stand between a line and the article's own words."""
    return all(is_passed(layout, i) for i in range(index + 1, first))


def _is_only_dated(layout: Layout, index: int) -> bool:
    """Whether the only stamp above the article stands below a line that reads like a headline."""
    stamps = [i for i in range(layout.lead) if layout.kinds[i] == "stamp" and any(m.date for m in layout.dates[i])]
    line = layout.lines[index]
    if len(stamps) != 1 or stamps[0] < index or len(line.text.split()) <= _RUBRIC_WORDS:
        return False
    return is_headline(line) and is_dated_below(layout, index) and not names_authority(line.text)


def _is_dated(layout: Layout, index: int) -> bool:
    """Whether a full date stands in the line, or a stamp right above or below it."""
    near = [index] + [i for i in (index - 1, index + 1) if 0 <= i < layout.lead and layout.kinds[i] == "stamp"]
    return any(mention.date for i in near for mention in layout.dates[i])


def _count_lines(layout: Layout) -> dict[str, int]:
    counts: dict[str, int] = {}
    for index in range(min(layout.lead + 1, len(layout.lines))):
        line = layout.lines[index]
        if line.end - line.start > LONGEST:
            continue
        trimmed = layout.kinds[index] != "prose" and layout.dates[index]
        start, end = trim_headline(layout, index) if trimmed else (line.start, line.end)
        key = layout.text[start : min(end, start + 60)].casefold()
        counts[key] = counts.get(key, 0) + 1
    return counts
