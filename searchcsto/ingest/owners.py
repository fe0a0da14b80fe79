"""Find whose site a page is from by what it says of itself around the article: "© 2031 Kestrel", "About Kestrel".

You give a `Layout`, you get the span of the owner's name, or None. Each line above the article and below it may name
the owner in one of a few ways: it holds the copyright, it is registered, it asks to be followed, joined or written to,
its name stands alone, its address ends in its name. A name counts if enough different ways give it.

Limits: lines of 400 characters. One way alone is enough only for the copyright, and only if the name is known, has the
form of an outlet's, or stands elsewhere on the page again.

>>> from searchcsto.ingest.layout import read_layout
>>> text = "About Sorrel Canal\\nThe locks open late\\n\\nThe locks of Velia open later in winter, their keepers said."
>>> layout = read_layout(text + "\\n\\nFollow Sorrel Canal on Telegram\\n© 2031 Sorrel Canal")
>>> layout.text[slice(*find_owner(layout))]
'Sorrel Canal'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from searchcsto.documents import Span
from searchcsto.ingest.furniture import CHROME
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.lines import Line
from searchcsto.ingest.names import AMBIGUOUS, looks_like_masthead, looks_like_person

_LONGEST = 400  # characters of a line
_MOST_LINES = 500
_LOOKED_AT = 12_000  # characters of a text that are looked at as a whole
_LAST = 15  # lines of a text that are looked at even where they seem to be the article's
_MOST_WORDS = 5
_ENOUGH, _KNOWN_ENOUGH = 3.0, 2.0  # weight that makes a name the owner's; of one that is known
_COPYRIGHT, _REGISTERED, _STATED_AS, _ASKED, _ADDRESSED, _ALONE = 2.0, 3.0, 2.0, 1.0, 2.0, 1.0
_REPEATED = 1.0
_OFTEN = 3  # lines that hold a name: more of them than this are many
_MANY = 2  # ways
_SHORT = 4  # letters
_LONGEST_ALONE = 60
_CRUMB = re.compile(r"\s[>»›|]\s")

_YEARS = r"(?:19|20)[0-9]{2}(?:\s?[-–—/]\s?(?:(?:19|20)?[0-9]{2}|present))?"
_WORD = (
    r"(?:(?:St|Ft|Mt)\.\s[^\W\d_a-zа-яё]\w+|[^\W\d_a-zа-яё][\w&'’+-]*(?:\.\w[\w-]*)*|[0-9]{1,3}[^\W\d_]\w*(?:\.\w+)?"
    r"|[a-z][\w-]*\.(?:com|net|org|info|ru|io|co|tv|news|by|kz)\b)"
)
_NAME = rf"{_WORD}(?:\s[0-9]{{1,2}}\b)?(?:\s(?:(?:of|and|de|the|for|du|&)\s)?{_WORD}){{0,4}}"
_SIGNED = re.compile(
    rf"(?i:copyright|©|\(c\))[\s:©]*(?i:\(c\)\s*|copyright\s*)?(?:{_YEARS})?[\s,.]*(?:by\s|-\s)?(?:[Tt]he\s)?"
    rf"(?:(?:АО|ООО|ИА|ГУ|АНО|ФГУП|ТОО|Сетевое издание)\s)?(?:[«\"“](?P<quoted>[^«»\"“”\n]{{2,40}})[»\"”]"
    rf"|(?P<russian>[А-ЯЁ][а-яё-]+(?:\s(?:[а-яё-]{{3,}}|[А-ЯЁ]{{2,6}}|и|в|о)){{1,4}})(?=\s*(?:[.,;|]|$))"
    rf"|(?P<name>{_NAME}))"
    rf"|^(?P<before>{_NAME})\s?,?\s(?:©|\([cC]\))\s*{_YEARS}"
)
_CASED = re.compile(_WORD)
_REGISTERED_AS = re.compile(
    r"(?:сетевое издание|средство массовой информации|СМИ|информационное агентство|газета|журнал|портал)\s"
    r"[«\"](?P<name>[^«»\"\n]{2,40})[»\"](?=.{0,200}зарегистрирован)",
    re.IGNORECASE,
)
_ASK = re.compile(
    r"(?:(?i:About|Contact|Follow|Support|Join|Explore|Inside|Like|Visit|Read|Discover|Watch|Connect with|Welcome to"
    r"|Subscribe to|Donate to|Advertise (?:with|on|in)|Sign up (?:to|for)|Download|(?:Jobs|Careers) (?:at|with)"
    r"|Work (?:at|for|with)|Write for|(?:Why )?(?:you can )?trust|Elsewhere on|(?:More|Latest) (?:from|on|at|in)"
    r"|More|Most (?:read|popular) (?:on|in|at)|Also on|Read more (?:on|at)|Why you can trust|Follow us on|New to"
    r"|Get the|Send to|Mobile|All|Seen on))"
    rf"\s(?i:the )?(?P<name>{_NAME})(?:['’]s?\b)?(?P<behind>[^\w.]|\.(?!\w)|$)"
)
_ASK_STARTS = frozenset(  # the first three letters of one
    """
    abo con fol sup joi exp ins lik vis rea dis wat wel sub don adv sig dow job car wor wri why you tru els mor lat mos
    als new get sen mob all see
    """.split()  # noqa: SIM905 - a list in lines of one word each would hide the rest
)
_WITHIN = re.compile(
    r"\b(?:[Ss]upport|[Ss]ubscribe to|[Ff]ollow|[Nn]ewsletters? (?:from|of)|[Nn]ews from)"
    rf"\s(?i:the )?(?P<name>{_NAME})(?:['’]s?\b)?(?P<behind>[^\w.]|\.(?!\w)|$)"
)
_WITHIN_CUES = ("upport ", "ubscribe to ", "ollow ", "ewsletter", "ews from ")
_STATED = re.compile(
    r"\b(?:[Uu]pdates? from|[Vv]iews of|[Rr]eflect those of|[Ww]ebsite of|[Ww]ebsite is operated by"
    r"|[Cc]orrespondence from|[Ss]taff of|[Oo]ffers (?:for|from)|[Ss]ubscriber (?:to|of)"
    r"|[Rr]eflect the (?:views|position) of)"
    rf"\s(?i:the )?(?P<name>{_NAME})"
)
# A blank stands behind the name there: so none of its words is tried without its last letters.
_WHOLE_NAME = _NAME.replace("[\\w&'’+-]*", "[\\w&'’+-]*+")
_BEHIND = re.compile(
    rf"(?:The )?(?P<name>{_WHOLE_NAME})\s"
    r"(?:(?:on|в|on the) (?:Facebook|Twitter|X|YouTube|Instagram|Telegram|LinkedIn|RSS)\b"
    r"|(?:RSS|Newsletters?|newsletters?|app\b|App\b|Store|Shop|Services|Navigation|Events|Account|Home|Homepage"
    r"|Jobs|Careers|recommends|staff|Staff"
    r"|is not responsible|is (?:owned|published) by|is part of|is committed)\b)"
)
_RUSSIAN = re.compile(
    r"(?:.{0,60}\b(?:позици\w+|мнени\w+|материал\w+|редакци\w+|[Рр]еклама (?:в|на)|[Пп]одписаться на|[Пп]одпишитесь на"
    r"|[Чч]итайте|ссылка на)|[Оо]б?)\s(?:(?:редакции|сайта|портала|газеты|журнала|агентства)\s)?"
    rf"(?:«(?P<quoted>[^«»\n]{{1,40}})»|(?P<name>{_NAME}))"
)
_RUSSIAN_REACH = 90  # characters to the end of the words before the name
_RUSSIAN_CUES = ("озици", "нени", "атериал", "едакци", "еклама", "одписаться", "одпишитесь", "итайте", "сылка на")
_ADDRESS = re.compile(
    r"(?:[\w.+-]{1,40}@|https?://|www\.|(?<![\w@./-]))(?:www\.)?(?P<host>(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,8})\b", re.I
)
_IN_ADDRESS = re.compile(r"\.[^\W\d_]{2}")  # stands in every address, and at the end of no sentence
_NO_HOSTS = re.compile(
    r"(?:^|\.)(?:gmail|mail|yandex|ya|rambler|bk|list|inbox|outlook|hotmail|yahoo|icloud|facebook|fb|twitter|x|t|vk|ok"
    r"|youtube|youtu|instagram|linkedin|telegram|tiktok|pinterest|reddit|whatsapp|google|apple|bit|wordpress|blogspot"
    r"|medium|substack|pic|goo)\.[a-z]{2,3}$"
)
_LICENCES = re.compile(r"(?:^|\.)(?:creativecommons|wikipedia|wikimedia|w3|europa|usa|gov)\.\w{2,3}$")
_FIRM = re.compile(
    r",?\s(?:LLC|Inc|Ltd|Limited|PLC|plc|Corp|Co|GmbH|AG|S\.A|LP|LLP|Pty|Corporation|Company|All|Все)\b.*$"
)
# Firms that hold the rights of many outlets and are none.
_HOLDERS = re.compile(
    r"(?:the )?(?:microsoft|google|yahoo|oath|aol|meta|apple|amazon|gannett|reach|hearst|cond[eé] nast|advance"
    r"|news corp|nexstar|sinclair|tegna|lee enterprises|mcclatchy|tribune publishing|vox media|penske|ziff davis"
    r"|dotdash|meredith"
    r"|future (?:publishing|us|plc)|bonnier|axel springer|ringier|schibsted|sanoma|mediahuis|postmedia|torstar|fairfax"
    r"|nine entertainment|caxton|media24|arena holdings|warner bros|cable news network|nbcuniversal|comcast|disney"
    r"|paramount|viacomcbs|guardian news|associated newspapers|national world|newsquest|bauer|burda|g/o media"
    r"|townsquare|iheart\w*|cox (?:media|enterprises)|scripps media|salem media|ogden|lehi|automattic|wix|squarespace"
    r"|газпром[- ]медиа|шкулев|rambler|рамблер|издательск\w+ дом|медиагрупп\w*|холдинг\w*|видавництво)\b",
    re.IGNORECASE,
)
_IN_FIRM = re.compile(
    r",?\s?(?:[(&]|and affiliated|Company|Corporation|Private|Pvt|Inc\b|LLC|Ltd|Limited|PLC|plc|Corp|Group|GmbH)"
)
_NO_OWNERS = re.compile(
    r"(?:us|me|all|our|your|this|more|news|the|it|here|now|read|sign|log|follow|privacy|terms|cookies?|rights|site|web"
    r"|designed|powered|getty|reuters photo|facebook|twitter|instagram|youtube|telegram|whatsapp|google|apple|android"
    r"|linkedin|creative commons attribution|word\s?press|email|e-mail|newsletters?|contact|advertis\w*|team|topics?"
    r"|copyright|related|latest|today|editor\w*|video|live|support|help|world|sport|politics|business|opinion|english"
    r"|information|policy|use|service|navigation|menu|search|account|нас|нам|проекте|редакции|материал\w*|сайте"
    r"|компании|авторе|реклама|контакт\w*|подпис\w*)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(_YEARS)
_ALL_OF_IT = re.compile(
    r"[\s.,|–—-]*(?:(?:19|20)[0-9]{2}(?:\s?[-–—]\s?(?:19|20)[0-9]{2})?)?[\s.,|–—-]*(?:All [Rr]ights [Rr]eserved"
    r"|Все права защищены)?[\s.,]*"
)
_WHOLE_LINE = 1.0
_STATED_CUES = ("pdate", "iews of", "those of", "ebsite", "dence from", "taff of", "ffers f", "scriber", "ion of")
_OPENINGS = ("© ", "Copyright ©", "Copyright 20", "©20", "Copyright (c)", "(c) 20")
_PROSE_CUES = ("©", "@", "opyright", "зарегистрирован", "ollow ", "ubscri", "pdates from", "ffers from", "iews of")
_CUES = ("©", "opyright", "COPYRIGHT", "(c)", "(C)")
_LETTERS = re.compile(r"\W+")


class _Naming(NamedTuple):
    """A name in a line, in which way it names the owner, and the weight of that."""

    span: Span
    way: str
    weight: float


def find_owner(layout: Layout) -> Span | None:
    """Return the span of the name under which the site speaks of itself, None if no name does so often enough."""
    namings: dict[str, list[_Naming]] = {}
    addresses: list[tuple[str, Span]] = []
    lines = _list_chrome(layout)
    if not lines:
        return None
    for line in lines:
        for naming in _read_line(line):
            key = _fold(layout, layout.text[slice(*naming.span)])
            if key:
                namings.setdefault(key, []).append(naming)
        addresses += _read_addresses(layout, line)
    if not namings and not addresses:
        return None
    alone = _find_alone(layout, lines)
    _add_addresses(layout, namings, addresses, alone)
    best, most = None, (False, 0.0)
    for key, found in namings.items():
        name = layout.text[slice(*alone.get(key, found[0].span))]
        lined = sum(name in line.text for line in lines)
        weight = _weigh(layout, found, name=name, alone=key in alone, lined=lined)
        order = (layout.outlets.find(name) is not None, weight)
        if weight and order > most:  # an outlet that is known goes before a firm that is not
            best = [*found, _Naming(alone[key], "alone", _ALONE)] if key in alone else found
            most = order
    return _choose_span(layout, best) if best else None


def _find_alone(layout: Layout, lines: list[Line]) -> dict[str, Span]:
    """Return the names that stand alone in a line, or begin a breadcrumb, by their keys."""
    alone: dict[str, Span] = {}
    for line in lines:
        piece = _CRUMB.split(line.text, maxsplit=1)[0]
        key = _fold(layout, piece) if len(piece) <= _LONGEST_ALONE and piece[:1].isalnum() else ""
        if key and (key not in alone or piece.startswith("The ")):
            alone[key] = (line.start, line.start + len(piece))
    return alone


def _choose_span(layout: Layout, found: list[_Naming]) -> Span:
    """Return the span of the best way of naming: with "The", where it mostly stands with it or so in a line alone."""
    span = max(found, key=lambda naming: naming.weight).span
    name = layout.text[slice(*span)]
    whole = f"The {name}"
    for each in found:
        if each.way == "alone" and layout.text[slice(*each.span)] == whole:
            return each.span
    at = layout.text.rfind(whole)
    if at >= 0 and not name.startswith("The ") and layout.text.count(whole) * 2 >= layout.text.count(name):
        return at, at + len(whole)
    return span


def may_own(name: str) -> bool:
    """Whether a name could be a site's: no word of its menus, no network, no firm that owns many outlets."""
    return not (_NO_OWNERS.match(name) or _HOLDERS.match(name) or name.casefold() in CHROME)


