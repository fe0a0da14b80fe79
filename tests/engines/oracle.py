"""Give Documents and a query tree, get what an index must answer, by reading every text: simple, slow, independent.

It shares the analysis of words with the engine, and nothing else.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import math
from collections import Counter
from dataclasses import dataclass, field

from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_words, fold
from searchcsto.documents import Document, date_range
from searchcsto.options import FACETS, SearchOptions
from searchcsto.query.tree import (
    And,
    DateRange,
    Every,
    Fuzzy,
    Glob,
    Not,
    Or,
    Pattern,
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

ANALYZER = Analyzer()
Found = dict[str, float]  # scores by id


@dataclass
class Article:
    document: Document
    text: Counter[str] = field(default_factory=Counter)  # stems
    title: Counter[str] = field(default_factory=Counter)
    heading: list[str] = field(default_factory=list)  # exact words of the title
    passages: list[list[str]] = field(default_factory=list)  # exact words of each span of the body

    def passages_of(self, name: str) -> list[list[str]]:
        return [self.heading] if name == "title" else [self.heading, *self.passages]


def read_article(document: Document) -> Article:
    article = Article(document)
    title = document.title or ""
    article.heading = ANALYZER.exact_terms(title)
    article.title = Counter(ANALYZER.text_terms(title))
    for term, count in article.title.items():
        article.text[term] += 2 * count
    for start, end in document.body if document.body is not None else [(0, len(document.text))]:
        article.text.update(ANALYZER.text_terms(document.text[start:end]))
        article.passages.append(ANALYZER.exact_terms(document.text[start:end]))
    return article


def count_phrase(words: list[str], passages: list[list[str]], slop: int = 0) -> int:
    if not slop:
        return sum(
            passage[start : start + len(words)] == words for passage in passages for start in range(len(passage))
        )
    return sum(
        word == words[0] and stands_near(words, passage, [start], slop)
        for passage in passages
        for start, word in enumerate(passage)
    )


def stands_near(words: list[str], passage: list[str], places: list[int], slop: int) -> bool:
    """Say whether places for the other words can be found, by trying all."""
    shifts = [place - number for number, place in enumerate(places)]
    if max(shifts) - min(shifts) > slop:
        return False
    if len(places) == len(words):
        return True
    low, high = max(0, max(shifts) - slop + len(places)), min(shifts) + slop + len(places) + 1
    return any(
        passage[place] == words[len(places)]
        and place not in places
        and stands_near(words, passage, [*places, place], slop)
        for place in range(low, min(high, len(passage)))
    )


def matches(pattern: Pattern, word: str) -> bool:
    match pattern:
        case Prefix(text):
            return word.startswith(fold(text))
        case Wildcard(text):
            return like(fold(text), word)
        case Fuzzy(text, edits):
            return word[0] == fold(text)[0] and count_edits(fold(text), word) <= edits


def like(pattern: str, word: str) -> bool:
    if not pattern or not word:
        return not word and not pattern.strip("*")
    if pattern[0] == "*":
        return like(pattern[1:], word) or like(pattern, word[1:])
    return pattern[0] in ("?", word[0]) and like(pattern[1:], word[1:])


def is_at(glob: str, path: str) -> bool:
    """Say whether a glob is like a path, by trying every folder to begin from."""
    names = path.split("/")
    if "/" not in glob:
        return like(glob, names[-1])
    glob += "*" * glob.endswith("/")
    if glob.startswith("/"):
        return like(glob[1:], path)
    return any(like(glob, "/".join(names[start:])) for start in range(len(names)))


@functools.cache
def count_edits(first: str, second: str) -> int:
    if not first or not second:
        return len(first) + len(second)
    costs = [
        count_edits(first[1:], second) + 1,
        count_edits(first, second[1:]) + 1,
        count_edits(first[1:], second[1:]) + (first[0] != second[0]),
    ]
    if len(first) > 1 and first[:2] == second[1::-1] and len(second) > 1:
        costs.append(count_edits(first[2:], second[2:]) + 1)
    return min(costs)


def plain(value: str) -> str:
    return "".join(letter for letter in fold(value) if letter.isalnum())


class Oracle:
    def __init__(self, documents: list[Document]) -> None:
        self.articles = [read_article(document) for document in documents]

    def find(self, query: Query) -> Found:
        match query:
            case Word(text, name):
                analyzed = [ANALYZER.analyze(word) for word in find_words(text)]
                if len(analyzed) == 1 and analyzed[0].query is not None:
                    term = analyzed[0].query
                    return self._score({a.document.id: getattr(a, name)[term] for a in self.articles}, name)
                return self._find_phrase([term for word in analyzed for term in word.exact], name)
            case Phrase(text, name, slop):
                return self._find_phrase(ANALYZER.exact_terms(text), name, slop)
            case Prefix() | Wildcard() | Fuzzy():
                return self._find_pattern(query)
            case And(children):
                found = [self.find(child) for child in children]
                common = set.intersection(*map(set, found))
                return {key: sum(each[key] for each in found) for key in common}
            case Or(children):
                found = [self.find(child) for child in children]
                either = set().union(*found)
                return {key: sum(each.get(key, 0.0) for each in found) for key in either}
            case Weighted(child, weight):
                return {key: weight * score for key, score in self.find(child).items()}
            case Prefer(required, wanted):
                more = self.find(wanted)
                return {key: score + more.get(key, 0.0) for key, score in self.find(required).items()}
            case Not(child):
                excluded = self.find(child)
                return {a.document.id: 0.0 for a in self.articles if a.document.id not in excluded}
            case _:
                return {a.document.id: 0.0 for a in self.articles if self._passes(query, a.document)}

    def _find_pattern(self, pattern: Pattern) -> Found:
        counts = {
            a.document.id: sum(matches(pattern, word) for passage in a.passages_of(pattern.field) for word in passage)
            for a in self.articles
        }
        return self._score(counts, pattern.field)

    def _find_phrase(self, words: list[str], name: str, slop: int = 0) -> Found:
        if not words:
            return {}
        counts = {}
        for article in self.articles:
            counts[article.document.id] = count_phrase(words, article.passages_of(name), slop)
        return self._score(counts, name)

    def _score(self, counts: dict[str, int], name: str) -> Found:
        lengths = {a.document.id: sum(getattr(a, name).values()) for a in self.articles}
        average = sum(lengths.values()) / len(lengths) if lengths else 0
        found = {key: count for key, count in counts.items() if count}
        idf = math.log(1 + (len(counts) - len(found) + 0.5) / (len(found) + 0.5))
        return {
            key: idf * tf / (tf + 1.5 * (1 - 0.75 + 0.75 * lengths[key] / (average or 1))) for key, tf in found.items()
        }

    def _passes(self, query: Query, document: Document) -> bool:
        match query:
            case Every():
                return True
            case Undated():
                return document.date is None
            case DateRange(first, last):
                if document.date is None:
                    return False
                start, end = date_range(document.date)
                return (last is None or start <= last) and (first is None or end >= first)
            case Glob(text):
                return is_at(text.lower(), document.path.lower())
            case Value(name, value):
                values = document.sources if name == "source" else [getattr(document, name)]
                held = [each for each in values if each]
                if plain(value) == "unknown":
                    return not held
                return any(plain(each) == plain(value) for each in held)
        raise TypeError(query)

    def recency(self, half_life: float | None) -> dict[str, float]:
        days = {a.document.id: date_range(a.document.date)[0] for a in self.articles if a.document.date}
        last = min(max(days.values(), default=datetime.date.min), datetime.date.today())
        factors = {}
        for article in self.articles:
            day = days.get(article.document.id)
            age = max((last - day).days, 0) if day else 0
            factors[article.document.id] = 1 + 0.5 ** (age / half_life) if half_life and day else 1.0
        return factors

    def is_common(self, count: int) -> bool:
        return count * 8 > len(self.articles)

    def add_phrases(self, query: Query) -> Query:
        match query:
            case Or(children) if 1 < len(children) <= 20 and all(
                isinstance(child, Word) and child.field == "text" for child in children
            ):
                if all(self.is_common(len(self.find(child))) for child in children):
                    return Or((*children, Phrase(" ".join(child.text for child in children))))  # type: ignore[union-attr]
                return query
            case And(children) | Or(children):
                return type(query)(tuple(self.add_phrases(child) for child in children))
            case Prefer(required, wanted):
                return Prefer(self.add_phrases(required), self.add_phrases(wanted))
            case _:
                return query

    def bonuses(self, query: Query) -> Found:
        """Return what all documents would get for words as they were written, for pairs and for coverage."""
        runs: list[list[str]] = []
        units: list[Query] = []
        self._read_runs(query, runs, units)
        if len({unit for unit in units if isinstance(unit, Word)}) < 2:
            return dict.fromkeys((a.document.id for a in self.articles), 0.0)
        words = [word for run in runs for word in run]
        counts = {
            word: {a.document.id: sum(passage.count(word) for passage in a.passages_of("text")) for a in self.articles}
            for word in words
        }
        held = {word: sum(map(bool, counts[word].values())) for word in words}
        idf = {word: math.log(1 + (len(self.articles) - held[word] + 0.5) / (held[word] + 0.5)) for word in words}
        pairs = [
            pair
            for run in runs
            for pair in itertools.pairwise(run)
            if pair[0] != pair[1] and all(held[word] and not self.is_common(held[word]) for word in pair)
        ]
        average = sum(sum(a.text.values()) for a in self.articles) / max(len(self.articles), 1)
        coverage = self._coverage(units)
        added = {}
        for article in self.articles:
            length = 1.5 * (0.25 + 0.75 * sum(article.text.values()) / (average or 1))
            key = article.document.id
            bonus = coverage[key]
            for word in words:
                bonus += 0.25 * idf[word] * counts[word][key] / (counts[word][key] + length)
            for first, second in pairs:
                beside = count_phrase([first, second], article.passages_of("text"))
                bonus += 0.25 * (idf[first] + idf[second]) * beside / (beside + length)
            added[key] = bonus
        return added

    def _read_runs(self, query: Query, runs: list[list[str]], units: list[Query]) -> None:
        match query:
            case Word(text, name):
                units.append(query)
                if name == "text" and len(self.find(query)) * 2 <= len(self.articles):
                    runs.append(ANALYZER.exact_terms(text))
            case Phrase() | Prefix() | Wildcard() | Fuzzy():
                units.append(query)
            case Prefer(required, wanted):
                self._read_runs(required, runs, units)
                self._read_runs(wanted, runs, units)
            case And(children) | Or(children):
                beside = False
                for child in children:
                    usable = isinstance(child, Word) and child.field == "text"
                    usable = usable and len(self.find(child)) * 2 <= len(self.articles)
                    if usable and beside:
                        runs[-1] += ANALYZER.exact_terms(child.text)  # type: ignore[union-attr]
                        units.append(child)
                    else:
                        self._read_runs(child, runs, units)
                    beside = usable

    def _coverage(self, units: list[Query]) -> Found:
        found: dict[object, tuple[float, Found]] = {}
        for unit in units:
            held = self.find(unit)
            name = self._name(unit)
            if held and name:
                found[name] = math.log(1 + (len(self.articles) - len(held) + 0.5) / (len(held) + 0.5)), held
        most = sum(weight for weight, _ in found.values())
        return {
            a.document.id: 0.1
            * most
            * (sum(weight for weight, held in found.values() if a.document.id in held) / most) ** len(found)
            if len(found) > 1
            else 0.0
            for a in self.articles
        }

    def _name(self, unit: Query) -> object:
        """Return what two units have in common if they are the same question."""
        match unit:
            case Word(text, name):
                analyzed = [ANALYZER.analyze(word) for word in find_words(text)]
                if len(analyzed) == 1 and analyzed[0].query is not None:
                    return name, analyzed[0].query
                words = tuple(term for word in analyzed for term in word.exact)
                return words and (name, words, 0)
            case Phrase(text, name, slop):
                words = tuple(ANALYZER.exact_terms(text))
                return words and (name, words, slop)
            case _:
                return unit

    def search(self, query: Query, options: SearchOptions) -> tuple[list[str], Found]:
        """Return ids in the order asked for, and scores."""
        parts: list[Query] = [query]
        if options.sources:
            parts.append(Or(tuple(Value("source", name) for name in options.sources)))
        parts += [Not(Value("source", name)) for name in options.not_sources]
        if options.after or options.before:
            parts.append(DateRange(options.first_day, options.last_day))
        if options.undated:
            parts.append(Undated())
        found = self.find(self.add_phrases(And(tuple(parts))))
        if options.sort == "score":
            factors = self.recency(options.boost_recent)
            found = {key: score * factors[key] for key, score in found.items()}
            window = sorted(found, key=lambda key: (-round(found[key], 9), key))[:100]
            added = self.bonuses(query)
            # Each score is rounded before the bonuses are added to it.
            found |= {key: round(found[key], 9) + added[key] * factors[key] for key in window}
        days = {a.document.id: date_range(a.document.date)[0] for a in self.articles if a.document.date}

        def order(key: str) -> tuple[float, float, str]:
            day = days.get(key)
            if options.sort == "score":
                return (0, -round(found[key], 9), key)
            if day is None:
                return (math.inf, -round(found[key], 9), key)
            distance = (day - datetime.date.min).days
            return (-distance if options.sort == "newest" else distance, -round(found[key], 9), key)

        return sorted(found, key=order), found

    def facets(self, ids: list[str]) -> dict[str, Counter[str]]:
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        chosen = set(ids)
        for document in (a.document for a in self.articles if a.document.id in chosen):
            counts["source"].update(set(document.sources))
            if document.date:
                counts["year"][document.date[:4]] += 1
                if len(document.date) > 4:
                    counts["month"][document.date[:7]] += 1
                if len(document.date) > 7:
                    counts["day"][document.date] += 1
                    counts["week"][datetime.date.fromisoformat(document.date).strftime("%G-W%V")] += 1
            for name in ("language", "place"):
                if getattr(document, name):
                    counts[name][getattr(document, name)] += 1
        return counts

    def count_without(self, ids: list[str], name: str) -> int:
        """Return how many of these documents have no value in a facet."""
        return sum(not self.facets([key])[name] for key in ids)
