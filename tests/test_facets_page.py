"""The commands of docs/facets-and-timelines.md run as they are written, and print what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.test_readme import ROOT, make_pattern, run_in

PAGE = (ROOT / "docs" / "facets-and-timelines.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder


def read_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_the_page_prints_what_it_says(folder: Path) -> None:
    commands = [
        part.partition("\n") for block in read_blocks("console") for part in re.split(r"^\$ ", block, flags=re.M)[1:]
    ]
    assert len(commands) >= 11
    for command, _, output in commands:
        printed = run_in(folder, command)
        assert re.search(rf"\A{make_pattern(output)}", printed, re.DOTALL), f"{command}\n{printed}"
    (code,), (output,) = read_blocks("python"), read_blocks("text")
    (folder / "example.py").write_text(code, encoding="utf-8")
    assert run_in(folder, "python example.py") == output
