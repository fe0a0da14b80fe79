"""Give a document, get what its date and its first source rest on; give that, get the values of the fields that ask.

A basis is a status and perhaps a rule, as "given", "stated header" or "unknown".
"""

from __future__ import annotations

from collections.abc import Sequence

from searchcsto.documents import Document, Evidence

UNKNOWN = "unknown"  # the value that finds documents without one

# The fields that ask what a date or the first source rests on: the column, and whether the status or the rule of it.
BASIS_FIELDS = {
    "date-status": ("date", "status"),
    "date-rule": ("date", "rule"),
    "source-status": ("source", "status"),
    "source-rule": ("source", "rule"),
    "date-basis": ("date", "both"),
    "source-basis": ("source", "both"),
}


def read_basis(basis: str, field: str) -> str:
    """Return the value of a field of BASIS_FIELDS that a basis has.

    >>> read_basis("stated header", "date-rule"), read_basis("given", "date-rule"), read_basis("given", "date-status")
    ('header', 'none', 'given')
    """
    status, _, rule = basis.partition(" ")
    return {"status": status, "rule": rule or "none", "both": basis}[BASIS_FIELDS[field][1]]


def list_bases(document: Document) -> dict[str, str]:
    """Return what the date and the first source of a document rest on: a status, and the rule of the evidence."""
    return {
        "date": _describe_basis(document.date_status, document.date_evidence),
        "source": _describe_basis(document.sources_status, document.source_evidence),
    }


def _describe_basis(status: str, evidence: Sequence[Evidence]) -> str:
    return f"{status} {evidence[0].rule}" if evidence else status
