"""Give the answers of several engines, see by kind of query whether they found the same number of articles.

All are asked for the same words, so the totals should be equal or nearly so. What is known to differ:

- Words. At an apostrophe ("we're", "company's") most others part a word, and Xapian keeps it whole; searchcsto takes
  "'s" off, and "we're" for one word. It indexes "pre-tax" as "pretax" too, and lets U.S., US and USA meet; so does no
  other.
- Stems. searchcsto, Xapian and (with NLTK) Whoosh use an older version of Snowball's English stemmer ("adding" meets
  "ads"), tantivy a newer one, FTS5 the first porter ("one" meets "on"). Recoll looks up all words that have the stem.
- Recoll stops counting after the first thousand or so. bm25s counts nothing, and is not compared.

Phrases and prefixes are not stemmed: there all agree, but for apostrophes, hyphens and accents (which Xapian
keeps), and for phrases that reach from a title into the text where an engine has both in one field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engines import ENGINES
from measuring import Answers
from queries import KINDS, BenchmarkQuery
from tables import print_table

_SHOWN = 3  # examples of each kind for each engine


def print_agreement(answers: Mapping[str, Answers], *, examples: bool = False) -> None:
    """Print the share of equal totals by kind, each engine against the first, and if wanted what is not equal."""
    counted = [name for name in answers if answers[name].totals]
    if len(counted) < 2:
        return
    first, *others = counted
    rows = [[kind, *(_compare(answers[first], answers[name], kind) for name in others)] for kind in KINDS]
    print_table([f"totals equal to {ENGINES[first].name}'s", *(ENGINES[name].name for name in others)], rows)
    if not examples:
        return
    for name in others:
        for kind in KINDS:
            for query in _list_unequal(answers[first], answers[name], kind)[:_SHOWN]:
                found, other = answers[first].totals[query], answers[name].totals[query]
                print(f"- {query} - {ENGINES[first].name} {found:,}, {ENGINES[name].name} {other:,}")


def _list_queries(first: Answers, other: Answers, kind: str) -> list[BenchmarkQuery]:
    return [query for query in first.totals if query.kind == kind and query in other.totals]


def _list_unequal(first: Answers, other: Answers, kind: str) -> Sequence[BenchmarkQuery]:
    """Return the queries whose totals differ, those that differ most first."""
    unequal = [query for query in _list_queries(first, other, kind) if first.totals[query] != other.totals[query]]
    return sorted(unequal, key=lambda query: -abs(1 - other.totals[query] / max(first.totals[query], 0.5)))


def _compare(first: Answers, other: Answers, kind: str) -> str:
    queries = _list_queries(first, other, kind)
    if not queries:
        return "-"
    equal = len(queries) - len(_list_unequal(first, other, kind))
    both = sum(first.totals[query] for query in queries), sum(other.totals[query] for query in queries)
    more = f", {100 * (both[1] / max(both[0], 1) - 1):+.1f} % in all" if equal < len(queries) else ""
    return f"{equal} of {len(queries)}{more}"
