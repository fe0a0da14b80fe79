"""What the command line promises: streams, exit codes, settings, and manners on a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from searchcsto.engines.whoosh import manifest
from searchcsto.engines.whoosh.engine import open_writer
from searchcsto.index import Index
from tests.conftest import Run, read_json


def test_index_then_again(run: Run, seeds: Path) -> None:
    first = run("index", seeds)
    assert first.returncode == 0
    assert first.stdout.startswith("5 documents indexed in ")
    assert "index holds 5 documents: 4 dated, 1 undated" in first.stdout
    assert "3 sources: TASS 4, Russia - Islamic World 2, BelTA 1" in first.stdout
    assert first.stderr == ""
    again = run("index", seeds)
    assert "0 documents indexed" in again.stdout
    assert "5 unchanged" in again.stdout


def test_the_defaults_are_seeds_and_index(run: Run, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(seeds)
    assert run("index").returncode == 0
    assert (tmp_path / "index").is_dir()
    assert len(read_json(run("query", "*", "--format", "json"))["hits"]) == 5


def test_skipped_files_are_named_and_count_only_with_strict(run: Run, tmp_path: Path) -> None:
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "good.txt").write_text("The pier is old.")
    (tmp_path / "press" / "bad.xyz").write_text("The pier is old.")
    completed = run("index", "press")
    assert completed.returncode == 0
    assert (
        completed.stderr == "skipped: press/bad.xyz: .xyz files are not read; what is read: searchcsto index --help\n"
    )
    assert run("index", "press", "--strict").returncode == 1
    assert "press/bad.xyz: .xyz files are not read" in run("status").stdout


@pytest.mark.parametrize("command", [["query", "pier"], ["show", "a"], ["status"]])
def test_no_index(run: Run, command: list[str]) -> None:
    completed = run(*command)
    assert completed.returncode == 3
    assert completed.stdout == ""
    assert completed.stderr == (
        "searchcsto: no index at index; build one with: searchcsto index FOLDER --index index\n"
    )


def test_a_path_that_is_not_there(run: Run) -> None:
    completed = run("index", "nowhere")
    assert completed.returncode == 2
    assert completed.stderr == "searchcsto: there is no file or folder nowhere\n"


def test_a_locked_index_names_the_process(run: Run, seeds: Path, tmp_path: Path) -> None:
    run("index", seeds)
    writer = open_writer(tmp_path / "index")
    try:
        completed = run("index", seeds)
    finally:
        writer.close()
    assert completed.returncode == 3
    assert f"process {os.getpid()} on " in completed.stderr
    assert run("index", seeds).returncode == 0


def test_a_damaged_index(run: Run, seeds: Path, tmp_path: Path) -> None:
    run("index", seeds)
    (tmp_path / "index" / "searchcsto.json").write_text("{")
    completed = run("query", "pier")
    assert completed.returncode == 4
    assert "searchcsto.json is damaged" in completed.stderr


def test_an_index_of_another_version(run: Run, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("index", seeds)
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "ANALYSIS_VERSION", 999)
        manifest.write_manifest(tmp_path / "index", manifest.Manifest())
    completed = run("query", "Zas")
    assert completed.returncode == 4
    assert "mend it with: searchcsto index --rebuild --index index" in completed.stderr
    assert run("index", seeds).returncode == 4  # it is not touched without being told
    assert run("index", seeds, "--rebuild").returncode == 0
    assert run("query", "Zas").returncode == 0


def test_settings_flag_over_environment_over_file(run: Run, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "searchcsto.toml").write_text(f'index = "from-file"\npaths = ["{seeds.name}"]\n')
    (tmp_path / "seeds").symlink_to(seeds)
    refused = run("index")  # the link leads out of the folder of the file
    assert refused.returncode == 2
    assert "lies outside" in refused.stderr
    (tmp_path / "seeds").unlink()
    run("index", seeds)
    run("index", seeds, env={"SEARCHCSTO_INDEX": "from-environment"})
    run("index", seeds, "--index", "from-flag", env={"SEARCHCSTO_INDEX": "from-environment"})
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith("from")} == {
        "from-file",
        "from-environment",
        "from-flag",
    }


@pytest.mark.parametrize(
    "text", ["index = 3", 'index = "../out"', 'index = "/abs"', 'colour = "red"', "index = [", "paths = []"]
)
def test_a_bad_settings_file_is_one_line(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "searchcsto.toml").write_text(text)
    completed = run("query", "pier")
    assert completed.returncode == 2
    assert "searchcsto.toml" in completed.stderr
    assert "Traceback" not in completed.stderr


def test_show_and_its_short_ids(run: Run, seed_index: Path) -> None:
    whole = run("show", "004_f9dc5b6749ccf26f.txt", "--index", seed_index)
    short = run("show", "004", "--index", seed_index)
    assert whole.stdout == short.stdout
    assert "title    Zas: CSTO peacekeepers helped turn the tide in Kazakhstan" in short.stdout
    assert 'header: "20 January 2022, 14:03" at 86-108' in short.stdout
    assert "the press secretary added" in short.stdout
    assert "Follow us on:" not in short.stdout
    assert "Follow us on:" in run("show", "004", "--raw", "--index", seed_index).stdout
    ambiguous = run("show", "00", "--index", seed_index)
    assert ambiguous.returncode == 1
    assert "5 documents have ids that begin with '00'" in ambiguous.stderr
    unknown = run("show", "zzz", "--index", seed_index)
    assert unknown.returncode == 1
    assert "no document has an id that begins with 'zzz'" in unknown.stderr


def test_status(run: Run, seed_index: Path) -> None:
    completed = run("status", "--index", seed_index)
    assert completed.returncode == 0
    assert "documents 5, from 5 files" in completed.stdout
    assert "4, undated 1; years 2022 to 2022" in completed.stdout
    assert re.search(r"updated   (less than a minute|\d+ minutes?) ago", completed.stdout)
    status = read_json(run("status", "--index", seed_index, "--format", "json"))
    assert (status["documents"], status["undated"], status["skipped"]) == (5, 1, [])


def test_a_closed_pipe_is_no_failure(run: Run, seed_index: Path) -> None:
    command = f"{sys.executable} -m searchcsto query '*' -n 5 --index {seed_index} | head -n 1"
    completed = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert completed.stdout.count("\n") == 1
    assert "Traceback" not in completed.stderr
    assert "BrokenPipe" not in completed.stderr


def test_texts_cannot_command_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "a.txt").write_text("The \x1b[2Jpier\x07 is \u202eold in the harbour of Orlo.")
    run("index", "press")
    for command in (["query", "harbour"], ["show", "a"]):
        output = run(*command, env={"FORCE_COLOR": "1"}).stdout.replace("\x1b[0m", "").replace("\x1b[1", "")
        assert "\x1b[2J" not in output
        assert "\x07" not in output
        assert "\u202e" not in output
        assert "harbour" in output


@pytest.mark.parametrize("command", [[], ["index"], ["query"], ["show"], ["status"]])
def test_help(run: Run, command: list[str]) -> None:
    completed = run(*command, "--help")
    assert completed.returncode == 0
    assert completed.stdout.startswith("Usage: ")
    assert all(len(line) <= 100 for line in completed.stdout.splitlines())
    assert run(*command, "-h").stdout == completed.stdout


def test_version(run: Run) -> None:
    shown = run("--version").stdout
    assert shown.startswith("searchcsto, version ")
    assert ("with compiled loops" in shown) == Index.has_compiled_loops()
    assert "without compiled loops" in run("--version", env={"SEARCHCSTO_PURE": "1"}).stdout


def test_output_that_cannot_be_written(run: Run, seed_index: Path) -> None:
    for target in (">/dev/full", ">&-"):
        command = f"{sys.executable} -m searchcsto query '*' --index {seed_index} {target}"
        completed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert "Traceback" not in completed.stderr
        assert completed.returncode != 1
    assert "No space left on device" in subprocess.run(
        ["bash", "-c", f"{sys.executable} -m searchcsto query '*' --index {seed_index} >/dev/full"],
        capture_output=True, text=True, check=False,
    ).stderr  # fmt: skip


def test_options_that_are_wrong_are_one_line(run: Run) -> None:
    for arguments in (["query", "x", "--sort", "best"], ["query", "x", "-n", "many"], ["index", "--colour"], ["query"]):
        completed = run(*arguments)
        assert completed.returncode == 2
        assert completed.stderr.count("\n") == 1
        assert completed.stderr.startswith("searchcsto: ")


def test_the_locale_does_not_matter(run: Run, seed_index: Path) -> None:
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    completed = run("query", "Казахстан", "--index", seed_index, env=environment)
    assert "note: Казахстан occurs in no document" in completed.stderr


def test_narrow_terminals(run: Run, seed_index: Path) -> None:
    for colour in ("0", "1"):
        output = run("query", "Kazakhstan", "--index", seed_index, env={"COLUMNS": "50", "FORCE_COLOR": colour}).stdout
        plain = re.sub("\x1b\\[[0-9;]*m", "", output)
        snippets = [line for line in plain.splitlines() if line.startswith(("     > ", "       "))]
        assert max(len(line.replace("*", "")) for line in snippets) <= 50
        assert sum(len(line) > 35 for line in snippets) > len(snippets) / 3


def test_what_is_shown_can_be_shown_whole(run: Run, tmp_path: Path, seeds: Path) -> None:
    (tmp_path / "all.jsonl").write_text('{"text": "The pier is old."}\n{"id": "k", "text": "The ferry is old."}\n')
    run("index", "all.jsonl", seeds)
    assert "all.jsonl#1 · " in run("query", "pier").stdout
    assert "     k · " in run("query", "ferry").stdout
    assert run("show", "k").stdout.startswith("id       k\n")
    assert "Follow us on" in run("show", "seeds/004_f9dc5b6749ccf26f.txt", "--raw").stdout


def test_an_offset_behind_the_end_says_so(run: Run, seed_index: Path) -> None:
    assert "--offset 99 is too large" in run("query", "Kazakhstan", "--offset", "99", "--index", seed_index).stderr


def test_a_query_that_begins_with_a_minus(run: Run, seed_index: Path) -> None:
    refused = run("query", "-Zas", "--index", seed_index)
    assert refused.returncode == 2
    assert "put -- before a query that begins with a minus" in refused.stderr
    assert run("query", "--index", seed_index, "--", "-Zas").returncode == 0


def test_a_query_of_several_arguments_is_one_query(run: Run, seed_index: Path) -> None:
    completed = run("query", "Lavrov", "AND", "Afghanistan", "--index", seed_index)
    assert completed.stderr.startswith("1 document of 5 ")


def test_an_unknown_command(run: Run) -> None:
    completed = run("serch")
    assert completed.returncode == 2
    assert "serch" in completed.stderr
