"""Give a query and a document, get whether it is found, and which clause is the reason if it is not.

Whether a clause holds is asked of the engine, so that it is answered as a search answers it. Why it does or does not
is read from the document: the passage in which a word stands, the date or source that it has instead, the word next to
one that is not there.
"""

from __future__ import annotations

import dataclasses
import difflib

from searchcsto.analysis.words import find_words, fold
from searchcsto.documents import Document, Span
from searchcsto.engines.base import Searcher
from searchcsto.matching import find_matches
from searchcsto.options import SearchOptions
from searchcsto.query.tree import (
    DateRange,
    Fuzzy,
    Glob,
    Not,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Undated,
    Value,
    Wildcard,
    Word,
    print_query,
)
from searchcsto.reasons import Clause, Explanation, Verdict
from searchcsto.searching.clauses import explain_query
from searchcsto.searching.facets import count_only
from searchcsto.searching.feedback import apply_feedback
from searchcsto.searching.thesaurus import Thesaurus
from searchcsto.searching.understanding import understand
from searchcsto.searching.wanted import find_wanted

_WIDTH = 90  # characters of a passage that is quoted
# Clauses that need their children, and how many of these: what is preferred only adds to the score.
_JOINED = {"all of": None, "prefer": 1}
_FIRST_PAGE = 1000  # hits among which a document is looked for; ten times as many each time that it is not there


def judge_document(
    searcher: Searcher, number: int, query: str, *, options: SearchOptions, thesaurus: Thesaurus
) -> Verdict:
    """Return whether a query with options finds a document, and why. Raises QueryInvalid."""
    tree, options, *_ = understand(query, options, searcher, thesaurus=thesaurus)
    document = searcher.load_document(number)
    judge = _Judge(searcher, number, document)
    explanation = explain_query(tree, options, searcher, judge=judge.judge)
    failing = find_failing(explanation)
    asked, added = apply_feedback(tree, searcher, options)
    rank, score, total = _find_rank(searcher, asked, number if not failing else None, options=options)
    return Verdict(
        id=document.id,
        path=document.path,
        title=document.title,
        query=query,
        interpreted=print_query(tree),
        total=total,
        rank=rank,
        score=score,
        score_parts=tuple(searcher.explain_score(asked, options, number)) if rank is not None else (),
        explanation=explanation,
        failing=failing,
        feedback=tuple(added),
    )


def _find_rank(
    searcher: Searcher, tree: Query, number: int | None, *, options: SearchOptions
) -> tuple[int | None, float | None, int]:
    """Return the rank and score of a document among all hits, None if it is not among them, and how many there are."""
    limit = _FIRST_PAGE if number is not None else 0
    while True:
        page = dataclasses.replace(count_only(options), limit=limit)
        matches = searcher.search(tree, page)
        documents = list(matches.documents)
        if number in documents:
            place = documents.index(number)
            return place + 1, matches.scores[place], matches.total
        if number is None or limit >= matches.total:
            return None, None, matches.total
        limit *= 10


def find_failing(explanation: Explanation) -> tuple[Clause, ...]:
    """Return the smallest clauses that each keep the document from being found."""
    return tuple(failing for clause in (explanation.tree, *explanation.filters) for failing in _find_failing(clause))


def _find_failing(clause: Clause) -> list[Clause]:
    if clause.holds:
        return []
    if clause.kind not in _JOINED:
        return [clause]
    return [failing for child in clause.children[: _JOINED[clause.kind]] for failing in _find_failing(child)]


