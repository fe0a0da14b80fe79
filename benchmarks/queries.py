"""Give articles, get queries like those that people ask: one to six words from rare to very common, phrases, prefixes,
filters.

Deterministic for given articles. A query is plain data, so that each engine writes it in its own way. A phrase stands
in some article. A prefix has three to five letters, and no more than PREFIX_WORDS words of the sample begin with it, so
that it stays far below the number of words to which searchcsto restricts itself (1,000), also in a larger collection.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from articles import Article
from searchcsto.documents import date_range

KINDS = (
    "rare word", "middle word", "common word", "2-3 words", "4-6 words", "phrase", "prefix", "in a source", "in a time",
)  # fmt: skip
SAMPLE = 20_000  # articles from which the words come
PREFIX_WORDS = 30

_WORD = re.compile(r"[a-z]{2,}")
# Words with nothing but space between them: no engine sees a number, a hyphen or a single letter there.
_RUN = re.compile(r"(?<![\w'’.&+-])[a-z]{2,}(?:\s+[a-z]{2,}){1,40}(?![\w'’&+-])")


@dataclass(frozen=True, slots=True)
class BenchmarkQuery:
    """Any of `words` (all of them side by side for a phrase), within `source` and from `first` to `last` month."""

    kind: str
    words: tuple[str, ...]
    source: str | None = None
    first: str | None = None
    last: str | None = None

    @property
    def days(self) -> tuple[int, int] | None:
        """The first and the last day, as `Article.day` counts."""
        if self.first is None or self.last is None:
            return None
        return date_range(self.first)[0].toordinal(), date_range(self.last)[1].toordinal()

    def __str__(self) -> str:
        limits = [self.source or "", f"{self.first}..{self.last}" if self.first else ""]
        return " ".join([f"{self.kind}: {' '.join(self.words)}", *filter(None, limits)])


def make_queries(articles: Sequence[Article], *, count: int = 450, seed: int = 1) -> list[BenchmarkQuery]:
    """Return about `count` queries, in an order that mixes their kinds; `count` of 9 at least."""
    rng = random.Random(seed)
    sample = articles if len(articles) <= SAMPLE else rng.sample(list(articles), SAMPLE)
    found = [set(_WORD.findall(article.text.lower())) for article in sample]
    frequency = Counter(word for words in found for word in sorted(words))
    ranked = sorted(frequency, key=lambda word: (-frequency[word], word))
    common, middle = ranked[:60], ranked[60:2000]
    rare = ranked[2000:20_000] or ranked[len(ranked) // 2 :]  # few articles have few words
    starts = Counter(word[:size] for word in ranked for size in (3, 4, 5) if len(word) > size)
    queries: list[BenchmarkQuery] = []
    for _ in range(max(1, count // len(KINDS))):
        mixed = [rng.choice(rng.choice([common, middle, rare])) for _ in range(rng.choice([4, 5, 6]))]
        months = sorted((rng.choice(sample).month or "1987-03") for _ in range(2))
        queries += [
            BenchmarkQuery("rare word", (rng.choice(rare),)),
            BenchmarkQuery("middle word", (rng.choice(middle),)),
            BenchmarkQuery("common word", (rng.choice(common),)),
            BenchmarkQuery("2-3 words", tuple(rng.sample(middle, rng.choice([2, 3])))),
            BenchmarkQuery("4-6 words", tuple(dict.fromkeys(mixed))),
            BenchmarkQuery("phrase", _choose_phrase(sample, rng)),
            BenchmarkQuery("prefix", (_choose_prefix(starts, [middle, rare], rng),)),
            BenchmarkQuery("in a source", tuple(rng.sample(middle, 2)), source=rng.choice(sample).source or None),
            BenchmarkQuery("in a time", tuple(rng.sample(middle, 2)), first=months[0], last=months[1]),
        ]
    rng.shuffle(queries)
    return queries


def _choose_phrase(articles: Sequence[Article], rng: random.Random) -> tuple[str, ...]:
    while True:
        runs = [match.group().split() for match in _RUN.finditer(rng.choice(articles).text.lower())]
        if runs:
            words = rng.choice(runs)
            size = min(rng.choice([2, 2, 3]), len(words))
            at = rng.randrange(len(words) - size + 1)
            return tuple(words[at : at + size])


def _choose_prefix(starts: Counter[str], words: Sequence[Sequence[str]], rng: random.Random) -> str:
    while True:
        word, size = rng.choice(rng.choice(words)), rng.choice([3, 4, 5])
        if len(word) > size and 2 <= starts[word[:size]] <= PREFIX_WORDS:
            return word[:size]
