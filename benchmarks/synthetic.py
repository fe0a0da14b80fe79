"""Give articles and a count, get so many made-up ones: their sentences shuffled, with rare names between them.

    python benchmarks/synthetic.py articles.jsonl 500000 many.jsonl

The same for the same articles and count. About 1.2 kB each if sentences are as long as in newswire; new names keep
coming, as they do in real collections. Dates lie between 1990 and 2025, and a few sources have most of the articles.
For measuring speed only: the texts mean nothing.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from articles import Article, read_articles, write_articles

_SYLLABLES = re.findall(
    "[a-z]+",
    "ka za tan mir lu ko ser gei pan kin ta yev min sk al ma ty du shan be er van bish kek nur sul bek ov il ham",
)
_END = re.compile(r"(?<=[.!?])\s+")
_SHORT = 30  # characters; what is shorter is hardly a sentence


def make_articles(count: int, *, titles: Sequence[str], sentences: Sequence[str]) -> Iterator[Article]:
    """Yield articles."""
    rng = random.Random(7)
    for number in range(count):
        size = max(2, int(rng.lognormvariate(1.9, 0.5)))
        text = " ".join(f"{rng.choice(sentences)} {make_name(_choose_rank(rng))}." for _ in range(size))
        title = rng.choice(titles)
        date = f"{rng.randint(1990, 2025)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        yield Article(f"a{number:07d}", text, title, date, f"Agency {int(rng.paretovariate(0.8)) % 60}")


def _choose_rank(rng: random.Random) -> int:
    return int(rng.paretovariate(0.7))


@lru_cache(maxsize=1 << 16)
def make_name(rank: int) -> str:
    """Return the name of a rank, always the same one."""
    rng = random.Random(rank)
    return "".join(rng.choice(_SYLLABLES) for _ in range(2 + rank % 3)).capitalize()


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    articles = list(read_articles(arguments.articles))
    parts = (part.replace("\n", " ").strip() for article in articles for part in _END.split(article.text))
    sentences = [part for part in parts if len(part) > _SHORT]
    if not sentences:
        parser.error(f"{arguments.articles} has no sentences of more than {_SHORT} characters")
    titles = [article.title or "Untitled" for article in articles]
    count, size = write_articles(make_articles(arguments.count, titles=titles, sentences=sentences), arguments.output)
    print(f"{count:,} articles, {size / 1e6:.1f} MB of text")


if __name__ == "__main__":
    main()
