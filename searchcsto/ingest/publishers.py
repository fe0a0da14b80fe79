"""Find whose page it is: the outlet that a page bears as its own, or none.

You give a `Layout` and its title, you get `Source`s of rank 0. A page names its outlet in its first lines, behind the
headline, beside the date, above or below the headline, and in its copyright
line. The names in a menu, in a row of other names, are those of its sections.

One publisher is shown: that of the place with the most trust. A second one counts only if it is known by name.

Limits: a name without the form of an outlet's counts if it stands in the first lines and the article, in quotes or
behind "told", or the copyright line names it again.

>>> from searchcsto.ingest.layout import read_layout
>>> from searchcsto.ingest.titles import find_title
>>> layout = read_layout("Harrow Bay Echo\\nTwo rods for every reader\\n3 hours ago\\n\\nThe library lends out fishing "
...                      "rods, for a week and free of charge, to anybody who has its card, it said on Monday.")
>>> [source.name for source in find_publishers(layout, find_title(layout))]
['Harrow Bay Echo']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from searchcsto.documents import Span
from searchcsto.ingest.bylines import split_names
from searchcsto.ingest.citations import Source, make_source
from searchcsto.ingest.headlines import is_outlet_name
from searchcsto.ingest.layout import Layout
from searchcsto.ingest.lines import Line
from searchcsto.ingest.mastheads import (
    ADDRESS,
    DATED,
    FIRST_LINES,
    FORM,
    HEAD_LINES,
    KNOWN,
    KNOWN_OWNER,
    MASTHEAD,
    MENU_WORDS,
    OWNED,
    REPEATED,
    TAIL,
    is_near,
    weigh_name,
)
from searchcsto.ingest.names import AMBIGUOUS, is_institution, looks_like_masthead
from searchcsto.ingest.notices import find_notices
from searchcsto.ingest.owners import find_owner, strip_firm
from searchcsto.ingest.titles import Title
from searchcsto.ingest.variants import is_variant

_LONGEST = 70
_BELOW = 4  # lines below the article where its publisher may sign
_FOOTER = 12
_ENTRY = 30  # characters of a menu's entry
_LINKED = re.compile(r"\b(?:the|of|in|at|to|by|for|with|from|and|on|a|an|is|в|на|с|и|от|по|для|к)$")

_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\))[\s©@]*(?:\(c\))?\s*(?:[12][0-9]{3}(?:\s?[-–—]\s?[0-9]{4})?)?[\s,.]*(?:by )?"
    r"(?P<names>[^\n,.|]{2,50}(?:\.\w{2,4})?)",
    re.IGNORECASE,
)
_COPYRIGHT_YEAR = re.compile(r"[12][0-9]{3}|copyright", re.IGNORECASE)
_PICTURE = re.compile(r"photo|фото|/", re.IGNORECASE)
_CRUMB_MARK = re.compile(r"[»>›→|/]")
_CRUMB = re.compile(r"\s*[»>›→|/]\s*")
_LABELLED = re.compile(
    r"(?:source|источник|автор)\s?:\s?(?P<names>[^|:\n]{2,40}?)(?=\s(?:views?|hits|просмотр\w*|рубрика|editor)\b|[|\n]|$)",
    re.IGNORECASE,
)
_TIME_END = re.compile(r"[\s,|()]*[0-2]?[0-9]:[0-5][0-9][\s,|]*$")
_LOGO = re.compile(r"(?:(?:Logo|Логотип):? )?(?P<name>[^\W\d_].{2,40}?)(?: logo| [Ll]ogo| логотип)")
_PAGE_TAIL = re.compile(r"\s?[|–—»•-]\s(?:[^|–—»•]{2,30}\s[|–—»•-]\s){0,2}(?P<name>[^|–—»•]{2,40}?)\s?")
_PAGE_HEAD = re.compile(r"(?P<name>[^|–—»•:]{2,40}?)(?:\s?[|–—»•]\s|\s-\s|:\s)")  # "Kestrel Times - Talks resume"
_PREFIXED = re.compile(r"(?P<name>[A-ZА-ЯЁ][^:|.]{1,30}): (?=[A-ZА-ЯЁ\"“«])")  # "Kestrel Times: Talks resume in Orlo"
_LETTERS = re.compile(r"[^\W\d_]{2}")
_NAME_BLANKS = 7
# What a site asks of its readers below an article: "Stay informed with Kestrel", "Поддержите «Пустельгу»".
_PLEA = re.compile(
    r"(?:(?:[Ss]tay|[Kk]eep) (?:[a-z]+ (?:and )?){1,4}with|[Dd]ownload the|[Ss]ubscribe to|[Ss]upport)"
    r" (?:the )?(?P<names>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3})(?= app\b|[.!,]|$)"
    r"|(?:[Пп]оддержите|[Чч]итайте|[Пп]одпишитесь на|[Пп]одписывайтесь на)(?: (?:нас|канал|газету|издание|журнал))?"
    r" «(?P<quoted>[^«»\n]{2,40})»"
    r"|[Пп]оддерж(?:ать|ите) (?:команду|редакцию|журналистов|работу) (?P<own>[А-ЯЁ][\w-]+(?: [А-ЯЁ][\w-]+)?)$"
)
_PLEA_CUES = ("tay ", "eep ", "ownload the", "ubscribe to", "upport ", "оддерж", "итайте", "одпи")
_LONGEST_PLEA = 160
_OFFICIAL = re.compile(r"Официальный (?:интернет-)?(?:сайт|портал)|Official (?:web ?)?(?:site|portal)", re.IGNORECASE)
_INSTITUTE = re.compile(
    r"\b(?P<stem>институт|центр|фонд|университет|академи|агентств|ассоциаци|организаци|министерств|комитет|институт"
    r"|institute|cent(?:er|re)|foundation|university|academy|association|organi[sz]ation|ministry|committee|council)",
    re.IGNORECASE,
)
_INSTITUTES = (  # a part of each stem in ASCII
    *("institut", "cent", "foundation", "university", "academy", "association", "organi", "ministry", "committee"),
    "council",
)
_ABOUT = re.compile(
    r"\b(?:об?|about(?: the| our)?|позици\w+|мнени\w+|views of the|position of the) (?P<stem>\w{4,})", re.IGNORECASE
)
# How a digest of translations names what it translated: '("Kestrel", Velia)'
_ISSUE = re.compile(r"\s*[,(]?\s*(?:№|No\.?\s?[0-9]|[Вв]ыпуск [№0-9]|Vol\.? ?[0-9]|Issue [0-9]|\bот$).*$")
_SLOGAN = re.compile(r"\s(?:[-–—:|•]|\|)\s")
_LONGEST_INITIALS = 7
_MOST_LINES = 300
_WITH_SLOGAN = re.compile(
    r"(?P<names>[^\W\d_a-zа-яё][\w.'’&]*(?: [^\W\d_a-zа-яё][\w.'’&]*){0,3})"
    r"\s[-–—|]\s(?:\S+\s){2,}\S+$"
)
_PERMALINK = re.compile(
    r"(?:Ссылка на (?:материал|статью|новость|публикацию)|Постоянн(?:ая ссылка|ый адрес)"
    r"|Адрес (?:статьи|страницы|материала|новости)"
    r"|Permalink|Permanent link|(?:Short|Page|Article|Original) URL|URL"
    r"|Link to (?:this )?(?:article|story|page))\s?:?\s"
    r"(?:https?://)?(?:www\.)?(?P<names>[\w-]+(?:\.[\w-]+){0,2}\.[a-zа-я]{2,10})(?=[/\s]|$)",
    re.IGNORECASE,
)
_PERMALINK_STARTS = frozenset("СсПпАаPpSsAaOoUuLl")  # the first letter of one
_BARE_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?P<names>[\w-]+(?:\.[\w-]+){0,2}\.[a-zа-я]{2,10})/[^\s/](?!\S*\.(?:jpe?g|png|gif|webp|svg|mp4|pdf)$)\S{3,}"
)
_NO_HOSTS = re.compile(
    r"(?:^|\.)(?:t\.co|t\.me|bit\.ly|goo\.gl|youtu\.be|youtube|facebook|twitter|x|instagram|vk|ok|google|telegram|tinyurl"
    r"|wikipedia|archive)\.?(?:com|ru|org|me|ly)?$"
)


class _Mark(NamedTuple):
    """A name that could be the publisher's: its span, the rule, the trust in its place."""

    span: Span
    rule: str
    trust: float


