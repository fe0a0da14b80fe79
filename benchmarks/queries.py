"""Give articles, get queries like those that people ask: one to six words from rare to very common, phrases, filters.

Deterministic for a given list of articles. A query is plain data, so that each engine writes it in its own way.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from searchcsto import Document

_WORD = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class BenchmarkQuery:
    """Any of `words` (or, for a phrase, all of them side by side), within `source` and from `first` to `last` month."""

    kind: str
    words: tuple[str, ...]
    source: str | None = None
    first: str | None = None
    last: str | None = None


def make_queries(documents: Sequence[Document], *, count: int = 400, seed: int = 1) -> list[BenchmarkQuery]:
    """Return about `count` queries, in an order that mixes their kinds."""
    rng = random.Random(seed)
    sample = documents if len(documents) <= 20_000 else rng.sample(list(documents), 20_000)
    texts = [_WORD.findall(document.text.lower()) for document in sample]
    frequency = Counter(word for words in texts for word in set(words))
    ranked = [word for word, _ in frequency.most_common()]
    common, middle, rare = ranked[:60], ranked[60:2000], ranked[2000:20_000]
    queries: list[BenchmarkQuery] = []
    for _ in range(count // 8):
        queries.append(BenchmarkQuery("rare word", (rng.choice(rare),)))
        queries.append(BenchmarkQuery("middle word", (rng.choice(middle),)))
        queries.append(BenchmarkQuery("common word", (rng.choice(common),)))
        queries.append(BenchmarkQuery("2-3 words", tuple(rng.sample(middle, rng.choice([2, 3])))))
        mixed = [rng.choice(rng.choice([common, middle, rare])) for _ in range(rng.choice([4, 5, 6]))]
        queries.append(BenchmarkQuery("4-6 words", tuple(dict.fromkeys(mixed))))
        queries.append(BenchmarkQuery("phrase", _choose_phrase(texts, rng)))
        source = rng.choice(sample).sources
        queries.append(
            BenchmarkQuery("in a source", tuple(rng.sample(middle, 2)), source=source[0] if source else None)
        )
        months = sorted((rng.choice(sample).date or "1987-03")[:7] for _ in range(2))
        queries.append(BenchmarkQuery("in a time", tuple(rng.sample(middle, 2)), first=months[0], last=months[1]))
    rng.shuffle(queries)
    return queries


def _choose_phrase(texts: list[list[str]], rng: random.Random) -> tuple[str, ...]:
    while True:
        words = rng.choice(texts)
        if len(words) > 10:
            at = rng.randrange(len(words) - 3)
            return tuple(words[at : at + rng.choice([2, 2, 3])])
