"""Tell by its form whether a line could be a headline, and cut off what scraping glued to it.

You give a line, you get a judgement: no caption, no author's role, no button, no name of an outlet or a body; or the
span of the line without the dates, times and reading times at its ends. Which line is the headline is for `titles.py`.
"""

from __future__ import annotations

import re

from searchcsto.documents import Span
from searchcsto.ingest.furniture import CHROME, read_words
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.names import AMBIGUOUS, looks_like_masthead, looks_like_outlet
from searchcsto.ingest.outlets import OutletTable

LONGEST = 500  # characters; what is longer is no headline
_CAPTION = re.compile(
    r"\((?:ap|afp|reuters|getty|epa|aap|pa|тасс|риа новости|left|right|supplied|courtesy\b[^()]*"
    r"|image:[^()]*|photo:[^()]*|[^()]{2,30}/[^()]{2,40})\)$",
    re.IGNORECASE,
)
_NO_HEADLINE_END = re.compile(
    r"(?:view \d+ images?|[^,:]{4,40} (?:staff|staff writers?|correspondent|reporter)|.{2,60}\s?: (?:feed|rss)"
    r"|.{1,200} back to video)$",
    re.IGNORECASE,
)
_LAST_LETTERS = frozenset(["age", "ges", "aff", "ter", "ers", "ent", "deo", "eed", "rss"])  # of a match of that
_NO_HEADLINE = re.compile(
    r"(?:professor|director|head|chair\w*|senior|fellow|editor|founder|lecturer|researcher|dean)"
    r" (?:of|at|for|in|fellow)\b"
    r"|[\d:.]+$|(?:уважаемые|дорогие|dear)\b|(?:tags|теги|метки|все новости|all news|photo by"
    r"|read more|watch|related|listen)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:By|BY|Автор:?) [A-ZА-ЯЁ][\w.'’-]+ (?:[A-ZА-ЯЁ]\.? )?[A-ZА-ЯЁ]")
_READING_TIME = re.compile(
    r"\s*\(?(?<![0-9])[0-9]{1,3}\s?(?:-\s?)?(?:min(?:ute)?s?\.?\s(?:read|ago)|мин(?:ут\w?)?\.?(?:\sчтени\w)?)\b.*$"
    r"|\s*(?:Published|Updated|Posted|Last updated|Опубликовано|Обновлено)\s?:?\s*$",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"[0-9]\s?(?:-\s?)?(?:min|мин)", re.IGNORECASE)
_LABEL_ENDS = ("ed", "ED", "но", "НО")
_LABELS = ("published", "updated", "posted", "опубликовано", "обновлено")
_RUNS = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_PREPOSITION = re.compile(
    r"(?:\b(?:on|of|from|to|by|for|in|since|until|after|before|the|at|на|от|с|до|за|в|по|к|и|and)|[0-9] ?[-–])\s?$",
    re.IGNORECASE,
)
_TIME_REACH = 40
_TIME_TAIL = re.compile(r"[\s|,•·(\[–—-]*(?:[0-2]?[0-9]:[0-5][0-9])?[\s|,•·(\[–—-]*$")
_TIME_HEAD = re.compile(r"\s*[|,•·)\]:–—-]*\s*(?:[0-2]?[0-9]:[0-5][0-9])?(?:\s?[AaPp][Mm]\b)?[\s|,•·)\]:–—-]*")
_NO_OUTLET = re.compile(
    r"(?:posted|published|filed|read|more|all|latest|breaking|top|other|recent|related|main|world|local|sports?"
    r"|business|все|другие|главные|последние|лента|мировые|новости дня|свежие)\b",
    re.IGNORECASE,
)
_GLUE = re.compile(r"[a-zа-яё](?=[A-ZА-ЯЁ«\"“][\w ]{2})")
_RUBRIC_SIZE = 30
_FEWEST_LETTERS = 10
_PARTS = re.compile(r"\s[|»›>]\s")
_PART_WORDS = 5
_ARTICLE = 1_500  # characters in which a word of its headline is looked for
ICONS = frozenset(
    read_words(
        "external | arrow | share | menu | search | close | video | play | image | icon | photo | print | copy | link"
    )
)
TAIL = re.compile(r"\s*(?:[|–—]|\s[-•·»:]|\s-(?=[A-Z]))\s*(?P<name>[^|–—]{2,45})$")  # the outlet's name
_NAME_WORDS = 5
_LINKS = frozenset(["of", "and", "the", "for", "&"])


def trim_headline(layout: Layout, index: int) -> Span:
    """Return the span of a line without the dates, times and reading times at its ends."""
    line = layout.lines[index]
    start, end = line.start, line.end
    if end - start > LONGEST:
        return start, end
    text = layout.text
    dates = layout.dates[index]
    if not dates and line.text[0].isalnum() and line.text[-1].isalpha() and not _may_end_in_label(line.text):
        start += _find_glued_rubric(layout, index, start)  # most headlines: nothing else to trim
        return _find_part(layout, start, end) if _PARTS.search(line.text) else (start, end)
    for mention in dates:
        if mention.start - start <= 12 and not _LETTERS.search(text, start, mention.start) and mention.year:
            start = _TIME_HEAD.match(text, mention.end, end).end()  # type: ignore[union-attr]
    start += _find_glued_rubric(layout, index, start)
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
    cut = _READING_TIME.search(shown) if _may_end_in_label(shown) else None
    end = start + (cut.start() if cut and cut.start() > 10 else len(shown))
    while end > start and (text[end - 1].isspace() or text[end - 1] in "|•·,"):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in "|•·-–"):
        start += 1
    return _find_part(layout, start, end)