def find_publishers(layout: Layout, title: Title | None) -> list[Source]:
    """Return the outlet that publishes the page, if it says so."""
    outlets = layout.outlets
    marks = sorted(_list_marks(layout, title), key=lambda mark: -mark.trust)
    chosen: dict[str, Source] = {}
    for mark in marks:
        source = make_source(layout, _trim(layout, mark.span), mark.rule, 0)
        key = outlets.key(source.name)
        sure = mark.trust >= KNOWN or mark.rule in ("copyright", "owner")
        known = sure and outlets.find(source.name) is not None
        if not chosen or (known and key not in chosen and len(chosen) < 2):
            chosen[key] = source
        elif key in chosen and chosen[key].evidence.rule == "owner":
            chosen[key] = source  # what stands beside the article proves more
    return list(chosen.values())


def _trim(layout: Layout, span: Span) -> Span:
    """Return the span of the name alone: without the number of the issue or a slogan, and in full for its initials."""
    start, end = span
    name = layout.text[start:end]
    issue = _ISSUE.search(name)
    if issue is not None and issue.start() > 1:
        return start, start + issue.start()
    if layout.outlets.find(name) is not None:
        return span
    if name.isupper() and name.isalpha() and len(name) <= _LONGEST_INITIALS:
        for line in layout.lines[: min(layout.lead, HEAD_LINES)]:
            if len(line.text) <= _LONGEST and line.text.count(" ") > 1 and is_variant(line.text, name):
                return line.start, line.end
    slogan = _SLOGAN.search(name)
    if slogan is not None and layout.outlets.find(name[: slogan.start()]) is not None:
        return start, start + slogan.start()
    return span


