"""Give a document and what its place among all hits is, get the hit without passages."""

from __future__ import annotations

from searchcsto.documents import Document
from searchcsto.results import Hit
from searchcsto.snippets import find_lead


def make_plain_hit(document: Document, *, rank: int, score: float) -> Hit:
    """Return a hit; the lead stands for a title only if the document has its text."""
    body = document.body if document.body is not None else ((0, len(document.text)),)
    return Hit(
        rank=rank,
        id=document.id,
        path=document.path,
        score=score,
        title=document.title,
        lead="" if document.title else find_lead(document.text, body),
        date=document.date,
        date_precision=document.date_precision,
        date_status=document.date_status,
        date_evidence=document.date_evidence[0] if document.date_evidence else None,
        sources=document.sources,
        language=document.language,
        place=document.place,
    )
