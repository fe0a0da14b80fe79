"""Give a text and spans of it, get pieces for a template: what is marked and why. No markup is made here.

Spans may overlap: a word that matches may stand within the words that prove the date. A text is cut at every end of a
span, and each piece knows the spans that it lies in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from searchcsto.documents import Document, Evidence, Span

PROVEN = ("title", "date", "source", "place")  # of which there may be evidence
_SHORT = 400  # characters around an article that are shown without being asked for
_WRAPPED = 92  # characters: a text with no longer line was probably wrapped by a machine
_FULL = 42  # characters of a line that may have been wrapped there


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and what it is marked as."""

    text: str
    hit: int = 0  # the number of the match that it belongs to, from 1; 0 for none
    begins_hit: bool = False
    proofs: tuple[str, ...] = ()  # of what it is evidence: "date", "source"
    anchors: tuple[str, ...] = ()  # ids of the evidence that begins here
    ends: tuple[str, ...] = ()  # what ends here, to be labelled


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text that is the article, or that stands around it."""

    is_article: bool
    is_open: bool  # shown without being asked for
    size: int  # characters
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence for a value, with the id that it has on the page."""

    kind: str
    anchor: str
    evidence: Evidence


def mark_words(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Return the pieces of a text with its matched words.

    >>> [(piece.text, piece.hit) for piece in mark_words("tea and salt", [(0, 3)])]
    [('tea', 1), (' and salt', 0)]
    """
    return _cut(text, (0, len(text)), spans, ())


def list_proofs(document: Document) -> tuple[Proof, ...]:
    """Return the evidence for what is known of a document, in the order of its facts."""
    rows: list[tuple[str, Evidence]] = []
    rows += [("title", document.title_evidence)] if document.title_evidence else []
    rows += [("date", each) for each in document.date_evidence]
    rows += [("source", each) for each in document.source_evidence]
    rows += [("place", document.place_evidence)] if document.place_evidence else []
    counts: dict[str, int] = {}
    proofs: list[Proof] = []
    for kind, evidence in rows:
        counts[kind] = counts.get(kind, 0) + 1
        proofs.append(Proof(kind, f"{kind}-{counts[kind]}", evidence))
    return tuple(proofs)


def mark_article(document: Document, hits: Sequence[Span], proofs: Sequence[Proof], *, raw: bool) -> tuple[Block, ...]:
    """Return the text of a document, cut into the article and what stands around it, with matches and evidence."""
    text = document.text if raw else join_wrapped_lines(document.text)
    blocks: list[Block] = []
    for (start, end), is_article in _list_parts(document):
        pieces = _cut(text, (start, end), hits, proofs)
        shown = text[start:end]
        if not shown.strip():
            continue
        is_proof = any(piece.proofs or piece.hit for piece in pieces)
        is_open = raw or is_article or is_proof or len(shown) <= _SHORT
        blocks.append(Block(is_article, is_open, len(shown), _strip(pieces)))
    return tuple(blocks)


def join_wrapped_lines(text: str) -> str:
    """Return a text of the same length in which the ends of lines that a machine has wrapped are blanks.

    A text with a longer line was not wrapped. Lines that end early, or before a blank or an indent, stay.

    >>> join_wrapped_lines("The ferry to Orlo came in late on Friday evening\\nbecause of the ice.\\n  It left again.")
    'The ferry to Orlo came in late on Friday evening because of the ice.\\n  It left again.'
    """
    lines = text.split("\n")
    if max(map(len, lines)) > _WRAPPED:
        return text
    longest = sorted(map(len, lines))[-max(1, len(lines) // 4)]
    full = max(_FULL, longest - 16)
    joined = [lines[0]]
    for before, line in pairwise(lines):
        goes_on = len(before) >= full or (bool(before.strip()) and line[:1].islower())
        is_wrapped = goes_on and line[:1].strip() != ""
        joined.append((" " if is_wrapped else "\n") + line)
    return "".join(joined)


def _list_parts(document: Document) -> Iterable[tuple[Span, bool]]:
    at = 0
    body = document.body if document.body is not None else ((0, len(document.text)),)
    for start, end in body:
        if start > at:
            yield (at, start), False
        yield (start, end), True
        at = end
    if at < len(document.text):
        yield (at, len(document.text)), False


def _cut(text: str, span: Span, hits: Sequence[Span], proofs: Sequence[Proof]) -> tuple[Piece, ...]:
    """Cut a span of a text at the ends of all that is marked in it."""
    low, high = span
    near = [(number, hit) for number, hit in enumerate(hits, 1) if hit[0] < high and hit[1] > low]
    inside = [proof for proof in proofs if proof.evidence.start < high and proof.evidence.end > low]
    places = {low, high}
    for _, (start, end) in near:
        places |= {max(low, start), min(high, end)}
    for proof in inside:
        places |= {max(low, proof.evidence.start), min(high, proof.evidence.end)}
    ordered = sorted(places)
    pieces: list[Piece] = []
    at = 0
    for start, end in pairwise(ordered):
        while at < len(near) and near[at][1][1] <= start:
            at += 1
        number, hit = near[at] if at < len(near) and near[at][1][0] <= start else (0, (0, 0))
        around = [proof for proof in inside if proof.evidence.start <= start and proof.evidence.end >= end]
        pieces.append(
            Piece(
                text[start:end],
                hit=number,
                begins_hit=bool(number) and start == max(low, hit[0]),
                proofs=tuple(dict.fromkeys(proof.kind for proof in around)),
                anchors=tuple(proof.anchor for proof in around if start == max(low, proof.evidence.start)),
                ends=tuple(dict.fromkeys(proof.kind for proof in around if end == min(high, proof.evidence.end))),
            )
        )
    return tuple(pieces)


def _strip(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the pieces without empty lines at both ends."""
    if not pieces:
        return ()
    shown = list(pieces)
    first, last = shown[0], shown[-1]
    if len(shown) == 1:
        return (_replace(first, first.text.strip("\n\r")),)
    shown[0] = _replace(first, first.text.lstrip("\n\r"))
    shown[-1] = _replace(last, last.text.rstrip("\n\r "))
    return tuple(shown)


def _replace(piece: Piece, text: str) -> Piece:
    return Piece(text, piece.hit, piece.begins_hit, piece.proofs, piece.anchors, piece.ends)
