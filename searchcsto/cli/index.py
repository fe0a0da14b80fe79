"""`searchcsto index`: bring the index up to date with folders of articles, and say what was done."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from searchcsto.accounts import BuildReport
from searchcsto.build import MEMORY, BuildOptions, build_index
from searchcsto.cli import terminal
from searchcsto.cli.options import choose_index, index_option, load_config
from searchcsto.status import IndexStatus, read_status

_SHOWN = 20  # skipped files named after a run; status names all


@click.command("index")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@index_option
@click.option("--prune", is_flag=True, help="Remove the documents of a PATH that is gone or empty as a whole.")
@click.option("--rebuild", is_flag=True, help="Read everything into a new index, which replaces the old when whole.")
@click.option("--jobs", type=int, metavar="N", help="Use so many processes [default: one for each processor].")
@click.option("--memory", type=int, default=MEMORY, show_default=True, metavar="MB", help="Memory of all processes.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was skipped.")
def index_command(
    paths: tuple[Path, ...], index: Path | None, prune: bool, rebuild: bool, jobs: int | None, memory: int, strict: bool
) -> None:
    """Index articles: read what is new or changed, remove what is gone.

    Reads every .txt file (one article) and .jsonl file (one article a line: id, title, text, date, source) at or below
    each PATH [default: seeds]. Run again, it reads only what changed. What cannot be read is skipped and named.
    """
    folder = choose_index(index)
    chosen = paths or load_config().paths
    options = BuildOptions(prune, rebuild, os.cpu_count() or 1 if jobs is None else jobs, memory)
    report = _build(chosen, folder, options)
    status = read_status(folder)
    for line in _summarise(report, status):
        terminal.write(line)
    for notice in report.kept:
        terminal.note(f"note: {terminal.make_line(notice)}")
    for item in report.skipped[:_SHOWN]:
        verb = "skipped" if item.skipped else "partly read"
        terminal.note(f"{verb}: {terminal.make_line(str(item))}")
    if len(report.skipped) > _SHOWN:
        terminal.note(f"… {len(report.skipped) - _SHOWN:,} more; all of them: searchcsto status")
    if strict and report.skipped:
        raise click.exceptions.Exit(1)


def _build(paths: tuple[Path, ...], folder: Path, options: BuildOptions) -> BuildReport:
    if not sys.stderr.isatty():
        return build_index(paths, folder, options)
    with click.progressbar(length=1000, label="indexing", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.update(int(1000 * done / max(total, 1)) - bar.pos)

        return build_index(paths, folder, options, progress=progress)


def _summarise(report: BuildReport, status: IndexStatus) -> list[str]:
    """Return what a person wants to know after a run."""
    skipped = sum(item.skipped for item in report.skipped)
    sources = ", ".join(f"{terminal.make_line(item.value)} {item.count:,}" for item in status.sources[:5])
    more = f", and {len(status.sources) - 5:,} more" if len(status.sources) > 5 else ""
    indexed = terminal.count_nouns(report.documents, "document")
    return [
        f"{indexed} indexed in {report.seconds:.1f} s: {report.added:,} new, {report.replaced:,} replaced; "
        f"{report.removed:,} removed, {report.files_unchanged:,} unchanged, {skipped:,} skipped",
        f"{terminal.make_line(status.path)} holds {terminal.count_nouns(status.documents, 'document')}: "
        f"{status.documents - status.undated:,} dated, {status.undated:,} undated",
        f"{terminal.count_nouns(len(status.sources), 'source')}{': ' if sources else ''}{sources}{more}",
    ]
