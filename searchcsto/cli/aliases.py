"""`searchcsto aliases`: words that mean the same, of the user's file and of acronyms that the texts explain."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import click

from searchcsto.aliases import print_group
from searchcsto.cli import terminal
from searchcsto.cli.options import aliases_option, choose_aliases, choose_index, index_option
from searchcsto.index import Index
from searchcsto.locations import Location
from searchcsto.results import AliasGroup
from searchcsto.web.wire import write_alias, write_aliases

_COLUMNS = ("members", "origin", "documents", "used")


@click.command("aliases")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@index_option
@aliases_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="For a person and as a file of aliases, or for other programs.",
)
def aliases_command(words: tuple[str, ...], index: Location | None, aliases: Path | None, form: str) -> None:
    """List words that mean the same: those of your file, and acronyms that the texts explain.

    With WORDs only the groups that have one of them. The text is itself a file of aliases: what is wrong can be taken
    out, what is missing written in, and the result given to --aliases or put into the folder of the index as
    aliases.txt. Behind # stands in how many articles an acronym is explained so; a line that begins with # is not
    searched.
    """
    with Index.open(choose_index(index), aliases=choose_aliases(aliases)) as opened:
        groups = opened.list_aliases()
    if words:
        groups = [group for group in groups if any(_holds(group, word) for word in words)]
    if form == "json":
        terminal.write(json.dumps(write_aliases(groups), ensure_ascii=False, indent=2))
    elif form == "csv":
        table = csv.DictWriter(sys.stdout, _COLUMNS)
        table.writeheader()
        table.writerows({**write_alias(group), "members": print_group(group.members)} for group in groups)
    else:
        for group in groups:
            terminal.write(describe_group(group))
        terminal.note(
            f"{terminal.count_nouns(len(groups), 'group')}, {sum(group.is_used for group in groups):,} in use"
        )
    if not groups:
        raise click.exceptions.Exit(1)


def _holds(group: AliasGroup, word: str) -> bool:
    return any(" ".join(member.casefold().split()) == " ".join(word.casefold().split()) for member in group.members)


def describe_group(group: AliasGroup) -> str:
    """Return a group as a line of a file of aliases.

    >>> describe_group(AliasGroup(("CSTO", "Collective Security"), "acronym", 12, False))
    '# CSTO = "Collective Security"  # 12 articles'
    """
    line = terminal.make_line(print_group(group.members))
    count = "" if group.documents is None else f"  # {terminal.count_nouns(group.documents, 'article')}"
    return f"{'' if group.is_used else '# '}{line}{count}"