# Whose pictures a page shows: "Обложка © kestrel.example", "Фотографии с сайтов ..."
_OF_PICTURES = re.compile(
    r"\W*(?:обложка|фото\w*|снимки|кадр|видео|images?|photos?|pictures?|cover|video)\b", re.IGNORECASE
)


def strip_firm(name: str) -> str:
    """Return the name of who holds a copyright without the form of the firm and what follows."""
    return _FIRM.sub("", name)


def _list_chrome(layout: Layout) -> list[Line]:
    """Return the lines around the article that are short enough to say something of the site."""
    first = max(layout.lead + 1, min(layout.end - 3, len(layout.lines) - _LAST))
    around = [line for line in layout.lines[: layout.lead] if len(line.text) <= _LONGEST]
    around += [line for line in layout.lines[layout.lead + 1 : first] if line.text.startswith(_OPENINGS)][-_LAST:]
    below = layout.lines[first:]
    tail = layout.text[below[0].start :] if below and len(layout.text) <= _LOOKED_AT else None
    cues = _PROSE_CUES if tail is None else [cue for cue in _PROSE_CUES if cue in tail]
    for line, kind in zip(below, layout.kinds[first:], strict=True):
        if len(line.text) <= _LONGEST and (kind != "prose" or any(map(line.text.__contains__, cues))):
            around.append(line)
    return around[-_MOST_LINES:]


