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
_TOKEN = re.compile(r"(?<![\w@/-])(?:[A-ZА-ЯЁ0-9][\w.&'’-]*\w|[a-z0-9-]+\.[a-z]{2,6}\b)")
_RUN = re.compile(r"[\w.&'’/-]*\w(?: (?:(?:of|and|de|the|&|и|la|el|al) )?[A-ZА-ЯЁ0-9][\w.&'’-]*){0,4}")
_ENDS = re.compile(r"[.!?…][\"”»)]*\s+(?=[A-ZА-ЯЁ\"“«])|\n")
_REPORTING = re.compile(
    r"(?i:\b(?:report(?:s|ed|ing|edly)?\b(?! to\b)|announce[ds]?|inform(?:s|ed)?|quot(?:e[ds]?|ing)"
    r"|cit(?:e[ds]?|ing)|according to"
    r"|told|tells?|telling|said|says|saying|wr(?:ites?|ote|itten)|interview(?:s|ed)?|learn(?:ed|t|s)?|published?"
    r"|publishes|reveal(?:s|ed)|not(?:es|ed)\b|referr(?:ing|ed)|reference|broadcast|aired|spoke|speaking"
    r"|confirmed|carried by"
    r"|monitored by|seen by|obtained by|data from|based on|as per|per\b)"
    r"|(?:со)?общ(?:ает|ают|ил[аио]?|или|ени)|переда[её]?(?:т|ют|л[аио]?)\b|пи(?:шет|шут|сал[аио]?)\b"
    r"|цит(?:ир|ат)|ссыл(?:к|а)"
    r"|по (?:данным|информации|сведениям|сообщени|словам|версии|материалам)|расска(?:з|ж)|(?:с|подс)казал"
    r"|интервью|заяви|уточн(?:я|и)"
    r"|отме(?:ча|ти)|информир|публик|опублик|узнал|выясн|стало известно|поясни|призна|подтверд|говорит"
    r"|приводит|разговор|бесед|коммент)",
)
# Behind a name; "said" and its like must follow soon: what is said farther on is said by others.
_REPORTING_BEHIND = re.compile(
    r"[»”\"]?(?:'s|’s)?,?(?: \([^()\n]{2,30}\))?(?: [a-z]+(?: agency)?){0,2}? (?:had |has |have |also "
    r"|first |earlier |later |previously )?"
    r"(?:reports?\b|report(?:ed|ing)\b|said\b|says\b|quot(?:e[ds]?|ing)\b|cit(?:e[ds]?|ing)\b|wr(?:ites?"
    r"|ote)\b|writes\b|learn(?:ed|t|s)\b"
    r"|announced\b|informs?\b|informed\b|published\b|publishes\b|reveal(?:s|ed)\b|not(?:es|ed)\b|told\b"
    r"|tells\b|confirmed\b|aired\b|broadcast\b|carried\b)"
    r"|[»”\"]?,?(?: [а-яё]+){0,2}? (?:(?:со)?общ(?:ает|ают|ил[аио]?|или)|переда(?:[её]т|ют|л[аио]?)"
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
_TOLD_BEFORE = re.compile(
    r"(?:\b(?:told|tells?|telling|interview(?:s|ed)? (?:with|to|by))"
    r"|расска\w+|сообщил\w*|заявил\w*|сказал\w*)\s(?:the |an? )?[^.\n]{0,20}$"
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
_PHOTO = re.compile(r"(?:photo|image|©|фото|credit|foto|picture|screenshot|video)[^.\n]{0,40}$", re.IGNORECASE)
_CALLED_WORD = re.compile(rf"(?<!\w)(?:{_CALLED})(?: the| The)?\s(?:(?P<mark>[«“\"„])|(?=[A-ZА-ЯЁ]))")
_CLOSING = {"«": "»", "“": "”", "„": "“"}
_STRONG = re.compile(r"\b(?:News|Times|Post|Daily|Sun|Press|Herald|Tribune|Journal|TV|Radio)\b")
_MOST_CALLED = 3  # words
_SHORTEST, _LONGEST = 3, 45


def find_attributions(layout: Layout) -> Iterator[Span]:
    """Yield the span of each outlet that the article names beside a word of attribution."""
    looked = 0
    lines = layout.lines[layout.lead : layout.end]
    if not lines:
        return
    last = lines[0].start + _SCOPE
    for index, line in enumerate(lines, layout.lead):
        if line.start > last or looked >= _MOST_NAMES:
            return
        if layout.kinds[index] != "prose":
            continue
        end = line.start
        for token in _TOKEN.finditer(layout.text, line.start, line.end):
            if token.start() < end or not layout.outlets.may_begin(token[0]):
                continue
            looked += 1
            span = _find_known(layout, token.start(), line.end)
            if span is not None:
                end = span[1]
                if _is_attributed(layout, span, line.end):
                    yield span
        yield from _find_called(layout, line.start, line.end)


def _find_known(layout: Layout, start: int, end: int) -> Span | None:
    """Return the longest name of a known outlet that begins here."""
    run = _RUN.match(layout.text, start, min(end, start + _LONGEST))
    if run is None:
        return None
    words = run[0].split(" ")
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        bare = name.removesuffix("'s").removesuffix("’s").rstrip(".,-")
        if len(bare) > 1 and layout.outlets.find(bare) is not None:
            return start, start + len(bare)
    return None


def _is_attributed(layout: Layout, span: Span, end: int) -> bool:
    text = layout.text
    name = text[slice(*span)]
    before, behind = _cut_sentence(text, span, end)
    called = _CALLED_BEFORE.search(before) is not None or _CALLED_BEHIND.match(behind) is not None
    if name.casefold() in AMBIGUOUS and not called:
        return False
    if _PHOTO.search(before) or _ABOUT_BEHIND.match(behind):
        return False
    if _ABOUT_BEFORE.search(before) and not _TOLD_BEFORE.search(before):
        return False
    return _REPORTING.search(before) is not None or _REPORTING_BEHIND.match(behind) is not None


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
            proper = _may_be_called(name)
        whole = f"{called[0].strip()} {name}"
        if not proper or layout.outlets.find(name) is not None or layout.outlets.find(whole) is not None:
            continue  # what the table knows was found before: "РИА Новости"
        span = (called.end(), called.end() + len(name))
        if _is_attributed(layout, span, end):
            yield span


def _may_be_called(name: str) -> bool:
    """Whether a name without quotes may follow the word for an outlet: short, and neither an office nor a person."""
    words = name.split(" ")
    if len(name) < _SHORTEST or len(words) > _MOST_CALLED or not (name[0].isupper() or "." in name):
        return False
    if is_institution(name) or (looks_like_person(name) and not _STRONG.search(name)):
        return looks_like_masthead(name)
    return looks_like_outlet(name) or looks_like_masthead(name) or len(words) <= _MOST_CALLED
