"""Hold the options that several commands have, read what they name, and choose the index.

A flag goes before the environment, that before searchcsto.toml, and that before the default.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from searchcsto.config import Config, read_config
from searchcsto.errors import InputMissing, OptionInvalid
from searchcsto.locations import Address, Location, parse_location


class LocationType(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A path, or the address of an index in a cluster."""

    name = "location"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Location:
        """Return the location. Raises OptionInvalid."""
        return parse_location(value) if isinstance(value, str | Path | Address) else parse_location(str(value))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Let the shell complete paths."""
        return [CompletionItem(incomplete, type="dir")]


index_option = click.option(
    "--index",
    "index",
    metavar="DIR|ADDRESS",
    type=LocationType(),
    help="The folder of the index, or opensearch://HOST/NAME [default: $SEARCHCSTO_INDEX, searchcsto.toml, or index].",
)

aliases_option = click.option(
    "--aliases",
    "aliases",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Words that mean the same, a group a line: CSTO = ОДКБ [default: searchcsto.toml, or INDEX/aliases.txt].",
)


def choose_index(flag: Location | None) -> Location:
    """Return where the index is."""
    if flag is not None:
        return flag
    if from_environment := os.environ.get("SEARCHCSTO_INDEX"):
        return parse_location(from_environment)
    return load_config().index


def choose_aliases(flag: Path | None) -> Path | None:
    """Return the file of aliases, None for the one in the folder of the index."""
    return flag if flag is not None else load_config().aliases


def load_config() -> Config:
    """Return the settings of the working directory."""
    return read_config(Path.cwd())


def read_lists(names: Sequence[str], *, is_null: bool) -> list[Path] | None:
    """Return the paths in lists, "-" being standard input; None if there are no lists. Raises InputMissing."""
    if not names:
        if is_null:
            raise OptionInvalid("-0 is for lists of paths: give one with - or --files-from")
        return None
    found: dict[bytes, None] = {}
    for name in dict.fromkeys(names):
        found.update(dict.fromkeys(_read_list(name).split(b"\0" if is_null else b"\n")))
    return [Path(os.fsdecode(path)) for path in found if path.strip()]


def _read_list(name: str) -> bytes:
    try:
        if name != "-":
            return Path(name).read_bytes()
        return sys.stdin.buffer.read() if sys.stdin is not None else b""
    except OSError as problem:
        raise InputMissing(f"the list of paths {name} cannot be read: {problem.strerror}") from None


def parse_fields(pairs: Iterable[str]) -> dict[str, str]:
    """Return fields with the names that they have, from pairs "text=body". Raises OptionInvalid.

    >>> parse_fields(["text=body", "date=meta.published"])
    {'text': 'body', 'date': 'meta.published'}
    """
    fields: dict[str, str] = {}
    for pair in pairs:
        role, sign, name = pair.partition("=")
        if not sign or not role.strip() or not name.strip():
            raise OptionInvalid(f"map: {pair!r} should say which field has what: --map text=body")
        fields[role.strip()] = name.strip()
    return fields
