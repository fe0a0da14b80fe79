"""Give plain words, get the tree that looks for any of them: no sign means anything but where a word ends.

For texts that nobody wrote as a query: titles, questions, topics of a test collection. What `parse_query` understands
of quotes, signs, fields and capitals is not understood here. A word that stands twice counts twice.
"""

from __future__ import annotations

from searchcsto.analysis.words import find_word_spans
from searchcsto.errors import QueryInvalid
from searchcsto.query.lexer import MAX_QUERY
from searchcsto.query.tree import Or, Query, Word


def parse_plain(text: str) -> Query:
    """Return the tree that finds documents with any of the words of a text. Raises QueryInvalid.

    >>> parse_plain("-war (peace")
    Or(children=(Word(text='war', field='text', span=(1, 4)), Word(text='peace', field='text', span=(6, 11))))
    """
    if len(text) > MAX_QUERY:
        problem = f"the query has {len(text):,} characters; at most {MAX_QUERY:,} are read"
        raise QueryInvalid(problem, query=text, column=MAX_QUERY)
    words = [Word(text[start:end], "text", (start, end)) for start, end in find_word_spans(text)]
    if not words:
        raise QueryInvalid("the query holds no letter and no digit", query=text, column=0)
    return words[0] if len(words) == 1 else Or(tuple(words))
