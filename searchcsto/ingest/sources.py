"""Find who published an article and whom it credits: publisher first, then agencies, each with its words.

You give a `Layout` and its title, you get `Source`s. Counted are outlets in a dateline, a byline, a page header, the
tail of a headline, a credit line, and in the phrases with which news cites news ("X reports", "со ссылкой на X").
Not counted are photo credits, speakers, authorities, and outlets that are only spoken of.

Limits: an outlet that `outlets.tsv` does not know must show by form or place that it is one. An article that cites five
or more outlets is a press review; then only its own marks count.

>>> text = 'ORLO, April 7. /KESTREL/. The pier will open again, the harbour master told the Mole Gazette on Monday.'
>>> [source.name for source in find_sources(read_layout(text), None)]
['KESTREL', 'Mole Gazette']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from searchcsto.ingest.attributions import find_attributions
from searchcsto.ingest.bylines import find_bylines, split_names
from searchcsto.ingest.citations import PHOTO_BEFORE, Source, find_citations, make_source
from searchcsto.ingest.furniture import CHROME, read_words
from searchcsto.ingest.layout import Layout, read_layout
from searchcsto.ingest.lead_agencies import find_lead_agencies
from searchcsto.ingest.names import AMBIGUOUS, is_institution, looks_like_agency, looks_like_masthead, looks_like_person
from searchcsto.ingest.outlets import canonical_source, source_key
from searchcsto.ingest.publishers import find_label, find_publishers
from searchcsto.ingest.republished import find_origins
from searchcsto.ingest.titles import Title
from searchcsto.ingest.variants import merge_variants

__all__ = ["Source", "canonical_source", "find_sources", "read_layout", "source_key"]

_PRESS_REVIEW = 5
_GLUED_LINES = 20
_BELOW = 9  # lines below the article in which a credit is looked for
_STAMP = 100  # characters of a line that credits beside a time: "11:14 Source: Kestrel"
# "Source" in the languages of the neighbours.
_FOREIGN_LABELS = (
    "quelle|fuente|fonte|kaynak|źródło|sursa|zdroj|forrás|lähde|manba|mənbə|крыніца|джерело|дереккөз|булак|манба"
    "|աղբյուր|წყარო|来源|來源|出典"
)
_CREDIT = re.compile(
    r"\W{0,3}(?:original |news )?(?:source:\s)?(?:(?:sources?|original news|based on"
    r" (?:the )?(?:materials?|information|reporting|reports?) (?:from|of|by)"
    r"|материал\w* подготовлен\w* по|по материалам|по информации"
    r"|источники?(?: и фото| новости| информации)?"
    r"|джерело|read (?:at|the original at|more at)|originally published (?:by|on|in|at)"
    r"|this (?:article|story) is a joint publication of"
    r"|(?:co-)?published (?:jointly|in partnership) with|this article (?:was )?(?:first "
    r"|originally )?(?:appeared|published) (?:in|on|by|at)|with (?:inputs?|reporting|reports?|files"
    r"|information) (?:from|by)"
    r"|information from|с сайта|(?:подробнее )?чита(?:ть|йте) (?:подробнее |полностью )?(?:на|в)(?= \S+\.\w)"
    r"|read more (?:at|on)(?= \S+\.\w)"
    r"|(?:the|this) (?:article|story|post|report|content|piece) (?:is|was|has been) (?:authored|written|provided"
    r"|produced|supplied|prepared|sourced) (?:by|from)"
    rf"|(?:{_FOREIGN_LABELS})(?=\s?[:：]))\s?[:：–—-]?\s*)(?P<names>[^\n]{{2,90}})",
    re.IGNORECASE,
)
_CREDIT_STARTS = {"по ", "с с"}.union(
    read_words("дже | ori | new | sou | bas | мат | под | ист | rea | thi | wit | inf | чит"),
    (label[:3] for label in _FOREIGN_LABELS.split("|")),
    (f"{label}{colon}" for label in ("来源", "來源", "出典") for colon in ":："),
)
_OF_ITSELF = ("The article ", "The story ", "The post ", "The report ", "The content ", "The piece ")
# "Source: Harrow Bay news portal"
_CLASS_BEHIND = re.compile(
    r"[^\W\d_a-zа-яё][\w.&'’-]*(?: [\w.&'’-]+){0,4}"
    r" (?:portal|agency|network|website|web site|newspaper|channel|news service)"
)
# What follows the name of a credit: "; issued October 4", "(Reporting by Ann Bell"
_CREDIT_ENDS = re.compile(
    r"\s?;\s(?:issued|posted|dated|published|released|updated|accessed)\b|,\s(?:issued|dated)\b"
    r"|\s\((?:[Rr]eporting|[Ww]riting)"
    # "Source: Kestrel April 7, 2031 11:15"
    r"|\s?(?:编辑|編輯|时间|時間|作者|发布|責任|责任)"  # as Chinese pages label what follows
    r"|(?<=[A-Za-z]{3})\.\s(?=[A-Z])"
    r"|[\s,]+(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? [0-9]"
    r"|[0-9]{1,2}(?:[./:][0-9]| [^\W\d_]{3,9} [12][0-9]{3}))"
)
# What stands behind these is a credit if the table knows it; else "Read more: Ten things to do in Orlo".
_READ_MORE = re.compile(
    r"(?:(?:Read|See|Find) (?:more|also|the full (?:story|article)|it)|Full (?:story|article|text)"
    r"|Подробнее|Читать далее|Чита(?:ть|йте)(?: [а-яё]+){1,2} на(?: сайте)?)"
    r"(?: (?:at|on|in|from|на|в))?\s?:?\s[«\"]?(?P<names>(?:the )?[^\W\d_][^:\n]{2,40}?)[»\"]?\W{0,2}"
)
_CLASSED = re.compile(
    r"(?:[а-яё-]+(?:ого|ой|ое|ая|ый|ий) )?(?:М?ИА|РИА|агентств|информагентств|портал|издани|газет|журнал|сайт"
    r"|телеканал|радио|[Tt]elegram-канал|телеграм-канал|редакци|канал)\w*\s"
    r"[«\"“„](?P<name>[^«»\"“”\n]{2,40})[»\"”“]\W*$"
)
_GLUED_CREDIT = re.compile(r"\bsource(?=[A-Z]{3})(?P<names>[A-Z][\w .]{2,30})")
_BRACKET_CREDIT = re.compile(
    r"(?:[(\[](?P<bracket>[^()\[\]\n]{2,40})[)\]]|[-–—/]\s?(?:[Bb]y )?(?P<dash>[^\n/]{2,40}?)/?)\.?"
    r"(?: [A-Z]{2,4}/[a-zA-Z]{2,4})?$"  # initials of editors
)
# "the harbour master said. ///Kestrel, 19 June 2031"
_SLASHED = re.compile(
    r"(?<![:/])//{1,2}\s?(?P<name>[^\W\d_][\w.&’'-]{1,24}(?: [^\W\d_a-zа-яё][\w.&’'-]{1,20}){0,2})"
    r"(?:,\s[^/\n]{3,24})?\s?/{0,3}\.?$"
)
_BRACKET_CUE = re.compile(r"[-–—/(\[]")
# A paragraph that ends in an outlet's name without a blank between: "said the keeper.TASS"
_GLUED_OUTLET = re.compile(r"[.!?»”\"](?P<name>[A-ZА-ЯЁ][\w.-]{2,20}(?: [A-ZА-ЯЁ][\w.-]{2,20}){0,2})$")
_GLUED_BY = re.compile(r"(?:^|[^\w\s])By ?(?P<name>[A-Z][\w.&' ]{1,30})$")  # "(photo credit: Ann Bell)ByKESTREL"
_JOINED_AGENCIES = re.compile(r"[.!?…»”\"] ?\((?P<names>[\w-]{2,20}(?:/[\w-]{2,20}){1,2})\)?\.?$")  # "(dpa/Lark)"
_TITLED = re.compile(
    r"[A-ZА-ЯЁ][\w'’-]+(?: (?:[A-ZА-ЯЁ][\w'’-]+|of|and|the|for|in|&|и))*"
)  # "Annals of Small Mistakes"
_PERSON_WORDS = 3
_JOINED = re.compile(r"\s?[-–—]\s")
_ENDED = re.compile(r"[.!?…»”\"]$")
_LONGEST_SIGN = 30
_LISTED = re.compile(r"(?:, and |, | and | и )(?=[^\W\d_a-zа-яё])")
_SIGNED = re.compile(r"[.!?…»”\"]\s(?P<name>[A-ZА-ЯЁ]{2,8}(?:[ -][A-ZА-ЯЁ]{2,8})?)(?P<initials>(?: [A-Z]{2,4}){0,4})$")
_LINK_BEFORE = re.compile(
    r"\b(?:(?:first|originally) (?:appeared|published) (?:in|on|by|at)|republished (?:from"
    r"|with permission (?:from|of)))"
    r"(?: the)?$",
    re.IGNORECASE,
)
_VIA_REACH = 40  # characters to the end of "via"
_VIA = re.compile(r"(?P<first>[A-Z][\w.&' ]{1,30}?) via (?P<second>[A-Z][\w.&' ]{1,30}?)\s[-–—]\s")
_FROM_VIA = re.compile(
    r"(?:From|By|Source:?) (?P<first>[A-Z][\w.&' ]{1,30}?),? via (?P<second>[A-Z][\w.&' ]{1,30}?)\W*$"
)
_LABEL = re.compile(r"(?:Source|Sources|Источник|Источники)\s?:\s?")
_AND_OTHERS = re.compile(
    r"\s(?:and|with|и|и др\.?) (?:news )?(?:agencies|other sources|wires|wire services|агентства?)\.?$"
)
_OPENING_CREDIT = re.compile(r"(?:Source|Sources|Источник)\s?:\s?(?P<names>[A-ZА-ЯЁ«][^.\n]{1,60})\. (?=[A-ZА-ЯЁ])")
_MAPS = re.compile(r"(?:google|яндекс|yandex|openstreetmap|wikipedia|википедия|getty|shutterstock)", re.IGNORECASE)


def find_sources(layout: Layout, title: Title | None) -> list[Source]:
    """Return the sources of the article: publisher first, each outlet once."""
    found = [*find_publishers(layout, title), *find_bylines(layout, title), *find_lead_agencies(layout)]
    cited = list(find_citations(layout, title))
    known = [source.evidence for source in cited]
    for start, end in find_attributions(layout):
        if not any(start < evidence.end and evidence.start < end for evidence in known):
            cited.append(make_source(layout, (start, end), "attribution", 3))
    if len({layout.outlets.key(source.name) for source in cited}) < _PRESS_REVIEW:
        found += cited
    found += [*_find_credits(layout), *_find_signed(layout), *_find_glued(layout)]
    if not found:
        return found
    found.sort(key=lambda source: (source.rank, source.evidence.start))
    once: dict[str, Source] = {}
    for source in found:
        once.setdefault(layout.outlets.key(source.name), source)
    kept = [source for key, source in once.items() if not _is_within_another(layout, source, key, once)]
    return [source for source in merge_variants(kept, layout.outlets) if not _is_joined(layout, source, kept)]


def _is_joined(layout: Layout, source: Source, others: list[Source]) -> bool:
    """Whether a cited name goes on behind a dash with the publisher's: "told Kestrel of Velia – KESTREL.example"."""
    if source.evidence.rule != "attribution":
        return False
    joined = _JOINED.match(layout.text, source.evidence.end)
    if joined is None:
        return False
    behind = layout.text[joined.end() : joined.end() + 60].casefold()
    return any(other.rank == 0 and behind.startswith(other.evidence.words.casefold()) for other in others)


