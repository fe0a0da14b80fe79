"""Give a text and what a query looks for in it, get the best passages, with the matched words marked.

A passage is a literal piece of the text, cut at sentences where these are short enough and at words where not. The
best passages are those with most of the wanted terms, rare ones counting more; they are returned in the order in
which they stand. Where nothing matches (the match is in the title, or the query is only a filter), the beginning of
the article is the passage, without marks.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from searchcsto.analysis.nearness import find_near
from searchcsto.analysis.terms import Analyzer, WordTerms
from searchcsto.analysis.words import find_word_spans
from searchcsto.documents import Span
from searchcsto.results import Snippet

WIDTH = 240  # characters of a passage, about
_LEAD_SIZE = 200

# A line that goes on with a small letter is a wrapped line, and its end is not the end of a sentence.
_LINE_END = re.compile(r"\n(?![ \t]*[a-zа-яё,])")
_SENTENCE_END = re.compile(rf"(?:[.!?…]+[\"”»’')\]]*(?=\s)|{_LINE_END.pattern})\s*")
_OPENERS = "–—-:"  # behind a dateline, or before what somebody said
_ENDED = re.compile(r"[.!?…:][\"”»’')\]]*$")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n|(?<=[.!?…:\"”»])[ \t]*\n|\n(?=[ \t]{2,})")
_MAX_MATCHES = 2000  # of one document, that passages are chosen from


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query looks for in a text: terms of the field `text`, phrases of terms of `exact`, words of patterns."""

    terms: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    slops: Mapping[tuple[str, ...], int] = field(default_factory=dict)  # of phrases that need not be exact
    words: Mapping[str, str] = field(default_factory=dict)  # terms of `exact`, each with its pattern
    weights: Mapping[str, float] = field(default_factory=dict)  # of a term, a pattern, or a phrase joined by blanks


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    key: str


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
    chosen: list[tuple[float, Span, list[_Match]]] = []
    for span in body:
        matches = find_matches(text, span, wanted, analyzer=analyzer)
        chosen += _choose_windows(text, span, matches, wanted, width)
    if not chosen:
        return _first_passage(text, body, width)
    best = sorted(chosen, key=lambda item: (-item[0], item[1]))
    passages: list[Snippet] = []
    for _, span, matches in best:
        snippet = _make_snippet(text, span, matches)
        if not any(_overlap(snippet, other) or snippet.text == other.text for other in passages):
            passages.append(snippet)
        if len(passages) == limit:
            break
    return tuple(sorted(passages, key=lambda snippet: snippet.start))


def find_lead(text: str, body: Sequence[Span]) -> str:
    """Return the first sentence of the body, at most 200 characters, cut between words with "…".

    >>> find_lead("Talks began. More is to come.", ((0, 29),))
    'Talks began. More is to come.'
    """
    for start, end in body:
        near = text[start : min(end, start + 10 * _LEAD_SIZE)].lstrip()[: 3 * _LEAD_SIZE]
        words = " ".join(_LINE_END.split(near, maxsplit=1)[0].split())
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


def find_matches(text: str, span: Span, wanted: Wanted, *, analyzer: Analyzer) -> list[_Match]:
    """Return the matched words of text[start:end], in their order; each word of a phrase is one match."""
    matches: list[_Match] = []
    words = list(find_word_spans(text, *span))
    terms = [analyzer.analyze(text[start:end]) for start, end in words]
    for (start, end), word in zip(words, terms, strict=True):
        key = next((term for term in word.text if term in wanted.terms), None)
        if key is None and wanted.words:
            key = next((wanted.words[term] for term in word.exact if term in wanted.words), None)
        if key is not None:
            matches.append(_Match(start, end, key))
    for phrase in wanted.phrases:
        matches += _find_phrase(words, terms, phrase, slop=wanted.slops.get(phrase, 0))
    matches.sort(key=lambda match: (match.start, -match.end))
    return matches[:_MAX_MATCHES]


