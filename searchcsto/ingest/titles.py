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
from searchcsto.ingest.headlines import LONGEST, is_name, is_outlet_name, may_head, trim_headline
from searchcsto.ingest.layout import Layout, is_headline, read_layout
from searchcsto.ingest.lines import is_sentence
from searchcsto.ingest.names import looks_like_masthead, looks_like_person

__all__ = ["Title", "find_title", "read_layout"]

_REACH = 40
_DISTANCES: dict[str, float] = {"short": 0.15, "prose": 0.15}
_AWAY = 0.03  # for a line of furniture, a stamp, a byline
_STANDFIRST = 3  # lines from a standfirst up to its headline
_SHARED = 0.34  # of a headline's words, that its article begins with
_STAMP = 60  # characters of a date with a place or a rubric beside it
_GLUED = 12
_NOTICE = 60  # characters of a line below the article that names the outlet again
_TOP = 5  # lines between a headline that opens the page and the article
_SAMPLE = 700
_OUTLET_WORDS = 8  # no outlet of the table has a longer name
_AUTHORITY = re.compile(
    r"(?:the )?(?:[\w-]+ )?(?:ministry|university|embassy|department|government|president|office|committee|council"
    r"|municipal|министерств|администраци|посольств|правительств|главное управлени|управлени|муниципальн|государственн"
    r"|федеральн)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]{3,}")
_ASCII_WORD = re.compile(r"[a-z0-9]{3,}")
_OWNED = re.compile(r"(?:©|copyright)[\s\d–©-]{0,16}$", re.IGNORECASE)
_OWNED_REACH = 30
_DASHES = ("—", "–", "―")
_TAIL_CUE = re.compile(r"[|–—•·»:-]")
_TAIL = re.compile(r"\s*(?:[|–—]|\s[-•·»:]|\s-(?=[A-Z]))\s*(?P<name>[^|–—]{2,45})$")
_CREDIT_TAIL = re.compile(r"\s[-–—]\s[^-–—]{2,30}/\s?[A-ZА-Я]{2,12}$")


class Title(NamedTuple):
    """A headline: its words as evidence, the line it stands in, and the outlet cut off from its end."""

    evidence: Evidence
    line: int
    tail: Span | None


class _Sample:
    """The first words of the article, folded, to be asked for the stems of a headline: five letters each, roughly."""

    def __init__(self, layout: Layout) -> None:
        start = layout.lines[layout.lead].start if layout.lead < len(layout.lines) else len(layout.text)
        end = start + _SAMPLE
        for index in range(layout.lead + 1, len(layout.lines)):
            line = layout.lines[index]
            if line.start >= end:
                break
            if layout.kinds[index] in ("chrome", "end") and len(line.text) > _NOTICE:
                end = line.start
        self._text = layout.text[start:end].casefold()

    def share(self, shown: str) -> float:
        """Return how many of the words of a line the article begins with, as a share."""
        plain = shown.casefold()
        stems = {word[:5] for word in (_ASCII_WORD if plain.isascii() else _WORD).findall(plain)}
        return sum(map(self._has, stems)) / len(stems) if stems else 0.0

    def _has(self, stem: str) -> bool:
        text, size = self._text, len(stem)
        at = text.find(stem)
        while at >= 0:
            behind = text[at + size : at + size + 1]
            if not text[at - 1 : at].isalnum() and (size == 5 or not behind.isalnum()):
                return True
            at = text.find(stem, at + 1)
        return False


def find_title(layout: Layout) -> Title | None:
    """Return the headline of the article, or None."""
    if layout.listing or layout.lead == 0:
        return None
    sample = _Sample(layout)
    best: tuple[float, int] | None = None
    counts = _count_lines(layout)
    distance = 0.0
    for index in range(layout.lead - 1, max(-1, layout.lead - 1 - _REACH), -1):
        distance += _DISTANCES.get(layout.kinds[index], _AWAY)
        if layout.kinds[index] not in ("short", "prose") or _holds_dateline(layout, index):
            continue
        score = _score_line(layout, index, sample, counts=counts, distance=distance)
        if score is not None and (best is None or score >= best[0]):
            best = (score, index)
    if best is None:
        return None
    return _make_title(layout, _rise_from_standfirst(layout, best[1], sample, counts=counts))


def _holds_dateline(layout: Layout, index: int) -> bool:
    """Whether a line is the article's dateline, on a line of its own."""
    dateline, line = layout.dateline, layout.lines[index]
    return dateline is not None and line.start <= dateline.start < line.end


def _rise_from_standfirst(layout: Layout, index: int, sample: _Sample, *, counts: dict[str, int]) -> int:
    """Return the line above one that is longer and says more of the same: that one is the standfirst."""
    above = index - 1
    while above > 0 and index - above < _STANDFIRST and layout.kinds[above] in ("chrome", "photo"):
        above -= 1
    if above < 0 or layout.kinds[above] != "short" or counts.get(layout.lines[index].text[:60].casefold(), 0) > 1:
        return index
    head, foot = layout.lines[above], layout.lines[index]
    words = head.text.split()
    if head.text in foot.text or foot.text[:20] in head.text:
        return index
    fits = len(words) > 3 and is_headline(head) and head.text[-1] not in ".:;," and may_head(head.text, words)
    if (
        not fits
        or any(map(looks_like_masthead, (head.text, _TAIL.sub("", head.text))))
        or layout.dates[above]
        or head.text.isupper() < foot.text.isupper()
    ):
        return index
    longer = len(head.text) <= len(foot.text) * 1.1 or is_sentence(foot)
    return above if longer and sample.share(head.text) >= _SHARED else index


