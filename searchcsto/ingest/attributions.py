"""Find outlets named in one sentence with a word of attribution, whatever the phrase: "informed the Orlo Times".

You give a `Layout`, you get the span of each name. `citations` knows phrases; no list of phrases is whole, so this
looks from the names: one that the table knows counts if its sentence reports, quotes, tells or refers within REACH
characters. One that the table does not know counts if, besides, the sentence calls it an outlet ("local newspaper Orlo
Packet", "издание «Пустельга»").

An outlet that is only spoken of does not count: its reporters, its offices, what was done to it, who works there, where
a briefing was held; nor does the holder of a photo.

Limits: prose of the article, its first 12,000 characters. Names that are words of the language too (`AMBIGUOUS`) count
only if the sentence calls them outlets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchcsto.documents import Span
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.names import AMBIGUOUS, is_institution, looks_like_masthead, looks_like_outlet, looks_like_person

REACH = 70  # characters between a name and what attributes
_SCOPE = 12_000
_MOST_WORDS = 5
_MOST_NAMES = 40  # that are looked at closely
_CAPITAL = re.compile(r"[A-ZА-ЯЁ][\w.&'’-]*\w")
_HOST = re.compile(r"(?<![\w@/-])[\w-]+\.[a-z]{2,6}\b")
_HOST_END = re.compile(r"\.(?:ru|com|net|org|info|news|media|tv|kz|kg|by|am|az|ge|uz|tj|ua|md|eu|example)\b")
_RUN = re.compile(r"[\w.&'’/-]*\w(?: (?:(?:of|and|de|the|&|и|la|el|al) )?[A-ZА-ЯЁ0-9][\w.&'’-]*){0,4}")
_WORDS = re.compile(r"[\w.&'’/-]*\w(?: [\w.&'’-]+){0,4}")
# A capital goes on with the name, and then it is another's: "The National Disaster Agency"; but "Reuters Monday".
_GOES_ON = re.compile(
    r" (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[A-Z][a-z]+(?! (?:newspaper|agency|news|reported|said)\b)"
)
_QUOTES = frozenset('«»“”„"')
_NAMED_BEFORE = re.compile(
    r"[^\s.!?:»”\"]\s(?!(?:The|As|But|And|While|When|In|On|At|For|To|From|By|If|Both|Even) )"
    r"[A-ZА-ЯЁ][a-zа-яё'’-]+(?<!['’]s) $"
)
_ENDS = re.compile(r"[.!?…][\"”»)]*\s+(?=[A-ZА-ЯЁ\"“«])|\n")
_REPORTED = (
    r"\b(?:report(?:s|ed|ing|edly)?\b(?! to\b)|announce[ds]?|inform(?:s|ed)?|quot(?:e[ds]?|ing)"
    r"|cit(?:e[ds]?|ing)|according to"
    r"|told|tells?|telling|said|says|saying|wr(?:ites?|ote|itten)|interview(?:s|ed)?|learn(?:ed|t|s)?|published?"
    r"|publishes|reveal(?:s|ed)|not(?:es|ed)\b|referr(?:ing|ed)|reference|broadcast|aired|spoke|speaking"
    r"|confirmed|carried by"
    r"|monitored by|seen by|obtained by|data from|based on|as per|per\b)"
)
_REPORTING_LATIN = re.compile(_REPORTED, re.IGNORECASE)
_REPORTING = re.compile(
    _REPORTED
    + r"|(?:со)?общ(?:а(?:ет|ют|л[аио]?)|ил[аио]?|ени)|переда[её]?(?:т|ют|л[аио]?)\b|пи(?:шет|шут|сал[аио]?)\b"
    r"|цит(?:ир|ат)|ссыл(?:к|а)"
    r"|по (?:данным|информации|сведениям|сообщени|словам|версии|материалам)|расска(?:з|ж)|(?:с|подс)казал"
    r"|интервью|заяви|уточн(?:я|и)"
    r"|отме(?:ча|ти)|информир|публик|опублик|узнал|выясн|стало известно|поясни|призна|подтверд|говорит"
    r"|прив(?:одит|[её]л[аио]?)|разговор|бесед|коммент|репортаж|сюжет|в эфире",
    re.IGNORECASE,
)
# Behind a name; "said" and its like must follow soon: what is said farther on is said by others.
_REPORTING_BEHIND = re.compile(
    r"[»”\"]?(?:'s|’s)?(?:, (?:an?|the) [^,.\n]{3,50})?,?(?: \([^()\n]{2,30}\))?"
    r"(?: [a-z]+(?: agency)?){0,2}? (?:had |has |have |also "
    r"|first |earlier |later |previously )?"
    r"(?:reports?\b|report(?:ed|ing)\b|said\b|says\b|quot(?:e[ds]?|ing)\b|cit(?:e[ds]?|ing)\b|wr(?:ites?"
    r"|ote)\b|writes\b|learn(?:ed|t|s)\b"
    r"|announced\b|informs?\b|informed\b|published\b|publishes\b|reveal(?:s|ed)\b|not(?:es|ed)\b|told\b"
    r"|tells\b|confirmed\b|aired\b|broadcast\b|carried\b|takes? a (?:closer )?look\b|spoke (?:to|with)\b|explains\b)"
    r"|[»”\"]?,?(?: [а-яё]+){0,2}? (?:(?:со)?общ(?:а(?:ет|ют|л[аио]?)|ил[аио]?)|переда(?:[её]т|ют|л[аио]?)"
    r"|пи(?:шет|шут|сал[аио]?)|цитиру|ссыла"
    r"|расска(?:зал|зыва)|уточн(?:я|и)|отме(?:ча|ти)|информир|опублик|публик|узнал|выясн|приводит|со ссылкой)"
)
_CALLED = (
    r"(?:news ?papers?|daily|news agency|information agency|agency|news ?wire|news (?:site|website|portal"
    r"|outlet|channel|service)|TV (?:channel|station)"
    r"|television(?: channel| station)?|broadcaster|radio(?: station)?|magazine|weekly|portal|tabloid"
    r"|edition|outlet|website|media outlet"
    r"|[Гг]азет\w{1,3}|[Ии]здани\w{1,2}|(?:[Ии]нформ)?[Аа]гентств\w{1,3}|[Пп]ортал\w{0,2}|[Сс]айт\w{0,2}"
    r"|(?:[Тт]еле)?[Кк]анал\w{0,2}|[Рр]адио(?:станци\w+)?"
    r"|[Жж]урнал\w{0,2}|[Ее]женедельник\w{0,2}|(?:[Мм]едиа)?платформ\w{1,2}|[Тт]елерадиокомпани\w{1,2}|ТРК"
    r"|ИА|МИА|РИА|СМИ)"
)
_CALLED_BEFORE = re.compile(rf"(?<!\w){_CALLED}(?: the| The)?\s?[«“\"]?$")
_CALLED_BEHIND = re.compile(rf"[»”\"]?(?:'s|’s)?\s(?:state |state-run |daily |local |online )?{_CALLED}\b")
# Who belongs to an outlet, or is there, does not speak for it ...
_ABOUT_BEFORE = re.compile(
    r"(?:\b(?:journalists?|reporters?|editors?(?:-in-chief)?|photographers?|founders?|owners?|headquarters"
    r"|offices?|studios?|press cent(?:er|re)"
    r"|(?:press )?conference|briefing|building|employees?|staff(?:ers?)?|directors?|head|chief|columnists?"
    r"|hosts?|presenters?|anchors?|ceo"
    r"|against|sued|sue|block(?:ed|s|ing)?|banned|accus\w+|critici[sz]\w+|prais\w+|fined|closure"
    r"|licen[cs]e|worked|works|working|work|owns|bought|launched"
    r"|follow|subscribe|join)(?: of| at| for| from| in| with| to| by)?(?: the| a| an)?(?: [a-z]+)?"
    r"|(?:журналист|редактор|основател|владел|владельц|сотрудник|пресс-центр|студи|офис|здани|директор"
    r"|руководител|учредител|колумнист|обозревател|фотограф|ведущ|против|подпис)\w*"
    r"(?: в| на| с)?(?: (?:газет|агентств|издани|радио|телеканал|портал|канал)\w*)?)\s[«“\"]?$",
    re.IGNORECASE,
)
_LAST_WORDS = 6  # one more than a match of that has: "press centre of the daily"
_TOLD_BEFORE = re.compile(
    r"(?:\b(?:told|tells?|telling|interview(?:s|ed)? (?:with|to|by))"
    r"|расска\w+|сообщил\w*|заявил\w*|сказал\w*)\s(?:the |an? )?[^.\n]{0,9}$"
)
# ... nor does what is done to it say that it reported.
_ABOUT_BEHIND = re.compile(
    r"[»”\"]?(?:(?:'s|’s)? (?:journalists?|reporters?|editors?|photographers?|offices?|headquarters"
    r"|building|studios?|press cent(?:er|re)|staff(?:ers?)?|employees?"
    r"|bureau|owners?|founders?|newsroom|readers?|viewers?|shares)\b"
    r"| (?:was|were|is|are|has been|had been|have been|will be|must|should|would)\b(?! (?:quot|cit|told"
    r"|informed|report))"
    r"| (?:был[аио]?|призна|заблокир|оштрафов|внес[её]н|обвин|включ))"
)
# ... nor is a place an outlet, nor a ministry's name: "the Orlo valley", "the Ministry of Foreign Affairs".
_PLACE_BEHIND = re.compile(
    r"\s(?:valley|region|province|district|oblast|governorate|basin|peninsula|airport|river|lake|sea|coast|border|strait"
    r"|mountains?|hills|area|долин|област|регион|район|рек[аиуе]\b|аэропорт|полуостров|пролив|побереж)"
)
_OFFICE_BEFORE = re.compile(
    r"\b(?:[Mm]inist(?:ry|ries|ers?)|[Dd]epartment|[Ss]ecretar(?:y|iat)|[Cc]ommittee|[Cc]ouncil) (?:of|for|on) $"
)
# As in many countries: what is called so has no other name.
_CHANNEL = re.compile(
    r"(?<![\w-])Channel [1-9][0-9]?\b(?!['’])(?= (?:news|TV|television|reported|reports|said|quoted)\b)"
)
_PHOTO = re.compile(r"(?:photo|image|©|фото|credit|foto|picture|screenshot|video)[^.\n]{0,40}$", re.IGNORECASE)
_CALLED_WORD = re.compile(rf"(?<!\w)(?:{_CALLED})(?: the| The)?\s(?:(?P<mark>[«“\"„])|(?=[A-ZА-ЯЁ]))")
_CALLED_CUES = (  # a part of each word of _CALLED
    *("paper", "daily", "agency", "wire", "news ", "TV ", "elevision", "broadcaster", "radio", "magazine", "weekly"),
    *("portal", "tabloid", "edition", "outlet", "website", "азет", "здани", "гентств", "ортал", "айт", "анал", "адио"),
    *("урнал", "женедельник", "платформ", "компани", "ТРК", "ИА", "СМИ"),
)
_LATIN_CUES = tuple(cue for cue in _CALLED_CUES if cue.isascii())
_CLOSING = {"«": "»", "“": "”", "„": "“"}
_TOLD_CALLED = re.compile(
    r"(?:[Aa]ccording to|told|citing|quot(?:ed by|ing)|reported by|cited by|interview (?:with|to))"
    r"(?: the| a| an)?(?: [a-z-]+){0,2} $"
)
_PRINTED = re.compile(r"paper|daily|agency|portal|site|outlet|wire|edition|weekly|tabloid|азет|здани|гентств|ортал")
_STRONG = re.compile(r"\b(?:News|Times|Post|Daily|Sun|Press|Herald|Tribune|Journal|TV|Radio)\b")
_MOST_CALLED = 3  # words
_TOLD = re.compile(r"(?:told|by|with|to|citing|quot(?:ed|ing)|according to)(?: the)? $")
_SMALL = frozenset(["of", "and", "the", "de", "la", "le", "in", "for", "news", "agency", "newspaper", "magazine"])
_ACRONYM = 4  # letters
_WELL_KNOWN = frozenset(
    ["AP", "AFP", "BBC", "CNN", "CBS", "NBC", "ABC", "DPA", "FT", "WSJ", "NYT", "VOA", "RFE", "UPI", "PTI", "TASS"]
)
_INITIALS = 2  # letters of a name that is something else more often
_PARAGRAPH = 80  # characters of a line that is more than a heading
_SHORTEST, _LONGEST = 3, 45
# Names that are phrases of the language: "a New Era of talks". They count where what stands behind reports.
_PHRASES = frozenset(
    """
    new era|foreign policy|foreign affairs|national interest|current time|new republic|raw story|live science|drive|age
    first news|nation|national|conversation|observer|independent|print|rest of world|roll call|carbon brief|defense one
    super express|just security|sixth tone|silver rain|oil capital|office life|one news page|city press|diplomat|insider
    times|global research|energy voice|inside defense|new age|people|citizen|standard|voice
    public technologies|top channel
    most media|region plus|american one|business alert|bitter winter|this is radio now|mid-day|daily nation|global times
    civil beat|defence talk|new times|gulf today|republic world|task & purpose|naval news|popular science|us weekly
    """.replace("\n", "|")
    .replace("    ", "")
    .split("|")
)


def find_attributions(layout: Layout) -> Iterator[Span]:
    """Yield the span of each outlet that the article names beside a word of attribution."""
    stop = layout.end
    while stop < len(layout.lines) and len(layout.lines[stop].text) > _PARAGRAPH and layout.kinds[stop] == "short":
        stop += 1  # a paragraph without its full stop
    lines = layout.lines[layout.lead : stop]
    if not lines:
        return
    start, end = lines[0].start, min(lines[-1].end, lines[0].start + _SCOPE)
    body = layout.text[start:end]
    # Few words begin the name of an outlet: they are told by a look into a table.
    openings = layout.outlets.list_openings(set(_CAPITAL.findall(body)))
    if _HOST_END.search(body):
        openings += layout.outlets.list_openings(set(_HOST.findall(body)))
    if openings:
        places = sorted(_list_places(layout.text, openings, start, end))
        yield from _find_named(layout, places[:_MOST_NAMES])
    if "Channel " in body:
        for match in _CHANNEL.finditer(layout.text, start, end):
            if layout.outlets.find(match[0]) is None and _is_attributed(layout, match.span(), end):
                yield match.span()
    called = [cue for cue in (_LATIN_CUES if body.isascii() else _CALLED_CUES) if cue in body]
    for index in range(layout.lead, layout.end) if called else ():
        line = layout.lines[index]
        if (layout.kinds[index] != "prose" and len(line.text) <= _PARAGRAPH) or line.start >= end:
            continue
        if not line.whole or any(map(line.text.__contains__, called)):
            yield from _find_called(layout, line.start, line.end)


def _find_named(layout: Layout, places: list[int]) -> Iterator[Span]:
    """Yield the known outlets whose names may begin at some places, in ascending order."""
    text, lines, kinds = layout.text, layout.lines, layout.kinds
    find_openings = layout.outlets.find_openings
    index, last = layout.lead, 0
    for at in places:
        while lines[index].end <= at:
            index += 1
        line = lines[index]
        if at < last or at < line.start or (kinds[index] != "prose" and len(line.text) <= _PARAGRAPH):
            continue
        # In most places the next word is none that goes on with a name.
        near = text[at : min(line.end, at + _LONGEST)].split(None, 2)
        following = find_openings(near[0])
        if following is not None and "" not in following:
            second = near[1].strip(",.;:!?\"»”’'()").removesuffix("'s").casefold() if len(near) > 1 else ""
            if second not in following and second.partition("-")[0] not in following:
                continue
        span = _find_known(layout, at, line.end)
        if span is not None:
            last = span[1]
            if _is_attributed(layout, span, line.end):
                yield span


def _list_places(text: str, words: list[str], start: int, end: int) -> list[int]:
    """Return where some words begin in a piece of a text."""
    places = []
    for word in words:
        at = text.find(word, start, end)
        while at >= 0:
            if not at or not (text[at - 1].isalnum() or text[at - 1] in "@/-_"):
                places.append(at)
            at = text.find(word, at + len(word), end)
    return places


def _find_known(layout: Layout, start: int, end: int) -> Span | None:
    """Return the longest name of a known outlet that begins here."""
    run = _WORDS.match(layout.text, start, min(end, start + _LONGEST))
    if run is None:
        return None
    words = run[0].split(" ")
    the = layout.text.startswith("The ", start - 4)
    for size in range(layout.outlets.count_own_words(words) if run[0].isascii() else len(words), 0, -1):
        name = " ".join(words[:size])
        bare = name.removesuffix("'s").removesuffix("’s").rstrip(".,-")
        known = len(bare) > 1 and (layout.outlets.find(bare) or (the and layout.outlets.find(f"The {bare}")))
        if known and _is_written_as_name(bare):
            stop = start + len(bare)
            goes_on = bare == name and not bare.isupper() and _GOES_ON.match(layout.text, stop, end)
            # "РИА «Кестрел»" is one name, and not РИА's; in "Ann Lark" the last word is no outlet's.
            named = layout.text[stop : stop + 2] in (" «", ' "', " “") and bare.isupper()
            if named:
                mark = layout.text[stop + 1]
                closing = layout.text.find(_CLOSING.get(mark, mark), stop + 2, stop + _LONGEST)
                whole = layout.text[start : closing + 1] if closing > 0 else ""
                return (start, closing + 1) if whole and layout.outlets.find(whole) is not None else None
            quoted = layout.text[start - 1 : start] in _QUOTES and layout.text[stop : stop + 1] not in _QUOTES
            named = named or (quoted and not layout.text[stop : stop + 2].startswith((",", ".")))
            if goes_on or named or _is_in_name(layout.text, start):
                return None
            return (start if layout.outlets.find(bare) else start - 4), stop
    return None


def _is_written_as_name(words: str) -> bool:
    """Whether words are written as a name: "The report said" and "a 360 degree turn" name no outlet."""
    if not words.isascii():
        return True
    return any(map(str.isalpha, words)) and not any(word.islower() and word not in _SMALL for word in words.split()[1:])


def _is_in_name(text: str, start: int) -> bool:
    """Whether a word with a capital stands right before, within a sentence, that does not call it an outlet."""
    before = text[max(0, start - 40) : start]
    return _NAMED_BEFORE.search(before) is not None and _CALLED_BEFORE.search(before) is None


def _is_attributed(layout: Layout, span: Span, end: int) -> bool:
    text = layout.text
    name = text[slice(*span)]
    before, behind = _cut_sentence(text, span, end)
    last = _find_last_words(before)
    called = _CALLED_BEFORE.search(before, last) is not None or _CALLED_BEHIND.match(behind) is not None
    plain = name.casefold().removeprefix("the ")
    if _OFFICE_BEFORE.search(before, last):
        return False
    called = called or (text[span[0] - 1 : span[0]] in _QUOTES and not name.isascii())  # "Ранее «Известия» писали"
    if plain in AMBIGUOUS and not called:
        return False
    if (
        not called
        and name.isupper()
        and len(name) <= _ACRONYM
        and name not in _WELL_KNOWN
        and before[-4:].lower() == "the "
    ):
        return False  # "the NRC said": an office more often
    if (plain in _PHRASES or len(plain) <= _INITIALS) and not called:
        return _REPORTING_BEHIND.match(behind) is not None or _TOLD.search(before) is not None
    if _PHOTO.search(before) or _ABOUT_BEHIND.match(behind) or _PLACE_BEHIND.match(behind):
        return False
    if _ABOUT_BEFORE.search(before, last) and not _TOLD_BEFORE.search(before):
        return False
    reporting = _REPORTING_LATIN if before.isascii() else _REPORTING
    return _REPORTING_BEHIND.match(behind) is not None or reporting.search(before) is not None


def _find_last_words(before: str) -> int:
    """Return where the last words begin: as many as the words before a name that tell what it is."""
    at = len(before)
    for _ in range(_LAST_WORDS):
        at = before.rfind(" ", 0, at)
        if at < 0:
            return 0
    return at


def _cut_sentence(text: str, span: Span, end: int) -> tuple[str, str]:
    """Return what stands before and behind a name in its sentence, as far as it may attribute."""
    before = text[max(0, span[0] - REACH) : span[0]]
    starts = [match.end() for match in _ENDS.finditer(before) if match.end() < len(before)]
    behind = text[span[1] : min(end, span[1] + REACH)]
    stop = _ENDS.search(behind)
    return before[starts[-1] if starts else 0 :], behind[: stop.start()] if stop is not None else behind


def _find_called(layout: Layout, start: int, end: int) -> Iterator[Span]:
    """Yield names that the table does not know, of what a sentence calls an outlet and attributes something to."""
    text = layout.text
    for called in _CALLED_WORD.finditer(text, start, end):
        if called["mark"]:  # "издание «Пустельга»": in quotes it is a name, whatever it is
            stop = text.find(_CLOSING.get(called["mark"], called["mark"]), called.end(), called.end() + _LONGEST)
            name = text[called.end() : stop] if stop > 0 else ""
            proper = len(name) > 2 and "\n" not in name and not is_institution(name)
        else:
            run = _RUN.match(text, called.end(), min(end, called.end() + _LONGEST))
            name = run[0].removesuffix("'s").removesuffix("’s").rstrip(".,") if run is not None else ""
            proper = _may_be_called(name, only=_PRINTED.search(called[0]) is not None)
        whole = f"{called[0].strip()} {name}"
        if not proper or layout.outlets.find(name) is not None or layout.outlets.find(whole) is not None:
            continue  # what the table knows was found before: "РИА Новости"
        span = (called.end(), called.end() + len(name))
        sure = called["mark"] or looks_like_outlet(name) or looks_like_masthead(name)
        sure = sure or _TOLD_CALLED.search(text, max(start, called.start() - REACH), called.start()) is not None
        if _is_attributed(layout, span, end) and (sure or _REPORTING_BEHIND.match(text, span[1], end)):
            yield span


def _may_be_called(name: str, *, only: bool) -> bool:
    """Whether a name without quotes may follow the word for an outlet: short, and neither an office nor a person.

    `only` tells that no person follows that word: a newspaper is followed by its name, a broadcaster may be a man.
    """
    words = name.split(" ")
    if len(name) < _SHORTEST or len(words) > _MOST_CALLED or not (name[0].isupper() or "." in name):
        return False
    if is_institution(name) or (not only and looks_like_person(name) and not _STRONG.search(name)):
        return looks_like_masthead(name)
    return looks_like_outlet(name) or looks_like_masthead(name) or len(words) <= _MOST_CALLED
