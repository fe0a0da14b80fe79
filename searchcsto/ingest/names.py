"""Tell by its form whether a name is an outlet's, an authority's or a person's, where no table knows it.

You give a name as it stands in a text, you get a judgement; or the name in the form in which it is shown and compared.
`looks_like_outlet` asks for a word, an ending or an address that only outlets have. `looks_like_masthead` is content
with less and is for places where outlets stand anyway: the head of a page, a byline, a credit.

Limits: words of English and Russian outlets. A name without any of them is known by its place alone, or not at all.

>>> looks_like_outlet("Kestrel Wire"), looks_like_outlet("Harrow Bay Echo"), looks_like_masthead("Harrow Bay Echo")
(True, False, True)
>>> clean_name('агентства «Кестрел»'), name_outlet("Орловской газете")
('Кестрел', 'Орловская газета')
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_QUOTES = frozenset('»”"')
_WITHIN_QUOTES = re.compile(r"(?!(?:РИА|Радио|Radio) )[^«“\"„]{0,40}[«“\"„](.{2,}?)[»”\"]{1,2}")
_NOT_NAME = re.compile(r"[^\w.&+]+")
_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.|m\.)?([\w-]+(?:\.[\w-]+)+)(?:/\S*)?$")
_GENERIC_BEFORE = re.compile(
    r"^(?:the(?! (?:national|times|hill|independent|insider|diplomat|time|sun|star|mirror)$)|gsv|гсв|иа"
    r"|риа(?= новости [^ ])|миа|корр\.?|(?:информационн\w+ |информ|новостн\w+ )?агентств\w+|газет\w+|телеканал\w*"
    r"|(?:интернет )?(?:портал\w*|издани\w+)|журнал\w*|сайт\w*|радиостанци\w+|радио|news agency|newspaper|agency"
    r"|tv channel|website|корреспондент\w*"
    r"|correspondent of) (?=.)"
)
_GENERIC_AFTER = re.compile(
    r"(?<=.) (?:news agency|newspaper|agency|tv channel|website|portal|daily newspaper|magazine|correspondent"
    r"|reporter|s)$"
)
GENERIC_WORDS = frozenset(  # those of the two patterns above that are in ASCII
    (
        *("the", "gsv", "news", "agency", "newspaper", "tv", "channel", "website", "correspondent", "of", "portal"),
        *("daily", "magazine", "reporter", "s"),
    )
)
_FORM_WORDS = frozenset(
    """
    News Times Post Herald Gazette Tribune Journal Daily Weekly Monthly Quarterly Press TV Radio Chronicle Observer
    Telegraph Courier Mail Media Magazine Newswire Wire Broadcasting Television Newspaper Telegraf Inquirer Enquirer
    Sentinel Examiner Globe Zeitung NEWS TIMES POST GAZETTE TRIBUNE PRESS RADIO MEDIA
    Новости Новостей Газета Газете Газеты Вести Известия Правда Пресс Информ ТВ Радио Медиа Телеграф Ведомости
    Информбюро НОВОСТИ ГАЗЕТА ВЕСТИ
    """.split()  # noqa: SIM905 - a list in lines of one word each would hide the rest
)
_FORM_STEMS = re.compile(r"\b(?:Вестник|Курьер)\w?\b")
_WORDS = re.compile(r"\w+")
_FORM_ENDINGS = ("press", "inform", "info", "news", "media", "пресс", "информ", "инфо", "новости", "тасс", "tv", "тв")
_ENDING_SIZE = 8  # characters in which an ending stands
_LETTER_24 = re.compile(r"[a-zа-я]24$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"^[^\W\d_]\w+[ -](?:24|TV|FM|ТВ)$"
    r"|^(?:Channel|Radio|Канал|Радио|ABC|CBS|NBC|FOX|Fox|CW|News) ?[0-9]{1,3}(?: News)?$"
)  # "Velia 24"
# Two Russian words glued at a full stop are no address: "Белл.Он".
_DOMAIN = re.compile(
    r"^(?:www\.|m\.)?[\w-]{2,40}(?:\.[\w-]{2,30})?\.(?:[^\W\d_а-яёА-ЯЁ]{2,10}|(?i:ру|рф|ком|уа|бел|инфо|орг|тв|кз|москва|онлайн))$"
)
# AKIpress, KazTAG, ArmInfo; but not McDonald, DeSantis, YouTube
_MIXED = re.compile(
    r"^(?!(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|Kwa|O['’])[A-Z])(?:[A-ZА-Я]{2,5}[a-zа-я]{2,12}|[A-ZА-Я]?[a-zа-я]{1,9}"
    r"[A-ZА-Я]{1,5}[a-zа-я]{0,9})(?:[ -][A-ZА-Я]\w+)?$"
)
_NO_OUTLETS = re.compile(
    r"^(?:adchoices|addthis|sharethis|disqus|taboola|outbrain|feedburner|flipboard|youtube|tiktok|linkedin|whatsapp|facebook|paypal|github|wordpress|imessage|iphone|ipad|ebay|macbook|javascript"
    r"|google news|yandex news|яндекс|apple news"
    r"|openai|spacex|playstation|livejournal|generatepress|вконтакте|watsapp)\b"
    r"|(?:twitter|x|t|instagram|vk|ok|google|wikipedia|wikimedia|blogspot|pinterest|reddit)\.(?:com|me|ru|org)\b"
    r"|(?:facebook|twitter|whatsapp|telegram|viber|linkedin|reddit|pinterest|messenger|вконтакте|vk|e-?mail|print"
    r"|share|tweet){2,}$"  # buttons side by side
    # nor sections and forms, nor the bare word for an outlet
    r"|(?:news|новости) (?:&|(?:and|vom|in|from|for|of|about|reporter|team|desk|editor|и|о|из|в)\b)"
    r"|(?:[^@]* )?(?:e-)?mail(?: |-|$|\*|:)|[^(]*[@:|?!*•<>\[\]{}]|[^()]*\([^()]*$"
    r"|(?:news|times|post|journal|daily|weekly|monthly|press|tv|radio|mail|media|magazine|wire|television|newspaper|info"
    r"|globe|новости|газета|пресс|информ|тв|радио|медиа)$",
    re.IGNORECASE,
)
_GLUED = re.compile(r" \S*[a-zа-яё](?:News|Times|Press|Media|TV|Новости|Информ|Пресс)\b")
_MOST_BLANKS = 6
_CAPITALS = re.compile(r"^[A-ZА-ЯЁ][A-ZА-ЯЁ0-9-]{2,}(?: [A-ZА-ЯЁ0-9-]{2,}){0,2}$")
_INSTITUTION = re.compile(
    r"\b(?:minist\w*|office|committee|council|(?:press |intelligence |security |border |emergency )?services?"
    r"|secretar\w+|government|police|department|embassy|president\w*|court|union"
    r"|organi[sz]ation|parliament|institute|university|authorit\w+|officials?|sources?|reporters?|journalists?|(?<!-)press"
    r"|center|centre|commission|staff"
    r"|nato|un|csto|cis|sco|osce|eu|eaeu|who|imf|usa?|uk|fbi|cia|pentagon|kremlin|white house|media|this|that|it|he"
    r"|she|they|who|foreign|defen[cs]e|state|local"
    r"|мид\w?|мо|минобороны|мин\w+|пресс.служб\w*|ведомств\w*|прокуратур\w*|полици\w*|служб\w*|департамент\w*"
    r"|правительств\w*|комитет\w*|совет\w*"
    r"|посольств\w*|президент\w*|организаци\w*|оон|нато|одкб|обсе|снг|еаэс|шос|мчс|мвд|фсб|ск|гкнб|кнб|цик|цб"
    r"|институт\w*|университет\w*|суд\w?|банк\w*"
    r"|секретариат\w*|источник\w*|штаб\w*|центр\w*|управлени\w*|кчс|дчс|гу|гувд|умвд|гибдд|гаи|ржд|фас|роспотребнадзор\w*|росгварди\w*|росстат\w*|сми|кремл\w*|рф|сша|гд|фсо|акорда|аппарат\w*"
    r"|журналист\w*|он|она|они)\b",
    re.IGNORECASE,
)
_LOWER_CASE = re.compile(r"\s(?!(?:news|agency|press|online|newspaper|magazine|today|radio)\b)[a-z]{4,}(?!\S)")
_STRONG_FORM = re.compile(r"\b(?:News|Times|Gazette|Tribune|Новости|Agency|Radio|TV)\b")
# Words of menus and calls that stand before an outlet's word without making it an outlet: "Watch TV", "News Updates".
_CALL = re.compile(
    r"^(?:post (?:on|to|a|your|navigation|comment)|share|tweet|explore|discover|watch|listen"
    r"|follow|download|about|see|sign|subscribe|expand|find|get|your|my|our|all|more|latest|breaking|top"
    r"|other|recent|related"
    r"|main|world|local|sports?|business|posted|published|filed|no|partners?|read|in the|in|add|see all|find us"
    r"|see our|we|visit|join|company|work|play|support|previous|next|powered|how|why|what|when"
    r"|(?:current|featured|trending|popular|recommended|similar|editor.s|general|industry|company|corporate|entertainment"
    r"|celebrity|football|weather|crime|community|good|hot|quick|short|past|older|newer|site|special|press) news"
    r"|daily (?:newsletter|horoscope)|все|другие|главные|последние|лента|новости|реклама|мировые"
    r"|новости дня|свежие|наши|архив|читать|смотреть|слушать|подписка|о|об|мы)\b"
    r"|\bshare (?:via|on|this|with)\b"
    r"|\b(?:updates?|newsletters?|alerts?|shows?|clips?|tips?|apps?|home|shop|store|tickets|careers|events|features?"
    r"|submenu|reporters?|correspondents?|writers?|archive|releases?|conference|briefing|secretary|feed|categories|рассылка|сайта|дня|недели)$",
    re.IGNORECASE,
)
_MASTHEAD_END = re.compile(
    r"^(?:The )?[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+| and| of| &){0,3} "
    r"(?:Echo|Star|Sun|Mirror|Dispatch|Record|Standard|Independent|Advertiser|Argus|Bulletin|Register|Republic"
    r"|Republican|Review|Reporter|Monitor|Ledger|Citizen|Leader|Beacon|Express|Guardian|Advocate|Digest|Today|Insider"
    r"|Patriot|Pioneer|Messenger|Mercury|Voice|Eagle|Banner|Democrat|Online|Portal|FM|Enterprise|Newsroom"
    r"|Chronicles|Pravda)$"
)
_RUSSIAN_TODAY = re.compile(
    r"^[А-ЯЁ][а-яё-]+(?: [А-ЯЁа-яё-]+){0,2} (?:онлайн|сегодня|Онлайн|Сегодня|ТВ|ФМ)$"
    r"|^[А-ЯЁ][а-яё]+-(?:Онлайн|онлайн|Сегодня|сегодня|ТВ|Инфо)$"
)
_CLASSED = re.compile(
    r"^(?:[А-ЯЁ][а-яё-]+(?:ый|ий|ой|ая|ое) )?(?:[Пп]ортал|[Сс]айт|[Гг]азета|[Жж]урнал|[Тт]елеканал|[Рр]адио"
    r"|[Аа]гентство|[Тт]елерадиокомпания) [А-ЯЁ][\w-]+(?: [А-ЯЁ][\w-]+)?$"
)
_CALLED = re.compile(
    r"^(?:газета|журнал|агентство|ИА|портал|сайт|телеканал|канал|радио|радиостанция|радиоузел|еженедельник|издание)\s+"
    r"«[^«»]{2,40}»$",
    re.IGNORECASE,
)
# What an editor writes above a text that is sent again, or in haste.
_EDITED = re.compile(
    r"(?:corrections?|corrected|corrects|revised|revision|refiles?|refiled|repeats?|repeated|updates?|updated|updating"
    r"|exclusive|analysis|urgent|breaking|opinion|interview|срочно|молния|дополнен[ао]?|обновлен[ао]?"
    r"|исправлен[ао]?|повтор|эксклюзив|интервью|мнение)(?:[ -]?[0-9]+)?$",
    re.IGNORECASE,
)
_MASTHEAD_CAPITALS = re.compile(r"^[A-Z][A-Z]+(?: [A-Z]+){0,3} (?:PORTAL|ECHO|STAR|TODAY|ONLINE|24|TV|DAILY|DISPATCH)$")
_MASTHEAD_START = re.compile(
    r"^(?:Вечерн(?:ий|яя|ие|ее)|Перв(?:ый|ое)|Голос|Эхо|Лента|Радио|Новости|Вестник|Правда|Портал|Lenta|Mir|Radio|Newsday|Voice"
    r"|Echo)(?: of)? [A-ZА-ЯЁ«\"][\w»\"-]+(?: [A-ZА-ЯЁ]\w+)?$"
)
_RUSSIAN_ADJECTIVE = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)?(?:ая|яя|ой|ей|ую|юю|ие|ые|им|ым|их|ых|ий|ый|ему|ому|его|ого)"
_RUSSIAN_MASTHEAD = re.compile(
    rf"^{_RUSSIAN_ADJECTIVE} (?P<noun>газет[аыеу]|правд[аыеу]|жизн[ьи]|нов[ьи]|зар[яеиюй]\w?|новост[иейям]+"
    r"|вест[иейям]+|ведомост[иейям]+|извести[яйям]+|вестник\w?|курьер\w?|телеграф\w?|листок|листк\w|хроник[аие]|звезд[аые]|знамя"
    r"|недел[яие]|обозрение|обозрению|обозревател\w|наблюдател\w|портал\w?|канал\w?|радио|мир|миру|труд|труду|рабочий|коммунар"
    r"|маяк|край|вечер|меридиан|репортер\w?|корреспондент|эхо)$"
)
_NOUNS = {
    **dict.fromkeys(("газете", "газеты", "газету"), "газета"),
    **dict.fromkeys(("правде", "правды", "правду"), "правда"),
    **dict.fromkeys(("ведомостям", "ведомостей", "ведомостями"), "ведомости"),
    **dict.fromkeys(("известиям", "известий"), "известия"),
    **dict.fromkeys(("новостям", "новостей"), "новости"),
    **dict.fromkeys(("вестям", "вестей"), "вести"),
    **dict.fromkeys(("вестнику", "вестника"), "вестник"),
    **dict.fromkeys(("курьеру", "курьера"), "курьер"),
    **dict.fromkeys(("телеграфу", "телеграфа"), "телеграф"),
    **dict.fromkeys(("жизни",), "жизнь"),
    **dict.fromkeys(("голосу", "голоса"), "голос"),
}
_ADJECTIVES = (  # endings in oblique cases, and those of the nominative by the noun's gender: -а/-ь, -и, else
    (re.compile(r"(?:ой|ую)$"), "ая"),
    (re.compile(r"(?:ей|юю)$"), "яя"),
    (re.compile(r"(?:(?<=[гкхжшщч])им|(?<=[гкхжшщч])их)$"), "ие"),
    (re.compile(r"(?:ым|ых)$"), "ые"),
    (re.compile(r"(?:им|их)$"), "ие"),
    (re.compile(r"(?:(?<=[гкх])ому|(?<=[гкх])ого)$"), "ий"),
    (re.compile(r"(?:ому|ого)$"), "ый"),
    (re.compile(r"(?:ему|его)$"), "ий"),
)
_COMPOUND = re.compile(r"^([А-ЯЁ][а-яё]+)е-(пресс|информ|инфо|медиа|ньюс|ТВ)$")  # "рассказал Орбите-пресс"
_INITIALS = re.compile(r"^[A-ZА-ЯЁ]\. ?(?:[A-ZА-ЯЁ]\. ?)?[A-ZА-ЯЁ][\w'’-]+$")
_PERSON = re.compile(r"^[A-ZА-ЯЁ][\w'’-]+(?: [A-ZА-ЯЁ]\.?)? [A-ZА-ЯЁ][\w'’-]+(?: [A-ZА-ЯЁ][\w'’-]+)?$")

# Names of outlets that are words of the language too: alone in a line, they are those.
AMBIGUOUS = frozenset(
    """
    report life time trend vlast власть вести life.ru bild map tap взгляд звезда спутник мк tt лига news mehr app globe
    sun mirror sens известия ведомости время заря слово капитал зеркало shot mash baza mint globes slate vox orient
    kompas punch index delo politika kurier blick nature variety fortune insider verstka верстка медуза фергана
    wired salon grist дождь холод собеседник материк паст шант
    """.split()  # noqa: SIM905 - a list in lines of one word each would hide the rest
)

# The same few thousand names recur through a whole archive.
_remember = lru_cache(maxsize=4096)


@_remember
def clean_name(name: str) -> str:
    """Return a name without the quotes, blanks and generic words around it."""
    name = " ".join(name.split()).strip(" .,;:–—-|/()[]")
    inner = _WITHIN_QUOTES.fullmatch(name) if name[-1:] in _QUOTES else None
    if "(" in name and ")" not in name:
        name = name[: name.index("(")].rstrip(" ,-–—")  # "Harrow Bay Echo (HBE"
    if inner is not None:
        name = inner[1].strip('«»“”"„ ')
    elif name[:1] in '«“"„' or name.count("«") != name.count("»"):
        name = name.strip('«»“”"„ ')
    for ending in ("'s", "’s"):
        name = name.removesuffix(ending)
    address = _ADDRESS.match(name) if "." in name else None
    return address[1] if address else name


@_remember
def name_outlet(name: str) -> str:
    """Return the name of an outlet that no table knows as it is shown: clean, and in Russian in the nominative."""
    name = _COMPOUND.sub(r"\1а-\2", clean_name(name))
    first, _, rest = name.partition(" ")
    if rest[:1].isupper() and first.casefold() in _NOUNS:
        noun = _NOUNS[first.casefold()]
        return f"{noun.title() if first[0].isupper() else noun} {rest}"  # "Вестнику Орло"
    *before, last = name.split(" ")
    if len(before) != 1 or last.casefold() not in _NOUNS:
        return name
    noun = _NOUNS[last.casefold()]
    adjective = before[0]
    for ending, nominative in _ADJECTIVES:
        if ending.search(adjective):
            adjective = ending.sub(nominative, adjective)
            break
    return f"{adjective} {noun.title() if last[0].isupper() else noun}"


@_remember
def looks_like_outlet(name: str) -> bool:
    """Whether a name that is not in the table has the form of an outlet's: a word, an ending, an address."""
    name = clean_name(name)
    if "//" in name:
        return False  # "18.04 // Новости"
    if not 2 <= len(name) <= 60 or name.count(" ") > (_MOST_BLANKS - 3 if name.isupper() else _MOST_BLANKS):
        return False
    if name[0].islower() and ("." not in name or not _DOMAIN.match(name)):
        return False
    if "." in name and _DOMAIN.match(name) and not _NO_OUTLETS.match(name):
        return " " not in name and not name[-1].isdigit() and _ADDRESS.match(name) is not None
    if not _has_form(name) or (is_institution(name) and not _STRONG_FORM.search(name)):
        return False
    # "Mail boat is late again", "Watch TV", "TikTok", "Ann BellNews"
    return not (_LOWER_CASE.search(name) or _CALL.search(name) or _NO_OUTLETS.match(name) or _GLUED.search(name))


