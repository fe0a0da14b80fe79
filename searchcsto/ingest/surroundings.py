"""Tell what stands around a headline from the headline: persons, breadcrumbs, menus, captions, pieces of the body.

You give a `Layout` and the index of a line above the article, you get what the line is by its form and its neighbours;
or the line in which the article's own words begin, a standfirst included. Which line is the headline is for
`titles.py`.

Limits: words of English and Russian pages.
"""

from __future__ import annotations

import re

from searchcsto.ingest.calls import is_call, is_menu_row, is_slogan
from searchcsto.ingest.headlines import may_head
from searchcsto.ingest.layout import Layout, is_headline
from searchcsto.ingest.lines import is_sentence
from searchcsto.ingest.names import looks_like_person

_PASSED = ("stamp", "byline", "photo", "chrome", "tags", "credit", "end")
_BELOW_STANDFIRST = ("credit",)
_LINK = 40  # characters of a link that stands on a line of its own within a sentence
_STANDFIRSTS = 3  # sentences between headline and lead
_STANDFIRST_WORDS = 4
_NAME_WORDS = 8
_LINKS = frozenset(["of", "and", "the", "for", "&", "in"])
_VERB = re.compile(r"[^\W\d_]{2,}(?:[аяиеы]л[аио]?|[аяуе]ет|ит|[уюая]т|ли|тся|лся|лась|ись)\b")
_HEADLINE_WORDS = 4
_BELOW = 4  # lines from a headline down to its date
_NOTICE = 200
_TRANSCRIBED = re.compile(r"\s*\([^()]{3,40}\)$")  # "Герхард Линдау (Gerhard Lindau)"
_ROLE = re.compile(r",\s(?:[a-zа-яё][^.?!:]{3,80}|[A-ZА-ЯЁ][\w-]{2,15})$")  # or a place: "Ann Bell, Orlo"
_BY = re.compile(r"(?:[A-Z][a-z]+ )?[Bb]y ")  # "Commentary by Ann Bell"
_FOLLOW = re.compile(r"\W+(?:follow(?:ing)?|подписаться)$", re.IGNORECASE)  # a button behind the name
_POSTED = re.compile(r" (?:in|at|for) [A-Z][\w., -]{2,40}$")
_AGO = re.compile(
    r"(?:updated |published )?(?:\d{1,2}|an?|one)\s(?:min|minute|hour|day|week|month|year)s?\sago$"
    r"|(?:обновлено )?\d{1,2}\s(?:минут|час|дн|недел|месяц|год|лет)\w*\sназад$",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"[A-ZА-ЯЁ][^/>»›.,:!?\d]{1,30}(?:\s{1,2}[/>»›]\s{1,2}[A-ZА-ЯЁ][^/>»›.,:!?\d]{1,30}){1,4}$")
_CRUMB_WORDS = 3
_MENU_WORDS = 4
_MENU = re.compile(r"[А-ЯЁ][а-яё-]{3,}(?: [А-ЯЁ][а-яё-]{3,}){3,}$")
_QUOTED_SOURCE = re.compile(r"\(.{3,80}\)$")
_OWNED = re.compile(r"©|\(c\)|copyright|all rights|все права", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"(?:the )?(?:[\w-]+ )?(?:ministry|university|embassy|department|government|president|office|committee|council"
    r"|municipal|institute|cent(?:er|re) for|foundation|association|министерств|администраци|посольств|правительств"
    r"|главное управлени|управлени|муниципальн|государственн|федеральн|институт|фонд|ассоциаци|портал|сайт"
    r"|официальный)",
    re.IGNORECASE,
)


def names_authority(shown: str) -> bool:
    """Whether words begin as the name of an authority, of a body or of a site does."""
    return _AUTHORITY.match(shown) is not None


def names_body(shown: str, words: list[str]) -> bool:
    """Whether a line is such a name and nothing more: no verb follows it."""
    if len(words) > _NAME_WORDS or not names_authority(shown):
        return False
    if shown.isascii():
        return (" of " in shown or " for " in shown) and all(word[0].isupper() or word in _LINKS for word in words)
    return _VERB.search(shown, len(words[0])) is None and shown[-1] not in ".!?:"


def is_person(shown: str) -> bool:
    """Whether a line is a person's name, with its spelling in other letters or a role behind it."""
    follow = _FOLLOW.search(shown)
    shown = shown[: follow.start()] if follow else shown
    if looks_like_person(shown):
        return True
    by = _BY.match(shown)
    if by is not None and looks_like_person(shown[by.end() :]):
        return True
    cut = _TRANSCRIBED.search(shown) or _ROLE.search(shown)
    return cut is not None and looks_like_person(shown[: cut.start()])