def _list_marks(layout: Layout, title: Title | None) -> Iterator[_Mark]:
    for index, line in enumerate(layout.lines[:_MOST_LINES]):
        if "/" in line.text or (line.text[0] in _PERMALINK_STARTS and "." in line.text):
            yield from _read_own_address(layout, index)
    if layout.lead > 0:
        yield from _read_slogan(layout)
    yield from _read_feed(layout)
    if title is not None and title.tail is not None:
        yield _Mark(title.tail, "headline tail", TAIL)
    if layout.lead > 0:
        yield from _read_page_title(layout, title)
    for index in range(layout.lead):
        line = layout.lines[index]
        opens = layout.dateline is not None and line.start <= layout.dateline.start < line.end
        if len(line.text) <= 160 and (title is None or index != title.line) and not opens:
            yield from _read_header(layout, index, title)
    for index in range(max(layout.lead, layout.end), min(len(layout.lines), layout.end + _FOOTER)):
        if len(layout.lines[index].text) <= 160:
            yield from _read_footer(layout, index)
    for index in range(max(layout.lead + 1, layout.end - _BELOW), min(len(layout.lines), layout.end + _FOOTER)):
        yield from _read_plea(layout, index)
    if layout.lead > 0:
        yield from _read_institution(layout)
    for span in find_notices(layout):
        known = layout.outlets.find(layout.text[slice(*span)]) is not None
        yield _Mark(span, "owner", KNOWN_OWNER if known else OWNED)
    owner = find_owner(layout)
    if owner is not None:
        known = layout.outlets.find(layout.text[slice(*owner)]) is not None
        yield _Mark(owner, "owner", KNOWN_OWNER if known else OWNED)


def _read_page_title(layout: Layout, title: Title | None) -> Iterator[_Mark]:
    """Yield the outlet behind the headline where it stands a second time, and the one whose logo is described."""
    outlets = layout.outlets
    for line in layout.lines[: min(layout.lead, HEAD_LINES)]:
        logo = _LOGO.fullmatch(line.text) if len(line.text) <= _LONGEST else None
        if logo is not None and is_outlet_name(logo["name"], layout.outlets):
            yield _Mark((line.start, line.start + len(logo["name"])), "masthead", KNOWN)
        label = _PREFIXED.match(line.text) if ": " in line.text else None
        if label is not None and outlets.find(label["name"]) and label["name"].casefold() not in AMBIGUOUS:
            yield _Mark((line.start, line.start + len(label["name"])), "header", TAIL)
        words = title.evidence.words if title is not None else ""
        place = line.text.find(words) if len(words) > _NAME_BLANKS and len(line.text) > len(words) else -1
        tail = _PAGE_TAIL.fullmatch(line.text, place + len(words)) if place >= 0 else None
        if tail is not None and is_outlet_name(tail["name"], layout.outlets):
            yield _Mark((line.start + tail.start("name"), line.start + tail.end("name")), "headline tail", TAIL)
        head = _PAGE_HEAD.fullmatch(line.text, 0, place) if place > 0 and line.text.endswith(words) else None
        if head is not None and (is_outlet_name(head["name"], outlets) or looks_like_masthead(head["name"])):
            yield _Mark((line.start + head.start("name"), line.start + head.end("name")), "headline tail", TAIL)