def _find_part(layout: Layout, start: int, end: int) -> Span:
    """Return the one part of a line that is long enough for a headline, among a site's and its sections' names."""
    shown = layout.text[start:end]
    bars = list(_PARTS.finditer(shown))
    if not bars:
        return start, end
    edges = [0, *(edge for bar in bars for edge in bar.span()), len(shown)]
    parts = [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
    long = [part for part in parts if shown[slice(*part)].count(" ") >= _PART_WORDS - 1]
    first = shown[slice(*parts[0])]
    named = (
        len(parts) > 2
        or first.casefold() in CHROME
        or looks_like_masthead(first)
        or is_outlet_name(first, layout.outlets)
    )
    if len(long) != 1 or not named:
        return start, end
    return start + long[0][0], start + long[0][1]


def _find_glued_rubric(layout: Layout, index: int, start: int) -> int:
    """Return how many characters of a rubric are glued before a headline: "EconomyHarbour talks resume"."""
    line = layout.lines[index]
    text = line.text[start - line.start :]
    glue = _GLUE.search(text, 3, _RUBRIC_SIZE)
    if glue is None or len(text) - glue.start() < _RUBRIC_SIZE:
        return 0
    rubric = text[: glue.end()]
    known = rubric.casefold() in CHROME
    if known and rubric.isascii():
        known = _is_told(layout, index, text[glue.end() :])  # "YouTube", "WorldCom": Latin names are mixed too
    if rubric.casefold() in ICONS and text[glue.end() :] and _is_told(layout, index, text[glue.end() :]):
        return glue.end()
    if known or (index > 0 and any(above.text == rubric for above in layout.lines[:index])):
        return glue.end()
    return 0


def _is_told(layout: Layout, index: int, rest: str) -> bool:
    """Whether the first word behind a joint stands in the article, alone: then it is a word, no piece of a name."""
    word = re.match(r"\w{4,}", rest)
    article = layout.text[layout.lines[min(index + 1, len(layout.lines) - 1)].start :][:_ARTICLE]
    return word is not None and re.search(rf"\b{word[0]}\b", article, re.IGNORECASE) is not None


def _may_end_in_label(text: str) -> bool:
    """Whether a reading time, or "Published", could end a line."""
    plain = text.rstrip(" :")
    if plain.endswith(_LABEL_ENDS) and plain[-12:].casefold().endswith(_LABELS):
        return True
    # One by one: a third of the time of a loop.
    timed = "min" in text or "Min" in text or "MIN" in text or "мин" in text or "Мин" in text or "МИН" in text
    return timed and _MINUTES.search(text) is not None


def _parted(before: str) -> bool:
    """Whether the two characters before a date part it from the headline; one blank does not."""
    return before.isspace() or before[-1:] != " " or not (before[:1].isalnum() or before[:1] in ")”»")


def is_outlet_name(name: str, outlets: OutletTable) -> bool:
    """Whether a short piece of a line, alone, names an outlet."""
    name = name.strip(" .|–—-")
    known = outlets.find(name) is not None
    if not known and len(name.split()) > _NAME_WORDS:
        return False
    if (
        _NO_OUTLET.match(name)
        or name.casefold() in AMBIGUOUS
        or not name[:1].strip()
        or (name[0].islower() and "." not in name)
    ):
        return False
    return known or looks_like_outlet(name)


def may_head(shown: str, words: list[str]) -> bool:
    """Whether words have the size of a headline, and are no caption, author's role, button or list of tags."""
    if len(words) < 2 or not 10 <= len(shown) <= 260 or _NO_HEADLINE.match(shown) or _BYLINE.match(shown):
        return False
    if shown[0] in "0123456789" and len(words) < _NAME_WORDS and sum(map(str.isalpha, shown)) < _FEWEST_LETTERS:
        return False  # "12 Novemder / 2031"
    if shown[-3:].casefold() in _LAST_LETTERS and _NO_HEADLINE_END.match(shown):
        return False
    if "redit:" in shown or "redits:" in shown or (shown[-1] == ")" and _CAPTION.search(shown)):
        return False
    return len(words) < 6 or shown.find(f"{words[0]} {words[1]}", len(words[0])) < 0  # names twice over: tags


def is_name(shown: str, words: list[str]) -> bool:
    """Whether a line could be the name of an outlet or of a body: "Orlo Echo", "University of Orlo"."""
    if len(words) > _NAME_WORDS:
        return False
    return looks_like_masthead(shown) or (" of " in shown and all(w[0].isupper() or w in _LINKS for w in words))
