"""Know news agencies and outlets by name: one canonical spelling for each, however it is written.

`outlets.tsv` beside this module holds one outlet a line: canonical name, aliases separated by |, country. A name not
in it keeps the spelling of the text, without quotes and generic words around it, and is found by its form.

Limits: aliases are only looked up where a pattern has found a name, so that short ones ("AP", "МК") do no harm. Of
Russian case endings the common ones are undone.

>>> canonical_source("агентства «Интерфакс»"), canonical_source('"Kestrel  Wire"')
('Interfax', 'Kestrel Wire')
>>> source_key("GSV \\"Russia - Islamic world\\"") == source_key("Russia – Islamic World")
True
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

_QUOTES = frozenset('»”"')
_WITHIN_QUOTES = re.compile(r"[^«“\"„]{0,40}[«“\"„](.{2,}?)[»”\"]{1,2}")
_NOT_NAME = re.compile(r"[^\w.&+]+")
_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:/\S*)?$")
_GENERIC_BEFORE = re.compile(
    r"^(?:the(?! (?:national|times|hill|independent|insider|diplomat|time|sun|star|mirror)$)|gsv|гсв|иа"
    r"|риа(?= новости [^ ])|миа|корр\.?|(?:информационн\w+ |информ|новостн\w+ )?агентств\w+|газет\w+|телеканал\w*"
    r"|(?:интернет )?(?:портал\w*|издани\w+)|журнал\w*|сайт\w*|радиостанци\w+|news agency|newspaper|agency"
    r"|tv channel|website|корреспондент\w*"
    r"|correspondent of) (?=.)"
)
_GENERIC_AFTER = re.compile(
    r"(?<=.) (?:news agency|newspaper|agency|tv channel|website|portal|daily newspaper|magazine|correspondent"
    r"|reporter|s)$"
)
_ENDINGS = ("ями", "ами", "ом", "ем", "ой", "ам", "ям", "ов", "ей", "а", "у", "е", "ы", "и", "ю", "я")
_FORM_WORDS = re.compile(
    r"\b(?:News|Times|Post|Herald|Gazette|Tribune|Journal|Daily|Weekly|Monthly|Quarterly|Press|TV|Radio|Chronicle|Observer|Telegraph"
    r"|Courier"
    r"|Mail|Media|Magazine|Newswire|Wire|Broadcasting|Television|Newspaper|Telegraf|Inquirer|Sentinel|Examiner|Globe"
    r"|Zeitung|News Agency"
    r"|NEWS|TIMES|POST|GAZETTE|TRIBUNE|PRESS|RADIO|MEDIA"
    r"|Новости|Новостей|Газета|Газете|Газеты|Вести|Известия|Правда|Пресс|Информ|ТВ|Радио|Медиа|Вестник\w?|Телеграф"
    r"|Курьер|Ведомости"
    r"|Информбюро|НОВОСТИ|ГАЗЕТА|ВЕСТИ)\b"
)
_FORM_ENDING = re.compile(
    r"(?:press|inform|info|news|media|пресс|информ|инфо|новости|тасс|tv|тв|[a-zа-я]24)$", re.IGNORECASE
)
_DOMAIN = re.compile(r"^(?:www\.)?[\w-]{2,40}(?:\.[\w-]{2,30})?\.[^\W\d_]{2,10}$")
_MIXED = re.compile(r"[a-zа-я][A-ZА-Я]|^[A-ZА-Я]{2,}[a-zа-я]{2,}")
_CAPITALS = re.compile(r"^[A-ZА-ЯЁ][A-ZА-ЯЁ0-9-]{2,}(?: [A-ZА-ЯЁ0-9-]{2,}){0,2}$")
_INSTITUTION = re.compile(
    r"\b(?:minist\w*|office|committee|council|(?:press |intelligence |security |border |emergency )?services?"
    r"|secretar\w+|government|police|department|embassy|president\w*|court|union"
    r"|organi[sz]ation|parliament|institute|university|authorit\w+|officials?|sources?|reporters?|journalists?|press"
    r"|center|centre|commission|staff"
    r"|nato|un|csto|cis|sco|osce|eu|eaeu|who|imf|usa?|uk|fbi|cia|pentagon|kremlin|white house|media|this|that|it|he"
    r"|she|they|who|foreign|defen[cs]e|state|local"
    r"|мид\w?|мо|минобороны|мин\w+|пресс.служб\w*|ведомств\w*|прокуратур\w*|полици\w*|служб\w*|департамент\w*"
    r"|правительств\w*|комитет\w*|совет\w*"
    r"|посольств\w*|президент\w*|организаци\w*|оон|нато|одкб|обсе|снг|еаэс|шос|мчс|мвд|фсб|ск|гкнб|кнб|цик|цб"
    r"|институт\w*|университет\w*|суд\w?|банк\w*"
    r"|секретариат\w*|источник\w*|штаб\w*|центр\w*|управлени\w*|сми|кремл\w*|рф|сша|гд|фсо|акорда|аппарат\w*"
    r"|журналист\w*|он|она|они)\b",
    re.IGNORECASE,
)
_LOWER_CASE = re.compile(r"\s(?!news|agency|press|online|newspaper|magazine|today|radio)[a-z]{4,}(?!\S)")
_STRONG_FORM = re.compile(r"\b(?:News|Times|Gazette|Tribune|Новости|Agency|Radio|TV)\b")

# The same few thousand names recur through a whole archive.
_remember = lru_cache(maxsize=4096)


@_remember
def source_key(name: str) -> str:
    """Return the one key under which all spellings of an outlet meet."""
    canonical = find_known(name)
    return _fold(canonical if canonical else name)


def canonical_source(name: str) -> str:
    """Return the canonical spelling of an outlet: from the table, else as written, without quotes and generic words."""
    return find_known(name) or clean_name(name)


@_remember
def find_known(name: str) -> str | None:
    """Return the canonical name of an outlet of the table, or None."""
    table = _read_table()
    key = _fold(name)
    found = table.get(key)
    if found is None and key[-1:] in "аеуыиюямйв" and len(key) > 4:
        found = next((table[base] for base in _undo_endings(key) if base in table), None)
    label, dot, _ = key.partition(".")
    if found is None and dot and len(label) > 4 and " " not in key:
        found = table.get(label)  # the address of an outlet of the table
    return found


@_remember
def clean_name(name: str) -> str:
    """Return a name without the quotes, blanks and generic words around it."""
    name = " ".join(name.split()).strip(" .,;:–—-|/()[]")
    inner = _WITHIN_QUOTES.fullmatch(name) if name[-1:] in _QUOTES else None
    name = inner[1].strip('«»“”"„ ') if inner else name.strip('«»“”"„ ')
    for ending in ("'s", "’s"):
        name = name.removesuffix(ending)
    address = _ADDRESS.match(name) if "." in name else None
    return address[1] if address else name


@_remember
def looks_like_outlet(name: str) -> bool:
    """Whether a name that is not in the table has the form of an outlet's: a word, an ending, an address."""
    name = clean_name(name)
    if not 2 <= len(name) <= 60 or (name[0].islower() and ("." not in name or not _DOMAIN.match(name))):
        return False
    if "." in name and _DOMAIN.match(name):
        return " " not in name and not name[-1].isdigit() and _ADDRESS.match(name) is not None
    if is_institution(name) and not _STRONG_FORM.search(name):
        return False
    if _LOWER_CASE.search(name):
        return False  # "Mail boat is late again"
    return bool(_FORM_WORDS.search(name) or _FORM_ENDING.search(name) or _MIXED.search(name))


