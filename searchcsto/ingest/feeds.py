"""Give a feed (RSS, Atom), get its articles: each item with its headline, its text, its date and its publisher.

The text of an item is its headline and the longest text that it has, as a reader sees it. Its date is the one that it
was published on; one of a change is an alternative, and a guess where there is no other. The publisher is the source
that an item names, else the title of the feed. An item is known by its guid or its link, where that is unique.

Limits: 50 MB, 100,000 items. Nothing is fetched: what an item only links to is not read.
"""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.sax import SAXException

import feedparser

from searchcsto.documents import DateReading, Evidence
from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.hypertext import render_html
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Markup, Problem, describe_size
from searchcsto.ingest.pages.moments import parse_moment
from searchcsto.ingest.pages.names import choose_part, is_platform, strip_firm
from searchcsto.ingest.quotes import Quotes

_MAX_FEED = 50_000_000
_MAX_ITEMS = 100_000
_LONGEST_NAME = 80
_LONGEST_ID = 500


def read_feed(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the articles of a feed, and the items that are none. Raises OSError."""
    try:
        data = read_all(content, _MAX_FEED)
    except TooLarge:
        yield Problem(f"larger than {describe_size(_MAX_FEED)}, the most that a feed may have")
        return
    if not data.strip():
        yield Problem("empty" if not data else "it has no text, only blanks")
        return
    try:
        # A stream: bytes alone would be tried as the name of a file.
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except Exception as failure:  # noqa: BLE001 - it is fed with anything, and raises anything
        yield Problem(f"not a feed that can be read ({type(failure).__name__}: {failure})"[:200])
        return
    items = feed.entries[:_MAX_ITEMS]
    damage = feed.get("bozo_exception")
    if not items:
        yield Problem(f"not a feed: {damage}"[:200] if damage and not feed.version else "a feed without items")
        return
    if isinstance(damage, SAXException):
        yield Problem(f"the feed is damaged ({damage}): what can be read of it is indexed"[:300], skipped=False)
    yield from _read_items(feed, items)
    if len(feed.entries) > _MAX_ITEMS:
        yield Problem(f"more than {_MAX_ITEMS:,} items: the rest is not read", skipped=False)


def _read_items(feed: Any, items: list[Any]) -> Iterator[Article | Problem]:
    ids = [str(item.get("id") or item.get("link") or "").strip() for item in items]
    counts = Counter(ids)
    for number, (item, name) in enumerate(zip(items, ids, strict=True), 1):
        found = _read_item(feed, item)
        if isinstance(found, str):
            yield Problem(found, number)
        else:
            unique = name if counts[name] == 1 and len(name) <= _LONGEST_ID else ""
            yield Article(found[0], unique or None, number, markup=found[1])


def _read_item(feed: Any, item: Any) -> tuple[str, Markup] | str:
    """Return the text of an item and what it says of it, or the reason why there is none."""
    title = " ".join(_render(item.get("title_detail")).split())
    body = max((_render(each) for each in (*item.get("content", ()), item.get("summary_detail"))), key=len, default="")
    if not title and not body:
        return "it has no text"
    if len(body) > MAX_ARTICLE:
        return f"its text is larger than {describe_size(MAX_ARTICLE)}"
    visible = "\n\n".join(part for part in (title, body) if part)
    quotes = Quotes(visible)
    published, changed = _read_dates(feed, item, quotes)
    source = _read_source(feed, item, quotes)
    return quotes.text, Markup(
        start=quotes.start,
        title=title or None,
        title_evidence=Evidence("feed title", title, 0, len(title)) if title else None,
        date=published,
        guess=changed if published is None else None,
        alternatives=(changed,) if changed and published and changed.value != published.value else (),
        sources=(source[0],) if source else (),
        source_evidence=(source[1],) if source else (),
        language=_read_language(feed, item),
        body=((len(visible) - len(body), len(visible)),) if body else None,
    )


def _render(detail: Any) -> str:
    """Return what a reader sees of a text that may be HTML."""
    value = str(detail.get("value") or "") if isinstance(detail, dict) else ""
    if isinstance(detail, dict) and "html" in str(detail.get("type")):
        return render_html(value).strip()
    return "\n".join(line.strip() for line in value.strip().split("\n"))


def _read_dates(feed: Any, item: Any, quotes: Quotes) -> tuple[DateReading | None, DateReading | None]:
    """Return when an item was published, and when it was changed."""
    atom = str(feed.version).startswith("atom")
    published = _read_date(item, "published", quotes, tag="published" if atom else "pubDate")
    changed = _read_date(item, "updated", quotes, tag="updated" if atom else "dc:date")
    if published is None and not atom:  # RSS 1.0 has only one date, and that of publication
        published, changed = changed, None
    return published, changed


def _read_date(item: Any, key: str, quotes: Quotes, *, tag: str) -> DateReading | None:
    words = str(dict.get(item, key) or "").strip()  # feedparser gives one date for another that is not there
    moment = parse_moment(words) if words else None
    if moment is None or moment.day > datetime.date.today():
        return None
    evidence = quotes.cite(f"<{tag}>{words}</{tag}>", words, rule=f"feed {tag}")
    return DateReading(moment.day.isoformat(), "stated", (evidence,))


def _read_source(feed: Any, item: Any, quotes: Quotes) -> tuple[str, Evidence] | None:
    """Return who published an item: the source that it names, else the feed."""
    own = item.get("source")
    owners = [("source", own)] if isinstance(own, dict) and own.get("title") else []
    for tag, owner in (*owners, ("title", feed.feed)):
        words = " ".join(_render(owner.get("title_detail")).split()) or " ".join(str(owner.get("title") or "").split())
        part = choose_part(words, _find_host(str(owner.get("href") or owner.get("link") or "")))
        name = strip_firm(part)
        if 2 <= len(name) <= _LONGEST_NAME and any(char.isalpha() for char in name) and not is_platform(name):
            rule = "feed source" if tag == "source" else "feed publisher"
            return name, quotes.cite(f"<{tag}>{words}</{tag}>", part, rule=rule)
    return None


def _find_host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _read_language(feed: Any, item: Any) -> str | None:
    detail = item.get("title_detail")
    said = (detail.get("language") if isinstance(detail, dict) else None) or feed.feed.get("language")
    code = str(said or "")[:2].lower()
    return code if len(code) == 2 and code.isalpha() and code.isascii() else None
