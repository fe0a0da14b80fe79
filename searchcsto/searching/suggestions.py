"""Give a query that finds nothing, or has words that hardly occur, get queries that find more; none is used silently.

Words of no document are looked up among the words of the index: misspelt (`corrections` of the engine), typed with the
keyboard set to the other script, or run together. A word of few documents is corrected only where a word near to it has
a hundred times as many. Phrases are tried with their words near each other; a query whose parts exclude each other is
tried without the part whose loss brings the most, or else with any of its words.

All of it takes at most about LIMIT seconds (more where each question to the engine takes time, `Searcher.slowness`);
what would come later is left out.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from searchcsto.analysis.keyboard import switch_keyboard
from searchcsto.analysis.words import find_words
from searchcsto.engines.base import Searcher
from searchcsto.errors import QueryInvalid
from searchcsto.options import SearchOptions
from searchcsto.query.tree import And, Or, Phrase, Query, Word, list_clauses, print_query, walk
from searchcsto.reasons import Reason, Suggestion
from searchcsto.searching.explanations import Counts, list_filters
from searchcsto.searching.facets import count_only
from searchcsto.searching.thesaurus import Thesaurus
from searchcsto.searching.understanding import read_tree, understand

LIMIT = 0.05  # seconds
MOST = 3  # suggestions
_RARE = 100  # a word is rare beside one that has so many times its documents,
_RARE_LENGTH = 5  # at least so many letters,
_RARE_COUNT = 5  # and, if the query finds something, at most so many documents itself,
_RARE_SHARE = 10_000  # or one in so many
NEAR = 5  # how far from each other the words of a phrase are looked for
_QUOTES = ('"', "”", "“", "»")  # that close a phrase

_Typed = tuple[int, int]  # the span of a node in the query


class _Correction(NamedTuple):
    """A word as it was typed, what may have been meant, and why."""

    typed: str
    meant: str
    reason: Reason


def find_suggestions(
    tree: Query,
    counts: Counts,
    searcher: Searcher,
    *,
    query: str,
    options: SearchOptions,
    thesaurus: Thesaurus,
    total: int,
) -> tuple[Suggestion, ...]:
    """Return queries that find more, the likeliest first, each with how many documents it finds."""
    deadline = time.perf_counter() + LIMIT * searcher.slowness

    def keep(candidates: Iterable[tuple[str, Reason]]) -> tuple[Suggestion, ...]:
        found: dict[str, Suggestion] = {}
        for text, reason in candidates:
            count = _count(text, searcher, options, thesaurus=thesaurus)
            if count > total and text != query and text not in found:
                found[text] = Suggestion(text, count, reason)
            if time.perf_counter() > deadline or len(found) >= MOST:
                break
        return tuple(found.values())

    most = max(_RARE_COUNT, searcher.document_count // _RARE_SHARE)
    if not total and all(counts.values()):  # all words are there, so that one of them may be another than was meant
        most = max(most, searcher.document_count // _RARE)
    corrected = _list_corrected(tree, counts, searcher, query=query, most=most, until=deadline)
    found = keep(corrected)
    if found or total or options.plain or time.perf_counter() > deadline:
        return found
    if corrected:  # what was meant finds nothing either
        query = corrected[0][0]
        tree = read_tree(query, options)
    return keep(_list_nearer(tree, searcher, query=query)) or keep(_list_relaxed(tree, searcher, options))


def _list_corrected(
    tree: Query, counts: Counts, searcher: Searcher, *, query: str, most: int, until: float
) -> list[tuple[str, Reason]]:
    """Return the query with all words corrected that have at most so many documents; one word only, in several ways."""
    corrections: dict[_Typed, list[_Correction]] = {}
    for node, wanted in walk(tree):
        if wanted and isinstance(node, Word | Phrase) and node in counts and time.perf_counter() < until:
            choices = _correct(node, counts[node], searcher, most=most, until=until)
            if choices and choices[0].typed in query[slice(*node.span)]:
                corrections[node.span] = choices
    if not corrections:
        return []
    best = {span: choices[0] for span, choices in corrections.items()}
    texts = [(_replace(query, best), next(iter(best.values())).reason)]
    if len(corrections) == 1:
        [(span, choices)] = corrections.items()
        texts += [(_replace(query, {span: choice}), choice.reason) for choice in choices[1:]]
    return texts


def _count(query: str, searcher: Searcher, options: SearchOptions, *, thesaurus: Thesaurus) -> int:
    """Return how many documents a query finds within the filters of the options; 0 if it cannot be read."""
    try:
        tree, options, *_ = understand(query, options, searcher, thesaurus=thesaurus)
    except QueryInvalid:
        return 0
    return searcher.search(tree, count_only(options)).total


def _correct(node: Word | Phrase, count: int, searcher: Searcher, *, most: int, until: float) -> list[_Correction]:
    """Return what may have been meant by a word, or by one of the words of a phrase that is nowhere."""
    if isinstance(node, Word):
        return _correct_word(node.text, count, searcher, most=most, until=until)
    for word in [] if count else find_words(node.text):
        alone = searcher.count_documents(Phrase(word, node.field))
        if choices := _correct_word(word, alone, searcher, most=most, until=until):
            return choices
    return []


def _correct_word(text: str, count: int, searcher: Searcher, *, most: int, until: float) -> list[_Correction]:
    if count > most or (count and len(text) < _RARE_LENGTH):
        return []
    analyze = searcher.analyzer.analyze
    stems = {analyze(word).query for word in find_words(text)}
    choices: list[_Correction] = []
    for word, documents in searcher.find_similar(text, seconds=max(0.0, until - time.perf_counter())):
        if " " in word:
            if not count and searcher.count_documents(Phrase(word)):
                choices.append(_Correction(text, f'"{word}"', "joined"))
        elif word == switch_keyboard(text):
            choices.append(_Correction(text, word, "keyboard"))
        elif analyze(word).query not in stems and documents >= _RARE * count:
            stems.add(analyze(word).query)
            choices.append(_Correction(text, _match_case(word, text), "spelling"))
    return choices


def _match_case(word: str, typed: str) -> str:
    """Return a word in the case of what was typed.

    >>> _match_case("kazakhstan", "Kazahkstan"), _match_case("nato", "NTAO")
    ('Kazakhstan', 'NATO')
    """
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word.capitalize() if typed[:1].isupper() else word


def _replace(query: str, corrections: Mapping[_Typed, _Correction]) -> str:
    """Return a query with words in its spans replaced, and all else as it was typed.

    >>> _replace('"colective peace" -war', {(0, 17): _Correction("colective", "collective", "spelling")})
    '"collective peace" -war'
    """
    for (start, end), correction in sorted(corrections.items(), reverse=True):
        typed, meant = query[start:end], correction.meant
        if correction.reason == "joined" and '"' in typed:
            meant = meant.strip('"')
        query = query[:start] + typed.replace(correction.typed, meant, 1) + query[end:]
    return query


def _list_nearer(tree: Query, searcher: Searcher, *, query: str) -> Iterator[tuple[str, Reason]]:
    """Yield the query with the words of each phrase that is nowhere near each other."""
    for node, wanted in walk(tree):
        if not wanted or not isinstance(node, Phrase) or node.slop or len(find_words(node.text)) < 2:
            continue
        end = node.span[1]
        if query[:end].endswith(_QUOTES) and not searcher.count_documents(node):
            yield f"{query[:end]}~{NEAR}{query[end:]}", "nearness"


def _list_relaxed(tree: Query, searcher: Searcher, options: SearchOptions) -> Iterator[tuple[str, Reason]]:
    """Yield the query without one of its parts, that which brings the most first; then with any of its words."""
    clauses = tuple(list_clauses(tree))
    if len(clauses) < 2:
        return
    kept = list_filters(options)
    shorter: list[tuple[int, str]] = []
    for place in range(len(clauses)):
        others = _join(clauses[:place] + clauses[place + 1 :])
        total = searcher.search(And((others, *kept)), SearchOptions(limit=0, facets=(), snippets=0)).total
        shorter.append((-total, print_query(others)))
    shorter.sort(key=lambda item: item[0])
    if shorter[0][0]:
        yield from ((text, "relaxed") for _, text in shorter)
        return
    words = tuple(child for child in clauses if isinstance(child, Word | Phrase))
    restrictions = tuple(child for child in clauses if child not in words)
    if len(words) > 1:
        yield print_query(_join((Or(words), *restrictions))), "relaxed"


def _join(children: tuple[Query, ...]) -> Query:
    return children[0] if len(children) == 1 else And(children)
