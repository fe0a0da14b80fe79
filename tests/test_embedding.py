"""The examples of docs/embedding.md run as they are written, and print what it says."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from searchcsto import build_index
from tests.test_readme import ROOT, make_pattern, run_in

PAGE = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
_BLOCKS = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


class Program(NamedTuple):
    """A program of the page, and what it prints according to the page; None if the page does not say."""

    name: str
    code: str
    output: str | None


def list_programs() -> Iterator[Program]:
    blocks = _BLOCKS.findall(PAGE)
    for (kind, code), (next_kind, output) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "python":
            first = re.match(r"# (\w+\.py)\n", code)
            assert first is not None, code
            yield Program(first[1], code, output if next_kind == "text" else None)


PROGRAMS = list(list_programs())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("embedding")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    build_index([folder / "seeds"], folder / "index")
    for program in PROGRAMS:
        (folder / program.name).write_text(program.code, encoding="utf-8")
    return folder


def list_missing(code: str) -> list[str]:
    """Return the packages that a program imports, or a program that it imports, and that are not installed."""
    names = {alias.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom)}
    packages = {name.split(".")[0] for name in names}
    ours = [program for program in PROGRAMS if program.name.removesuffix(".py") in packages]
    missing = [name for program in ours for name in list_missing(program.code)]
    packages -= {program.name.removesuffix(".py") for program in ours}
    return missing + [name for name in sorted(packages) if importlib.util.find_spec(name) is None]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_program_prints_what_the_page_says(program: Program, folder: Path) -> None:
    if missing := list_missing(program.code):
        pytest.skip(f"not installed: {', '.join(missing)} (pip install 'searchcsto[dev]')")
    printed = run_in(folder, f"python -X utf8 {program.name}")
    if program.output is not None:
        assert re.fullmatch(make_pattern(program.output) + r"\n?", printed, re.DOTALL), printed
    elif not program.name.startswith("app_"):
        raise AssertionError(f"the page does not say what {program.name} prints")


def test_commands_print_what_the_page_says(folder: Path) -> None:
    if shutil.which("jq") is None:
        pytest.skip("not installed: jq (apt install jq)")
    commands = [
        part.partition("\n")
        for kind, block in _BLOCKS.findall(PAGE)
        if kind == "console"
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    ]
    assert len(commands) >= 6
    run_in(folder, "python alert.py")
    for command, _, output in commands:
        if command.startswith("searchcsto index"):
            run_in(folder, "rm -r index")
        printed = run_in(folder, command)
        assert re.match(make_pattern(output), printed, re.DOTALL), f"{command}\n{printed}"


def test_the_crontab_runs_a_program_of_the_page() -> None:
    (table,) = (block for kind, block in _BLOCKS.findall(PAGE) if kind == "crontab")
    assert re.search(r"python (\w+\.py)$", table, re.MULTILINE)[1] in {program.name for program in PROGRAMS}  # type: ignore[index]


def test_everything_is_tried_somewhere() -> None:
    code = "".join(program.code for program in PROGRAMS)
    for name in ("AsyncIndex", "fastapi", "flask", "langchain_core", "llama_index", "to_pandas", "whoosh"):
        assert name in code
