"""Give a folder, get the settings in its searchcsto.toml: where the index is, and which paths it is built from.

    index = "index"
    paths = ["seeds", "archive"]

or, with the names under which files of records have what an article needs:

    [index]
    path = "index"
    map = { text = "body", date = "published_at" }

    [outlets]
    file = "outlets.tsv"

`aliases = "aliases.txt"` names a file of words that mean the same. The index may be an address, as
"opensearch://search.example:9200/csto".

A found file is data: it runs nothing, and its paths must lie within its own folder.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchcsto.errors import OptionInvalid
from searchcsto.locations import Address, Location, parse_location

CONFIG_NAME = "searchcsto.toml"
DEFAULT_INDEX = Path("index")
DEFAULT_PATHS = (Path("seeds"),)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a folder; what the file does not name has its default."""

    index: Location = DEFAULT_INDEX
    paths: tuple[Path, ...] = DEFAULT_PATHS
    fields: Mapping[str, str] = field(default_factory=dict)
    outlets: Path | None = None
    aliases: Path | None = None


def read_config(folder: Path) -> Config:
    """Return the settings of a folder, the defaults if it has no file. Raises OptionInvalid."""
    file = folder / CONFIG_NAME
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise OptionInvalid(f"{file} cannot be read: {problem}") from None
    unknown = sorted(set(values) - {"index", "paths", "outlets", "aliases"})
    if unknown:
        raise OptionInvalid(f"{file}: there is no setting {unknown[0]!r}, only index, paths, outlets and aliases")
    paths = values.get("paths", [str(path) for path in DEFAULT_PATHS])
    if not isinstance(paths, list) or not paths:
        raise OptionInvalid(f'{file}: paths must be a list of paths, as in paths = ["seeds"]')
    table = values.get("index", {})
    if not isinstance(table, dict):
        table = {"path": table}
    if unknown := sorted(set(table) - {"path", "map"}):
        raise OptionInvalid(f"{file}: [index] has no setting {unknown[0]!r}, only path and map")
    return Config(
        index=_read_location(file, table.get("path", str(DEFAULT_INDEX))),
        paths=tuple(_read_path(file, "paths", path) for path in paths),
        fields=_read_fields(file, table.get("map", {})),
        outlets=_read_outlets(file, values.get("outlets")),
        aliases=_read_path(file, "aliases", values["aliases"]) if "aliases" in values else None,
    )


def _read_outlets(file: Path, value: Any) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"file"}:
        raise OptionInvalid(f'{file}: [outlets] has one setting, as in file = "outlets.tsv"')
    return _read_path(file, "outlets", value["file"])


def _read_fields(file: Path, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise OptionInvalid(f'{file}: map must be a table of names, as in map = {{ text = "body" }}')
    return value


def _read_location(file: Path, value: Any) -> Location:
    if isinstance(value, str) and isinstance(address := parse_location(value), Address):
        return address
    return _read_path(file, "index", value)


def _read_path(file: Path, key: str, value: Any) -> Path:
    if not isinstance(value, str) or not value:
        raise OptionInvalid(f"{file}: {key} must be a path in quotes, not {value!r}")
    path = Path(value)
    if not (file.parent / path).resolve().is_relative_to(file.parent.resolve()):
        raise OptionInvalid(f"{file}: {key} = {value!r} lies outside the folder of the file; use the option instead")
    return path
