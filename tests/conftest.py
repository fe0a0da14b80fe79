"""What many tests need: the seeds, an index of them, and the command line as its users run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from searchcsto import Index, build_index
from tests.cluster.fixtures import cluster, index_url

__all__ = ["cluster", "index_url"]  # fixtures of every test

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def seeds() -> Path:
    return SEEDS


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the seeds; not to be written to."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    build_index([SEEDS], folder)
    return folder


@pytest.fixture
def opened(seed_index: Path) -> Iterator[Index]:
    with Index.open(seed_index) as index:
        yield index


# Machines that run tests are shared: a slow moment is no failure.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# What a person's shell may have set, and a test must not depend on.
_SETTINGS = ("SEARCHCSTO_INDEX", "NO_COLOR", "FORCE_COLOR", "TERM")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run searchcsto in an empty folder, as from a shell without a terminal."""

    def run_command(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
        environment = {**clean, **options.pop("env", {})}
        command = [sys.executable, "-m", "searchcsto", *map(str, arguments)]
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=environment, **options
        )

    return run_command


def read_json(completed: subprocess.CompletedProcess[str]) -> Any:
    assert completed.returncode == 0, completed.stderr
    return json.loads(completed.stdout)