def _is_within_another(layout: Layout, source: Source, key: str, once: dict[str, Source]) -> bool:
    """Whether another source says the same in full: the name to an address, or the outlet to a part of its name."""
    if "." in key and _is_address_of(key, once):
        return True
    if source.evidence.rule == "credit" and any(
        other.startswith(f"{key} ") and each.evidence.rule == "credit" for other, each in once.items()
    ):
        return True  # "first appeared on The Kestrel Velia", "Source: Kestrel"
    unknown = source.evidence.rule == "owner" and layout.outlets.find(source.name) is None
    return unknown and any(f" {key} " in f" {other} " for other in once if other != key)


def _is_address_of(key: str, others: Iterable[str]) -> bool:
    """Whether a name is the address of another one: "kestrel.example", beside Kestrel."""
    label, _, rest = key.partition(".")
    return "." not in rest and any(label == other.replace(" ", "") for other in others)


def _find_credits(layout: Layout) -> Iterator[Source]:
    """Yield the outlets that a line above or below the article credits."""
    lead, last = layout.lead, layout.end - 1
    for index, line in enumerate(layout.lines[: layout.end + _BELOW]):
        if layout.kinds[index] == "photo":
            continue
        text = line.text
        # Most paragraphs are known by three letters not to begin as a credit does.
        may_credit = len(text) < 200 and (
            text[:3].casefold() in _CREDIT_STARTS or not text[0].isalpha() or text.startswith(_OF_ITSELF)
        )
        if not may_credit and lead < index < last and len(text) >= _STAMP:
            continue  # within the article, where only a short line or such a beginning credits
        opening = _OPENING_CREDIT.match(text) if index <= layout.lead and text[0] in "SИ" else None
        if opening is not None:
            for name in re.finditer(r"[^/,\s][^/,]*", opening["names"]):
                yield from _read_credit(layout, line.start + opening.start("names") + name.start(), name[0].rstrip())
            continue
        match = _CREDIT.match(text) if may_credit else None
        if match is not None:
            loose = match["names"] == text[7:] and text.startswith("Source ")  # "Source Code": an entry of a menu
            yield from _read_credit(layout, line.start + match.start("names"), match["names"], loose=loose)
        elif index < layout.lead and len(text) < _STAMP and (found := find_label(text)):
            yield from _read_credit(layout, line.start + found.start("names"), found["names"])
        elif index >= layout.end - 1 and index >= layout.lead:
            yield from _read_closing_credit(layout, index)
            yield from _read_sign(layout, index)
        more = _READ_MORE.fullmatch(text) if text[0] in "RSFПЧ" and len(text) < _STAMP else None
        if more is not None and layout.outlets.find(more["names"]):
            yield make_source(layout, (line.start + more.start("names"), line.start + more.end("names")), "credit", 4)
        via = _FROM_VIA.match(text) if len(text) < _STAMP and " via " in text else None
        for group in ("first", "second") if via is not None else ():
            assert via is not None
            if layout.outlets.find(via[group]):
                span = (line.start + via.start(group), line.start + via.end(group))
                yield make_source(layout, span, "credit", 4)
            else:
                yield from _read_credit(layout, line.start + via.start(group), via[group])
        if index < layout.lead or index >= layout.end - 1:
            for start, end in find_origins(text, layout.outlets):
                yield make_source(layout, (line.start + start, line.start + end), "credit", 4)
        if index and len(text) < _LONGEST_SIGN and _LINK_BEFORE.search(layout.lines[index - 1].text[-60:]):
            yield from _read_credit(layout, line.start, text)  # the name is a link, and so a line of its own
    for above, line in pairwise(layout.lines[: layout.end + _BELOW]):
        if len(line.text) < _STAMP and above.text[0] in "SИ" and _LABEL.fullmatch(above.text):
            yield from _read_credit(layout, line.start, _AND_OTHERS.sub("", line.text))  # "Source:", a line above
    if layout.lead < len(layout.lines):
        start = layout.lines[layout.lead].start
        via = _VIA.match(layout.text, start) if layout.text.find(" via ", start, start + _VIA_REACH) > 0 else None
        for group in ("first", "second") if via is not None else ():
            assert via is not None
            yield from _read_credit(layout, via.start(group), via[group])