def _read_line(line: Line) -> Iterator[_Naming]:
    """Yield the names that a line gives the owner of the site."""
    text = line.text
    if any(map(text.__contains__, _CUES)):
        for match in _SIGNED.finditer(text):
            if match.start() > 1 and text[match.start() - 1] == "(" and text.endswith(")"):
                continue  # of the picture that the words before it describe
            if _YEAR.search(text) or "opyright" in text or "ights" in text or match["quoted"]:  # else of a picture
                first, last = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
                around = text[first : match.start()] + text[match.end() : last if last >= 0 else None]
                whole = _ALL_OF_IT.fullmatch(around) is not None and not _FIRM.search(match[0])
                yield from _take(line, match, "copyright", _COPYRIGHT + whole * _WHOLE_LINE)
        return
    registered = _REGISTERED_AS.search(text) if "зарегистрирован" in text else None
    if registered is not None:
        yield from _take(line, registered, "registered", _REGISTERED)
    is_russian = not text[0].isascii()
    stated = None if is_russian or not any(map(text.__contains__, _STATED_CUES)) else _STATED.search(text)
    if stated is not None:
        yield from _take(line, stated, "stated", _STATED_AS)
    within = not is_russian and any(map(text.__contains__, _WITHIN_CUES))
    if is_russian and text[0] not in "Оо" and not any(map(text[:_RUSSIAN_REACH].__contains__, _RUSSIAN_CUES)):
        return
    english = (_ASK, _BEHIND) if text[:3].casefold() in _ASK_STARTS else (_BEHIND,)
    for pattern in (_RUSSIAN,) if is_russian else (*english, _WITHIN) if within else english:
        asked = pattern.search(text) if pattern is _WITHIN else pattern.match(text)
        if asked is not None:
            group = _find_group(asked)
            around = text[: asked.start(group)] or text[asked.end(group) :]
            yield from _take(line, asked, around[:40].casefold(), _ASKED)


