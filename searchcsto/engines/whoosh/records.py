"""Give a Document, get the JSON that an engine stores for it; give the JSON and the text, get the Document back."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from searchcsto.documents import DateReading, Document, Evidence

_PLAIN = tuple(field.name for field in dataclasses.fields(Document) if field.name != "text")


def write_record(document: Document) -> str:
    """Return everything of a document but its text, as JSON."""
    record = {name: getattr(document, name) for name in _PLAIN}
    return json.dumps(record, default=_encode, ensure_ascii=False, separators=(",", ":"))


def read_record(record: str, text: str) -> Document:
    """Return the document that `write_record` was given.

    >>> document = Document("a", "ORLO, 7 April.", title="Talks", date="2031-04-07", body=((0, 4),))
    >>> read_record(write_record(document), document.text) == document
    True
    """
    values: dict[str, Any] = json.loads(record)
    for name in ("title_evidence", "place_evidence"):
        values[name] = Evidence(**values[name]) if values[name] else None
    for name in ("date_evidence", "source_evidence"):
        values[name] = tuple(Evidence(**item) for item in values[name])
    values["alternatives"] = tuple(_read_reading(item) for item in values["alternatives"])
    if values["body"] is not None:
        values["body"] = tuple((start, end) for start, end in values["body"])
    return Document(text=text, **values)


def _read_reading(item: dict[str, Any]) -> DateReading:
    evidence = tuple(Evidence(**words) for words in item["evidence"])
    return DateReading(value=item["value"], status=item["status"], evidence=evidence)


def _encode(value: object) -> dict[str, Any]:
    if isinstance(value, Evidence | DateReading):
        return dataclasses.asdict(value)
    raise TypeError(f"{value!r} cannot be stored")
