"""`searchcsto query`: search, and show results as text, JSON, JSON lines or CSV."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from click.core import ParameterSource

from searchcsto.cli import terminal
from searchcsto.cli.candidates import complete_query
from searchcsto.cli.explained import describe_score, describe_suggestion, list_explanation, list_options
from searchcsto.cli.facets import write_facets
from searchcsto.cli.filters import query_options, ranking_options
from searchcsto.cli.links import link
from searchcsto.cli.options import aliases_option, choose_aliases, choose_index, index_option
from searchcsto.errors import OptionInvalid
from searchcsto.index import Index
from searchcsto.locations import Location
from searchcsto.options import SearchOptions
from searchcsto.reasons import Explanation
from searchcsto.results import Hit, Hits, Results
from searchcsto.web.wire import write_hit, write_results

_COLUMNS = (
    "rank",
    "id",
    "path",
    "score",
    "title",
    "date",
    "date_precision",
    "date_status",
    "sources",
    "language",
    "place",
)


@click.command("query")
@click.argument("query", nargs=-1, required=True, shell_complete=complete_query)
@index_option
@query_options
@click.option("-n", "--limit", type=int, default=10, show_default=True, metavar="N", help="Show so many results.")
@click.option("--offset", type=int, default=0, show_default=True, metavar="N", help="Leave out the first N results.")
@click.option(
    "--sort", type=click.Choice(["score", "newest", "oldest"]), default="score", show_default=True, help="Order."
)
@click.option("--snippets", type=int, metavar="N", help="At most so many for a result [default: 3; 0 with --all-hits].")
@click.option("--width", type=int, default=240, show_default=True, metavar="N", help="Characters of a snippet, about.")
@click.option("--all-hits", is_flag=True, help="Write all results, however many, as --format csv or jsonl.")
@click.option("--explain", is_flag=True, help="Show how the query is understood, and what each score is made of.")
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="NAME[:N]",
    help="Count by source, year, month, week, day, language or place; show N values. May be repeated.",
)
@click.option("--facet-search", metavar="TEXT", help="Of sources, languages and places, only those that contain this.")
@click.option("--disjunctive", is_flag=True, help="Count each facet as if its own filter were not set.")
@aliases_option
@ranking_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="For a person, or for other programs: everything, a hit a line, a table.",
)
def query_command(
    query: tuple[str, ...],
    index: Location | None,
    filters: SearchOptions,
    limit: int,
    offset: int,
    sort: str,
    snippets: int | None,
    width: int,
    all_hits: bool,
    boost_recent: float | None,
    feedback: bool,
    explain: bool,
    aliases: Path | None,
    form: str,
    facets: tuple[str, ...],
    facet_search: str | None,
    disjunctive: bool,
) -> None:
    """Search the index; show ranked results with snippets, and facets.

    \b
    peacekeeping Kazakhstan      any of the words, the best match first
    "collective security"        exactly these words; "peace talks"~5 near each other
    talks=  peace*  Tokayev~     just this form; words that begin so; words spelt about so
    peace AND (talks OR summit)  AND, OR, NOT and parentheses
    peace -war  +peace war       without a word; with a word that must be there
    source:tass  title:Lavrov    a source, a word of the title
    source:(tass OR belta)       a field of several values or words
    lang:ru  place:minsk         a language, the place of the dateline
    path:*.pdf  path:2022/       files of such names; everything in a folder
    date:2022-01..2022-02        a year, a month, a day, or a range of them
    after:2022-01 before:2023    from its first day on; until the day before
    (CSTO = ОДКБ)                either, ranked as one word
    date:last-30-days            also today, last-2-weeks, last-month, last-year
    date:unknown  source:*       articles without a date; with a source
    *                            everything

    Put -- before a query that begins with a minus: searchcsto query -- -war

    Exit code: 0 found, 1 nothing found, 2 the query or an option is wrong, 3 no index or locked,
    4 damaged index.
    """
    options = dataclasses.replace(
        filters,
        limit=limit,
        offset=offset,
        sort=sort,  # type: ignore[arg-type]  # click has checked it
        facets=facets or (("source", "month") if form == "text" else ("source", "year", "month", "language")),
        snippets=snippets if snippets is not None else 0 if all_hits else 3,
        width=width,
        boost_recent=boost_recent,
        feedback=feedback,
        explain=explain,
        facet_search=facet_search,
        disjunctive_facets=disjunctive,
    )
    with Index.open(choose_index(index), aliases=choose_aliases(aliases)) as opened:
        documents = opened.document_count
        if all_hits:
            options = _choose_all(options, form, documents)
        results = opened.search(" ".join(query), options)
    if results.explanation is not None and form != "json":
        _write_explanation(results.explanation, is_data=form == "text")
    _WRITERS[form](results)
    if form == "text":
        write_facets(results, options)
    elif facets and form != "json":
        terminal.note(f"note: {form} has hits only; for facets: --format json, or searchcsto count QUERY --by source")
    sys.stdout.flush()  # what is said of the list comes behind it
    if form != "json":
        terminal.note_expansions(results.expansions)
        for notice in results.notices:
            terminal.note(f"note: {terminal.make_safe(notice)}")
    if form == "text" or all_hits or not results.total:
        _note_count(results, options, documents)
    for suggestion in results.suggestions if form != "json" else ():
        terminal.note(describe_suggestion(suggestion, list_options(options, index)))
    if not results.total:
        raise click.exceptions.Exit(1)


def _write_explanation(explanation: Explanation, *, is_data: bool) -> None:
    for line in list_explanation(explanation):
        (terminal.write if is_data else terminal.note)(line)
    (terminal.write if is_data else terminal.note)("")


def _choose_all(options: SearchOptions, form: str, documents: int) -> SearchOptions:
    """Return options for an export. Raises OptionInvalid."""
    if form not in ("csv", "jsonl"):
        raise OptionInvalid(f"--all-hits writes a list without end: use --format csv or jsonl, not {form}")
    context = click.get_current_context()
    if context.get_parameter_source("limit") is ParameterSource.COMMANDLINE:
        raise OptionInvalid("--all-hits has no --limit: leave out either of them")
    return dataclasses.replace(options, limit=documents, facets=(), facet_search=None)


def _write_text(results: Results) -> None:
    for hit in results.hits:
        _write_hit(hit)


def _write_hit(hit: Hit) -> None:
    title = terminal.make_line(hit.title or f"[no title] {hit.lead}")
    lines = terminal.wrap(title, first=f"{hit.rank:>3}. ", rest="     ")
    for line in lines:
        terminal.write(terminal.style(line, bold=True) if hit.title else terminal.style(line, italic=True))
    about = [terminal.describe_date(hit.date, hit.date_status, hit.date_evidence)]
    about.append(terminal.make_line(", ".join(hit.sources)) or "source unknown")
    terminal.write(terminal.style(f"     {' · '.join(about)}", fg="green"))
    # What `show` takes: the path says it, unless a file has several articles or none was read.
    place = hit.path if hit.path.endswith(f"/{hit.id}") else " · ".join(filter(None, [hit.id, hit.path]))
    terminal.write("     " + link(terminal.style(terminal.make_line(place), dim=True), hit.path))
    if hit.score_parts:
        for line in terminal.wrap(describe_score(hit.score, hit.score_parts), first="     ", rest="       "):
            terminal.write(line)
    for snippet in hit.snippets:
        marked = terminal.mark_words(snippet.text, snippet.highlights)
        before, after = "… " if snippet.cut_before else "", " …" if snippet.cut_after else ""
        for line in terminal.wrap(f"{before}{marked}{after}", first="     > ", rest="       "):
            terminal.write(line)
    terminal.write()


def _stream(results: Results) -> Iterable[Hit]:
    """Return the hits one by one; none is kept, because there may be more than memory holds."""
    return results.hits.stream() if isinstance(results.hits, Hits) else results.hits


def _write_json(results: Results) -> None:
    terminal.write(json.dumps(write_results(results), ensure_ascii=False, indent=2))


def _write_jsonl(results: Results) -> None:
    for hit in _stream(results):
        terminal.write(json.dumps(write_hit(hit), ensure_ascii=False))


def _write_csv(results: Results) -> None:
    table = csv.writer(sys.stdout)
    table.writerow([*_COLUMNS, "snippet"])
    for hit in _stream(results):
        values = write_hit(hit)
        values["sources"] = "; ".join(hit.sources)
        snippet = " … ".join(" ".join(snippet.text.split()) for snippet in hit.snippets)
        table.writerow([*(values[name] for name in _COLUMNS), snippet])


_WRITERS = {"text": _write_text, "json": _write_json, "jsonl": _write_jsonl, "csv": _write_csv}


def _note_count(results: Results, options: SearchOptions, documents: int) -> None:
    if not results.total:
        where = terminal.count_nouns(documents, "document")
        terminal.note(f"nothing found in {where} for: {terminal.make_safe(results.interpreted)}")
        return
    if options.limit and not results.hits:
        terminal.note(f"there are no results behind {results.total:,}: --offset {options.offset} is too large")
    last = options.offset + len(results.hits)
    shown = f"{options.offset + 1}-{last} of " if len(results.hits) < results.total and results.hits else ""
    found = f"{shown}{terminal.count_nouns(results.total, 'document')} of {documents:,}"
    terminal.note(f"{found} in {results.took_ms:.1f} ms: {terminal.make_safe(results.interpreted)}")