def _find_group(match: re.Match[str]) -> str:
    """Return which group of a pattern holds the name."""
    return next(key for key, value in match.groupdict().items() if value and key != "behind")


def _take(line: Line, match: re.Match[str], way: str, weight: float) -> Iterator[_Naming]:
    group = _find_group(match)
    name = strip_firm(match[group]).strip(" .,|-–—")
    words = name.split()
    if not words or len(words) > _MOST_WORDS or len(name) < 2 or _NO_OWNERS.match(name) or name.isdigit():
        return
    if _HOLDERS.match(name):
        return
    if not (_CASED.match(name) or group == "quoted") or (way != "copyright" and name.casefold() in CHROME):
        return
    start = line.start + match.start(group) + match[group].find(name)
    yield _Naming((start, start + len(name)), way, weight)


def _read_addresses(layout: Layout, line: Line) -> Iterator[tuple[str, Span]]:
    """Yield the hosts in a line, and where they stand."""
    if _IN_ADDRESS.search(line.text) is None or _OF_PICTURES.match(line.text):
        return
    for match in _ADDRESS.finditer(line.text):
        host = match["host"].casefold()
        if not _NO_HOSTS.search(host) and (match[0].count("@") or not _LICENCES.search(host)):
            yield host, (line.start + match.start("host"), line.start + match.end("host"))


