"""Part what scraping glued together in the first lines of a page: headline, rubric, date, byline and article.

You give a text and its lines, you get the lines, those cut in pieces that hold several: a page that stands in one line
with its date between headline and article, a paragraph glued to its date, a headline glued to its byline or date.

Limits: the first lines only. A piece of a page in one line is a headline if a full date stands behind it, within 260
characters.

>>> text = "Harbour talks resume in OrloBy Ann Bell"
>>> [line.text for line in part_lines(text, [Line(0, len(text), text, False)])]
['Harbour talks resume in Orlo', 'By Ann Bell']
"""

from __future__ import annotations

import re
from itertools import pairwise

from searchcsto.ingest.furniture import CHROME
from searchcsto.ingest.lines import LINE_SIZE, Line
from searchcsto.ingest.mentions import Mention, find_mentions
from searchcsto.ingest.months import WEEKDAYS
from searchcsto.ingest.names import looks_like_person

__all__ = ["Line", "part_lines"]

_FIRST_LINES = 10
_PARAGRAPHS = 3  # of them that may be glued to a date
_WHOLE_PAGE = 400  # characters of a line that may be a page
_REACH = 260  # characters in which its date stands
_SHORT = 240
_HEADLINE = 12
_HEADLINE_WORDS = 4
_NAME = 60
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?<![0-9]{5})")  # looks back last: so the engine looks for digits only
_GLUED_YEAR = re.compile(r"[0-9](?:\s?[AaPp][Mm])?\s?(?:GMT|UTC|MSK|МСК|E[SD]?T|BST|CET)?[A-ZА-ЯЁ]")  # or time
_CLOCK = re.compile(
    r"(?:[ ,|]{0,3}(?:at )?[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)?(?:\s?[AaPp]\.?[Mm]\b\.?|\s?[ap]m(?=by))?"
    r"(?:\s?(?:GMT|UTC|MSK|МСК|E[SD]?T|BST|CET))?(?:\s?[+-][0-9]{4})?[ |]*"
)
_BY = re.compile(r"[bB]y (?=[A-ZА-ЯЁ])")
_GLUED_BY = re.compile(r"(?<=[a-z'’”\"»?!)])By ?(?=[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,4}$)")
_GLUED_NAME = re.compile(r"[А-ЯЁ](?<=[а-яё»].)[а-яё-]+ [А-ЯЁ][а-яё-]+$")
_JOINT = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ“\"«])")
_CRUMBS = re.compile(r"(?:[^>»/|›.!?\n]{2,28}[>»/|›]\s)+")
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?]\s+[^\W\d_a-zа-яё]")
_PREPOSITION = re.compile(
    r"\b(?:on|of|from|to|by|for|in|since|until|till|after|before|through|the|at|dated|and|на|от|с|со|до|за|в|во|по|к|и)"
    r"\b,?\s*$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[^\W\d_a-zа-яё]|[“\"«„]")
_WEEKDAY_END = re.compile(r"([^\W\d_]{2,11})[,.]?\s*$")


def part_lines(text: str, lines: list[Line]) -> list[Line]:
    """Return the lines, those of the first in pieces that were glued together."""
    if not lines:
        return lines
    head = text[lines[0].start : lines[:_FIRST_LINES][-1].end]
    if head.isascii() and "By" not in head and "20" not in head and "19" not in head:
        return lines  # nothing to part in most texts
    found = [
        _find_cuts(text, line, first=index == 0) if (index < _PARAGRAPHS or len(line.text) <= _SHORT) else []
        for index, line in enumerate(lines[:_FIRST_LINES])
    ]
    if not any(found):
        return lines
    parted: list[Line] = []
    for line, cuts in zip(lines, found, strict=False):
        parted += _cut(text, line, cuts) if cuts else [line]
    return [*parted, *lines[_FIRST_LINES:]]


def _cut(text: str, line: Line, cuts: list[int]) -> list[Line]:
    """Return the pieces of a line between the offsets at which it is cut, without blanks and bars around them."""
    pieces: list[Line] = []
    for start, end in pairwise([line.start, *sorted(set(cuts)), line.end]):
        while start < end and (text[start].isspace() or text[start] in "|>»›/"):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in "|"):
            end -= 1
        if start < end:
            pieces.append(Line(start, end, text[start : min(end, start + LINE_SIZE)], line.gap or bool(pieces)))
    return pieces


