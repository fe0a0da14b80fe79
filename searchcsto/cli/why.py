"""`searchcsto why`: whether a query finds an article, its rank and score if so, and which clause fails if not."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

from searchcsto.cli import terminal
from searchcsto.cli.candidates import complete_query
from searchcsto.cli.explained import describe_score, list_explanation
from searchcsto.cli.filters import query_options, ranking_options
from searchcsto.cli.options import aliases_option, choose_aliases, choose_index, index_option
from searchcsto.errors import DocumentMissing, OptionInvalid
from searchcsto.index import Index
from searchcsto.locations import Location
from searchcsto.options import SearchOptions
from searchcsto.reasons import Clause, Verdict
from searchcsto.web.wire import write_verdict


@click.command("why")
@click.argument("identifier", metavar="ID")
@click.argument("query", nargs=-1, required=True, shell_complete=complete_query)
@index_option
@query_options
@aliases_option
@ranking_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def why_command(
    identifier: str,
    query: tuple[str, ...],
    index: Location | None,
    aliases: Path | None,
    filters: SearchOptions,
    boost_recent: float | None,
    feedback: bool,
    form: str,
) -> None:
    """Say why a query finds an article, or why it does not.

    Every clause of the query is held against the article: where its words stand, or what the article has instead. Give
    the query and the options as to `query`. An ID may be shortened as long as only one document's begins so.

    \b
    searchcsto why 004 "Lavrov AND peacekeeping"
    searchcsto why 004 peacekeeping --source TASS

    Exit code: 0 found by the query, 1 not found by it, 2 no such article, or the query or an option is wrong,
    3 no index or locked, 4 damaged index.
    """
    options = dataclasses.replace(filters, boost_recent=boost_recent, feedback=feedback)
    with Index.open(choose_index(index), aliases=choose_aliases(aliases)) as opened:
        try:
            verdict = opened.why(identifier, " ".join(query), options)
        except DocumentMissing as missing:  # of what was asked, not of what is found
            raise OptionInvalid(str(missing)) from None
    if form == "json":
        terminal.write(json.dumps(write_verdict(verdict), ensure_ascii=False, indent=2))
    else:
        _write_text(verdict)
    if not verdict.is_found:
        raise click.exceptions.Exit(1)


def _write_text(verdict: Verdict) -> None:
    terminal.write(terminal.style(terminal.make_line(verdict.title or "[no title]"), bold=True))
    terminal.write(terminal.style(terminal.make_line(verdict.path or verdict.id), dim=True))
    terminal.write()
    if verdict.rank is not None and verdict.score is not None:
        score = describe_score(verdict.score, verdict.score_parts)
        for line in terminal.wrap(f"found: rank {verdict.rank:,} of {verdict.total:,}, {score}", first="", rest="  "):
            terminal.write(line)
    else:
        reasons = "; ".join(_describe_failure(clause) for clause in verdict.failing)
        for line in terminal.wrap(f"not found, because of {reasons}", first="", rest="  "):
            terminal.write(line)
    terminal.write()
    for line in list_explanation(verdict.explanation):
        terminal.write(line)
    if verdict.feedback:
        words = terminal.make_line(", ".join(verdict.feedback))
        for line in terminal.wrap(f"ordered by words of the best articles, too: {words}", first="\n", rest="  "):
            terminal.write(line)


def _describe_failure(clause: Clause) -> str:
    detail = f" ({clause.detail})" if clause.detail else ""
    return terminal.make_line(f"{clause.query}{detail}")
