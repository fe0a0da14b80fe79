"""Give the bytes of a .txt file, get its one article."""

from __future__ import annotations

from collections.abc import Iterator

from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.encoding import NotText, decode_text
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Problem


def read_text(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the article of a text file, or the reason why there is none. Raises OSError."""
    try:
        data = read_all(content, MAX_ARTICLE)
        text = decode_text(data)
    except (TooLarge, NotText) as reason:
        yield Problem(str(reason))
        return
    if text.strip():
        yield Article(text)
    else:
        yield Problem("empty" if not data else "it has no text, only blanks")
