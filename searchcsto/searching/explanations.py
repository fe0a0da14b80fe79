"""Give a query and how often its words occur, get what the person who asked should know: nothing goes without a word.

Words that occur nowhere, sources that do not exist and the nearest ones that do, patterns that stand for too much, and,
where nothing is found, which clause is the reason.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from searchcsto.analysis.values import value_key
from searchcsto.analysis.words import find_words
from searchcsto.engines.base import Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.tree import (
    And,
    DateRange,
    Fuzzy,
    Glob,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Undated,
    Value,
    Wildcard,
    Word,
    list_clauses,
    print_query,
    print_text,
    walk,
)

_NEAR = 5  # how far from each other the words of a phrase are looked for
_MOST_WAYS = 3  # of several ways to be found, so many are explained

Counts = Mapping[Word | Phrase | Pattern, int]  # how many documents have each word of a query


def explain(tree: Query, counts: Counts, searcher: Searcher, options: SearchOptions, total: int) -> Iterable[str]:
    """Yield what the person who asked should know: nothing of a query goes without a word."""
    for node in counts:
        if isinstance(node, Prefix | Wildcard | Fuzzy):
            yield from _explain_pattern(node, counts[node], searcher)
        elif not find_words(node.text):
            yield f"{node.text!r} holds no letter and no digit; it finds nothing"
        elif not counts[node]:
            yield f"{_describe(node)} occurs in no document{_explain_phrase(node, searcher)}"
    named = [Value("source", name) for name in (*options.sources, *options.not_sources)]
    for value in [*(node for node, _ in walk(tree) if isinstance(node, Value)), *named]:
        yield from _explain_value(value, searcher)
    for glob in dict.fromkeys(node for node, _ in walk(tree) if isinstance(node, Glob)):
        yield from _explain_glob(glob, searcher)
    if not total:
        yield from _explain_nothing(tree, counts, searcher, options)


def _explain_pattern(node: Pattern, count: int, searcher: Searcher) -> Iterable[str]:
    terms, was_cut = searcher.expand(node)
    if was_cut:
        yield f"{print_text(node)} stands for too many words; the {len(terms):,} most frequent are searched"
    if not terms:
        yield f"{print_text(node)} matches no word of the index"
    elif not count:
        yield f"no word that {_describe(node)} matches occurs in a document"


def _explain_phrase(node: Word | Phrase | Pattern, searcher: Searcher) -> str:
    """Say which words of a phrase are missing, or that they stand otherwise."""
    words = find_words(node.text)
    if not isinstance(node, Phrase) or len(words) < 2:
        return ""
    missing = [word for word in words if not searcher.count_documents(Phrase(word, node.field))]
    if missing:
        return f": nor does {', nor '.join(missing)}"
    near = searcher.count_documents(Phrase(node.text, node.field, _NEAR)) if node.slop < _NEAR else 0
    together = f"; {near:,} have them near each other: {print_text(Phrase(node.text, slop=_NEAR))}" if near else ""
    return f", though each of its words does{together}"


def _describe(node: Word | Phrase | Pattern) -> str:
    return f"{print_text(node)} (in the title)" if node.field == "title" else print_text(node)


def _explain_value(node: Value, searcher: Searcher) -> Iterable[str]:
    known = searcher.count_values(node.field)
    keys = {value_key(value): value for value in known}
    key = value_key(node.value)
    if node.value.lower() == "unknown" or key in keys:
        return
    near = difflib.get_close_matches(key, keys, n=3, cutoff=0.5) or [name for name in keys if key in name][:3]
    hint = f"; nearest: {', '.join(keys[name] for name in near)}" if near else ""
    yield f"no document has the {node.field} {node.value!r}{hint}"


def _explain_glob(node: Glob, searcher: Searcher) -> Iterable[str]:
    bare = SearchOptions(limit=0, facets=(), snippets=0)
    if searcher.search(node, bare).total:
        return
    hint = ""
    if "/" not in node.text and searcher.search(folder := Glob(f"{node.text}/"), bare).total:
        hint = f"; {print_query(folder)} finds what is in a folder of this name"
    yield f"no document has a path like {node.text}{hint}"


def _explain_nothing(tree: Query, counts: Counts, searcher: Searcher, options: SearchOptions) -> Iterable[str]:
    """Say which clause, if it were left out, would let something be found."""
    if not searcher.document_count:
        yield "the index is empty"
        return
    if len(counts) > 1 and any(counts.values()):
        yield f"documents with each: {', '.join(f'{_describe(node)} {count:,}' for node, count in counts.items())}"
    ways = tree.children if isinstance(tree, Or) and any(isinstance(way, And) for way in tree.children) else (tree,)
    for way in ways[:_MOST_WAYS]:
        clauses = [*list_clauses(way), *list_filters(options)]
        if len(clauses) > 1:
            yield from _explain_clauses(clauses, searcher, name="it" if len(ways) == 1 else print_query(way))
        elif way not in counts:
            yield f"{print_query(way)} matches none of {searcher.document_count:,} documents"


def _explain_clauses(clauses: list[Query], searcher: Searcher, *, name: str) -> Iterable[str]:
    """Say what would be found without each of some clauses, or by each alone."""
    bare = SearchOptions(limit=0, facets=(), snippets=0)
    without = {}
    for place, clause in enumerate(clauses):
        others = tuple(clauses[:place] + clauses[place + 1 :])
        without[print_query(clause)] = searcher.search(others[0] if len(others) == 1 else And(others), bare).total
    helpful = ", ".join(f"{total:,} without {clause}" for clause, total in without.items() if total)
    if helpful:
        yield f"no document matches all of {name}; there would be {helpful}"
    else:
        alone = ", ".join(f"{print_query(clause)} {searcher.search(clause, bare).total:,}" for clause in clauses)
        yield f"no document matches all of {name}, nor all but one part; by itself each finds: {alone}"


def list_filters(options: SearchOptions) -> list[Query]:
    """Return the filters of the options as clauses of a query."""
    filters: list[Query] = []
    if options.sources:
        values: list[Query] = [Value("source", name) for name in options.sources]
        filters.append(values[0] if len(values) == 1 else Or(tuple(values)))
    filters += [Not(Value("source", name)) for name in options.not_sources]
    if options.first_day or options.last_day:
        filters.append(DateRange(options.first_day, options.last_day))
    if options.undated:
        filters.append(Undated())
    return filters