def _add_addresses(
    layout: Layout, namings: dict[str, list[_Naming]], addresses: list[tuple[str, Span]], alone: dict[str, Span]
) -> None:
    """Add to each name the addresses that say the same; an address that is known names its outlet itself."""
    for host, span in addresses:
        labels = host.split(".")
        main = _LETTERS.sub("", labels[-3] if len(labels) > 2 and len(labels[-2]) < 4 else labels[-2])
        known = layout.outlets.find(".".join(labels[-2:])) or layout.outlets.find(host)
        if known is not None:
            namings.setdefault(_fold(layout, known), []).append(_Naming(span, "address", _ADDRESSED))
        elif len(main) > 3:
            for key in {**namings, **alone}:
                if _LETTERS.sub("", key) == main:
                    at = namings[key][0].span if key in namings else alone[key]
                    namings.setdefault(key, []).append(_Naming(at, "address", _ADDRESSED))


def _weigh(layout: Layout, found: list[_Naming], *, name: str, alone: bool, lined: int) -> float:
    """Return the weight of a name, 0 if it is not enough for the owner's."""
    ways = {naming.way: naming.weight for naming in found}
    weight = sum(ways.values()) + _ALONE * alone + _REPEATED * (lined > _OFTEN)
    known = layout.outlets.find(name) is not None
    if known and name.casefold() not in AMBIGUOUS:
        return weight + 1 if weight >= _KNOWN_ENOUGH else 0
    if looks_like_masthead(name) and weight >= _KNOWN_ENOUGH:
        return weight + 0.5
    is_firm = "&" in name or any(_IN_FIRM.match(layout.text, naming.span[1]) for naming in found)
    often = layout.text.count(name) >= _OFTEN
    if looks_like_person(name) and not alone and len(ways) < _MANY and not (is_firm and often):
        return 0
    if is_firm and not alone and not often and set(ways) == {"copyright"}:
        return 0
    weak = len(name) < _SHORT or (name.istitle() and " " not in name)
    if weak and {"copyright", "address", "stated", "registered"}.isdisjoint(ways):
        return 0  # a word that might be anything: "Inside Travel", "Contact Travel"
    if "copyright" in ways:
        weight += _REPEATED * (layout.text.count(name) > len(found))
    return weight if weight >= _ENOUGH else 0


def _fold(layout: Layout, name: str) -> str:
    return layout.outlets.key(name) if name else ""
