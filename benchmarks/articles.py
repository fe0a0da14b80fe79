"""Give a file of JSON lines, get the articles in it that have a text, as plain values that every engine takes.

Keys: `id` and `text`; `title`, `date` (ISO, what follows the day is left out) and `source` where they are known. An id
must not come twice.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Article(NamedTuple):
    """What every engine indexes."""

    id: str
    text: str
    title: str
    date: str  # a day in ISO form, or empty
    source: str  # or empty

    @property
    def both(self) -> str:
        """Title and text, for engines that index them in one field."""
        return f"{self.title}\n{self.text}"

    @property
    def month(self) -> str:
        """The month, as a facet."""
        return self.date[:7]

    @property
    def day(self) -> int:
        """The day as a number to filter by, 0 if unknown."""
        return datetime.date.fromisoformat(self.date).toordinal() if self.date else 0


def read_articles(path: Path, *, limit: int | None = None) -> Iterator[Article]:
    """Yield the articles of a file, at most `limit`."""
    count = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["text"].strip():
                yield Article(
                    row["id"],
                    row["text"],
                    row.get("title") or "",
                    (row.get("date") or "")[:10],
                    row.get("source") or "",
                )
                count += 1
            if count == limit:
                return


def write_articles(articles: Iterable[Article], path: Path) -> tuple[int, int]:
    """Write articles as JSON lines, each with what is known of it; return how many, and the bytes of their texts."""
    count = size = 0
    with path.open("w", encoding="utf-8") as lines:
        for article in articles:
            known = {name: value for name, value in article._asdict().items() if value}
            lines.write(json.dumps(known, ensure_ascii=False) + "\n")
            count += 1
            size += len(article.text.encode()) + len(article.title.encode())
    return count, size
