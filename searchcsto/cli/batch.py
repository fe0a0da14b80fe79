"""`searchcsto batch`: many queries at once, answered one by one as CSV, JSON lines or a TREC run."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from searchcsto.cli import terminal
from searchcsto.cli.filters import query_options, ranking_options
from searchcsto.cli.options import aliases_option, choose_aliases, choose_index, index_option
from searchcsto.errors import InputMissing, OptionInvalid
from searchcsto.index import Index
from searchcsto.lists import BatchAnswer
from searchcsto.locations import Location
from searchcsto.options import SearchOptions
from searchcsto.web.wire import write_hit
from searchcsto.web.wire_lists import write_answer

_COLUMNS = ("query_id", "query", "total", "rank", "id", "score", "title", "date", "sources", "path")


@click.command("batch")
@click.argument("file", metavar="FILE")
@index_option
@query_options
@aliases_option
@ranking_options
@click.option("-n", "--limit", type=int, metavar="N", help="Hits for each query [default: 10; 1000 for trec].")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "trec"]),
    default="csv",
    show_default=True,
    help="A hit a row, a query a line, or a run for trec_eval and ir-measures.",
)
@click.option("--snippets", type=int, default=0, show_default=True, metavar="N", help="Passages of each hit (jsonl).")
@click.option("--tag", default="searchcsto", show_default=True, metavar="NAME", help="The name of a TREC run.")
def batch_command(
    file: str,
    index: Location | None,
    aliases: Path | None,
    limit: int | None,
    form: str,
    snippets: int,
    tag: str,
    filters: SearchOptions,
    boost_recent: float | None,
    feedback: bool,
) -> None:
    """Answer the queries in FILE (- for standard input), one a line: counts and best hits, each as soon as it is there.

    \b
    peacekeeping Kazakhstan                          a query; its id is the number of its line
    {"id": "q7", "text": "peacekeeping Kazakhstan"}  a query with an id of its own

    Empty lines are passed over. A line that cannot be read is named, and the others are answered all the same.

    Exit code: 0 all were answered, 2 a line, FILE or an option is wrong, 3 no index or locked, 4 damaged index.
    """
    if not tag or tag.split() != [tag]:
        raise OptionInvalid(f"tag: {tag!r} is no name for a run: it must be one word")
    if snippets and form != "jsonl":
        raise OptionInvalid(f"snippets: {form} has no place for them; use --format jsonl")
    most = limit if limit is not None else 1000 if form == "trec" else 10
    options = dataclasses.replace(filters, limit=most, snippets=snippets, boost_recent=boost_recent, feedback=feedback)
    write = _make_writer(form, tag)
    wrong = 0
    with Index.open(choose_index(index), aliases=choose_aliases(aliases)) as opened, ExitStack() as stack:
        try:
            lines = sys.stdin.buffer if file == "-" else stack.enter_context(Path(file).open("rb"))
        except OSError as error:
            raise InputMissing(f"the queries in {file} cannot be read: {error.strerror}") from None
        for answer in opened.batch(lines, options, with_hits=form != "trec"):
            problem = answer.problem or _find_trec_problem(answer, form)
            if problem:
                wrong += 1
                sys.stdout.flush()
                terminal.note(f"{terminal.make_line(file)}:{answer.query.number}: {terminal.make_safe(problem)}")
            else:
                write(answer)
                sys.stdout.flush()  # a program at the other end may wait for it
    if wrong:
        terminal.note(f"{terminal.count_nouns(wrong, 'line')} could not be answered")
        raise click.exceptions.Exit(2)


def _find_trec_problem(answer: BatchAnswer, form: str) -> str:
    """Return why an answer does not fit a TREC run, whose columns are parted by blanks; empty if it does."""
    if form != "trec":
        return ""
    if answer.query.id.split() != [answer.query.id]:
        return f"the id {answer.query.id!r} has blanks, which a TREC run cannot hold"
    bad = next((identifier for identifier in answer.ids if identifier.split() != [identifier]), None)
    return f"the document {bad!r} has blanks in its id, which a TREC run cannot hold" if bad is not None else ""


def _make_writer(form: str, tag: str) -> Callable[[BatchAnswer], None]:
    """Return what writes one answer to standard output."""
    if form == "trec":
        return lambda answer: _write_run(answer, tag)
    if form == "jsonl":
        return lambda answer: terminal.write(json.dumps(write_answer(answer), ensure_ascii=False))
    table = csv.writer(sys.stdout)
    table.writerow(_COLUMNS)
    return lambda answer: table.writerows(_list_rows(answer))


def _write_run(answer: BatchAnswer, tag: str) -> None:
    ranked = enumerate(zip(answer.ids, answer.scores, strict=True), 1)
    lines = [f"{answer.query.id} Q0 {identifier} {rank} {score:.9f} {tag}" for rank, (identifier, score) in ranked]
    if lines:
        terminal.write("\n".join(lines))


def _list_rows(answer: BatchAnswer) -> list[list[Any]]:
    """Return a row for each hit, and one without for a query that has none."""
    about = [answer.query.id, answer.query.text, answer.total]
    rows = []
    for hit in answer.hits:
        values = {**write_hit(hit), "sources": "; ".join(hit.sources)}
        rows.append([*about, *(values[name] for name in _COLUMNS[3:])])
    return rows or [[*about, *("" for _ in _COLUMNS[3:])]]
