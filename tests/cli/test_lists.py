"""`kwic`, `similar`, `batch` and `query --all-hits` on the seeds, as their users run them."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from searchcsto import Document, Index, build_index
from searchcsto.cli.columns import measure
from tests.conftest import Run


def test_all_hits(run: Run, seed_index: Path) -> None:
    arguments = ("query", "peacekeeping", "--index", seed_index, "--all-hits", "--format")
    completed = run(*arguments, "csv")
    rows = list(csv.DictReader(io.StringIO(completed.stdout)))
    assert [row["rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert {"sources", "date", "date_status"} <= rows[0].keys()
    assert {row["snippet"] for row in rows} == {""}
    assert completed.stderr.splitlines()[-1].startswith("5 documents of 5 in ")
    lines = [
        json.loads(line) for line in run(*arguments, "jsonl", "--offset", "2", "--snippets", "1").stdout.splitlines()
    ]
    assert [line["id"] for line in lines] == [row["id"] for row in rows[2:]]
    assert all(len(line["snippets"]) == 1 for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query", "*", "--all-hits"], "use --format csv or jsonl"),
        (["query", "*", "--all-hits", "--format", "csv", "-n", "3"], "leave out either"),
        (["query", "*", "--width", "3"], "width must be 20"),
        (["kwic", "pier", "--sort", "middle"], "middle"),
        (["kwic", "pier", "--width", "0"], "width of a context"),
        (["batch", "nowhere.txt"], "the queries in nowhere.txt cannot be read"),
        (["batch", "-", "--tag", "a b"], "must be one word"),
        (["batch", "-", "--snippets", "2"], "use --format jsonl"),
    ],
)
def test_mistakes(run: Run, seed_index: Path, arguments: list[str], words: str) -> None:
    completed = run(*arguments, "--index", seed_index, input="")
    assert completed.returncode == 2
    assert words in completed.stderr
    assert "Traceback" not in completed.stderr


def test_limit_0_counts_only(run: Run, seed_index: Path) -> None:
    completed = run("query", "peacekeeping", "--limit", "0", "--format", "json", "--index", seed_index)
    answer = json.loads(completed.stdout)
    assert (answer["total"], answer["hits"]) == (5, [])


def test_width_of_snippets(run: Run, seed_index: Path) -> None:
    for width in (60, 400):
        answer = json.loads(
            run("query", "CSTO", "--width", str(width), "--format", "json", "--index", seed_index).stdout
        )
        sizes = [len(snippet["text"]) for hit in answer["hits"] for snippet in hit["snippets"]]
        assert max(sizes) <= width + 20
        assert max(sizes) > width / 2


def test_kwic(run: Run, seed_index: Path, seeds: Path) -> None:
    arguments = ("kwic", '"peacekeeping missions"', "--index", seed_index)
    completed = run(*arguments)
    assert completed.returncode == 0
    lines = completed.stdout.splitlines()
    assert len({line.index("peacekeeping missions") for line in lines}) == 1
    assert completed.stderr == f'{len(lines)} lines in 3 documents: "peacekeeping missions"\n'
    answer = json.loads(run(*arguments, "--format", "json").stdout)
    keys = ["schema", "query", "interpreted", "lines", "lines_found", "documents_read", "total", "notices"]
    assert list(answer) == keys
    for line in answer["lines"]:
        text = (seeds / line["id"]).read_text(encoding="utf-8")
        assert text[line["start"] : line["end"]] == line["keyword"]
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").stdout)))
    jsonl = [json.loads(line) for line in run(*arguments, "--format", "jsonl").stdout.splitlines()]
    assert [row["start"] for row in rows] == [str(line["start"]) for line in answer["lines"]]
    assert jsonl == answer["lines"]
    assert {"date", "sources", "id"} <= rows[0].keys()
    assert run("kwic", "CSTO", "-n", "3", "--index", seed_index).stderr.startswith("3 of ")
    nothing = run("kwic", "zanzibar", "--index", seed_index)
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert "nothing found" in nothing.stderr


def test_keywords_stand_below_one_another_in_any_script(run: Run, tmp_path: Path) -> None:
    texts = ["Порт и пирс закрыты.", "上海合作组织, пирс 上海", "Le cafe\u0301 près du пирс", "пирс"]
    with Index.create(tmp_path / "index") as index:
        index.add(*(Document(f"世{number}", text) for number, text in enumerate(texts)))
    lines = run("kwic", "пирс", "--index", tmp_path / "index").stdout.splitlines()
    assert len(lines) == 4
    assert len({measure(line[: line.index("пирс")]) for line in lines}) == 1


def test_similar(run: Run, seed_index: Path) -> None:
    answer = json.loads(run("similar", "003", "--format", "json", "--index", seed_index).stdout)
    assert answer["id"].startswith("003")
    assert answer["total"] == len(answer["hits"]) == 4
    assert all(hit["words"] for hit in answer["hits"])
    rows = list(csv.DictReader(io.StringIO(run("similar", "003", "--format", "csv", "--index", seed_index).stdout)))
    assert [row["id"] for row in rows] == [hit["id"] for hit in answer["hits"]]
    completed = run("similar", "003", "-n", "2", "--source", "TASS", "--index", seed_index)
    assert "     = " in completed.stdout
    assert completed.stderr.startswith("2 of 3 documents like Lavrov")
    assert run("similar", "zzz", "--index", seed_index).returncode == 1


def test_batch(run: Run, seed_index: Path, tmp_path: Path) -> None:
    (tmp_path / "queries.txt").write_text('peacekeeping\nNATO (\n{"id": "q7", "text": "Lavrov"}\nzanzibar\n')
    completed = run("batch", "queries.txt", "-n", "2", "--index", seed_index)
    assert completed.returncode == 2
    assert "queries.txt:2: this parenthesis is not closed" in completed.stderr
    assert completed.stderr.endswith("1 line could not be answered\n")
    rows = list(csv.DictReader(io.StringIO(completed.stdout)))
    assert [(row["query_id"], row["total"], row["rank"]) for row in rows] == [
        ("1", "5", "1"), ("1", "5", "2"), ("q7", "1", "1"), ("4", "0", ""),
    ]  # fmt: skip
    jsonl = [
        json.loads(line)
        for line in run("batch", "queries.txt", "--format", "jsonl", "--index", seed_index).stdout.splitlines()
    ]
    assert [(line["id"], line["total"], len(line["hits"])) for line in jsonl] == [
        ("1", 5, 5),
        ("q7", 1, 1),
        ("4", 0, 0),
    ]


def test_a_trec_run(run: Run, seed_index: Path) -> None:
    queries = '{"id": "q1", "text": "peace (talks"}\n{"id": "q 2", "text": "NATO"}\n'
    completed = run("batch", "-", "--plain", "--format", "trec", "--tag", "x", "--index", seed_index, input=queries)
    assert "has blanks, which a TREC run cannot hold" in completed.stderr
    rows = [line.split(" ") for line in completed.stdout.splitlines()]
    assert rows
    assert all((row[0], row[1], row[5]) == ("q1", "Q0", "x") for row in rows)
    assert [int(row[3]) for row in rows] == list(range(1, len(rows) + 1))
    assert [float(row[4]) for row in rows] == sorted((float(row[4]) for row in rows), reverse=True)


def run_on_terminal(*arguments: str | Path, cwd: Path, **environment: str) -> str:
    """Run searchcsto with its output on a terminal, and return what it wrote there."""
    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if not name.endswith(("VERSION", "SESSION"))}
    with subprocess.Popen(
        [sys.executable, "-m", "searchcsto", *map(str, arguments)],
        stdout=theirs, stderr=subprocess.DEVNULL, cwd=cwd, env={**clean, "TERM": "xterm", **environment},
    ) as process:  # fmt: skip
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux says so at the end
                break
            if not part:
                break
            written += part
        process.wait()
    os.close(ours)
    return written.decode("utf-8")


def test_links_lead_to_files_and_nowhere_else(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "press"
    folder.mkdir()
    (folder / "ünder wood;#1.txt").write_text("The pier is old.", encoding="utf-8")
    (folder / "gone.txt").write_text("The pier is gone.", encoding="utf-8")
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("inside.txt", "The pier inside.")
    build_index([folder], tmp_path / "index")
    (folder / "gone.txt").unlink()
    arguments = ("query", "pier", "--index", tmp_path / "index")
    written = run_on_terminal(*arguments, cwd=tmp_path, SEARCHCSTO_LINKS="always")
    assert written.count("\x1b]8;;") == 2  # one link has a beginning and an end
    assert f"\x1b]8;;{(folder / 'ünder wood;#1.txt').as_uri()}\x1b\\" in written
    assert "\x1b]8" not in run_on_terminal(*arguments, cwd=tmp_path)
    assert "\x1b]8" in run_on_terminal(*arguments, cwd=tmp_path, TERM="xterm-kitty")
    assert "\x1b]8" not in run(*arguments, env={"SEARCHCSTO_LINKS": "always"}).stdout