def _find_phrase(words: list[Span], terms: list[WordTerms], phrase: tuple[str, ...], *, slop: int = 0) -> list[_Match]:
    """Find the words that hold a phrase; one word may hold several of its terms ("peace-keeping")."""
    sequence = [(term, number) for number, word in enumerate(terms) for term in word.exact]
    places: dict[str, list[int]] = {term: [] for term in phrase}
    for at, (term, _) in enumerate(sequence):
        if term in places:
            places[term].append(at)
    found: list[_Match] = []
    key = " ".join(phrase)
    for start in places[phrase[0]]:
        chosen = find_near([places[term] for term in phrase], start, slop=slop)
        if chosen is not None:
            numbers = dict.fromkeys(sequence[place][1] for place in chosen)
            found += [_Match(*words[number], key) for number in numbers]
    return found


def _choose_windows(
    text: str, span: Span, matches: list[_Match], wanted: Wanted, width: int
) -> list[tuple[float, Span, list[_Match]]]:
    """Return for each match the passage that begins with it, and what that is worth."""
    if not matches:
        return []
    breaks = [match.end() for match in _PARAGRAPH_END.finditer(text, *span)]
    windows: list[tuple[float, Span, list[_Match]]] = []
    for first, match in enumerate(matches):
        place = bisect.bisect_right(breaks, match.start)
        paragraph = (breaks[place - 1] if place else span[0], breaks[place] if place < len(breaks) else span[1])
        inside = [match]
        for other in matches[first + 1 :]:
            if other.end > min(match.start + width, paragraph[1]):
                break
            inside.append(other)
        passage = _widen(text, paragraph, (match.start, max(item.end for item in inside)), width)
        covered = [item for item in matches if passage[0] <= item.start and item.end <= passage[1]]
        windows.append((_rate(covered, wanted), passage, covered))
    return windows


def _rate(matches: list[_Match], wanted: Wanted) -> float:
    """Rate a passage: each distinct term by its weight, and a little for each time that it stands there again."""
    distinct = {match.key for match in matches}
    return sum(wanted.weights.get(key, 1.0) for key in distinct) + 0.05 * min(len(matches), 5)


def _widen(text: str, paragraph: Span, core: Span, width: int) -> Span:
    """Widen a passage to the sentences around it, as far as the width allows, or else to whole words."""
    # Nothing farther away than the width can be in the passage; a paragraph may be a book.
    near = (max(paragraph[0], core[0] - width), min(paragraph[1], core[1] + width))
    ends = [match.end() for match in _SENTENCE_END.finditer(text, *near)]
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


def _make_snippet(text: str, span: Span, matches: list[_Match]) -> Snippet:
    start, end = span
    marks = sorted({(match.start - start, match.end - start) for match in matches})
    kept: list[Span] = []
    for mark in marks:
        if not kept or mark[0] >= kept[-1][1]:
            kept.append(mark)
    return _cut(text, start, end, tuple(kept))


def _cut(text: str, start: int, end: int, marks: tuple[Span, ...]) -> Snippet:
    """Cut a passage out, and say at which ends it cuts a sentence."""
    before, after = text[max(0, start - 20) : start], text[end : end + 20]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    cut_before = bool(before.strip()) and len(before) not in ends and before.rstrip()[-1:] not in _OPENERS
    whole = _ENDED.search(text[max(start, end - 10) : end]) is not None
    cut_after = bool(after.strip()) and not whole and _LINE_END.match(after.lstrip(" \t")) is None
    return Snippet(text[start:end], start, marks, cut_before, cut_after)


def _first_passage(text: str, body: Sequence[Span], width: int) -> tuple[Snippet, ...]:
    for start, end in body:
        first, last = _strip(text, (start, end))
        if first < last:
            core = (first, next((stop for _, stop in find_word_spans(text, first, last)), first + 1))
            passage = _widen(text, (first, last), core, width)
            return (_cut(text, *passage, ()),)
    return ()


def _overlap(one: Snippet, other: Snippet) -> bool:
    return one.start < other.start + len(other.text) and other.start < one.start + len(one.text)
