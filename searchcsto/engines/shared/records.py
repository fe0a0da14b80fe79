"""Give a document, get its metadata as a JSON object, and its text as bytes; give both, get the document back."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from searchcsto.documents import DateReading, Document, Evidence

_PLAIN = ("id", "title", "date", "place", "language", "path", "title_status", "date_status", "sources_status")
_DEFAULTS = tuple("unknown" if name.endswith("_status") else "" if name == "path" else None for name in _PLAIN)
_read_plain = attrgetter(*_PLAIN)

Record = tuple[dict[str, Any], bytes]  # metadata and text


def encode_document(document: Document) -> Record:
    """Return a document as it is stored."""
    values: dict[str, Any] = {
        name: value
        for name, value, default in zip(_PLAIN, _read_plain(document), _DEFAULTS, strict=True)
        if value != default
    }
    if document.sources:
        values["sources"] = document.sources
    if document.body is not None:
        values["body"] = document.body
    for name in ("title_evidence", "place_evidence"):
        if evidence := getattr(document, name):
            values[name] = _plain(evidence)
    for name in ("date_evidence", "source_evidence"):
        if several := getattr(document, name):
            values[name] = [_plain(evidence) for evidence in several]
    if document.alternatives:
        values["alternatives"] = [
            [reading.value, reading.status, [_plain(evidence) for evidence in reading.evidence]]
            for reading in document.alternatives
        ]
    return values, document.text.encode("utf-8", "surrogatepass")


def _plain(evidence: Evidence) -> list[Any]:
    return [evidence.rule, evidence.words, evidence.start, evidence.end]


def decode_document(record: Record) -> Document:
    """Return the document that was stored."""
    values = dict(record[0])
    for name in ("title_evidence", "place_evidence"):
        if name in values:
            values[name] = Evidence(*values[name])
    for name in ("date_evidence", "source_evidence"):
        if name in values:
            values[name] = tuple([Evidence(*plain) for plain in values[name]])
    if "body" in values:
        values["body"] = tuple([(start, end) for start, end in values["body"]])
    if "alternatives" in values:
        values["alternatives"] = tuple(
            [
                DateReading(value, status, tuple([Evidence(*plain) for plain in evidence]))
                for value, status, evidence in values["alternatives"]
            ]
        )
    return Document(text=record[1].decode("utf-8", "surrogatepass"), **values)
