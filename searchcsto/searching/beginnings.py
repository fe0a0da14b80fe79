"""Give what somebody has typed so far, get what it may become: for a search box that suggests.

The last word is completed with the most frequent words of the index that begin so, a field with its values. What was
typed is also looked at as if it were the whole query: where it finds nothing, others that find something are named.
"""

from __future__ import annotations

import re

from searchcsto.engines.base import Searcher
from searchcsto.errors import QueryInvalid
from searchcsto.options import SearchOptions
from searchcsto.reasons import Completion, Suggestion, TypedSuggestions
from searchcsto.searching.completions import complete_query
from searchcsto.searching.search import run_search
from searchcsto.searching.thesaurus import Thesaurus

MIN_LETTERS = 2  # of a word that is completed


def suggest_queries(searcher: Searcher, beginning: str, *, limit: int, thesaurus: Thesaurus) -> TypedSuggestions:
    """Return completions (words before names of fields), and corrections."""
    pieces = beginning.split()
    is_value = bool(pieces) and ":" in pieces[-1]
    completions = [] if is_value else _complete_words(searcher, beginning, limit=limit)
    if is_value or beginning[-1:].isalpha():
        known = (query for query in complete_query(searcher, beginning) if query != beginning)
        completions += [Completion(query) for query in known]
    return TypedSuggestions(beginning, tuple(completions[:limit]), _correct(searcher, beginning, thesaurus)[:limit])


def _correct(searcher: Searcher, beginning: str, thesaurus: Thesaurus) -> tuple[Suggestion, ...]:
    """Return other queries that find more than this one, if it were the whole query."""
    if not beginning.strip():
        return ()
    try:
        options = SearchOptions(limit=0, snippets=0, facets=())
        return tuple(run_search(searcher, beginning, options, thesaurus=thesaurus).suggestions)
    except QueryInvalid:  # it is not typed to its end
        return ()


def _complete_words(searcher: Searcher, beginning: str, *, limit: int) -> list[Completion]:
    """Return the query with its last word completed, the most frequent word first."""
    match = re.search(r"[^\W_][\w'’-]*\Z", beginning)
    if match is None or len(match.group()) < MIN_LETTERS:
        return []
    typed, head = match.group(), beginning[: match.start()]
    found = searcher.complete_word(typed, limit=limit + 1)
    return [
        Completion(f"{head}{_match_case(word, typed)}", count)
        for word, count in found
        if word.isalpha() and len(word) > len(typed)
    ]


def _match_case(word: str, typed: str) -> str:
    """Return a folded word with the letters that were typed as they were typed, if folding kept their number."""
    if typed.isupper():
        return word.upper()
    return word.capitalize() if typed[0].isupper() else word