def _has_form(name: str) -> bool:
    """Whether a name has a word, an ending or a shape of outlets; most names have none, so this is asked first."""
    return (
        not _FORM_WORDS.isdisjoint(_WORDS.findall(name))
        or name[-_ENDING_SIZE:].casefold().endswith(_FORM_ENDINGS)
        or (name.endswith("24") and _LETTER_24.search(name) is not None)
        or _MIXED.match(name) is not None
        or _NUMBERED.match(name) is not None
        or (not name.isascii() and (_RUSSIAN_MASTHEAD.match(name) or _FORM_STEMS.search(name)) is not None)
    )


@_remember
def looks_like_masthead(name: str) -> bool:
    """Whether a name could be an outlet's where outlets stand: the head of a page, a byline, a credit."""
    if looks_like_outlet(name) or (name[-1:] == "»" and _CALLED.match(name)):
        return True
    name = clean_name(name)
    if not name.isascii() and (_RUSSIAN_TODAY.match(name) or _CLASSED.match(name)) and _CALL.search(name) is None:
        return True
    shaped = _MASTHEAD_END.match(name) or _MASTHEAD_START.match(name) or _MASTHEAD_CAPITALS.match(name)
    return shaped is not None and len(name) <= 45 and not is_institution(name) and _CALL.search(name) is None


