"""Give a text and what a query looks for in it, get the best passages, with the matched words marked.

A passage is a literal piece of the text, cut at sentences where these are short enough and at words where not. The
best passages are those with most of the wanted terms, rare ones counting more, and among equals the first of the text;
one that says nearly the same as a better one is left out. They are returned in the order in which they stand. Where
nothing matches (the match is in the title, or the query is only a filter), the beginning of the article is the passage,
without marks.

Passages come from anywhere in a text of any length. Of a long one only the places where `matching` says that something
could be are looked at, the best first. The answer is the same as if all of it were, unless more than MOST_TRIED places
look better than they are, or a word stands there more than `probing.MOST` times.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from searchcsto.analysis.sentences import LINE_END, find_sentence_ends
from searchcsto.analysis.terms import Analyzer
from searchcsto.analysis.words import find_word_spans
from searchcsto.documents import Span
from searchcsto.matching import Ground, Match, Wanted
from searchcsto.results import Snippet

WIDTH = 240  # characters of a passage, about
MOST_TRIED = 64  # places of one text where passages are tried
_LEAD_SIZE = 200
_SAME = 0.8  # of the words of two passages: they say the same

_OPENERS = "–—-:"  # behind a dateline, or before what somebody said
_ENDED = re.compile(r"[.!?…:][\"”»’')\]]*$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Window:
    score: float
    start: int  # of the match that it begins with; sentences may begin before it
    span: Span
    matches: tuple[Match, ...]


def find_snippets(
    text: str, body: Sequence[Span], wanted: Wanted, *, analyzer: Analyzer, limit: int = 3, width: int = WIDTH
) -> tuple[Snippet, ...]:
    """Return up to `limit` passages of about `width` characters from the body of a text.

    >>> text = "Talks began in Orlo. The peacekeepers left the harbour on Friday."
    >>> wanted = Wanted(frozenset({"peacekeep"}))
    >>> [best] = find_snippets(text, [(0, len(text))], wanted, analyzer=Analyzer(), width=50)
    >>> best.text, best.start, best.highlights
    ('The peacekeepers left the harbour on Friday.', 21, ((4, 16),))
    """
    if limit < 1:
        return ()
    chosen = _Chosen(text, limit)
    for span in body:
        for window in _try_windows(Ground(text, span, wanted, analyzer), chosen, width):
            chosen.add(window)
    if not chosen.choose():
        return _first_passage(text, body, width)
    best = sorted(chosen.choose(), key=lambda window: window.span)
    return tuple(_make_snippet(text, window.span, window.matches) for window in best)


def find_lead(text: str, body: Sequence[Span]) -> str:
    """Return the first sentence of the body, at most 200 characters, cut between words with "…".

    >>> find_lead("Talks began. More is to come.", ((0, 29),))
    'Talks began. More is to come.'
    """
    for start, end in body:
        near = text[start : min(end, start + 10 * _LEAD_SIZE)].lstrip()[: 3 * _LEAD_SIZE]
        words = " ".join(LINE_END.split(near, maxsplit=1)[0].split())
        if not any(char.isalnum() for char in words):
            continue
        sentence = _cut_sentence(words)
        if len(sentence) <= _LEAD_SIZE:
            return sentence
        cut = sentence[: _LEAD_SIZE - 1]
        return (cut.rpartition(" ")[0].rstrip(" ,;:–—-") or cut) + "…"
    return ""


def _cut_sentence(words: str) -> str:
    """Return the words up to the first full stop that ends a sentence and not an abbreviation."""
    at = 0
    while (at := _next_stop(words, at)) >= 0:
        last = words[:at].rpartition(" ")[2]
        behind = words[at + 1 :].lstrip('”"»’) ')
        if at > 20 and len(last) > 2 and "." not in last and (not behind or not behind[0].islower()):
            return words[: at + 1 + (len(words[at + 1 :]) - len(words[at + 1 :].lstrip('”"»’)')))]
        at += 1
    return words


def _next_stop(words: str, at: int) -> int:
    found = [place for mark in ".!?" if (place := words.find(mark, at)) >= 0]
    return min(found, default=-1)


def _rank(window: _Window) -> tuple[float, int]:
    return -window.score, window.start


class _Chosen:
    """The windows that were tried, and the best of them that neither overlap nor say the same."""

    def __init__(self, text: str, limit: int) -> None:
        self._text = text
        self._limit = limit
        self._windows: dict[Span, _Window] = {}
        self._best: list[_Window] | None = None
        self._words: dict[Span, frozenset[str]] = {}

    def add(self, window: _Window) -> None:
        """Take a window into account."""
        known = self._windows.get(window.span)
        if known is None or _rank(window) < _rank(known):
            self._windows[window.span] = window
            best = self._best
            if best is None or len(best) < self._limit or _rank(window) < _rank(best[-1]):
                self._best = None

    def choose(self) -> list[_Window]:
        """Return the best windows so far, the best first."""
        if self._best is None:
            self._best = []
            for window in sorted(self._windows.values(), key=_rank):
                if not any(self._is_like(window, other) for other in self._best):
                    self._best.append(window)
                if len(self._best) == self._limit:
                    break
        return self._best

    def is_settled(self, bound: float, place: int) -> bool:
        """Whether nothing from this place on, worth at most so much, can be among the best."""
        best = self.choose()
        if len(best) < self._limit:
            return False
        last = best[-1]
        return bound < last.score or (bound <= last.score and place > last.start)

    def _is_like(self, window: _Window, other: _Window) -> bool:
        if window.span[0] < other.span[1] and other.span[0] < window.span[1]:
            return True
        one, two = self._list_words(window.span), self._list_words(other.span)
        return len(one & two) >= _SAME * len(one | two)

    def _list_words(self, span: Span) -> frozenset[str]:
        words = self._words.get(span)
        if words is None:
            words = self._words[span] = frozenset(_WORD.findall(self._text[slice(*span)].lower()))
        return words


def _try_windows(ground: Ground, chosen: _Chosen, width: int) -> Iterator[_Window]:
    """Yield the passages at the places of a ground, what could be worth most first, while it could be better."""
    if not ground.places:
        return
    wanted = ground.wanted
    places = ground.list_places()
    bounds = np.zeros(len(places))
    for key in sorted(ground.places):
        found = ground.places[key]
        near = found.searchsorted(places + width, "right") > found.searchsorted(places - ground.blur)
        bounds += near * wanted.weights.get(key, 1.0)
    order = np.lexsort((places, -bounds))[: 4 * MOST_TRIED]
    tried = 0
    for place, bound in zip(places[order].tolist(), bounds[order].tolist(), strict=True):
        if tried >= MOST_TRIED or chosen.is_settled(bound, place):
            return
        if chosen.is_settled(_bound_paragraph(ground, place, width), place):
            continue
        window = _make_window(ground, place, width)
        if window is not None:
            tried += 1
            yield window


def _bound_paragraph(ground: Ground, place: int, width: int) -> float:
    """Return what a passage at a place is worth at most: it does not reach beyond its paragraph."""
    end = ground.find_break(place, place + width)
    start = place - ground.blur
    score = 0.0
    for key in sorted(ground.places):
        found = ground.places[key]
        number = int(found.searchsorted(start, "right"))
        if number < len(found) and found[number] <= end:
            score += ground.wanted.weights.get(key, 1.0)
    return score


def _make_window(ground: Ground, place: int, width: int) -> _Window | None:
    """Return the passage that begins with the match at a place, or with its phrase; None if nothing matches there."""
    region = ground.look_at(place - width - ground.margin, place + ground.blur + width + ground.margin)
    matches, starts = region.matches, region.starts
    last = bisect.bisect_right(starts, place) - 1
    if last < 0 or matches[last].end <= place:
        return None
    groups = [match.group for match in matches[bisect.bisect_left(starts, starts[last]) : last + 1] if match.group >= 0]
    first = bisect.bisect_left(starts, min(groups, default=starts[last]))
    start, end = matches[first][:2]
    paragraph = region.find_paragraph(start)
    paragraph = (paragraph[0], max(paragraph[1], end))  # a word may be longer than a passage
    most = min(start + width, paragraph[1])
    core = [match for match in matches[first : bisect.bisect_right(starts, most)] if match.end <= max(most, end)]
    passage = _widen(ground.text, paragraph, (start, max([match.end for match in core])), width)
    inside = matches[bisect.bisect_left(starts, passage[0]) : bisect.bisect_left(starts, passage[1])]
    score = sum([ground.wanted.weights.get(key, 1.0) for key in sorted({match.key for match in core})])
    return _Window(score, start, passage, tuple([match for match in inside if match.end <= passage[1]]))


def _widen(text: str, paragraph: Span, core: Span, width: int) -> Span:
    """Widen a passage to the sentences around it, as far as the width allows, or else to whole words."""
    # Nothing farther away than the width can be in the passage; a paragraph may be a book.
    near = (max(paragraph[0], core[0] - width), min(paragraph[1], core[1] + width))
    ends = list(find_sentence_ends(text, *near))
    starts = [near[0], *ends]
    stops = [*ends, near[1]]
    start = starts[bisect.bisect_right(starts, core[0]) - 1]
    end = stops[bisect.bisect_left(stops, core[1])]
    if end - start > width:
        room = max(width - (core[1] - core[0]), 0)
        start = max(start, core[0] - room // 2)
        end = min(end, max(start + width, core[1]))
        start, end = _trim_to_words(text, (start, end), core, paragraph)
    while end < near[1] and (stop := stops[bisect.bisect_right(stops, end)]) - start <= width:
        end = stop
    return _strip(text, (start, end))


def _trim_to_words(text: str, span: Span, core: Span, bounds: Span) -> Span:
    start, end = span
    while start > bounds[0] and start < core[0] and not text[start - 1].isspace():
        start += 1
    while end < bounds[1] and end > core[1] and not text[end].isspace():
        end -= 1
    # Without blanks around it (a language that has none, a very long word) the passage is cut where it is.
    while end < bounds[1] and end == core[1] and text[end].isalnum():
        end += 1
        core = (core[0], end)
    return start, end


def _strip(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _make_snippet(text: str, span: Span, matches: Sequence[Match]) -> Snippet:
    start, end = span
    marks = sorted({(match.start - start, match.end - start) for match in matches})
    kept: list[Span] = []
    for mark in marks:
        if not kept or mark[0] >= kept[-1][1]:
            kept.append(mark)
    return _cut(text, start, end, tuple(kept))


def _cut(text: str, start: int, end: int, marks: tuple[Span, ...]) -> Snippet:
    """Cut a passage out, and say at which ends it cuts a sentence."""
    near = max(0, start - 20)
    before, after = text[near:start], text[end : end + 20]
    is_start = start in find_sentence_ends(text, near, start + 1)
    cut_before = bool(before.strip()) and not is_start and before.rstrip()[-1:] not in _OPENERS
    whole = _ENDED.search(text[max(start, end - 10) : end]) is not None
    cut_after = bool(after.strip()) and not whole and LINE_END.match(after.lstrip(" \t")) is None
    return Snippet(text[start:end], start, marks, cut_before, cut_after)


def _first_passage(text: str, body: Sequence[Span], width: int) -> tuple[Snippet, ...]:
    for start, end in body:
        first, last = _strip(text, (start, end))
        if first < last:
            core = (first, next((stop for _, stop in find_word_spans(text, first, last)), first + 1))
            passage = _widen(text, (first, last), core, width)
            return (_cut(text, *passage, ()),)
    return ()