def _find_cuts(text: str, line: Line, *, first: bool) -> list[int]:
    """Return the offsets at which a line has to be cut, mostly none."""
    size = line.end - line.start
    shown = line.text
    numbered = "20" in shown or "19" in shown
    if not (numbered or "By" in shown or not shown.isascii()):
        return []
    dated = numbered and _YEAR.search(shown, 0, _REACH) is not None
    if size <= _SHORT and (cuts := _cut_short(text, line, dated)):
        return cuts
    if not dated or size < _HEADLINE + _NAME or not (first or _GLUED_YEAR.search(shown, 0, _REACH)):
        return []
    mention = next((m for m in find_mentions(text, line.start, line.start + _REACH) if m.date and not m.ranged), None)
    if mention is None:
        return []
    behind = _skip_clock(text, mention)
    if first and size >= _WHOLE_PAGE:
        return _cut_page(text, line, mention, behind)
    before = text[line.start : mention.start]
    glued = behind < line.end and text[behind - 1].isalnum() and text[behind].isalpha() and text[behind].isupper()
    listed = "," in before.rstrip(" ,") and len(before) < _NAME + _HEADLINE and not _SENTENCE_END.search(before)
    return [behind] if glued and listed and not _PREPOSITION.search(before[: _find_weekday(before)]) else []


def _find_weekday(before: str) -> int:
    """Return the length of the words before a date without the day of the week that ends them."""
    weekday = _WEEKDAY_END.search(before)
    return weekday.start() if weekday and weekday[1].casefold() in WEEKDAYS else len(before)


def _skip_clock(text: str, mention: Mention) -> int:
    """Return the offset behind the time and the zone that follow a date."""
    match = _CLOCK.match(text, mention.end)
    return match.end() if match else mention.end


def _cut_short(text: str, line: Line, dated: bool) -> list[int]:
    """Return where a headline is cut from its byline or date, and a date from its byline."""
    shown = line.text
    if "By" in shown and (by := _GLUED_BY.search(shown)) and by.start() >= _HEADLINE:
        return [line.start + by.start()]
    if (
        not shown.isascii()
        and (name := _GLUED_NAME.search(shown))
        and shown.count(" ", 0, name.start()) >= _HEADLINE_WORDS
    ):
        return [line.start + name.start()] if looks_like_person(name[0]) else []
    if not dated or ("by " not in shown and "By " not in shown):
        return []
    mention = next((m for m in find_mentions(text, line.start, line.end) if m.date and not m.ranged), None)
    if mention is None:
        return []
    behind = _skip_clock(text, mention)
    by = _BY.match(text, behind, line.end)
    if by is None or line.end - behind > _NAME:
        return []
    at = mention.start - line.start
    glued = at >= _HEADLINE and shown[at - 1].isalpha() and " " in shown[:at]
    if glued:
        return [mention.start, behind]
    return [behind] if text[behind - 1].isalpha() else []


def _cut_page(text: str, line: Line, mention: Mention, behind: int) -> list[int]:
    """Return where a page in one line is cut: what stands above its headline, headline, rubric, date, bylines."""
    end = _find_weekday(text[line.start : mention.start])
    headline = text[line.start : line.start + end]
    if len(headline.strip()) < _HEADLINE or _PREPOSITION.search(headline) or _SENTENCE_END.search(headline):
        return []
    if behind >= line.end or not (_OPENS.match(text, behind) or _BY.match(text, behind)):
        return []
    start = _find_headline(headline)
    words = headline[start:].split()
    if len(words) < _HEADLINE_WORDS:
        return []
    cuts = [line.start + start] if start else []
    for count in (2, 1):
        rubric = " ".join(words[-count:])
        if len(words) - count >= _HEADLINE_WORDS and rubric.casefold() in CHROME:
            cuts.append(line.start + headline.rindex(words[-count]))
            break
    return [*cuts, line.start + end, behind, *_cut_bylines(text, behind)]


def _find_headline(before: str) -> int:
    """Return where the headline begins: behind breadcrumbs, or behind the site's name when it is told twice."""
    crumbs = _CRUMBS.match(before)
    start = crumbs.end() if crumbs else 0
    name = before[start:].split(" ", 1)[0]
    again = before.rfind(f" {name} ", start + len(name)) if len(name) >= _HEADLINE_WORDS and name[0].isupper() else -1
    return again + len(name) + 2 if again > 0 else start


def _cut_bylines(text: str, start: int) -> list[int]:
    """Return where bylines end that stand behind the date: "By KestrelBy Ann BellThe talks went on"."""
    cuts = []
    while by := _BY.match(text, start):
        joint = _JOINT.search(text, by.end() + 3, by.end() + _NAME)
        if joint is None:
            break
        start = joint.start()
        cuts.append(start)
    return cuts