@_remember
def looks_like_agency(name: str) -> bool:
    """Whether a name could be an agency's where a dateline has a place for one: in capitals, or an outlet's form.

    >>> looks_like_agency("KESTREL"), looks_like_agency("CORRECTED")
    (True, False)
    """
    name = clean_name(name)
    if _EDITED.match(name):
        return False
    return looks_like_outlet(name) or (_CAPITALS.match(name) is not None and not is_institution(name))


@_remember
def looks_like_person(name: str) -> bool:
    """Whether a name could be a person's: two or three words, each with a capital."""
    if _INITIALS.match(name):
        return True  # "G. N. Bell"
    return _PERSON.match(name) is not None and not looks_like_masthead(name)


@_remember
def is_institution(name: str) -> bool:
    """Whether a name speaks of an authority, an organisation or a group of people."""
    return _INSTITUTION.search(name) is not None


def fold_name(name: str) -> str:
    """Return the form in which names are compared: folded, without marks."""
    text = unicodedata.normalize("NFKC", name[:200]).casefold().replace("ё", "е").strip()
    if text.replace(" ", "").isalnum():
        return " ".join(text.split())  # most names: nothing but words
    address = _ADDRESS.match(text) if "." in text else None
    text = address[1] if address else text
    text = text.replace("'s", "").replace("’s", "")
    return _NOT_NAME.sub(" ", text).strip(" .")


def strip_generic(folded: str) -> str:
    """Return a folded name without the generic words around it: "the", "news agency", "газета".

    >>> strip_generic("the heron news agency")
    'heron'
    """
    for _ in range(3):
        shorter = _GENERIC_AFTER.sub("", _GENERIC_BEFORE.sub("", folded))
        if shorter == folded:
            break
        folded = shorter
    return folded
