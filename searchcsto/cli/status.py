"""`searchcsto status`: what the index holds, where it is, how old it is, and what was skipped."""

from __future__ import annotations

import json
from typing import Literal

import click

from searchcsto.cli import terminal
from searchcsto.cli.options import choose_index, index_option
from searchcsto.locations import Location
from searchcsto.status import Basis, IndexStatus, read_bases, read_status
from searchcsto.web.wire import write_bases, write_status


@click.command("status")
@index_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-n", "--limit", type=int, default=20, show_default=True, metavar="N", help="Name so many skipped files.")
@click.option("--dates", "field", flag_value="date", help="Tell what the dates rest on, by status and rule.")
@click.option("--sources", "field", flag_value="source", help="Tell the same of the sources.")
def status_command(index: Location | None, form: str, limit: int, field: Literal["date", "source"] | None) -> None:
    """Tell what the index holds, how old it is, and what was skipped."""
    if field:
        _show_bases(read_bases(choose_index(index), field), field, form=form)
        return
    status = read_status(choose_index(index))
    if form == "json":
        terminal.write(json.dumps(write_status(status), ensure_ascii=False, indent=2))
        return
    for name, value in _list_values(status):
        terminal.write(f"{terminal.style(f'{name:<10}', bold=True)}{terminal.make_line(value)}")
    for item in status.skipped[:limit]:
        verb = "" if item.skipped else "partly read: "
        terminal.write(f"{'':10}{verb}{terminal.make_line(str(item))}")
    if len(status.skipped) > limit:
        terminal.write(f"{'':10}… {len(status.skipped) - limit:,} more (name them with -n {len(status.skipped)})")


def _show_bases(bases: list[Basis], field: str, *, form: str) -> None:
    if form == "json":
        terminal.write(json.dumps(write_bases(bases, field), ensure_ascii=False, indent=2))
        return
    total = sum(basis.count for basis in bases)
    for basis in bases:
        rule = f'{field}-rule:"{basis.rule}"' if basis.rule else f"{field}-status:{basis.status}"
        share = f"{basis.count:>10,}  {100 * basis.count / total:5.1f} %"
        terminal.write(f"{share}  {basis.status:<10}  {basis.rule or '-':<20}  {rule}")


def _list_values(status: IndexStatus) -> list[tuple[str, str]]:
    sources = ", ".join(f"{item.value} {item.count:,}" for item in status.sources[:8])
    more = f", and {len(status.sources) - 8:,} more" if len(status.sources) > 8 else ""
    years = f"{status.years[0].value} to {status.years[-1].value}" if status.years else "none"
    skipped = sum(item.skipped for item in status.skipped)
    languages = ", ".join(f"{item.value} {item.count:,}" for item in status.languages)
    return [
        ("index", f"{status.path} ({status.size / 1e6:,.1f} MB)"),
        ("updated", describe_age(status.age_seconds)),
        ("documents", f"{status.documents:,}, from {terminal.count_nouns(status.files, 'file')}"),
        ("dated", f"{status.documents - status.undated:,}, undated {status.undated:,}; years {years}"),
        ("sources", f"{len(status.sources):,}: {sources}{more}" if sources else "none"),
        ("languages", languages or "unknown"),
        ("folders", ", ".join(status.roots) or "none"),
        ("skipped", f"{skipped:,}, partly read {len(status.skipped) - skipped:,}"),
    ]


def describe_age(seconds: float | None) -> str:
    """Return an age as a person would say it.

    >>> describe_age(7200)
    '2 hours ago'
    """
    if seconds is None:
        return "never by searchcsto index, or its last run did not end"
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "less than a minute ago"