class _Judge:
    """Say of the clauses of a query whether they hold for one document, and what it has to do with that."""

    def __init__(self, searcher: Searcher, number: int, document: Document) -> None:
        self._searcher = searcher
        self._number = number
        self._document = document
        self._body = document.body if document.body is not None else ((0, len(document.text)),)

    def judge(self, node: Query, clause: Clause) -> Clause:
        """Return a clause with whether it holds, and why."""
        holds = self._finds(node)
        return dataclasses.replace(clause, holds=holds, detail=self._describe(node, holds=holds))

    def _finds(self, node: Query) -> bool:
        return self._searcher.finds(node, self._number)

    def _describe(self, node: Query, *, holds: bool) -> str:
        match node:
            case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
                return self._describe_place(node) if holds else self._describe_absence(node)
            case Value():
                return self._describe_value(node)
            case DateRange() | Undated():
                return self._describe_date(is_range=isinstance(node, DateRange))
            case Glob():
                return f"its path is {self._document.path}"
            case Not(child):
                return "" if holds else f"{print_query(child)}: {self._describe(child, holds=True)}".removesuffix(": ")
            case _:
                return ""

    def _describe_place(self, node: Word | Phrase | Pattern) -> str:
        """Say where the first of the words stands that a clause finds."""
        if node.field == "title":
            return f"the title is “{self._document.title or ''}”"
        text, body = self._document.text, self._body
        wanted = find_wanted(node, {node: 1}, self._searcher)
        for span in body:
            matches = find_matches(text, span, wanted, analyzer=self._searcher.analyzer)
            if matches:
                break
        else:
            title = self._document.title
            return f"in the title, “{title}”" if title else ""
        analyzer = self._searcher.analyzer
        count = sum(len(find_matches(text, span, wanted, analyzer=analyzer)) for span in body)
        often = f"{count} times, first" if count > 1 and not isinstance(node, Phrase) else "at"
        return f"{often} “{_quote(text, (matches[0].start, matches[0].end), span)}”"

    def _describe_absence(self, node: Word | Phrase | Pattern) -> str:
        if node.field == "title":
            title = self._document.title
            return f"not in the title, “{title}”" if title else "it has no title"
        outside = self._find_outside(node)
        if outside:
            return f"stands only outside of the article, in what is not searched: “{outside}”"
        if isinstance(node, Phrase) and len(words := find_words(node.text)) > 1:
            return self._describe_phrase(node, words)
        if isinstance(node, Prefix | Wildcard):
            return "no word in it is like that"
        near = self._find_near(node.text)
        return f"not in it; near to it is {near!r}" if near else "not in it"

    def _describe_phrase(self, node: Phrase, words: list[str]) -> str:
        missing = [word for word in words if not self._finds(Phrase(word, node.field))]
        if missing:
            return f"not in it: {', '.join(missing)}"
        for slop in (5, 20):
            if slop > node.slop and self._finds(Phrase(node.text, node.field, slop)):
                return f'its words are not in this order, but "{node.text}"~{slop} is found'
        return "all its words are in it, but not together"

    def _find_outside(self, node: Word | Phrase | Pattern) -> str:
        """Return the first place outside the article, in a menu or teaser, where the words stand."""
        wanted = find_wanted(node, {node: 1}, self._searcher)
        text = self._document.text
        matches = find_matches(text, (0, len(text)), wanted, analyzer=self._searcher.analyzer)
        outside = [match for match in matches if not any(a <= match.start < b for a, b in self._body)]
        return _quote(text, (outside[0].start, outside[0].end), (0, len(text))) if outside else ""

    def _find_near(self, text: str) -> str | None:
        """Return the word of the document that is the most like one that is not in it."""
        words = {fold(word): word for start, end in self._body for word in find_words(self._document.text[start:end])}
        near = difflib.get_close_matches(fold(text), words, n=1, cutoff=0.8)
        return words[near[0]] if near else None

    def _describe_value(self, node: Value) -> str:
        document = self._document
        date_rule = document.date_evidence[0].rule if document.date_evidence else ""
        source_rule = document.source_evidence[0].rule if document.source_evidence else ""
        values = {
            "source": ", ".join(document.sources),
            "language": document.language,
            "place": document.place,
            "date-status": document.date_status,
            "date-rule": date_rule or "none",
            "date-basis": f"{document.date_status} {date_rule}".strip(),
            "source-status": document.sources_status,
            "source-rule": source_rule or "none",
            "source-basis": f"{document.sources_status} {source_rule}".strip(),
        }
        return f"its {node.field} is {values.get(node.field) or 'unknown'}" if node.field in values else ""

    def _describe_date(self, *, is_range: bool) -> str:
        document = self._document
        if document.date is None:
            return "its date is unknown" + (", and no range holds what has no date" if is_range else "")
        precision = "" if document.date_precision == "day" else f" (known to the {document.date_precision})"
        return f"its date is {document.date}{precision}"


def _quote(text: str, place: Span, bounds: Span) -> str:
    """Return the words around a place within bounds, on one line."""
    start, end = place
    room = max(0, _WIDTH - (end - start)) // 2
    low, high = max(bounds[0], start - room), min(bounds[1], end + room)
    head, tail = text[low:start], text[end:high]
    if low > bounds[0]:
        head = "… " + _drop_piece(head[::-1])[::-1]
    if high < bounds[1]:
        tail = _drop_piece(tail) + " …"
    return " ".join(f"{head}{text[start:end]}{tail}".split())


def _drop_piece(text: str) -> str:
    """Return a text without the piece of a word at its end.

    >>> _drop_piece("talks began on Fri")
    'talks began on'
    """
    return text.rpartition(" ")[0] or text
