"""`searchcsto index`: bring the index up to date with folders of articles, and say what was done."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from searchcsto.accounts import BuildReport
from searchcsto.build import MEMORY, BuildOptions, build_index
from searchcsto.cli import terminal
from searchcsto.cli.errors import describe_error
from searchcsto.cli.options import choose_index, index_option, load_config, parse_fields, read_lists
from searchcsto.locations import Location
from searchcsto.preview import Preview, Step, preview_index
from searchcsto.status import IndexStatus, read_status

_SHOWN = 20  # skipped files named after a run; `errors` names all


class PartType(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """Which share of the files, as 3/16."""

    name = "part"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Return the number of the share, and of how many."""
        number, _, of = str(value).partition("/")
        if not (number.isascii() and number.isdecimal() and of.isascii() and of.isdecimal()):
            self.fail(f"{value!r} is no share; write 3/16 for the third of sixteen", param, ctx)
        return int(number), int(of)


@click.command("index")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@index_option
@click.option("--files-from", "lists", multiple=True, metavar="FILE", help="Read PATHs from FILE, one a line.")
@click.option("-0", "--null", "is_null", is_flag=True, help="Lists have a zero byte behind each path, not a new line.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out what matches (as .gitignore would).")
@click.option("--map", "fields", multiple=True, metavar="FIELD=NAME", help="Records have FIELD under this NAME.")
@click.option(
    "--outlets", type=click.Path(path_type=Path), metavar="FILE", help="Know the outlets in FILE by name (see docs)."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--retry-failed", is_flag=True, help="Read again what `searchcsto errors` lists, and nothing else.")
@click.option("--prune", is_flag=True, help="Remove the documents of a PATH that is gone or empty as a whole.")
@click.option("--rebuild", is_flag=True, help="Read everything into a new index, which replaces the old when whole.")
@click.option("--part", type=PartType(), metavar="K/N", help="Read only share K of N: one of N loaders.")
@click.option("--jobs", type=int, metavar="N", help="Use so many processes [default: one for each processor].")
@click.option("--memory", type=int, default=MEMORY, show_default=True, metavar="MB", help="Memory of all processes.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was skipped.")
def index_command(
    paths: tuple[str, ...],
    index: Location | None,
    lists: tuple[str, ...],
    is_null: bool,
    exclude: tuple[str, ...],
    fields: tuple[str, ...],
    outlets: Path | None,
    dry_run: bool,
    retry_failed: bool,
    prune: bool,
    rebuild: bool,
    part: tuple[int, int] | None,
    jobs: int | None,
    memory: int,
    strict: bool,
) -> None:
    """Index articles: read what is new or changed, remove what is gone or excluded.

    Reads every file at or below each PATH [default: seeds]; a PATH of - is a list of paths on standard input. Run
    again, it reads only what changed. What cannot be read is skipped and named.

    \b
    texts         .txt .md
    web pages     .html .htm .xhtml .mhtml
    documents     .pdf .docx .odt .rtf
    mail          .eml .mbox
    records       .jsonl .ndjson .json .csv .tsv: id, title, text, date, source
    feeds, wires  .xml (RSS, Atom, NewsML-G2, NITF)
    web archives  .warc .warc.gz
    all of these  in .zip .tar .tar.gz .tar.zst .gz .zst

    A file is known by its content first, then by its name. A file .searchcstoignore says what is left out of its
    folder, as .gitignore does. Records with other names: --map text=body --map date=published_at
    """
    config, listed = load_config(), read_lists([*lists, *(path for path in paths if path == "-")], is_null=is_null)
    options = BuildOptions(
        prune=prune,
        rebuild=rebuild,
        jobs=os.cpu_count() or 1 if jobs is None else jobs,
        memory=memory,
        exclude=exclude,
        fields={**config.fields, **parse_fields(fields)},
        outlets=outlets or config.outlets,
        skip_missing=listed is not None,
        retry_failed=retry_failed,
        part=part,
    )
    chosen = [Path(path) for path in paths if path != "-"] + (listed or [])
    if listed is not None and not chosen:
        terminal.note("note: the list is empty: there is nothing to do")
        return
    if not chosen and not retry_failed:
        chosen = list(config.paths)
    folder = choose_index(index)
    if dry_run:
        _write_preview(preview_index(chosen, folder, options))
        return
    report = _build(chosen, folder, options)
    _write_report(report, read_status(folder))
    if strict and report.skipped:
        raise click.exceptions.Exit(1)


def _build(paths: Sequence[Path], folder: Location, options: BuildOptions) -> BuildReport:
    if not sys.stderr.isatty():
        return build_index(paths, folder, options)
    with click.progressbar(length=1000, label="indexing", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.update(int(1000 * done / max(total, 1)) - bar.pos)

        return build_index(paths, folder, options, progress=progress)


def _write_report(report: BuildReport, status: IndexStatus) -> None:
    for line in _summarise(report, status):
        terminal.write(line)
    _note_kept(report.kept)
    for item in report.skipped[:_SHOWN]:
        terminal.note(describe_error(item))
    if len(report.skipped) > _SHOWN:
        terminal.note(f"… {len(report.skipped) - _SHOWN:,} more; all of them: searchcsto errors")


def _note_kept(notices: Sequence[str]) -> None:
    for notice in notices[:_SHOWN]:
        terminal.note(f"note: {terminal.make_line(notice)}")
    if len(notices) > _SHOWN:
        terminal.note(f"note: … and {len(notices) - _SHOWN:,} more paths like these")


def _summarise(report: BuildReport, status: IndexStatus) -> list[str]:
    """Return what a person wants to know after a run."""
    skipped = sum(item.skipped for item in report.skipped)
    sources = ", ".join(f"{terminal.make_line(item.value)} {item.count:,}" for item in status.sources[:5])
    more = f", and {len(status.sources) - 5:,} more" if len(status.sources) > 5 else ""
    indexed = terminal.count_nouns(report.documents, "document")
    excluded = f" ({report.excluded:,} of them excluded)" if report.excluded else ""
    return [
        f"{indexed} indexed in {report.seconds:.1f} s: {report.added:,} new, {report.replaced:,} replaced; "
        f"{report.removed:,} removed{excluded}, {report.files_unchanged:,} unchanged, {skipped:,} skipped",
        f"{terminal.make_line(status.path)} holds {terminal.count_nouns(status.documents, 'document')}: "
        f"{status.documents - status.undated:,} dated, {status.undated:,} undated",
        f"{terminal.count_nouns(len(status.sources), 'source')}{': ' if sources else ''}{sources}{more}",
    ]


def _write_preview(preview: Preview) -> None:
    for step in preview.steps:
        terminal.write(_describe_step(step))
    counts = dict.fromkeys(("read", "replace", "remove", "skip", "exclude"), 0)
    for step in preview.steps:
        counts[step.action] += 1
    _note_kept(preview.kept)
    terminal.note(
        f"nothing was changed; files to read: {counts['read']:,}, to replace: {counts['replace']:,}, "
        f"to remove: {counts['remove']:,}, skipped: {counts['skip']:,}, excluded: {counts['exclude']:,}, "
        f"unchanged: {preview.unchanged:,}"
    )


def _describe_step(step: Step) -> str:
    """Return a line about what would be done.

    >>> _describe_step(Step("remove", "press/a.txt", 1, "excluded"))
    'remove  press/a.txt: excluded (1 document)'
    """
    documents = f" ({terminal.count_nouns(step.documents, 'document')})" if step.documents else ""
    reason = f": {step.reason}" if step.reason else ""
    return f"{step.action:<8}{terminal.make_line(step.path + reason)}{documents}"
