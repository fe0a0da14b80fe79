"""Hold the options that several commands have, and choose the index: flag, environment, searchcsto.toml, default."""

from __future__ import annotations

import os
from pathlib import Path

import click

from searchcsto.config import Config, read_config

index_option = click.option(
    "--index",
    "index",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder of the index [default: $SEARCHCSTO_INDEX, searchcsto.toml, or index].",
)


def choose_index(flag: Path | None) -> Path:
    """Return the folder of the index."""
    if flag is not None:
        return flag
    if from_environment := os.environ.get("SEARCHCSTO_INDEX"):
        return Path(from_environment)
    return load_config().index


def load_config() -> Config:
    """Return the settings of the working directory."""
    return read_config(Path.cwd())
