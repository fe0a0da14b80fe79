"""Judge the names that a page gives its site and its publisher: brand, firm, platform, slogan, address.

What is known of outlets in general (the table, the forms of their names) is asked of `outlets` and `titles`.

>>> strip_firm("Kestrel Media GmbH"), is_platform("WordPress.com"), is_address("kestrel.example")
('Kestrel Media', True, True)
>>> is_related("Harrow Bay Echo", "www.harrowbayecho.example"), is_related("Kestrel", "lark.example")
(True, False)
"""

from __future__ import annotations

import re
import unicodedata

from searchcsto.ingest.headlines import is_outlet_name
from searchcsto.ingest.names import looks_like_outlet
from searchcsto.ingest.outlets import package_outlets
from searchcsto.ingest.pages.elements import fold_words

_SEPARATOR = re.compile(r"\s+[|–—·•»:/-]{1,2}\s+|\s*[|•]\s*|:\s+")
_FIRM = re.compile(
    r"[\s,]+(?:gGmbH|GmbH(?: & Co\.? KG)?|AG|SE|KG|e\. ?V\.|Ltd\.?|Limited|LLC|Inc\.?|Corp\.?|Co\.|PLC|plc|S\.? ?A\.?"
    r"|S\.L\.U?\.?|S\.p\.A\.|S\.r\.l\.|B\.V\.|N\.V\.|Sp\. z o\.o\.|ООО|АО|ЗАО|ПАО|АНО|ФГУП)(?:,? .{0,20})?$"
)
_FIRM_BEFORE = re.compile(r"^(?:ООО|АО|ЗАО|ПАО|АНО|ФГУП|ТОО)\s+[«\"“]?(?P<name>[^«»\"“”]+)[»\"”]?$")
_ADDRESS = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,10}/?")
_NO_OUTLETS = """
WordPress, WordPress.com, Blogger, Blogger.com, Blogspot, Facebook, Twitter, X, YouTube, Instagram, LinkedIn, Telegram,
Medium, Substack, Tumblr, LiveJournal, VK, ВКонтакте, Одноклассники, Google, Google News, Google Docs, Apple News, Wix,
Wix.com, Squarespace, Joomla, Drupal, TYPO3, TYPO3 CMS, Ghost, Weebly, Scribd, Reddit, Tilda, Пикабу, Дзен, Яндекс,
Яндекс.Дзен, Рамблер, Archive.org, Wayback Machine, admin, website, home, blog, index, my site, my blog, site, news,
hosted, homepage, startseite, accueil, новости, главная, untitled, untitled document, document, MyCorp, Telegram Widget,
print, print article, print version, printer-friendly version, версия для печати, печать, uCoz, LiveInternet, Joomla!
"""
_PLATFORMS = frozenset(map(fold_words, _NO_OUTLETS.split(",")))
_LONG_WORD = 6  # letters; shorter ones begin too many addresses
_GENERIC = frozenset(["www", "news", "blog", "mobile", "web", "amp", "info", "media", "online", "hosted"])


def is_known(name: str) -> bool:
    """Whether a name is in the table of outlets."""
    return package_outlets().find(name) is not None


def is_outlet(name: str) -> bool:
    """Whether a few words of a title, alone, name an outlet."""
    return is_outlet_name(name, package_outlets())


def has_outlet_form(name: str) -> bool:
    """Whether a name that is in no table has the form of an outlet's."""
    return looks_like_outlet(name)


def is_platform(name: str) -> bool:
    """Whether a name is that of what pages are made with or shared on, or says nothing."""
    return fold_words(name) in _PLATFORMS


def is_address(name: str) -> bool:
    """Whether a name is a host's."""
    return _ADDRESS.fullmatch(name) is not None


def strip_firm(name: str) -> str:
    """Return a name without the form of a firm."""
    before = _FIRM_BEFORE.match(name)
    return before["name"].strip() if before else _FIRM.sub("", name)


def is_related(name: str, host: str) -> bool:
    """Whether a name and a host are the same words, or one is the initials of the other."""
    own = _fold(name)
    words = re.findall(r"\w+", _strip_accents(name).casefold())
    initials, first = "".join(word[0] for word in words), words[0] if words else ""
    for label in host.casefold().split(".")[:-1]:
        plain = _fold(label)
        if len(plain) < 2 or plain in _GENERIC:
            continue
        if plain in (own, initials) or (min(len(plain), len(own)) > 3 and (plain in own or own in plain)):
            return True
        if len(first) >= _LONG_WORD and plain.startswith(first):
            return True  # "Sputnik International", of sputniknews
    return False


def choose_part(name: str, host: str) -> str:
    """Return the name of the site alone, out of one with a slogan beside it: "Kestrel | News of the bay"."""
    parts = [part.strip() for part in _SEPARATOR.split(name) if part.strip()]
    if len(parts) < 2 or is_known(name):
        return name.strip()
    for fits in (is_known, lambda part: is_related(part, host), has_outlet_form):
        fitting = [part for part in parts if fits(part)]
        if fitting:
            return fitting[0]
    return parts[0]


def _fold(words: str) -> str:
    return fold_words(_strip_accents(words))


def _strip_accents(words: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", words) if not unicodedata.combining(char))