def _read_sign(layout: Layout, index: int) -> Iterator[Source]:
    """Yield the known agency that alone makes the line right below the last sentence of the article."""
    if not layout.lead < index <= layout.end + 1:
        return
    line = layout.lines[index]
    name = line.text.strip(" .-–—()[]/")
    quoted = line.text[-1] in '»"”“.' and any(map(line.text.__contains__, '»"”'))
    classed = _CLASSED.match(line.text) if quoted else None
    if classed is not None:
        yield make_source(layout, (line.start + classed.start("name"), line.start + classed.end("name")), "credit", 4)
        return
    if not 1 < len(name) <= _LONGEST_SIGN:
        return
    before = layout.lines[index - 1].text
    if (
        layout.outlets.find(name)
        and name.casefold() not in AMBIGUOUS
        and len(before) > _STAMP
        and _ENDED.search(before)
    ):
        at = line.start + line.text.index(name)
        yield make_source(layout, (at, at + len(name)), "credit", 4)


def _read_closing_credit(layout: Layout, index: int) -> Iterator[Source]:
    """Yield the outlet in brackets or behind a dash that ends the article, or stands below it."""
    line = layout.lines[index]
    tail_start = max(line.start, line.end - 80)
    tail = layout.text[tail_start : line.end]
    glued = _GLUED_CREDIT.search(tail) if "source" in tail else None
    if glued is not None:
        yield from _read_credit(layout, tail_start + glued.start("names"), glued["names"])
        return
    slashed = _SLASHED.search(tail) if "//" in tail else None
    if slashed is not None and not looks_like_person(slashed["name"]):
        yield make_source(layout, (tail_start + slashed.start("name"), tail_start + slashed.end("name")), "credit", 4)
        return
    match = _BRACKET_CREDIT.search(tail) if _BRACKET_CUE.search(tail) else None
    if match is None or PHOTO_BEFORE.search(tail[: match.start()]):
        return
    group = "bracket" if match["bracket"] else "dash"
    parts = match[group].split("/")
    if len(parts) > 1 and all(layout.outlets.find(part.strip()) for part in parts):
        yield from _read_credit(layout, tail_start + match.start(group), match[group])  # "(Kestrel/Lark)"
        return
    own_line = match.start() + tail_start <= line.start + 1
    name = match[group].strip()
    known = layout.outlets.find(name) is not None or looks_like_masthead(name)
    known = known or (own_line and " " not in name and "-" not in name and looks_like_agency(name))
    slashes = tail.rstrip(".").endswith("/") and tail[match.start()] == "/"
    if known and (group == "bracket" or own_line or name.isupper() or slashes):
        start = tail_start + match.start(group)
        yield make_source(layout, (start, start + len(match[group].rstrip())), "credit", 4)


