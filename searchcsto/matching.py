"""Give a text and what a query looks for, get the places where it stands there.

A text of more than LONG characters is not taken apart as a whole: `probing` says where something could be, and only
there are words looked at.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from searchcsto.analysis.nearness import find_near
from searchcsto.analysis.terms import MAX_TERM, Analyzer
from searchcsto.analysis.words import find_word_spans
from searchcsto.documents import Span
from searchcsto.probing import Places, find_places, make_probes, sort_places

LONG = 20_000  # characters of a text that is not taken apart as a whole
_MARGIN = 200  # characters around the places of a passage, in which all words are looked at
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n|(?<=[.!?…:\"”»])[ \t]*\n|\n(?=[ \t]{2,})")
_BLUR = 64
_LONGEST = 1000  # characters of a word that is not parted


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query looks for in a text: terms of the field `text`, phrases of terms of `exact`, words of patterns."""

    terms: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    slops: Mapping[tuple[str, ...], int] = field(default_factory=dict)  # of phrases that need not be exact
    words: Mapping[str, str] = field(default_factory=dict)  # terms of `exact`, each with its pattern
    weights: Mapping[str, float] = field(default_factory=dict)  # of a term, a pattern, or a phrase joined by blanks
    keys: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)  # of words, as they are met

    def find_key(self, word: str, analyzer: Analyzer) -> str | None:
        """Return the term or pattern that a word matches, if any, and keep the answer."""
        terms = analyzer.analyze(word)
        key = next((term for term in terms.text if term in self.terms), None)
        if key is None and self.words:
            key = next((self.words[term] for term in terms.exact if term in self.words), None)
        if len(word) <= MAX_TERM:
            self.keys[word] = key
        return key


class Match(NamedTuple):
    """A matched word of a text, and what of the query it matches: a term, a pattern, a phrase joined by blanks."""

    start: int
    end: int
    key: str
    group: int = -1  # where the first word of its phrase begins


def find_matches(text: str, span: Span, wanted: Wanted, *, analyzer: Analyzer) -> list[Match]:
    """Return the matched words of text[start:end], in their order; each word of a phrase is one match.

    A text that is long is looked at only near the places where it may hold something.
    """
    if span[1] - span[0] <= LONG:
        return _match_words(text, span, wanted, analyzer)
    ground = Ground(text, span, wanted, analyzer)
    return [match for region in ground.find_regions() for match in ground.match(region)]


def _match_words(text: str, span: Span, wanted: Wanted, analyzer: Analyzer) -> list[Match]:
    matches: list[Match] = []
    known = wanted.keys
    words = list(find_word_spans(text, *span))
    for start, end in words:
        word = text[start:end]
        key = known[word] if word in known else wanted.find_key(word, analyzer)
        if key is not None:
            matches.append(Match(start, end, key))
    if wanted.phrases:
        matches += _find_phrases(words, [analyzer.analyze(text[start:end]).exact for start, end in words], wanted)
        matches.sort(key=lambda match: (match.start, -match.end))
    return matches


def _find_phrases(words: list[Span], terms: list[tuple[str, ...]], wanted: Wanted) -> list[Match]:
    """Find the words that hold the phrases; one word may hold several of their terms ("peace-keeping")."""
    sequence = [(term, number) for number, own in enumerate(terms) for term in own]
    places: dict[str, list[int]] = {term: [] for phrase in wanted.phrases for term in phrase}
    for at, (term, _) in enumerate(sequence):
        if term in places:
            places[term].append(at)
    found: list[Match] = []
    for phrase in wanted.phrases:
        key, slop = " ".join(phrase), wanted.slops.get(phrase, 0)
        for start in places[phrase[0]] if all(places[term] for term in phrase) else ():
            chosen = find_near([places[term] for term in phrase], start, slop=slop)
            if chosen is not None:
                numbers = dict.fromkeys(sequence[place][1] for place in chosen)
                first = min(words[number][0] for number in numbers)
                found += [Match(*words[number], key, first) for number in numbers]
    return found


