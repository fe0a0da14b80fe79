"""Give a document, get its citation: BibTeX or RIS, for reference managers.

Only what the article supports is written. A date known to the year is a year; how it is known is a note. A title that
the text does not have is its first sentence, in brackets, as libraries do. BibTeX is written for biber and for programs
that read UTF-8: letters stay as they are, and signs that TeX reads as commands are escaped.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Literal

from searchcsto.documents import Document

Style = Literal["bibtex", "ris"]
MEDIA_TYPES: dict[Style, str] = {"bibtex": "application/x-bibtex", "ris": "application/x-research-info-systems"}
SUFFIXES: dict[Style, str] = {"bibtex": "bib", "ris": "ris"}

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write_citation(document: Document, *, style: Style, lead: str = "") -> str:
    """Return the citation of an article, ended by a line feed. `lead` stands in for a title that it has not.

    >>> write_citation(Document("a1", "…", title="Tea & salt", date="2031-04"), style="ris").splitlines()[:4]
    ['TY  - NEWS', 'TI  - Tea & salt', 'PY  - 2031', 'DA  - 2031/04//']
    """
    title = _line(document.title or f"[{lead or document.id}]")
    return _write_bibtex(document, title) if style == "bibtex" else _write_ris(document, title)


def make_key(document: Document) -> str:
    """Return a key for BibTeX: the source and the year in plain letters and digits, and what is the id's alone."""
    source = _plain(document.sources[0]) if document.sources else "unknown"
    digest = hashlib.sha256(document.id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{source or 'source'}{(document.date or '')[:4]}-{digest[:8]}"


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]+", "", folded.encode("ascii", "ignore").decode().lower())


def _write_bibtex(document: Document, title: str) -> str:
    fields: list[tuple[str, str]] = [("title", f"{{{_escape(title)}}}")]
    if document.sources:
        fields.append(("journal", _escape(document.sources[0])))
    if document.date:
        fields.append(("year", document.date[:4]))
    if document.date and len(document.date) > 4:
        fields.append(("month", _MONTHS[int(document.date[5:7]) - 1]))
    if document.date and len(document.date) > 7:
        fields.append(("day", str(int(document.date[8:]))))
    if document.date:
        fields.append(("date", document.date))
    if document.place:
        fields.append(("location", _escape(document.place)))
    if document.language:
        fields.append(("language", _escape(document.language)))
    fields.append(("note", _escape("; ".join(_list_notes(document)))))
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields]
    return "\n".join([f"@article{{{make_key(document)},", *lines, "}"]) + "\n"


def _write_ris(document: Document, title: str) -> str:
    rows = [("TY", "NEWS"), ("TI", title)]
    if document.sources:
        rows.append(("T2", document.sources[0]))
    if document.date:
        year, month, day = ([*document.date.split("-"), "", ""])[:3]
        rows += [("PY", year), ("DA", f"{year}/{month}/{day}/")]
    if document.place:
        rows.append(("CY", document.place))
    if document.language:
        rows.append(("LA", document.language))
    rows += [("N1", note) for note in _list_notes(document)]
    rows += [("ID", make_key(document)), ("ER", "")]
    return "".join(f"{name}  - {_line(value)}\n" for name, value in rows)


def _list_notes(document: Document) -> list[str]:
    notes = [f"date {document.date_status}"] if document.date else ["date unknown"]
    if len(document.sources) > 1:
        notes.append(f"credits {', '.join(document.sources[1:])}")
    return [*notes, f"searchcsto id {document.id}"]


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _escape(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in _line(text))
