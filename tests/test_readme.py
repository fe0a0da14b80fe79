"""The commands of README run as they are written, and print what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from searchcsto.config import read_config

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def list_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def list_commands() -> list[tuple[str, str]]:
    """Return the commands of all console blocks with what they should print."""
    found: list[tuple[str, str]] = []
    for block in list_blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def make_pattern(output: str) -> str:
    """Return a regular expression: times may differ, "..." stands for any text, and notes on counts are left out."""
    pattern = re.escape(output.rstrip("\n")).replace(r"\.\.\.", ".*")
    return re.sub(r"\d+\\\.\d+\\ s", r"[0-9.]+\\ s", pattern)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder


def run_in(folder: Path, command: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    settings = ("SEARCHCSTO_INDEX", "FORCE_COLOR", "NO_COLOR")
    environment = {name: value for name, value in os.environ.items() if name not in settings}
    completed = subprocess.run(
        command, shell=True, cwd=folder, env={**environment, "PATH": path, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in completed.stdout
    return completed.stdout


def test_commands_print_what_readme_says(folder: Path) -> None:
    commands = list_commands()
    assert len(commands) >= 7
    for command, output in commands:
        printed = run_in(folder, command)
        assert re.search(rf"\A{make_pattern(output)}", printed, re.DOTALL), f"{command}\n{printed}"


def test_the_python_example_prints_what_readme_says(folder: Path) -> None:
    (code,) = list_blocks("python")
    (output,) = list_blocks("text")
    (folder / "example.py").write_text(code, encoding="utf-8")
    assert run_in(folder, "python example.py") == output


def test_the_settings_are_valid(tmp_path: Path) -> None:
    blocks = list_blocks("toml")
    assert blocks
    for settings in blocks:
        (tmp_path / "searchcsto.toml").write_text(settings)
        config = read_config(tmp_path)
        assert str(config.index) == tomllib.loads(settings).get("index", "index")
        assert (config.outlets is not None) == ("outlets" in settings)


def test_every_target_and_file_that_readme_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in makefile
    for link in re.findall(r"\]\(([\w/.-]+)\)", README):
        assert (ROOT / link).exists(), link