def _read_credit(layout: Layout, start: int, words: str, *, loose: bool = False) -> Iterator[Source]:
    """Yield the outlets of a credit line. A name of one word, or in quotes, is an outlet there, and no person."""
    cut = _CREDIT_ENDS.search(words)
    if cut is not None and cut.start() > 1:
        issued, words = "issue" in cut[0] or cut[0][0] == ";", words[: cut.start()]
        if issued and not looks_like_person(words) and layout.outlets.find(words) is None:
            yield make_source(layout, (start, start + len(words)), "credit", 4)  # "(Source: Kestrel; issued May 7)"
            return
    classed = _CLASSED.match(words)
    if classed is not None:
        yield make_source(layout, (start + classed.start("name"), start + classed.end("name")), "credit", 4)
        return
    spans = [*split_names(layout, start, words, alone=True)]
    named = [span for span in spans if "." not in layout.text[slice(*span)]]
    spans = named or spans  # "Kestrel Times, www.kestrel.example" is one outlet
    for span in spans:
        yield make_source(layout, span, "credit", 4)
    name = words.strip(" .")
    if spans or loose or not 3 <= len(name) <= 40 or is_institution(name) or _MAPS.match(name):
        return
    parts = _LISTED.split(name)
    if len(parts) > 1:
        for part in parts:  # each is judged by itself
            yield from _read_credit(layout, start + words.index(part), part)
        return
    quoted = name[0] in '«“"' and name[-1] in '»”"'
    quoted = quoted or _CLASS_BEHIND.fullmatch(name) is not None
    if name.casefold() in CHROME:
        return
    many = len(name.split()) > _PERSON_WORDS and _TITLED.fullmatch(name) is not None
    if quoted or many or (name[0].isupper() and " " not in name and not looks_like_person(name)):
        at = start + words.index(name)
        yield make_source(layout, (at, at + len(name)), "credit", 4)


