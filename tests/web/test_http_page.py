"""The commands of docs/http.md run as they are written, and its table names every question."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from searchcsto import build_index
from tests.test_readme import make_pattern, run_in

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")


def list_commands() -> list[tuple[str, str]]:
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    parts = (part.partition("\n") for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:])
    return [(command, output) for command, _, output in parts]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("http")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    build_index([folder / "seeds"], folder / "index")
    return folder


@pytest.mark.parametrize(("command", "output"), list_commands())
def test_commands_print_what_the_page_says(folder: Path, command: str, output: str) -> None:
    printed = run_in(folder, command)
    assert re.search(rf"\A{make_pattern(output)}", printed, re.DOTALL), printed


def test_the_table_names_every_question(client: TestClient) -> None:
    for path in client.get("/api/openapi.json").json()["paths"]:
        assert path.replace("{identifier}", "ID") in PAGE