def _read_header(layout: Layout, index: int, title: Title | None) -> Iterator[_Mark]:
    line, kind = layout.lines[index], layout.kinds[index]
    if kind in ("photo", "tags", "prose", "end", "byline") or len(line.text) > 100 or line.text[0] in "-–—/[":
        return
    dated = [mention for mention in layout.dates[index] if mention.year]
    if dated:
        for start, end in ((line.start, dated[0].start), (dated[-1].end, line.end)):
            for span in _split_piece(layout, start, end):
                address = ADDRESS if "." in layout.text[slice(*span)] else 0
                yield _Mark(span, "header", DATED + is_near(layout, index, title) - address)
        return
    found = _find_name(line, whole=kind != "chrome")
    trust = weigh_name(layout, index, title, name=layout.text[slice(*found)]) if found else 0
    if found and trust:
        near = is_near(layout, index, title)
        yield _Mark(found, "header" if near else "masthead", trust + 0.5 * near)


def _read_slogan(layout: Layout) -> Iterator[_Mark]:
    """Yield the name before a slogan in the first lines, if it stands alone in another line."""
    for line in layout.lines[: min(layout.lead, HEAD_LINES)]:
        match = _WITH_SLOGAN.match(line.text) if len(line.text) <= _LONGEST_PLEA else None
        if match is None or is_institution(match["names"]):
            continue
        if any(other.text == match["names"] for other in layout.lines[:_MOST_LINES]):
            yield _Mark((line.start, line.start + len(match["names"])), "masthead", MASTHEAD)


def _read_feed(layout: Layout) -> Iterator[_Mark]:
    """Yield the name of a feed that was put on one line: it opens the text, and stands again behind the slogan."""
    line = layout.lines[0] if layout.lines else None
    if line is None or len(line.text) < _LONGEST_PLEA:
        return
    words = line.text[:_LONGEST].split(" ")
    if f" {words[0]} " not in line.text[len(words[0]) + 1 : _LONGEST_PLEA]:
        return  # most texts
    for size in range(MENU_WORDS, 0, -1):
        name = " ".join(words[:size])
        known = layout.outlets.find(name) is not None or ("." in name and is_outlet_name(name, layout.outlets))
        if known and f" {name} " in line.text[len(name) + 1 : _LONGEST_PLEA]:
            yield _Mark((line.start, line.start + len(name)), "masthead", KNOWN)
            return


def _read_own_address(layout: Layout, index: int) -> Iterator[_Mark]:
    """Yield the host of the address that a page gives itself: "Permalink: kestrel.example/57"."""
    line = layout.lines[index]
    match = _PERMALINK.match(line.text) if "." in line.text and len(line.text) <= _LONGEST_PLEA else None
    if match is None and "/" in line.text and (index < FIRST_LINES or index >= len(layout.lines) - 2):
        match = _BARE_ADDRESS.fullmatch(line.text)  # alone in one of the outermost lines it is the page's own
    if match is not None and not _NO_HOSTS.search(match["names"]):
        yield _Mark((line.start + match.start("names"), line.start + match.end("names")), "address", MASTHEAD)


def _read_institution(layout: Layout) -> Iterator[_Mark]:
    """Yield the authority or institute whose site it is: its name in the first lines, and words that say so."""
    for index, line in enumerate(layout.lines[: min(layout.lead, HEAD_LINES)]):
        name = line.text
        if len(name) > _LONGEST or name[-1] in ".?!:," or not name[0].isupper():
            continue
        official = index + 1 < layout.lead and _OFFICIAL.fullmatch(layout.lines[index + 1].text) is not None
        # Whether it is an institution's is asked last: that takes longest, and few pages get so far.
        if (official or (index < FIRST_LINES and _is_about(layout, index))) and is_institution(name):
            yield _Mark((line.start, line.end), "masthead", FORM if official else MASTHEAD)


def _is_about(layout: Layout, index: int) -> bool:
    """Whether another line speaks of the institute of this one as of the site's: "About the institute"."""
    name = layout.lines[index].text
    if name.isascii() and not any(map(name.lower().__contains__, _INSTITUTES)):
        return False  # most headlines, in a tenth of the pattern's time
    found = _INSTITUTE.search(name)
    if found is None:
        return False
    lines = (*layout.lines[index + 1 : layout.lead], *layout.lines[layout.end - 1 :])
    stem = found["stem"].casefold()
    return any(
        match["stem"].casefold().startswith(stem)
        for line in lines
        for match in _ABOUT.finditer(line.text[:_LONGEST_PLEA])
    )


