"""Give a web page, get its article: the visible text, what the markup says of it, and where in it the article stands.

The text is what a reader sees, in the order of the page, and below it the lines of the markup that say something of
the article. trafilatura tells which part of the text is the article, htmldate which date may be meant where the markup
states none; both look at the one tree that is parsed here. Everything found is shown at its place in the text.

Limits: 20 MB. Of a page of more than 100,000 elements or 2 million characters the libraries see nothing, and what has
more markup than any page has is read without it. Nothing is fetched, and no script is run.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from lxml import etree

from searchcsto.documents import Span
from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.encoding import NotText
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Markup, Problem
from searchcsto.ingest.pages.bodies import find_body
from searchcsto.ingest.pages.charsets import decode_page
from searchcsto.ingest.pages.dates import find_dates
from searchcsto.ingest.pages.guesses import guess_date
from searchcsto.ingest.pages.listings import is_listing
from searchcsto.ingest.pages.page import Page, take_apart
from searchcsto.ingest.pages.parsing import parse_page, strip_markup
from searchcsto.ingest.pages.places import Place
from searchcsto.ingest.pages.sources import find_publishers_of
from searchcsto.ingest.pages.titles import find_title
from searchcsto.ingest.quotes import Quotes

_MAX_ELEMENTS = 100_000
_MAX_TEXT = 2_000_000  # characters
_ABOVE, _BELOW = 200, 160  # characters around headline and article that the rules for plain text look at, too


def read_html(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the article of a web page, or the reason why there is none. Raises OSError."""
    try:
        text = decode_page(read_all(content, MAX_ARTICLE))
    except (TooLarge, NotText) as reason:
        yield Problem(str(reason))
        return
    yield read_page(text, url=options.url)


def read_page(text: str, *, url: str | None = None, latest: datetime.date | None = None) -> Article | Problem:
    """Return the article of a page, or the reason why there is none.

    `url` is the address under which the page was fetched, `latest` the day of it: nothing is dated later.
    """
    tree = parse_page(text)
    page = take_apart(tree, url) if tree is not None else None
    if page is not None and page.text:
        return _read_markup(page, latest)
    words = strip_markup(text) if tree is None else ""
    if words:
        return Article(words, markup=Markup(len(words), latest=latest))
    return Problem(_describe_empty(text, tree))


def _read_markup(page: Page, latest: datetime.date | None) -> Article:
    """Return the text of the article, with what is quoted, and what the markup says."""
    today = min(latest or datetime.date.max, datetime.date.today())
    quotes = Quotes(page.text)
    if is_listing(page):
        return _read_listing(page, quotes, latest)
    title, title_evidence = find_title(page, quotes) or (None, None)
    shown = title_evidence is not None and title_evidence.end <= len(page.text)
    headline = (title_evidence.start, title_evidence.end) if title_evidence and shown else None
    is_huge = len(page.text) > _MAX_TEXT or sum(1 for _ in page.tree.iter()) > _MAX_ELEMENTS
    body = None if is_huge else find_body(page, headline)
    begin = headline or ((body[0][0], body[0][0]) if body else None)
    place = Place(begin, body[-1][1] if body else None) if begin else None
    dates = find_dates(page, quotes, place=place, today=today)
    guess = dates.doubtful
    if dates.published is None and guess is None and not is_huge:
        guess = guess_date(page, quotes, place=place, today=today)
    sources = find_publishers_of(page, quotes, headline=title)
    markup = Markup(
        start=quotes.start,
        title=title,
        title_evidence=title_evidence,
        date=dates.published,
        guess=guess,
        alternatives=dates.others,
        sources=tuple(name for name, _ in sources),
        source_evidence=tuple(words for _, words in sources),
        language=page.language[0],
        body=body,
        focus=_find_focus(page.text, headline, body),
        latest=latest,
    )
    return Article(quotes.text, markup=markup)


def _read_listing(page: Page, quotes: Quotes, latest: datetime.date | None) -> Article:
    """Return the text of a page that lists items: whose it is can be told, but not of which day."""
    sources = find_publishers_of(page, quotes)
    markup = Markup(
        start=quotes.start,
        sources=tuple(name for name, _ in sources),
        source_evidence=tuple(words for _, words in sources),
        language=page.language[0],
        body=((0, len(page.text)),),
        focus=(0, 0),
        latest=latest,
    )
    return Article(quotes.text, markup=markup)


def _find_focus(text: str, headline: Span | None, body: tuple[Span, ...] | None) -> Span | None:
    """Return the part of a page in which headline, stamps, article and credits stand; None if that is not known."""
    if body is None:
        return None
    start = min(body[0][0], headline[0]) if headline else body[0][0]
    start = text.rfind("\n", 0, max(0, start - _ABOVE)) + 1
    return start, min(len(text), max(body[-1][1], headline[1] if headline else 0) + _BELOW)


def _describe_empty(text: str, tree: etree._Element | None) -> str:
    if not text.strip():
        return "empty"
    if tree is None or tree.find(".//frame") is None:
        return "it has no text, only markup"
    return "it has no text, only frames"
