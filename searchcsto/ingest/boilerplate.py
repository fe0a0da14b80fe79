"""Say what kind of line each line of a page is: article, headline-like, stamp, credit, or the furniture of the page.

You give lines and the dates in them, you get one `Kind` for each. The kinds look at a line alone; where the article
begins and ends is for `layout.py` to judge.

Limits: words of English and Russian pages. Only a short line can be mistaken for furniture.

>>> texts = ("All news", "Photo: Kestrel/J. Doe", "Harbour talks resume in Orlo")
>>> [find_kind(Line(0, len(text), text, False), []) for text in texts]
['chrome', 'photo', 'short']
"""

from __future__ import annotations

import re
from typing import Literal

from searchcsto.ingest.furniture import CHROME, STARTS, read_words, starts_chrome, starts_end
from searchcsto.ingest.lines import Line, is_prose
from searchcsto.ingest.mentions import Mention
from searchcsto.ingest.months import MONTHS, WEEKDAYS

SHORT = 160  # characters; a longer line is no furniture, unless it is a caption
Kind = Literal["chrome", "end", "photo", "stamp", "credit", "byline", "tags", "short", "prose"]

_PHOTO = re.compile(
    r"\W{0,3}(?:(?:file |cover |main |stock |illustrative |archive )?(?:photos?|images?|pictures?|pic|video"
    r"|screenshot|screengrab|illustration|infographic)\b[^:\n]{0,30}(?::|©| by\b|/)"
    r"|file(?: photo)? ?[-–—] |©|getty images"
    r"|fotos?\s?:|фото\b|фотограф\w*:|снимок\b|видео:|скриншот|изображение|иллюстрац\w+|коллаж"
    r"|архивное фото"
    r"|image credit|photo credit|credit:)",
    re.IGNORECASE,
)
_CAPTION_STARTS = frozenset(
    read_words("fi|fo|co|ma|st|il|ar|ph|im|pi|vi|sc|in|ge|cr|фо|сн|ви|ск|из|ил|ко|ар")
)  # the first two letters of one
_PLAIN = re.compile(r"[^\W\d_a-zа-яё][^/|<>›©@#(\[:_]*+\Z")
_GLUED = re.compile(r"[A-ZА-ЯЁ](?<=[a-zа-яё»].)(?=[\w ])")  # the entries of a menu: "VideoMusicHealthTravel abroad"
_GLUED_ENTRIES = 4
_GLUED_SIZE = 40
_STOPS = '.!?…"»”)'
_NESTED = ("+ ", "o ")  # before the entries of a menu within a menu
_DIGIT = re.compile(r"[0-9]")
_LONGEST_CHROME = 60
_MENU, _KNOWN = 4, 0.75  # words of a menu, and the share of them that must be known; others are a site's own
_PHOTO_WITHIN = re.compile(
    r"\((?:[^()]{0,60}\b)?(?:photo|image|file|фото|credit|foto)\b[^()]{0,60}\)|photo credit|image credit|©"
    r"|\bvia (?:AP|Reuters|REUTERS|Getty)\b|/\s?(?:AP|REUTERS|Reuters|AFP|Getty Images|TASS|ТАСС|EPA|POOL|Pool"
    r"|Handout)\b(?P<closed>(?=[^/()\n]{0,12}/))?"
    r"|\b(?:EPA|EFE|AFP|AP|REUTERS|Reuters|TASS|ТАСС|Getty|Sputnik)\s?/\s?[A-ZА-Я][\w .'-]{3,40}(?=\W*$)"
    r"|\([A-ZА-Я][\w .]{1,25}/[A-ZА-Я][\w .'-]{2,40}\)(?=\W*$)"
    r"|\[(?:photo|file|image)|(?:[.!?»”]\s|\|\s?)(?:photo|фото)\s?(?:[:©/]|by\b)",
    re.IGNORECASE,
)
_IN_CAPITALS = re.compile(r"[0-9]|[^\Wa-zа-яё][^,(/a-zа-яё]+[,(/]")
# One of these stands in every match, or a slash within brackets.
_CREDIT_CUES = ("photo", "image", "file", "фото", "foto", "credit", "©", "via ")
_CREDITED = ("ap", "reuters", "afp", "getty", "tass", "тасс", "epa", "efe", "pool", "handout", "sputnik")  # by a slash
_CREDITED_IN_CAPITALS = re.compile(
    r"[a-z0-9][.!?][”\"]? (?:[A-Z][A-Z.'’-]+[ /]){1,3}[A-Z]['’A-Z-]+$"
)  # "Orlo. JOHN DOE"
_CREDIT = re.compile(
    r"\W{0,3}(?:(?:original )?(?:source|news source|original news)\s?:|sources?\s?:|источники?\s?(?:и фото\s?)?(?::"
    r"|-|–|—)|источник и фото|джерело\s?:|based on (?:materials|information)|по материалам|read (?:at|the original)"
    r"|originally published|this (?:article|story|post|piece|report|column|essay|interview|text)"
    r" (?:was|is|first|originally|appear)"
    r"|(?:эта |этот |данный )?(?:стать[яи]|материал|текст|интервью|публикация) (?:впервые )?"
    r"(?:был[аои]? )?(?:опубликован|вышл|вышел)"
    r"|\(?(?:additional )?reporting by|\(?writing by|\(?editing by|with (?:inputs|reporting) from|перевод|редактор"
    r"|translated by|gsv\s|гсв\s|группа стратегического видения|с сайта)",
    re.IGNORECASE,
)
_CREDIT_STARTS = {"по ", "с с"}.union(  # the first three letters of one, if it begins with a letter
    read_words(
        "ori | sou | new | ист | дже | bas | rea | thi | add | rep | wri | edi | wit | пер | ред | tra | gsv | гсв"
        " | эта | это | дан | ста | мат | тек | инт | пуб"
        " | гру"
    )
)
_SHOWS = frozenset(["photo", "photos", "image", "images", "фото"])  # "Harbour talks resume (photos)": a headline
_BYLINE = re.compile(
    r"(?i:by|автор|авторы|written by|text by|текст|author|story by|from)\s?(?::\s?|\s)(?=[^\W_])|[Bb]y(?=[A-ZА-Я])"
)
_BYLINE_STARTS = frozenset("bawtsfат")  # the first letter of one
_SYMBOLS = re.compile(
    r"</?(?:script|style|div|form|iframe|img|span|link|meta|amp-|a|p|ins|svg)\b|<!--|!\[|\{\"|\[\]\(|https?://\S+$|www\.\S+$|[^\w]*$|\d{1,3}[\s,.\d]*$|\d{1,2}\+|[-+]?\d{1,2}(?:[.,]\d)?\s?°"
    r"|\d+ (?:views|comments|shares|min)\b|\d[\d.,]*\s?[KkMmКМ]?\s(?:subscribers|members|followers|photos|videos)\b"
    r"|\d[\d.,]*\s?(?:тыс\.?|[KkКМ])?\s(?:подписчик|участник)\w*$|\d+ просмотр|\w+_\w+_?\w*$|-\S{0,4}-$"
)
_CRUMBS = re.compile(r"(?:[^>»|\n]{1,40}\s[>»›|]\s){2,}")
_ARROW = re.compile(r"\s[>»›|](?=\s)")
_HEADLINE_WORDS = 5  # of a part of a breadcrumb that is the headline
_HOME = re.compile(r"(?:home|главная)\s?[>»›/|]", re.IGNORECASE)
_LABELS = frozenset(
    read_words(
        """
published | publication | posted | updated | update | last | modified | created | issued | released | date | dated
on | at | of | time | gmt | utc | msk | est | edt | bst | ist | cet | et | am | pm | a | p | m | hr | hrs | minute
minutes | min | hour | hours | day | days | year | years | ago | read | the | and | view | views | adjust | font | size
today | yesterday | local | h | by | comment | comments | опубликовано | опубликована | обновлено | изменено | дата
публикации | размещено | создано | время | добавлено | мск | год | года | г | в | от | сегодня | вчера | назад | лет
утра | вечера | publié | le | à | mis | jour | veröffentlicht | aktualisiert | uhr | um | vom
        """
    )
)
_LABEL_STEMS = ("час", "минут", "дн", "просмотр")
_PRINTED = re.compile(
    r"(?:\bprinted\b|\bprint(?:ing)? date\b|\bdate printed\b|(?:дата|время) печати\b|распечатан\w*)"
    r"(?:[^!?\n]*|[ \t:–-]*\n\s*)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


def find_kind(line: Line, mentions: list[Mention]) -> Kind:
    """Return the kind of a line; `mentions` are the dates found in it, which only matter up to SHORT characters."""
    text = line.text
    size = line.end - line.start
    if size > _GLUED_SIZE and text[-1] not in _STOPS and len(_GLUED.findall(text, 0, 300)) >= _GLUED_ENTRIES:
        return "chrome"
    if size > 300:
        return "prose"
    stamp = bool(mentions) and size <= SHORT and is_stamp(text, line.start, mentions)
    if 80 <= size <= SHORT and not stamp and is_plain_sentence(text):
        return "prose"
    if size <= SHORT:
        plain = text.casefold()
        if size <= _LONGEST_CHROME and plain.strip(" :.!-–—|•·<>*+_[]()") in CHROME:
            return "end" if starts_end(plain) else "chrome"
        if size <= _LONGEST_CHROME and " " in plain and (_is_menu(plain) or (plain[:2] in _NESTED and text[-1] != ".")):
            return "chrome"
        if stamp:
            return "stamp"
        kind = _find_short_kind(text, plain, dated=bool(mentions))
        if kind is not None:
            return kind
    elif _begins_as_caption(text):
        return "photo"
    if size <= 250 and _ends_with_credit(text):
        return "photo"
    return "prose" if is_prose(line) else "short"


def _is_menu(plain: str) -> bool:
    """Whether entries of a menu stand side by side: "Share Tweet Print"."""
    words = plain.split()
    known = sum(map(CHROME.__contains__, words))
    return known == len(words) or (len(words) >= _MENU and known >= _KNOWN * len(words))


def is_plain_sentence(text: str) -> bool:
    """Whether a line is a sentence that nothing makes a stamp, a caption or furniture, known at a glance."""
    if text[-1] not in ".!?" or _PLAIN.match(text) is None:
        return False
    first = text[:4].casefold()
    return not (
        first in STARTS
        or (first[:2] in _CAPTION_STARTS and _PHOTO.match(text))
        or (first[:3] in _CREDIT_STARTS and _CREDIT.match(text))
        or "via " in text
        or "redit" in text
        or ((text.endswith("...") or "hoto" in text or "Фото" in text) and _DIGIT.search(text))
    )


def is_stamp(text: str, offset: int, mentions: list[Mention]) -> bool:
    """Whether nothing much but dates, times and their labels stands in a line."""
    dated = sum(mention.end - mention.start for mention in mentions)
    return len(text) - dated < 90 and len(find_residue(text, offset, mentions)) <= 1


def is_printed(words: str) -> bool:
    """Whether the words before a date, on its line or as a label above it, say that somebody printed the page then."""
    return _PRINTED.search(words) is not None


def find_residue(text: str, offset: int, mentions: list[Mention]) -> list[str]:
    """Return the words of a line that are neither dates nor what goes with dates."""
    pieces, last = [], 0
    for mention in mentions:
        if mention.start - offset >= len(text):
            break
        pieces.append(text[last : mention.start - offset])
        last = mention.end - offset
    pieces.append(text[last:])
    words = _WORD.findall(" ".join(pieces))
    return [word for word in words if not _is_label(word.casefold())]


def _is_label(word: str) -> bool:
    return word in _LABELS or word in WEEKDAYS or word in MONTHS or word.startswith(_LABEL_STEMS)


def _find_short_kind(text: str, plain: str, *, dated: bool) -> Kind | None:
    if (plain[0] == "(" or plain[:4] in STARTS) and (kind := _find_furniture(text, plain)):
        return kind
    is_word = plain[0].isalpha()
    plainly = is_word and plain[0] not in "hw" and "_" not in plain
    if (not plainly and _SYMBOLS.match(text)) or (not dated and _is_breadcrumb(text)):
        return "chrome"
    if (not is_word or plain[:2] in _CAPTION_STARTS) and _PHOTO.match(text):
        return "photo"
    if (not is_word or plain[:3] in _CREDIT_STARTS) and _CREDIT.match(text):
        return "credit"
    if len(text) <= 80 and plain[0] in _BYLINE_STARTS and _is_byline(text):
        return "byline"
    listed = not dated and (text.count(",") > 1 or "#" in text)
    return "tags" if listed and _is_tag_list(text) else None


def _find_furniture(text: str, plain: str) -> Kind | None:
    """Return the kind of a line that begins as furniture does."""
    if len(text) <= _LONGEST_CHROME and starts_end(plain):
        return "end"
    return "chrome" if starts_chrome(plain.lstrip("(")) else None


def _is_byline(text: str) -> bool:
    return _BYLINE.match(text) is not None and text[-1] not in ".?!" and len(text.split()) <= 8


def _begins_as_caption(text: str) -> bool:
    return (text[:2].casefold() in _CAPTION_STARTS or not text[0].isalpha()) and _PHOTO.match(text) is not None


def _ends_with_credit(text: str) -> bool:
    """Whether a photo is credited at the end of a line; "ORLO, April 7. /TASS/." is no such credit."""
    if text[-1].isupper() and text[-2:].isupper() and _CREDITED_IN_CAPITALS.search(text) and not text.isupper():
        return True
    tail = text[-120:]
    marked = "(" in tail or "/" in tail or "©" in tail or "[" in tail  # one by one: a third of the time of a pattern
    if not (marked or "via " in tail or "redit" in tail or "hoto" in tail or "Фото" in tail):
        return False
    plain = tail.casefold()
    slashed = "/" in tail and (("(" in tail and ")" in tail) or any(map(plain.__contains__, _CREDITED)))
    if not slashed and not any(map(plain.__contains__, _CREDIT_CUES)):
        return False
    for match in _PHOTO_WITHIN.finditer(tail):
        if match[0].strip("() ").casefold() in _SHOWS:
            continue
        last = not tail[match.end() :].strip(" ./")
        if match["closed"] is None or (last and not _IN_CAPITALS.match(text)):
            return True
    return False


def _is_breadcrumb(text: str) -> bool:
    if text[0] in "HhГг" and _HOME.match(text):
        return True
    if ">" not in text and "»" not in text and "›" not in text and "|" not in text:
        return False
    if len(_ARROW.findall(text)) < 2 or _CRUMBS.search(text) is None:
        return False
    return all(part.count(" ") < _HEADLINE_WORDS for part in _ARROW.split(text))


def _is_tag_list(text: str) -> bool:
    ended = text.endswith((".", "?", "!"))
    parts = [part.strip() for part in text.replace("#", ",").split(",") if part.strip()] if not ended else []
    if len(parts) < 3:
        return text.startswith("#") and len(text.split()) <= 8
    return (
        all(len(part.split()) <= 3 for part in parts)
        and sum(part[0].isupper() or part[0].isdigit() for part in parts) >= len(parts) - 1
    )