def _find_name(line: Line, *, whole: bool) -> Span | None:
    """Return the span of what could be an outlet's name: before the first arrow or the place, or the whole line."""
    text = line.text.split("\n", 1)[0]  # a slogan in lower case below a name was taken for what goes on
    crumb = _CRUMB.search(text) if _CRUMB_MARK.search(text) else None
    if crumb is not None and (not whole or crumb[0].strip() in "»>›→"):
        text = text[: crumb.start()]
    elif not whole or text.count(" ") > _NAME_BLANKS:
        return None
    first = len(text) - len(text.lstrip(" (|.–—-"))
    name = text[first:].strip(" .|–—-()")
    outlet, comma, place = name.partition(", ")
    if comma and place[:1].isupper() and len(place.split()) < 3 and looks_like_masthead(outlet):
        name = outlet  # "Gulf Courier, Velia"
    return (line.start + first, line.start + first + len(name)) if 0 < len(name) <= _LONGEST else None


def _split_piece(layout: Layout, start: int, end: int) -> Iterator[Span]:
    """Yield the outlets in the words beside a date; behind "Source:" what is labelled alone."""
    if _LETTERS.search(layout.text, start, end) is None:
        return
    labelled = find_label(layout.text[start:end])
    if labelled is not None:
        start, end = start + labelled.start("names"), start + labelled.end("names")
    timed = _TIME_END.search(layout.text, start, end)
    yield from split_names(layout, start, layout.text[start : timed.start() if timed else end])


def find_label(words: str) -> re.Match[str] | None:
    """Return what a label says to be the source, as `names`: "Source: Kestrel"."""
    return _LABELLED.search(words) if ":" in words else None


def _read_footer(layout: Layout, index: int) -> Iterator[_Mark]:
    """Yield the outlet that signs below the article, or holds its copyright."""
    line, kind = layout.lines[index], layout.kinds[index]
    text = line.text
    opening = text[0] == "("
    if kind == "photo" or text[opening : opening + 9].casefold() == "copyright":
        match = _COPYRIGHT.match(text, opening)
        known = match is not None and layout.outlets.find(match["names"].strip()) is not None
        if match and _COPYRIGHT_YEAR.search(text) and (known or not _PICTURE.search(text)):
            start = line.start + match.start("names")
            for span in split_names(layout, start, strip_firm(match["names"])):
                yield _Mark(span, "copyright", FORM)
        return
    plain = text.strip(" .|–—-")
    if kind in ("photo", "tags", "prose", "chrome", "end") or index >= layout.end + _BELOW or ":" in text:
        return
    if len(plain) > _LONGEST or len(plain) < 2 or text.lstrip().startswith(("-", "–", "—", "(", "/")):
        return
    if is_outlet_name(plain, layout.outlets) and not layout.dates[index] and not _is_within(layout, index):
        at = line.start + text.index(plain)
        known = layout.outlets.find(plain) is not None
        yield _Mark((at, at + len(plain)), "credit", KNOWN if known else MASTHEAD)


def _is_within(layout: Layout, index: int) -> bool:
    """Whether a line below the article is an entry of a menu, or a link within a sentence: others go on around it."""
    lines = layout.lines
    before = lines[index - 1].text if index else ""
    behind = lines[index + 1].text if index + 1 < len(lines) else ""
    if (behind[:1].islower() and " " in behind) or _LINKED.search(before):
        return True
    return all(0 < len(text) <= _ENTRY and text[-1] not in ".!?…" for text in (before, behind))


def _read_plea(layout: Layout, index: int) -> Iterator[_Mark]:
    """Yield the outlet that asks its readers to stay with it."""
    line = layout.lines[index]
    if len(line.text) > _LONGEST_PLEA or not any(map(line.text.__contains__, _PLEA_CUES)):
        return
    plea = _PLEA.search(line.text) if layout.kinds[index] in ("prose", "short", "chrome") else None
    if plea is not None:
        group = next(name for name in ("names", "quoted", "own") if plea[name])
        if group == "own" and layout.outlets.find(plea["own"]) is None:
            return
        start, end = plea.span(group)
        yield _Mark((line.start + start, line.start + end), "plea", REPEATED)