def _find_signed(layout: Layout) -> Iterator[Source]:
    """Yield the known agency, written in capitals, behind the last sentence: "... said the keeper. KESTREL"."""
    for line in layout.lines[max(layout.lead, layout.end - 1) : layout.end]:
        match = _SIGNED.search(line.text[-_LONGEST_SIGN:])
        if match is None or len(line.text) <= _STAMP:
            continue
        for name in (match["name"], match["name"].split(" ")[0]):  # "... said the keeper. PTI BEL CO"
            if layout.outlets.find(name):
                at = line.end - len(match[0]) + match.start("name") - match.start()
                yield make_source(layout, (at, at + len(name)), "credit", 4)
                break


def _find_glued(layout: Layout) -> Iterator[Source]:
    """Yield the known outlets glued to the end of a paragraph, or in brackets behind its last sentence."""
    cued = "By" in layout.text or "(" in layout.text
    for index in range(min(len(layout.lines), layout.end + 2, layout.lead + _GLUED_LINES)):
        line = layout.lines[index]
        if not cued and not line.text[-1].isalnum():
            continue
        tail = line.text[-60:]
        by = _GLUED_BY.search(tail) if "By" in tail else None
        if by is not None and layout.outlets.find(by["name"]):
            yield make_source(layout, (line.end - len(by["name"]), line.end), "byline", 1)
        bracket = "(" in tail
        if index >= layout.end or not (bracket or tail[-1].isalnum()):
            continue
        paragraph = layout.kinds[index] == "prose" or (layout.kinds[index] == "short" and len(line.text) > _STAMP)
        if not paragraph or not line.whole:
            continue
        match = _GLUED_OUTLET.search(tail) if tail[-1].isalnum() else None
        if match is not None and layout.outlets.find(match["name"]):
            yield make_source(layout, (line.end - len(match["name"]), line.end), "credit", 3)
        joined = _JOINED_AGENCIES.search(tail) if bracket else None
        names = joined["names"].split("/") if joined is not None else []
        if joined is not None and names and all(layout.outlets.find(name) for name in names):
            start = line.end - len(tail) + joined.start("names")
            for name in names:
                yield make_source(layout, (start, start + len(name)), "credit", 3)
                start += len(name) + 1