def is_correspondent(layout: Layout, index: int) -> bool:
    """Whether a line names a person and a place, below a headline and above the date: "Ada Bell in Orlo"."""
    if index == 0 or layout.kinds[index - 1] not in ("short", "prose") or not is_dated_below(layout, index):
        return False
    text = layout.lines[index].text
    cut = _POSTED.search(text)
    return cut is not None and looks_like_person(text[: cut.start()])


def is_age(shown: str) -> bool:
    """Whether a line tells how long ago the page was made: "3 years ago"."""
    return len(shown) < _LINK and _AGO.match(shown) is not None


def is_signpost(shown: str) -> bool:
    """Whether a line leads to other pages, or speaks to the reader: breadcrumbs, a menu, a call, a slogan."""
    crumbs = _CRUMBS.match(shown) is not None
    if crumbs and all(len(part.split()) <= _CRUMB_WORDS for part in re.split(r"[/>»›]", shown)):
        return True
    if is_call(shown) or is_menu_row(shown) or is_slogan(shown):
        return True
    return shown.count(" ") >= _MENU_WORDS - 1 and _MENU.match(shown) is not None


def is_passed(layout: Layout, index: int) -> bool:
    """Whether a line may stand between a headline and its article: a stamp, a name, a caption, a button."""
    if layout.kinds[index] in _PASSED:
        return True
    text = layout.lines[index].text
    if layout.kinds[index] != "short" or len(text) > _NOTICE:
        return False
    return (
        is_person(text)
        or is_age(text)
        or is_correspondent(layout, index)
        or is_signpost(text)
        or _QUOTED_SOURCE.match(text) is not None
    )


def is_signed(layout: Layout, shown: str) -> bool:
    """Whether a notice of copyright below the article names these words: then they are the outlet."""
    at = layout.text.rfind(shown)
    if layout.lead >= len(layout.lines) or at <= layout.lines[layout.lead].start:
        return False
    start = layout.text.rfind("\n", 0, at) + 1
    end = layout.text.find("\n", at)
    line = layout.text[start : end if end >= 0 else len(layout.text)]
    return len(line) < _NOTICE and _OWNED.search(line) is not None


def is_caption(layout: Layout, index: int) -> bool:
    """Whether a photo's credit stands below a line, and a headline above it: then the line is the caption."""
    if index < 1 or layout.kinds[index + 1] != "photo" or layout.kinds[index - 1] != "short":
        return False
    above = layout.lines[index - 1].text
    words = above.split()
    return len(words) >= _HEADLINE_WORDS and may_head(above, words) and not names_authority(above)


def is_dated_below(layout: Layout, index: int) -> bool:
    """Whether a stamp with a full date stands below a line, with nothing but names between."""
    for i in range(index + 1, min(layout.lead, index + _BELOW)):
        if layout.kinds[i] == "stamp" and any(mention.date for mention in layout.dates[i]):
            return True
        names = layout.kinds[i] == "short" and len(layout.lines[i].text.split()) <= _CRUMB_WORDS
        if not names and layout.kinds[i] not in ("byline", "credit", "stamp", "photo"):
            return False
    return False


def find_own_words(layout: Layout) -> int:
    """Return the index of the line in which the article's own words begin, standfirst included; mostly the lead."""
    first = _find_broken_start(layout)
    below = first
    while below > 1 and layout.kinds[below - 1] in _BELOW_STANDFIRST:
        below -= 1
    for index in range(below - 1, max(0, below - 1 - _STANDFIRSTS), -1):
        line, above = layout.lines[index], layout.lines[index - 1]
        words = above.text.split()
        sentence = layout.kinds[index] in ("short", "prose") and is_sentence(line) and line.text[-1] == "."
        if not sentence or len(line.text.split()) < _STANDFIRST_WORDS:
            break
        headed = layout.kinds[index - 1] == "short" and is_headline(above) and len(words) >= _HEADLINE_WORDS
        if headed and not is_sentence(above) and may_head(above.text, words):
            return index
    return first


def _find_broken_start(layout: Layout) -> int:
    """Return the first line of a lead whose links were put on lines of their own."""
    index = layout.lead
    while index > 0 and _begins_in_link(layout, index - 1):
        index -= 1
    if layout.lead - index < 2:
        return layout.lead
    return (
        index - 1 if index > 0 and not layout.lines[index].gap and not is_sentence(layout.lines[index - 1]) else index
    )


def _begins_in_link(layout: Layout, index: int) -> bool:
    line = layout.lines[index]
    return layout.kinds[index] in ("short", "prose") and 0 < line.text.find("\n") < _LINK


def find_nearest(layout: Layout, first: int) -> int:
    """Return the line right above the article, but for what may stand between a headline and it."""
    index = first - 1
    while index > 0 and is_passed(layout, index):
        index -= 1
    return index
