"""Completion in the shell: through click's protocol for each shell, and in a real Bash where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from searchcsto import Document, Index
from searchcsto.cli.shells import quote_rest, read_line
from tests.conftest import Run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completion") / "index"
    with Index.create(folder) as index:
        index.add(
            Document("a", "One.", sources=("TASS", "Al Jazeera"), language="en", place="MINSK"),
            Document("b", "Two.", sources=("TASS", "Tut, by"), language="ru"),
            Document("c", "Three.", sources=('The "Old" Post', "O'Hara $5"), language="ru"),
        )
    return folder


def ask_bash(line: str, folder: Path, *, function: str = "", words: str = "") -> list[str]:
    """Return what the script offers for a line with the cursor at its end, in a real Bash."""
    script = f"""
        eval "$(searchcsto completion bash)"
        compopt() {{ :; }}
        COMP_LINE={shell_quote(line)} COMP_POINT={len(line)}
        _searchcsto_completion searchcsto
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "SEARCHCSTO_INDEX": str(folder), "LC_ALL": "C.UTF-8"}
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run(
        [bash, "--norc", "-c", script], capture_output=True, text=True, encoding="utf-8", env=environment, check=True
    )
    assert done.stderr == ""
    return done.stdout.splitlines() if done.stdout.strip() else []


def shell_quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("searchcsto query source:t", ["TASS", '\\"Tut,\\ by\\"']),
        ("searchcsto query source:al", ['\\"Al\\ Jazeera\\"']),
        ("searchcsto query 'peace source:al", ['peace source:"Al Jazeera"']),
        ('searchcsto query "peace source:al', ['peace source:\\"Al Jazeera\\"']),
        ("searchcsto query -- \\(peace -source:al", ['\\"Al\\ Jazeera\\"']),
        ("searchcsto query --source al", ["Al\\ Jazeera"]),
        ("searchcsto query --source=al", ["Al\\ Jazeera"]),
        ("searchcsto query --source 'o", ["O'\\''Hara $5"]),
        ("searchcsto query --not-source the", ['The\\ \\"Old\\"\\ Post']),
        ("searchcsto query lang:", ["ru", "en"]),
        ("searchcsto query peace place:m", ["MINSK"]),
        ("searchcsto query pla", ["place:"]),
        ("searchcsto why a lang:r", ["ru"]),
        ("searchcsto quer", ["query"]),
        ("searchcsto query --not", ["--not-source"]),
        ("searchcsto query nofield:", []),
        ("searchcsto query date:20", []),
    ],
)
def test_bash_offers(folder: Path, line: str, offered: list[str]) -> None:
    assert ask_bash(line, folder) == offered


def ask(run: Run, shell: str, words: str, last: str, **environment: str) -> list[str]:
    place = last if shell == "fish" else str(len(words.split(" ")) - 1)
    variables = {"_SEARCHCSTO_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": place, **environment}
    done = run(env=variables)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_zsh_and_fish_get_whole_words(run: Run, folder: Path) -> None:
    where = {"SEARCHCSTO_INDEX": str(folder)}
    answer = ask(run, "zsh", "searchcsto query source:t", "source:t", **where)
    assert answer == ["plain", "source:TASS", "_", "plain", 'source:"Tut, by"', "_"]
    answer = ask(run, "fish", "searchcsto query source:t", "source:t", **where)
    assert answer == ["plain,source:TASS", "plain,source:Tut_by"]


def test_the_index_on_the_line_is_asked(run: Run, folder: Path) -> None:
    assert ask(run, "fish", f"searchcsto query --index {folder} lang:r", "lang:r") == ["plain,lang:ru"]


def test_errors_are_silent(run: Run, tmp_path: Path) -> None:
    words = "searchcsto query source:t"
    assert ask(run, "fish", words, "source:t", SEARCHCSTO_INDEX=str(tmp_path / "none")) == [""]
    (tmp_path / "searchcsto.toml").write_text("index = [")
    assert ask(run, "fish", words, "source:t") == [""]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed(run: Run, shell: str) -> None:
    script = run("completion", shell).stdout
    assert f"_SEARCHCSTO_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True)
        assert (checked.returncode, checked.stderr) == (0, "")
    assert run("completion", "tcsh").returncode == 2


@pytest.mark.parametrize("text", ['"A B"', "l'A", "a$b`c\\d", "Ёлка & Ко; *", "a:b=c"])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_what_is_quoted_is_read_back(text: str, quote: str) -> None:
    line = read_line(f"searchcsto {quote}{quote_rest(text, quote)}")
    assert line.last == text
    assert read_line(f"searchcsto {quote}{quote_rest(text, quote)}{quote} ").words == ["searchcsto", text]


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish here")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("searchcsto query source:t", ["source:TASS", "source:Tut_by"]),
        ("searchcsto query source:al", ["source:Al_Jazeera"]),
        ("searchcsto query --source al", ["Al Jazeera"]),
        ("searchcsto query lang:", ["lang:ru", "lang:en"]),
        ("searchcsto query pla", ["place:"]),
        ("searchcsto quer", ["query"]),
    ],
)
def test_fish_offers(folder: Path, tmp_path: Path, line: str, offered: list[str]) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "SEARCHCSTO_INDEX": str(folder), "LC_ALL": "C.UTF-8"}
    script = f"searchcsto completion fish | source; complete -C {shell_quote(line)}"
    done = subprocess.run(
        [shutil.which("fish") or "fish", "--no-config", "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**environment, "HOME": str(tmp_path)},
        check=True,
    )
    assert sorted(done.stdout.splitlines()) == sorted(offered)


def test_what_fish_is_offered_finds_the_same(run: Run, folder: Path) -> None:
    for plain, quoted in (("Al_Jazeera", '"Al Jazeera"'), ("Tut_by", '"Tut, by"')):
        assert run("count", f"source:{plain}", "--index", folder).stdout == "1\n"
        assert run("count", f"source:{quoted}", "--index", folder).stdout == "1\n"