class Region:
    """A piece of a text whose words were looked at: its matches in order, where they start, where paragraphs end."""

    def __init__(self, text: str, span: Span, matches: list[Match]) -> None:
        self.span = span
        self.matches = matches
        self.starts = [match.start for match in matches]
        self._text = text
        self._breaks: list[int] | None = None

    def find_paragraph(self, place: int) -> Span:
        """Return where the paragraph around a place begins and ends, as far as the region goes."""
        if self._breaks is None:
            self._breaks = [match.end() for match in _PARAGRAPH_END.finditer(self._text, *self.span)]
        number = bisect.bisect_right(self._breaks, place)
        start = self._breaks[number - 1] if number else self.span[0]
        return start, self._breaks[number] if number < len(self._breaks) else self.span[1]


class Ground:
    """One span of a text, and where in it matches are or may be: by each key, in ascending order."""

    def __init__(self, text: str, span: Span, wanted: Wanted, analyzer: Analyzer) -> None:
        self.text = text
        self.span = span
        self.wanted = wanted
        self._analyzer = analyzer
        # A phrase may reach out of a passage and must be seen as a whole.
        self.margin = _MARGIN + 10 * max(wanted.slops.values(), default=0)
        self._known: Region | None = None
        self.blur = 0  # how far a match may be behind its place
        if span[1] - span[0] <= LONG:
            self._known = Region(text, span, _match_words(text, span, wanted, analyzer))
            self.places = _list_places(self._known.matches)
        else:
            self.places = self._probe()
            self.blur = _BLUR

    def _probe(self) -> dict[str, Places]:
        phrases = {phrase: self.wanted.slops.get(phrase, 0) for phrase in self.wanted.phrases}
        probes = make_probes(self.wanted.terms, self.wanted.words, phrases)
        places, unclear = find_places(self.text[slice(*self.span)], probes)
        if len(unclear):  # letters that a sketch cannot show: the words are looked at
            seen = [match for region in self._join(unclear + self.span[0]) for match in self.match(region)]
            for key, found in _list_places(seen).items():
                places[key] = np.union1d(places.get(key, found[:0]), found - self.span[0])
        return {key: found + self.span[0] for key, found in places.items() if len(found)}

    def list_places(self) -> Places:
        """Return where matches are or may be, of all keys, in ascending order."""
        return sort_places(self.places.values())

    def find_regions(self) -> list[Span]:
        """Return the spans outside of which nothing matches."""
        return self._join(self.list_places())

    def _join(self, places: Places) -> list[Span]:
        regions: list[Span] = []
        for place in places.tolist():
            start, end = self.cut(place - self.margin, place + self.margin)
            if regions and start <= regions[-1][1]:
                regions[-1] = (regions[-1][0], max(end, regions[-1][1]))
            else:
                regions.append((start, end))
        return regions

    def cut(self, start: int, end: int) -> Span:
        """Return a span that parts no word: it begins and ends with white space, unless there is none."""
        first, last = self.span
        start, end = max(start, first), min(end, last)
        least, most = max(first, start - _LONGEST), min(last, end + _LONGEST)
        while start > least and not self.text[start].isspace():
            start -= 1
        while end < most and not self.text[end].isspace():
            end += 1
        return start, end

    def find_break(self, start: int, end: int) -> int:
        """Return where a paragraph ends within a piece of the text, or else the end of the piece."""
        found = _PARAGRAPH_END.search(self.text, start, end)
        return found.end() if found else end

    def match(self, region: Span) -> list[Match]:
        """Return the matches within a region."""
        return _match_words(self.text, region, self.wanted, self._analyzer)

    def look_at(self, start: int, end: int) -> Region:
        """Return what matches around a piece of the text."""
        known = self._known
        start, end = max(start, self.span[0]), min(end, self.span[1])
        if known is None or not known.span[0] <= start <= end <= known.span[1]:
            wide = self.cut(start, end + (end - start) // 4)  # the next piece is often near
            known = self._known = Region(self.text, wide, self.match(wide))
        return known


def _list_places(matches: Sequence[Match]) -> dict[str, Places]:
    places: dict[str, list[int]] = {}
    for match in matches:
        places.setdefault(match.key, []).append(match.start)
    return {key: np.array(found, np.int64) for key, found in places.items()}
