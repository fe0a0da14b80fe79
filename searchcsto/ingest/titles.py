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
from searchcsto.ingest.layout import Layout, is_headline, read_layout
from searchcsto.ingest.lines import is_sentence
from searchcsto.ingest.names import AMBIGUOUS, looks_like_masthead, looks_like_outlet, looks_like_person
from searchcsto.ingest.outlets import OutletTable

__all__ = ["Title", "find_title", "read_layout"]

_REACH = 40
_DISTANCES: dict[str, float] = {"short": 0.15, "prose": 0.15}
_AWAY = 0.03  # for a line of furniture, a stamp, a byline
_STANDFIRST = 3  # lines from a standfirst up to its headline
_SHARED = 0.34  # of a headline's words, that its article begins with
_NAME_WORDS = 5
_LINKS = frozenset(["of", "and", "the", "for", "&"])
_TOP = 5  # lines between a headline that opens the page and the article
_LONGEST = 500  # characters; what is longer is no headline
_SAMPLE = 700
_OUTLET_WORDS = 8  # no outlet of the table has a longer name
_CAPTION = re.compile(
    r"\((?:ap|afp|reuters|getty|epa|aap|pa|тасс|риа новости|left|right|supplied|courtesy\b[^()]*"
    r"|image:[^()]*|photo:[^()]*|[^()]{2,30}/[^()]{2,40})\)$",
    re.IGNORECASE,
)
_NO_HEADLINE = re.compile(
    r"(?:view \d+ images?|[^,:]{4,40} (?:staff|staff writers?|correspondent|reporter)|.{1,200} back to video)$"
    r"|(?:professor|director|head|chair\w*|senior|fellow|editor|founder|lecturer|researcher|dean)"
    r" (?:of|at|for|in|fellow)\b"
    r"|[\d:.]+$|(?:уважаемые|дорогие|dear)\b|(?:tags|теги|метки|все новости|all news|photo by"
    r"|read more|watch|related|listen)\b",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"(?:the )?(?:[\w-]+ )?(?:ministry|university|embassy|department|government|president|office|committee|council"
    r"|municipal|министерств|администраци|посольств|правительств|главное управлени|управлени|муниципальн|государственн"
    r"|федеральн)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]{3,}")
_READING_TIME = re.compile(
    r"\s*\(?(?<![0-9])[0-9]{1,3}\s?(?:-\s?)?(?:min(?:ute)?s?\.?\s(?:read|ago)|мин(?:ут\w?)?\.?(?:\sчтени\w)?)\b.*$"
    r"|\s*(?:Published|Updated|Posted|Last updated|Опубликовано|Обновлено)\s?:?\s*$",
    re.IGNORECASE,
)
_READING_CUE = re.compile(r"[0-9]\s?(?:-\s?)?(?:min|мин|Min|МИН)|(?:ed|но)\s?:?\s*$")
_RUNS = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_PREPOSITION = re.compile(
    r"(?:\b(?:on|of|from|to|by|for|in|since|until|after|before|the|at|на|от|с|до|за|в|по|к|и|and)|[0-9] ?[-–])\s?$",
    re.IGNORECASE,
)
_TIME_REACH = 40
_TIME_TAIL = re.compile(r"[\s|,•·(\[–—-]*(?:[0-2]?[0-9]:[0-5][0-9])?[\s|,•·(\[–—-]*$")
_TIME_HEAD = re.compile(r"\s*[|,•·)\]:–—-]*\s*(?:[0-2]?[0-9]:[0-5][0-9])?(?:\s?[AaPp][Mm]\b)?[\s|,•·)\]:–—-]*")
_TAIL_CUE = re.compile(r"[|–—•·»:-]")
_TAIL = re.compile(r"\s*(?:[|–—]|\s[-•·»:]|\s-(?=[A-Z]))\s*(?P<name>[^|–—]{2,45})$")
_CREDIT_TAIL = re.compile(r"\s[-–—]\s[^-–—]{2,30}/\s?[A-ZА-Я]{2,12}$")
_NO_OUTLET = re.compile(
    r"(?:posted|published|filed|read|more|all|latest|breaking|top|other|recent|related|main|world|local|sports?"
    r"|business|все|другие|главные|последние|лента|мировые|новости дня|свежие)\b",
    re.IGNORECASE,
)


class Title(NamedTuple):
    """A headline: its words as evidence, the line it stands in, and the outlet cut off from its end."""

    evidence: Evidence
    line: int
    tail: Span | None


class _Sample:
    """The first words of the article, folded, to be asked for the stems of a headline: five letters each, roughly."""

    def __init__(self, layout: Layout) -> None:
        start = layout.lines[layout.lead].start if layout.lead < len(layout.lines) else len(layout.text)
        self._text = layout.text[start : start + _SAMPLE].casefold()

    def share(self, shown: str) -> float:
        """Return how many of the words of a line the article begins with, as a share."""
        stems = {word[:5] for word in _WORD.findall(shown.casefold()) if len(word) > 3}
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
    fits = len(words) > 3 and is_headline(head) and head.text[-1] not in ".:;," and _may_head(head.text, words)
    if not fits or looks_like_masthead(head.text) or layout.dates[above] or head.text.isupper() < foot.text.isupper():
        return index
    longer = len(head.text) <= len(foot.text) * 1.1 or is_sentence(foot)
    return above if longer and sample.share(head.text) >= _SHARED else index


