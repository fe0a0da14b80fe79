"""Give the bytes of a .txt file, get its one article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from searchcsto.ingest.encoding import NotText, decode_text
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Problem, describe_size


def read_text(path: Path) -> Iterator[Article | Problem]:
    """Yield the article of a text file, or the reason why there is none. Raises OSError."""
    with path.open("rb") as file:
        data = file.read(MAX_ARTICLE + 1)
    if len(data) > MAX_ARTICLE:
        yield Problem(f"larger than {describe_size(MAX_ARTICLE)}, the most that one article may have")
        return
    try:
        text = decode_text(data)
    except NotText as reason:
        yield Problem(str(reason))
        return
    if text.strip():
        yield Article(text)
    else:
        yield Problem("empty" if not data else "it has no text, only blanks")
