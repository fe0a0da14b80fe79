"""Make small random corpora and query trees, dense in coincidences: few words, few values, many ties."""

from __future__ import annotations

import datetime
import random

from searchcsto.documents import Document
from searchcsto.options import FACETS, SearchOptions, Sort
from searchcsto.query.tree import (
    And,
    DateRange,
    Every,
    Fuzzy,
    Glob,
    Not,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Query,
    Undated,
    Value,
    Weighted,
    Wildcard,
    Word,
)

WORDS = (
    "peace", "talks", "talking", "talked", "war", "wars", "U.S.", "US", "us", "peace-keepers", "peacekeepers", "don't",
    "l'Europe", "10.02.2022", "1,500", "上海", "миротворцы", "миротворцев", "the", "of", "CSTO's", "Ёлка", "café",
    "___", "--", "x", "C++", "C#", "c", "WHO", "who", "US-led", "who's", "Objective-C++",
)  # fmt: skip
WEIGHTS = [8, 5, 2, 2, 6, 3, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 2, 2, 30, 20, 2, 1, 1, 1, 1, 3, *[1] * 8]
SOURCES = ("TASS", "Tass", "BelTA", "Al Jazeera", "Unknown Times")
SORTS: tuple[Sort, ...] = ("score", "score", "newest", "oldest")
PATHS = ("", "press/{}", "press/2022/{}", "Press/a.zip/Été/{}", "b.jsonl", "press/b.jsonl", "/press/{}.txt", "{}/x")
GLOBS = (
    "press/*", "/press/*", "press/", "*.jsonl", "B.JSONL", "2022/", "0.1*", "*1*2*", "?.jsonl", "a.zip/*", "/été/*",
    "été/", "*été*/0*", "*", "/", "*/", "/*", "x", "*/x", "press/?????????*", "p*s*/*2*",
)  # fmt: skip
DATES = (None, "2021", "2022-01", "2022-02", "2022-01-20", "2022-01-31", "2021-12-31", "1969-07-20")


def make_text(rng: random.Random, most: int) -> str:
    words = rng.choices(WORDS, WEIGHTS[: len(WORDS)], k=rng.randint(0, most))
    return "".join(word + rng.choice((" ", " ", ", ", ".\n", "/", " (")) for word in words)


def make_document(rng: random.Random, identifier: str) -> Document:
    text = make_text(rng, 40)
    if rng.random() < 0.02:
        text += " the" * 300
    cut = rng.randint(0, len(text))
    body = rng.choice((None, None, ((0, cut),), ((0, cut), (cut, len(text))), ()))
    return Document(
        identifier,
        text,
        title=rng.choice((None, "", make_text(rng, 5), make_text(rng, 5))),
        date=rng.choice(DATES),
        sources=tuple(rng.sample(SOURCES, rng.choice((0, 1, 1, 2)))),
        language=rng.choice((None, "en", "ru")),
        place=rng.choice((None, None, "MOSCOW", "Minsk")),
        body=body,
        path=rng.choice(PATHS).format(identifier),
    )


def make_query(rng: random.Random, depth: int = 3) -> Query:
    kind = rng.random()
    if depth and kind < 0.5:
        children = tuple(make_query(rng, depth - 1) for _ in range(rng.randint(1, 4)))
        return rng.choice((And, Or, Or))(children)
    if depth and kind < 0.55:
        return Prefer(make_query(rng, depth - 1), make_query(rng, depth - 1))
    if depth and kind < 0.65:
        return Not(make_query(rng, depth - 1))
    if depth and kind < 0.68:
        return Weighted(make_query(rng, depth - 1), rng.choice((0.3, 1.0, 2.5)))
    field = rng.choice(("text", "text", "text", "title"))
    kind = rng.random()
    if kind < 0.2:
        return make_pattern(rng, field)
    if kind < 0.7:
        return Word(rng.choices(WORDS, WEIGHTS)[0], field)  # type: ignore[arg-type]
    if kind < 0.9:
        words = rng.choices(WORDS, WEIGHTS, k=rng.randint(1, 3))
        return Phrase(" ".join(words), field, rng.choice((0, 0, 1, 2, 5, 99)))  # type: ignore[arg-type]
    return make_filter(rng)


def make_pattern(rng: random.Random, field: str) -> Query:
    word = rng.choice(("peace", "talking", "war", "миротворцы", "ёлка", "café", "the", "Us", "10", "keepers"))
    kind = rng.random()
    if kind < 0.3:
        return Prefix(word[: rng.randint(1, len(word))], field)  # type: ignore[arg-type]
    if kind < 0.6:
        letters = list(word)
        for _ in range(rng.randint(1, 2)):
            start = rng.randint(0, len(letters) - 1)
            letters[start : start + rng.randint(0, 3)] = rng.choice("*?")
        return Wildcard("".join(letters), field)  # type: ignore[arg-type]
    letters = list(word)
    for _ in range(rng.randint(0, 3)):
        at = rng.randint(1, len(letters))
        letters[at : at + rng.randint(0, 1)] = rng.choice(("", "s", "k", "".join(reversed(letters[at : at + 2]))))
    return Fuzzy("".join(letters), rng.choice((1, 2)), field)  # type: ignore[arg-type]


def make_filter(rng: random.Random) -> Query:
    first, last = sorted(rng.sample((2021, 2022, 2023), 2))
    return rng.choice(
        (
            Value("source", rng.choice(("tass", "al-jazeera", "BELTA", "unknown", "nobody"))),
            Value("language", rng.choice(("en", "RU", "unknown"))),
            Value("place", rng.choice(("moscow", "minsk", "unknown"))),
            DateRange(datetime.date(first, 1, 1), datetime.date(last, 1, 25)),
            DateRange(None, datetime.date(last, 1, 31)),
            DateRange(datetime.date(2022, 1, rng.randint(1, 31)), None),
            Undated(),
            Every(),
            Glob(rng.choice(GLOBS)),
        )
    )


def make_options(rng: random.Random) -> SearchOptions:
    dated = rng.random() < 0.2
    return SearchOptions(
        limit=rng.choice((0, 1, 3, 10, 1000)),
        offset=rng.choice((0, 0, 2, 50)),
        sources=("TASS",) if rng.random() < 0.1 else (),
        not_sources=("belta",) if rng.random() < 0.1 else (),
        after="2022-01" if dated else None,
        before="2022-02" if dated and rng.random() < 0.5 else None,
        undated=not dated and rng.random() < 0.1,
        sort=rng.choice(SORTS),
        boost_recent=rng.choice((1, 30, 900)) if rng.random() < 0.2 else None,
        facets=FACETS,
    )