def _make_title(layout: Layout, index: int) -> Title | None:
    start, end = trim_headline(layout, index)
    words = layout.text[start:end]
    tail = None
    credit = _CREDIT_TAIL.search(words) if "/" in words else None
    if credit and credit.start() > 12:
        end = start + credit.start()
        words = layout.text[start:end]
    match = _TAIL.search(words) if _TAIL_CUE.search(words) else None
    if (
        match
        and match.start() > 12
        and (is_outlet_name(match["name"], layout.outlets) or looks_like_masthead(match["name"]))
    ):
        tail = (start + match.start("name"), start + match.end("name"))
        end = start + match.start()
    if end - start < 8:
        return None
    return Title(Evidence("headline", layout.text[start:end], start, end), index, tail)


def _score_line(
    layout: Layout, index: int, sample: _Sample, *, counts: dict[str, int], distance: float
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
    if kind == "prose" and not marked and (len(shown) > 200 or is_sentence(line) or layout.dateline is None):
        return None
    if not may_head(shown, words) or (len(words) <= _OUTLET_WORDS and is_outlet_name(shown, layout.outlets)):
        return None
    if len(words) <= _OUTLET_WORDS and _is_signed(layout, shown):
        return None
    overlap = sample.share(shown)
    if _is_something_else(layout, index, shown, overlap=overlap + repeats):
        return None
    if overlap <= 0.15 and not repeats and not _opens_page(layout, index):
        alone = kind == "short" or "short" not in layout.kinds[max(0, layout.lead - _REACH) : layout.lead]
        if not _is_near(layout, index) or not (alone or is_headline(line)):
            return None
    score = 3 * overlap + repeats - distance - _find_faults(shown, words) - 0.8 * _is_below_byline(layout, index)
    return score + 0.6 * _is_dated(layout, index) + 0.3 * (index == 0)


def _is_something_else(layout: Layout, index: int, shown: str, *, overlap: float) -> bool:
    """Whether a line is a headline with something glued before it, a person's name, or a sentence of its own."""
    below = layout.lines[index + 1].text
    if len(below) < len(shown) and len(below) > _GLUED and shown.endswith(below):
        return True  # the headline stands below, alone
    if "." in shown[:3] and looks_like_person(shown):
        return True  # "G. N. Bell"
    few = shown.count(" ") < 3
    if few and overlap < _SHARED and looks_like_person(shown if shown.count(" ") > 1 else shown.title()):
        return True
    return shown.endswith(".") and not shown.endswith("...") and overlap < 0.6 and not shown.isupper()


def _find_faults(shown: str, words: list[str]) -> float:
    """Return what speaks against a line by its form: few words, a mark at its end, its length, a name's form."""
    faults = 0.8 * (len(words) < 4) + 0.5 * (len(words) < 3) + 1.2 * is_name(shown, words)
    return faults + 0.7 * shown.endswith((".", ":", ";", ",")) + 0.5 * (len(shown) > 160)


def _is_signed(layout: Layout, shown: str) -> bool:
    """Whether the copyright line names these words: then they are the outlet."""
    at = layout.text.rfind(shown)
    return at > 0 and _OWNED.search(layout.text, max(0, at - _OWNED_REACH), at) is not None


def _is_below_byline(layout: Layout, index: int) -> bool:
    """Whether a byline or a date stands above a line, and a headline above that: then this one is a caption, a role."""
    for i in range(index - 1, max(-1, index - 4), -1):
        short = layout.kinds[i] == "stamp" or (layout.kinds[i] == "short" and len(layout.lines[i].text) < _STAMP)
        if layout.kinds[i] == "byline" or (short and any(m.year and m.day for m in layout.dates[i])):
            above = range(max(0, i - 2), i)
            return any(layout.kinds[j] == "short" and is_headline(layout.lines[j]) for j in above)
    return False


def _opens_page(layout: Layout, index: int) -> bool:
    """Whether a line is the page's first, but for furniture, and reads like a headline not far above the article."""
    between = [kind for kind in layout.kinds[index : layout.lead] if kind in ("short", "prose", "tags")]
    if any(kind not in ("chrome", "stamp") for kind in layout.kinds[:index]) or len(between) > _TOP:
        return False
    line = layout.lines[index]
    enough = len(line.text.split()) > 3 or ": " in line.text
    return enough and is_headline(line) and not _AUTHORITY.match(line.text)


def _is_near(layout: Layout, index: int) -> bool:
    """Whether only stamps, bylines and captions stand between a line and the lead."""
    return all(
        kind in ("stamp", "byline", "photo", "chrome", "tags", "credit")
        for kind in layout.kinds[index + 1 : layout.lead]
    )


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
