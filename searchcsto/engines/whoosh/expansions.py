"""Give a pattern, get the terms of `exact` that match it; give these, get the documents that have any, as one term.

Patterns are folded as words are, and compared with unstemmed words. At most MAX_TERMS are kept, those in the most
documents first (deleted ones included; among equals in the order of code points), over all segments.

All terms of a pattern rank as one: in each document their counts are summed up, and how many documents have any of
them is its number of documents. In titles only the occurrences there count, of the same terms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from searchcsto.analysis.words import fold
from searchcsto.deadlines import check_time
from searchcsto.engines.shared.edits import count_edits
from searchcsto.engines.whoosh.codec.dictionary import Dictionary, encode_key
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.packing import MANY, ROW_SHARE
from searchcsto.engines.whoosh.codec.postings import PostingsReader
from searchcsto.engines.whoosh.globs import compile_glob
from searchcsto.engines.whoosh.leaves import Expansion, LeafPart, Part
from searchcsto.engines.whoosh.sets import Flags, Ints, find_firsts
from searchcsto.query.tree import Fuzzy, Pattern, Prefix, Wildcard

MAX_TERMS = 1000  # of one pattern


def expand_pattern(parts: Sequence[Part], pattern: Pattern) -> Expansion:
    """Return the terms of all segments that match a pattern."""
    frequency = count_terms(parts, pattern)
    terms = sorted(frequency, key=lambda term: (-frequency[term], term))
    return Expansion(tuple(terms[:MAX_TERMS]), len(terms) > MAX_TERMS)


def count_terms(parts: Sequence[Part], pattern: Pattern) -> Counter[bytes]:
    """Return the terms of all segments that match a pattern, with their documents, deleted ones included."""
    frequency: Counter[bytes] = Counter()
    for part in parts:
        check_time()
        field = part.segment.fields["exact"]
        numbers, keys = find_terms(field.terms, pattern)
        frequency.update(dict(zip(keys, field.postings.frequencies()[numbers].tolist(), strict=True)))
    return frequency


def find_terms(dictionary: Dictionary, pattern: Pattern) -> tuple[Ints, list[bytes]]:
    """Return the numbers and keys of a dictionary that match a pattern."""
    match pattern:
        case Prefix(text):
            start, stop = dictionary.find_prefix(encode_key(fold(text)))
            return np.arange(start, stop), dictionary.keys(start, stop)
        case Wildcard(text):
            return _find_wildcard(dictionary, text)
        case Fuzzy(text, edits):
            return _find_fuzzy(dictionary, fold(text), edits)


def _find_wildcard(dictionary: Dictionary, text: str) -> tuple[Ints, list[bytes]]:
    pieces = [piece if piece in ("*", "?") else fold(piece) for piece in re.split(r"([*?])", text)]
    start, stop = dictionary.find_prefix(encode_key(pieces[0]))
    matches = re.compile(compile_glob("".join(pieces)), re.DOTALL).fullmatch
    keys = dictionary.keys(start, stop)
    numbers = [number for number, key in enumerate(keys) if matches(key)]
    return np.array(numbers, np.int64) + start, [keys[number] for number in numbers]


def _find_fuzzy(dictionary: Dictionary, text: str, edits: int) -> tuple[Ints, list[bytes]]:
    start, stop = dictionary.find_prefix(encode_key(text[:1]))
    keys = dictionary.keys(start, stop)
    size = len(encode_key(text))
    # A character has at most four bytes more or less than none, and three more or less than another.
    near = [number for number, key in enumerate(keys) if abs(len(key) - size) <= 4 * edits]
    words = [keys[number].decode("utf-8", "surrogatepass") for number in near]
    kept = [place for place, word in enumerate(words) if abs(len(word) - len(text)) <= edits]
    found = count_edits([words[place] for place in kept], text, most=edits) <= edits
    numbers = [near[place] for place, is_found in zip(kept, found.tolist(), strict=True) if is_found]
    return np.array(numbers, np.int64) + start, [keys[number] for number in numbers]


def read_expansion(part: Part, terms: Sequence[bytes], *, in_title: bool) -> LeafPart:
    """Return the live documents of a segment that have any of some terms of `exact`, with the sums of their counts."""
    field = part.segment.fields["exact"]
    numbers = sorted(number for number in map(field.terms.find, terms) if number is not None)
    frequency = sum(field.postings.frequency(number) for number in numbers)
    if frequency * ROW_SHARE < part.documents:
        return _read_few(part, numbers, in_title=in_title)
    totals = np.zeros(part.documents, np.int64)
    for number in numbers:
        check_time()
        documents, counts = _read_counts(part, number, in_title=in_title)
        totals[documents] += counts
    if part.live is not None:
        totals *= part.live
    many = np.flatnonzero(totals >= MANY)
    row = np.minimum(totals, MANY).astype(np.uint8)
    return LeafPart(row=row, many=(many, totals[many]) if len(many) else None)


def _read_few(part: Part, numbers: list[int], *, in_title: bool) -> LeafPart:
    read = [_read_counts(part, number, in_title=in_title) for number in numbers]
    documents = np.concatenate([np.empty(0, np.int64), *(each for each, _ in read)])
    counts = np.concatenate([np.empty(0, np.int64), *(each for _, each in read)])
    if part.live is not None:
        alive = part.live[documents]
        documents, counts = documents[alive], counts[alive]
    order = documents.argsort(kind="stable")
    documents = documents[order]
    firsts = find_firsts(documents)
    sums = np.add.reduceat(counts[order], firsts) if len(firsts) else counts
    return LeafPart(numbers=documents[firsts], counts=sums)


def _read_counts(part: Part, number: int, *, in_title: bool) -> tuple[Ints, Array]:
    postings = part.segment.fields["exact"].postings
    documents, counts = postings.read_counts(number)
    return _count_in_titles(part, postings, number, documents, counts) if in_title else (documents, counts)


def _count_in_titles(
    part: Part, postings: PostingsReader, number: int, documents: Ints, counts: Array
) -> tuple[Ints, Array]:
    heading = part.segment.columns.lengths("heading")[documents]
    inside: Flags = postings.read_positions(number) < np.repeat(heading, counts)
    ends = np.cumsum(counts, dtype=np.int64)
    totals = np.concatenate(([0], np.cumsum(inside)))
    within = totals[ends] - totals[ends - counts]
    found = within > 0
    return documents[found], within[found]
