"""`searchcsto why`: whether a query finds an article, its rank and score if so, and which clause fails if not."""

from __future__ import annotations

import json
from pathlib import Path

import click

from searchcsto.cli import terminal
from searchcsto.cli.candidates import complete_query, complete_source
from searchcsto.cli.explained import describe_score, list_explanation
from searchcsto.cli.options import choose_index, index_option
from searchcsto.errors import DocumentMissing, OptionInvalid
from searchcsto.index import Index
from searchcsto.options import SearchOptions
from searchcsto.reasons import Clause, Verdict
from searchcsto.web.wire import write_verdict


@click.command("why")
@click.argument("identifier", metavar="ID")
@click.argument("query", nargs=-1, required=True, shell_complete=complete_query)
@index_option
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME",
    help="Only this source; repeat for any of several.",
    shell_complete=complete_source,
)
@click.option(
    "--not-source",
    "not_sources",
    multiple=True,
    metavar="NAME",
    help="Not this source; may be repeated.",
    shell_complete=complete_source,
)
@click.option("--after", metavar="DATE", help="Only from this day, month or year on: 2022-01-06, 2022-01 or 2022.")
@click.option("--before", metavar="DATE", help="Only before this day, month or year (itself not included).")
@click.option("--undated", is_flag=True, help="Only articles whose date is unknown.")
@click.option("--plain", is_flag=True, help="Take the query as plain words: no sign in it means anything.")
@click.option("--all", "require_all", is_flag=True, help="Words side by side mean all of them, not any.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def why_command(
    identifier: str,
    query: tuple[str, ...],
    index: Path | None,
    sources: tuple[str, ...],
    not_sources: tuple[str, ...],
    after: str | None,
    before: str | None,
    undated: bool,
    plain: bool,
    require_all: bool,
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
    options = SearchOptions(
        sources=sources,
        not_sources=not_sources,
        after=after,
        before=before,
        undated=undated,
        plain=plain,
        require_all=require_all,
    )
    with Index.open(choose_index(index)) as opened:
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
        terminal.write(f"found: rank {verdict.rank:,} of {verdict.total:,}, {score}")
    else:
        reasons = "; ".join(_describe_failure(clause) for clause in verdict.failing)
        for line in terminal.wrap(f"not found, because of {reasons}", first="", rest="  "):
            terminal.write(line)
    terminal.write()
    for line in list_explanation(verdict.explanation):
        terminal.write(line)


def _describe_failure(clause: Clause) -> str:
    detail = f" ({clause.detail})" if clause.detail else ""
    return terminal.make_line(f"{clause.query}{detail}")
