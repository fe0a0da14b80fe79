"""`searchcsto show`: one whole article, and for each value that is said of it the words that prove it."""

from __future__ import annotations

import json

import click

from searchcsto.cli import terminal
from searchcsto.cli.options import choose_index, index_option
from searchcsto.documents import DateReading, Document, Evidence, Span
from searchcsto.index import Index
from searchcsto.locations import Location
from searchcsto.web.wire import write_document


@click.command("show")
@click.argument("identifier", metavar="ID")
@index_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--raw", is_flag=True, help="Show all of the text, with menus, teasers and what the markup says.")
def show_command(identifier: str, index: Location | None, form: str, raw: bool) -> None:
    """Show an article, and the words that prove what is said of it.

    Offsets are counted in the whole text, which --raw shows (and --format json holds always).

    An ID may be shortened as long as only one document's begins so.
    """
    with Index.open(choose_index(index)) as opened:
        document = opened.document(identifier)
    if form == "json":
        terminal.write(json.dumps(write_document(document), ensure_ascii=False, indent=2))
        return
    for name, value, proofs in _list_values(document):
        terminal.write(f"{terminal.style(f'{name:<9}', bold=True)}{terminal.make_line(value)}")
        for proof in proofs:
            terminal.write(terminal.style(f"{'':9}{proof}", fg="green"))
    terminal.write()
    text = document.text if raw or document.body is None else _cut_body(document.text, document.body)
    terminal.write(terminal.make_safe(text.rstrip("\n").replace("\r\n", "\n")))


def _cut_body(text: str, body: tuple[Span, ...]) -> str:
    """Return the article without what stands around it; […] is what was left out within."""
    parts = [text[start:end].strip("\n") for start, end in body]
    return "\n[…]\n".join(part for part in parts if part.strip())


def _list_values(document: Document) -> list[tuple[str, str, list[str]]]:
    """Return name, value and proofs of all that is known of a document."""
    title_proof = [_describe(document.title_evidence)] if document.title_evidence else []
    values = [
        ("id", document.id, []),
        ("path", document.path or "(added from Python)", []),
        ("title", document.title or "(none in the text)", title_proof),
        ("date", _describe_date(document), [_describe(item) for item in document.date_evidence]),
    ]
    values += [("not date", reading.value, _describe_reading(reading)) for reading in document.alternatives]
    for number, source in enumerate(document.sources):
        evidence = document.source_evidence[number : number + 1]
        values.append(("source", source, [_describe(item) for item in evidence] or [document.sources_status]))
    if not document.sources:
        values.append(("source", "unknown", []))
    place_proof = [_describe(document.place_evidence)] if document.place_evidence else []
    values.append(("place", document.place or "unknown", place_proof))
    values.append(("language", document.language or "unknown", []))
    values.append(("sha256", document.sha256, []))
    return values


def _describe_date(document: Document) -> str:
    return f"{document.date} ({document.date_status}, to the {document.date_precision})" if document.date else "unknown"


def _describe_reading(reading: DateReading) -> list[str]:
    return [_describe(item) for item in reading.evidence]


def _describe(evidence: Evidence) -> str:
    return f'{evidence.rule}: "{terminal.make_line(evidence.words)}" at {evidence.start}-{evidence.end}'
