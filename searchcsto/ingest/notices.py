"""Find the outlet in the sentences that only a publisher writes of itself: "Kestrel brings you", "Join Kestrel today".

You give a `Layout`, you get the span of each name so found. Such a sentence needs no second one beside it: a rule for
those who quote ("ссылка на «Кестрел» обязательна"), an entry in a register of media, what the outlet says it is, what
it asks of members, what it sends at six.

Limits: lines of 400 characters, none of them the report's own prose, but for the last three. A name is no person's
where persons say such things too.

>>> from searchcsto.ingest.layout import read_layout
>>> text = "The locks of Velia open later in winter, their keepers said on Monday in the town hall of Orlo.\\n\\n"
>>> layout = read_layout(text + "Sorrel Canal is an independent news site about the lakes.")
>>> [layout.text[slice(*span)] for span in find_notices(layout)]
['Sorrel Canal']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchcsto.documents import Span
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.names import is_institution, looks_like_masthead
from searchcsto.ingest.owners import may_own

_LONGEST = 400
_MOST_LINES = 500
_LAST = 3  # lines of the report that are read in spite of their kind: a notice may be taken for prose
_BESIDE = 2  # lines beside an entry of a register
_WORD = r"[^\W_a-zа-яё][\w&'’+-]*(?:\.\w[\w-]*)*"
_DOMAIN = r"(?:www\.)?[\w-]{2,40}(?:\.[\w-]{2,30})?\.[a-zа-я]{2,6}"
_NAME = rf"(?P<name>(?:The )?{_WORD}(?: (?:(?:of|and|de|the|&) )?{_WORD}){{0,4}})"
_QUOTED = r"[«\"“](?P<quoted>[^«»\"“”\n]{2,40})[»\"”]"
_CLASS = (
    r"(?:(?:[а-яё-]+(?:ого|ное|ый|ая|ой|ое|ую|ий) ){0,2}(?:агентств|издани|портал|сайт|газет|журнал|телеканал|редакци"
    r"|канал|ресурс|проект|первоисточник|источник|радио|ИА|СМИ|РИА)\w*[ :–—-]{1,3}){0,3}"
)
_KIND = (
    r"(?:news|newspaper|newsroom|magazine|website|web ?site|portal|publication|outlet|broadcaster|news agency|agency"
    r"|journal|journalism|platform|news site|site|channel|daily|weekly|media)"
)
# What each line may say: the words that must be in it, and the pattern.
_SAID = tuple(
    (cue, re.compile(pattern))
    for cue, pattern in (
        ("brings ", rf"{_NAME} brings (?:you|its readers|readers|together the)\b"),
        ("delivers ", rf"{_NAME} delivers (?:you|the latest|news)\b"),
        (
            " is ",
            rf"{_NAME} is (?:an?|the|[A-Z]\w+['’]s) (?:(?!(?:at|for|to|with|from|editor|reporter"
            rf"|writer)\b)[\w,-]+ ){{0,5}}?"
            rf"{_KIND}(?= (?:that|which|covering|about|dedicated|devoted|focus\w+|owned|published|providing"
            rf"|based|in|of|on"
            r"|for|website|site|outlet|portal|platform|service|organi[sz]ation)\b|[.,;])",
        ),
        ("oin ", rf"Join {_NAME} (?:today|now|for free|for just)\b"),
        (
            "ubscribe to ",
            rf"(?:.{{0,40}}\b)?[Ss]ubscribe to {_NAME} (?:today|now|for (?:free|full|unlimited|just|only))\b",
        ),
        ("ecome a", rf"Become an? {_NAME} (?:member|subscriber|supporter|patron|insider)\b"),
        ("lready a", rf"Already an? {_NAME} (?:member|subscriber)\b"),
        ("ccess to ", rf".{{0,60}}\b(?:unlimited|full|free|FREE|instant)(?: digital)? access to {_NAME}(?= |[.,!]|$)"),
        (
            " content",
            rf".{{0,200}}\b(?:copies|reproduction|reuse|republication|use|users) of {_NAME} (?:content|articles)\b",
        ),
        (
            "link to ",
            rf".{{0,250}}\b(?:reference|link|hyperlink|attribution|credit) to (?:the )?(?:(?:news agency"
            rf"|website|site) )?"
            rf"(?:{_NAME}|(?P<host>{_DOMAIN}))(?: news agency| website| agency| portal| site)?,? (?:is|are"
            rf"|as the source is)"
            r" (?:required|obligatory|mandatory|necessary|compulsory|a must)\b",
        ),
        (
            "erence to ",
            rf".{{0,250}}\b(?:reference|link|hyperlink|attribution|credit) to (?:the )?(?:(?:news agency"
            rf"|website|site) )?"
            rf"(?:{_NAME}|(?P<host>{_DOMAIN}))(?: news agency| website| agency| portal| site)?,? (?:is|are"
            rf"|as the source is)"
            r" (?:required|obligatory|mandatory|necessary|compulsory|a must)\b",
        ),
        (
            "ibution to ",
            rf".{{0,250}}\b(?:reference|link|hyperlink|attribution|credit) to (?:the )?(?:(?:news agency"
            rf"|website|site) )?"
            rf"(?:{_NAME}|(?P<host>{_DOMAIN}))(?: news agency| website| agency| portal| site)?,? (?:is|are"
            rf"|as the source is)"
            r" (?:required|obligatory|mandatory|necessary|compulsory|a must)\b",
        ),
        ("ications from ", rf"(?:.{{0,40}}\b)?[Nn]otifications from {_NAME}[.!]?$"),
        ("edited by ", rf".{{0,60}}\bnot (?:been )?edited by (?:the )?{_NAME} (?:[Ss]taff|[Tt]eam|[Dd]esk|editors)\b"),
        (
            "esponsible for ",
            rf"{_NAME} (?:is|are) not responsible for (?:the )?(?:contents?|accuracy|information|opinions|views)\b",
        ),
        ("endorse", rf"{_NAME} (?:does|do) not (?:necessarily )?(?:endorse|share)\b"),
        (
            "eflect",
            rf".{{0,120}}\b(?:do|does) not (?:necessarily )?(?:represent|reflect) (?:those|the (?:views?|opinions?"
            rf"|position|editorial stance|editorial policy|policy)) of (?!the authors?\b){_NAME}(?= |[.,;'’]|$)",
        ),
        ("rust", rf"{_NAME} is trusted by\b"),
        ("eserved", rf"{_NAME}\s?[-–—|.,]\s[Aa]ll [Rr]ights [Rr]eserved\W*$"),
        (
            "сылк",
            r".{0,250}\b(?:гипер)?ссылк\w+ (?:на|как на) "
            rf"{_CLASS}(?:{_QUOTED}|(?P<host>{_DOMAIN})|{_NAME}).{{0,40}}обязател",
        ),
        ("редакции ", rf".{{0,60}}(?:[Мм]нени\w+|[Пп]озици\w+|[Тт]очк\w+ зрения) редакции {_CLASS}{_QUOTED}"),
        (
            "канал",
            r"(?:Под|Чита|Больше|След|Присоед|Будьте|Ещё|Еще|Самое|Все|Наш|Узна|Новости).{0,60}"
            rf"[Кк]анал\w*(?: в \w+)? {_QUOTED}",
        ),
    )
)
_NEVER_REPORTED = frozenset([" content", "link to ", "erence to ", "ibution to ", "сылк", "eserved"])
_SAID_ANYWHERE = tuple(said for said in _SAID if said[0] in _NEVER_REPORTED)
_AT_HOUR = re.compile(
    rf"(?:(?:WATCH|LISTEN|Watch|Listen|LIVE|Live|Now)\W{{1,3}}){{0,2}}{_NAME} at (?:[1-9]|1[0-2]|[Nn]oon)$",
    re.MULTILINE,
)
_HOUR = re.compile(r" at (?:[1-9]|1[0-2]|[Nn]oon)$", re.MULTILINE)
_ENTRY = re.compile(
    r"(?:.{0,40}\b)?(?:[Сс]етево\w+ издани\w+|СМИ|[Ии]нформационно\w+ агентств\w+|ИА|[Гг]азет\w+|[Жж]урнал\w*"
    r"|[Ии]нтернет-(?:издани|портал|журнал|газет)\w+|[Ии]нформационн\w+ портал\w*|[Пп]ериодическ\w+ издани\w+"
    r"|[Пп]ортал\w*"
    rf"|[Ии]здани\w+|[Тт]елеканал\w*)\s{_QUOTED}"
)
_REGISTER = re.compile(r"[Сс]видетельств|зарегистр|Роскомнадзор|регистрац|Учредитель|Главный редактор|ЭЛ № ФС|Лицензия")


def find_notices(layout: Layout) -> Iterator[Span]:
    """Yield the span of each name in a sentence that only its publisher writes."""
    first = min(layout.lead + 1, len(layout.lines))
    last = max(first, layout.end - _LAST)
    said = [each for each in _SAID if each[0] in layout.text]  # few texts have any of them
    anywhere = [each for each in said if each in _SAID_ANYWHERE]
    for index in range(min(len(layout.lines), _MOST_LINES)):
        line, kind = layout.lines[index], layout.kinds[index]
        if len(line.text) > _LONGEST:
            continue
        reported = index == layout.lead or (kind == "prose" and first <= index < last)
        if reported and not anywhere:
            continue
        span = _read_said(layout, index, anywhere if reported else said, reported=reported)
        if span is not None:
            yield span


def _read_said(
    layout: Layout, index: int, patterns: list[tuple[str, re.Pattern[str]]], *, reported: bool
) -> Span | None:
    """Return the name in a line; in one that may be the report's own, only what no report says."""
    line = layout.lines[index]
    text = line.text
    for cue, pattern in patterns:
        if cue in text:
            found = _match_lines(pattern, text)
            if found is not None:
                return _take(layout, line.start, found)
    if reported:
        return None
    hour = _match_lines(_AT_HOUR, text) if _HOUR.search(text) else None
    if hour is not None and (layout.outlets.find(hour["name"]) or looks_like_masthead(hour["name"])):
        return line.start + hour.start("name"), line.start + hour.end("name")
    entry = _ENTRY.match(text) if index > layout.lead and ("»" in text or '"' in text) else None
    if entry is not None:
        beside = layout.lines[max(0, index - _BESIDE) : index + _BESIDE + 1]
        if any(_REGISTER.search(near.text) for near in beside):
            return _take(layout, line.start, entry)
    return None


def _match_lines(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the match that begins a line of the text, which may hold several."""
    start = 0
    while start >= 0:
        found = pattern.match(text, start)
        if found is not None:
            return found
        start = text.find("\n", start) + 1 or -1
    return None


def _take(layout: Layout, offset: int, match: re.Match[str]) -> Span | None:
    """Return the span of the name, if it may be an outlet's."""
    groups = match.groupdict()
    group = next(key for key in ("quoted", "host", "name") if groups.get(key))
    name = match[group]
    if group == "name" and layout.outlets.find(name) is None and (is_institution(name) or not may_own(name)):
        return None
    return offset + match.start(group), offset + match.end(group)
