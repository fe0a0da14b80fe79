"""`searchcsto similar`: the documents that are most like one, and the words that make them so."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys

import click

from searchcsto.cli import terminal
from searchcsto.cli.filters import filter_options
from searchcsto.cli.links import link
from searchcsto.cli.options import choose_index, index_option
from searchcsto.index import Index
from searchcsto.lists import SimilarDocument, SimilarDocuments
from searchcsto.locations import Location
from searchcsto.options import SearchOptions
from searchcsto.web.wire_lists import write_similar, write_similar_document

_COLUMNS = ("rank", "id", "path", "score", "title", "date", "date_status", "sources", "language", "words")


@click.command("similar")
@click.argument("identifier", metavar="ID")
@index_option
@filter_options
@click.option("-n", "--limit", type=int, default=10, show_default=True, metavar="N", help="Show so many documents.")
@click.option("--offset", type=int, default=0, show_default=True, metavar="N", help="Leave out the first N.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="For a person, or for other programs: everything, a document a line, a table.",
)
def similar_command(
    identifier: str, index: Location | None, limit: int, offset: int, form: str, filters: SearchOptions
) -> None:
    """Show the documents that are most like one, and the words of it that they have.

    An ID may be shortened as long as only one document's begins so.
    """
    options = dataclasses.replace(filters, limit=limit, offset=offset, snippets=0)
    with Index.open(choose_index(index)) as opened:
        found = opened.similar(identifier, options)
    _WRITERS[form](found)
    sys.stdout.flush()
    if form != "json":
        for notice in found.notices:
            terminal.note(f"note: {terminal.make_safe(notice)}")
    if form == "text" or not found.total:
        _note_count(found)
    if not found.total:
        raise click.exceptions.Exit(1)


def _note_count(found: SimilarDocuments) -> None:
    name = terminal.make_line(found.title or found.id)
    words = terminal.make_line(", ".join(each.word for each in found.words))
    if not found.total:
        terminal.note(f"nothing is like {name}" + (f"; looked for: {words}" if words else ""))
        return
    shown = f"{len(found.documents):,} of " if len(found.documents) < found.total else ""
    count = terminal.count_nouns(found.total, "document")
    for line in terminal.wrap(f"{shown}{count} like {name}; looked for: {words}", first="", rest="  "):
        terminal.note(line)


def _write_text(found: SimilarDocuments) -> None:
    for each in found.documents:
        _write_document(each)


def _write_document(each: SimilarDocument) -> None:
    hit = each.hit
    title = terminal.make_line(hit.title or f"[no title] {hit.lead}")
    for line in terminal.wrap(title, first=f"{hit.rank:>3}. ", rest="     "):
        terminal.write(terminal.style(line, bold=True) if hit.title else terminal.style(line, italic=True))
    date = terminal.describe_date(hit.date, hit.date_status, hit.date_evidence)
    sources = terminal.make_line(", ".join(hit.sources)) or "source unknown"
    terminal.write(terminal.style(f"     {date} · {sources}", fg="green"))
    place = hit.path if hit.path.endswith(f"/{hit.id}") else " · ".join(filter(None, [hit.id, hit.path]))
    terminal.write("     " + link(terminal.style(terminal.make_line(place), dim=True), hit.path))
    for line in terminal.wrap(terminal.make_line(", ".join(each.words)), first="     = ", rest="       "):
        terminal.write(line)
    terminal.write()


def _write_json(found: SimilarDocuments) -> None:
    terminal.write(json.dumps(write_similar(found), ensure_ascii=False, indent=2))


def _write_jsonl(found: SimilarDocuments) -> None:
    for each in found.documents:
        terminal.write(json.dumps(write_similar_document(each), ensure_ascii=False))


def _write_csv(found: SimilarDocuments) -> None:
    table = csv.writer(sys.stdout)
    table.writerow(_COLUMNS)
    for each in found.documents:
        values = write_similar_document(each)
        values.update(sources="; ".join(each.hit.sources), words="; ".join(each.words))
        table.writerow([values[name] for name in _COLUMNS])


_WRITERS = {"text": _write_text, "json": _write_json, "jsonl": _write_jsonl, "csv": _write_csv}