def trim_headline(layout: Layout, index: int) -> Span:
    """Return the span of a line without the dates, times and reading times at its ends."""
    line = layout.lines[index]
    start, end = line.start, line.end
    if end - start > _LONGEST:
        return start, end
    text = layout.text
    dates = layout.dates[index]
    if not dates and line.text[0].isalnum() and line.text[-1].isalpha() and not _READING_CUE.search(line.text):
        return start, end  # most headlines: nothing to trim
    for mention in dates:
        if mention.start - start <= 12 and not _LETTERS.search(text, start, mention.start) and mention.year:
            start = _TIME_HEAD.match(text, mention.end, end).end()  # type: ignore[union-attr]
    for mention in reversed(dates):
        behind = text[mention.end : end]
        words = _RUNS.findall(behind)
        if _PREPOSITION.search(text, max(start, mention.start - 12), mention.start):
            continue
        if not (mention.numeric or mention.timed or _parted(text[mention.start - 2 : mention.start])):
            continue  # "4th quarter Dec 31 2030": part of the headline
        if mention.start > start + 10 and mention.year and mention.day and len(words) <= 2:
            end = mention.start
            before = max(start, end - _TIME_REACH)
            end = before + _TIME_TAIL.search(text[before:end]).start()  # type: ignore[union-attr]
    shown = text[start:end]
    cut = _READING_TIME.search(shown) if _READING_CUE.search(shown) else None
    end = start + (cut.start() if cut and cut.start() > 10 else len(shown))
    while end > start and (text[end - 1].isspace() or text[end - 1] in "|•·"):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in "|•·-–"):
        start += 1
    return start, end


def _parted(before: str) -> bool:
    """Whether the two characters before a date part it from the headline; one blank does not."""
    return before.isspace() or before[-1:] != " " or not (before[:1].isalnum() or before[:1] in ")”»")


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


def is_outlet_name(name: str, outlets: OutletTable) -> bool:
    """Whether a short piece of a line, alone, names an outlet."""
    name = name.strip(" .|–—-")
    if (
        _NO_OUTLET.match(name)
        or name.casefold() in AMBIGUOUS
        or not name[:1].strip()
        or (name[0].islower() and "." not in name)
    ):
        return False
    return outlets.find(name) is not None or (len(name.split()) <= 5 and looks_like_outlet(name))


def _score_line(
    layout: Layout, index: int, sample: _Sample, *, counts: dict[str, int], distance: float
) -> float | None:
    """Return how well a line does as the headline, or None if it cannot be it."""
    line, kind = layout.lines[index], layout.kinds[index]
    start, end = trim_headline(layout, index)
    shown = layout.text[start : min(end, start + 300)]
    words = shown.split()
    repeats = counts.get(shown[:60].casefold(), 0) > 1
    marked = len(shown) < 250 and (repeats or shown.isupper())
    if kind == "prose" and not marked and (len(shown) > 200 or is_sentence(line) or layout.dateline is None):
        return None
    if not _may_head(shown, words) or (len(words) <= _OUTLET_WORDS and is_outlet_name(shown, layout.outlets)):
        return None
    overlap = sample.share(shown)
    if (
        overlap < _SHARED
        and not repeats
        and len(words) < 4
        and looks_like_person(shown if len(words) > 2 else shown.title())
    ):
        return None
    score = 3 * overlap + repeats - distance - 0.8 * _is_below_byline(layout, index)
    score -= (
        0.8 * (len(words) < 4)
        + 0.5 * (len(words) < 3)
        + 0.7 * shown.endswith((".", ":", ";", ","))
        + 0.5 * (len(shown) > 160)
    )
    score += 0.6 * _is_dated(layout, index) + 0.3 * (index == 0) - 1.2 * _is_name(shown, words)
    if shown.endswith(".") and not shown.endswith("...") and overlap < 0.6 and not shown.isupper():
        return None
    if overlap > 0.15 or repeats or _opens_page(layout, index):
        return score
    alone = not any(k == "short" for k in layout.kinds[max(0, layout.lead - _REACH) : layout.lead] if k != kind)
    return score if _is_near(layout, index) and (alone or is_headline(line)) else None


def _may_head(shown: str, words: list[str]) -> bool:
    """Whether words have the size of a headline, and are no caption, author's role, button or list of tags."""
    if len(words) < 2 or not 10 <= len(shown) <= 260 or _NO_HEADLINE.match(shown):
        return False
    if "redit:" in shown or "redits:" in shown or (shown[-1] == ")" and _CAPTION.search(shown)):
        return False
    return len(words) < 6 or shown.find(f"{words[0]} {words[1]}", len(words[0])) < 0  # names twice over: tags


def _is_name(shown: str, words: list[str]) -> bool:
    """Whether a line could be the name of an outlet or of a body: "Orlo Echo", "University of Orlo"."""
    if len(words) > _NAME_WORDS:
        return False
    return looks_like_masthead(shown) or (" of " in shown and all(w[0].isupper() or w in _LINKS for w in words))


def _is_below_byline(layout: Layout, index: int) -> bool:
    """Whether a byline or a date stands above a line, and a headline above that: then this one is a caption, a role."""
    for i in range(index - 1, max(-1, index - 4), -1):
        if layout.kinds[i] == "byline" or (layout.kinds[i] == "stamp" and any(m.year for m in layout.dates[i])):
            above = range(max(0, i - 3), i)
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
        if line.end - line.start > _LONGEST:
            continue
        trimmed = layout.kinds[index] != "prose" and layout.dates[index]
        start, end = trim_headline(layout, index) if trimmed else (line.start, line.end)
        key = layout.text[start : min(end, start + 60)].casefold()
        counts[key] = counts.get(key, 0) + 1
    return counts