@_remember
def looks_like_agency(name: str) -> bool:
    """Whether a name could be an agency's where a dateline has a place for one: in capitals, or an outlet's form."""
    name = clean_name(name)
    return looks_like_outlet(name) or (_CAPITALS.match(name) is not None and not is_institution(name))


@_remember
def is_institution(name: str) -> bool:
    """Whether a name speaks of an authority, an organisation or a group of people."""
    return _INSTITUTION.search(name) is not None


def _undo_endings(key: str) -> list[str]:
    bases = []
    for ending in _ENDINGS:
        if key.endswith(ending):
            stem = key.removesuffix(ending)
            bases += [stem, stem + "а", stem + "ь", stem + "й", stem + "и", stem + "я", stem + "ы"]
    return bases


def _fold(name: str) -> str:
    text = unicodedata.normalize("NFKC", name[:200]).casefold().replace("ё", "е").strip()
    address = _ADDRESS.match(text) if "." in text else None
    text = address[1] if address else text
    text = text.replace("'s", "").replace("’s", "")
    text = _NOT_NAME.sub(" ", text).strip(" .")
    for _ in range(3):
        shorter = _GENERIC_AFTER.sub("", _GENERIC_BEFORE.sub("", text))
        if shorter == text:
            break
        text = shorter
    return text


@lru_cache(maxsize=1)
def _read_table() -> dict[str, str]:
    """Return folded alias -> canonical name, from the table in the package."""
    table: dict[str, str] = {}
    rows = resources.files("searchcsto.ingest").joinpath("outlets.tsv").read_text(encoding="utf-8")
    for row in rows.splitlines():
        if row.startswith("#") or not row.strip():
            continue
        name, aliases, _country = row.split("\t")
        for alias in (name, *aliases.split("|")):
            table.setdefault(_fold(alias), name)
    table.pop("", None)
    return table
