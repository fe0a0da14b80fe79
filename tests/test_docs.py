"""The commands and the Python of docs/aliases.md run as they are written, and print what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from searchcsto.aliases import parse_aliases
from tests.test_readme import ROOT, make_pattern, run_in

PAGE = (ROOT / "docs" / "aliases.md").read_text(encoding="utf-8")


def list_blocks(language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)


def test_what_the_page_shows_is_so(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    commands = [part.partition("\n") for block in list_blocks("console") for part in block.split("$ ")[1:]]
    assert len(commands) >= 3
    for command, _, output in commands:
        printed = run_in(tmp_path, command)
        assert re.search(rf"\A{make_pattern(output)}", printed, re.DOTALL), f"{command}\n{printed}"
    (tmp_path / "example.py").write_text(list_blocks("python")[0], encoding="utf-8")
    file, printed = list_blocks("text")
    assert run_in(tmp_path, "python example.py") == printed
    assert parse_aliases(file, path="aliases.md").groups[-1] == ("START",)
