"""`count`, `timeline` and the facets of `query`, as their users run them."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from searchcsto import Document, Index
from tests.conftest import Run, read_json

ARTICLES = [
    Document("a", "tea", date="2021-11-30", sources=("Lark",)),
    Document("b", "tea tray", date="2022-01-20", sources=("Lark",)),
    Document("c", "tea", date="2022-01", sources=("Kestrel \x1b[31m",)),
    Document("d", "tea", date="2022", sources=("Kestrel \x1b[31m",)),
    Document("e", "tea"),
    Document("f", "salt", date="2022-01-02", sources=("РИА Новости",)),
]


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("press") / "index"
    with Index.create(folder) as index:
        index.add(*ARTICLES)
    return folder


def test_count_of_one_query_is_the_number_alone(run: Run, press: Path) -> None:
    completed = run("count", "tea tray", "--index", press)
    assert (completed.stdout, completed.stderr, completed.returncode) == ("5\n", "", 0)
    completed = run("count", "zzz", "--index", press)
    assert (completed.stdout, completed.returncode) == ("0\n", 1)
    assert completed.stderr == "note: zzz occurs in no document\n"
    completed = run("count", "(tea", "--index", press)
    assert (completed.stdout, completed.returncode) == ("", 2)


def test_count_of_several_queries_names_them(run: Run, press: Path) -> None:
    completed = run("count", "tea", "zzz", "salt AND tea", "--source", "lark", "--index", press)
    assert completed.stdout == "2\ttea\n0\tzzz\n0\tsalt AND tea\n"
    assert completed.returncode == 0
    assert "note: zzz: zzz occurs in no document\n" in completed.stderr
    assert run("count", "zzz", "yyy", "--index", press).returncode == 1


def test_count_by_something_is_a_table(run: Run, press: Path) -> None:
    completed = run("count", "tea", "--by", "month", "--index", press)
    assert completed.stdout == "1\t2021-11\n2\t2022-01\n"
    assert completed.stderr == "note: of 5 documents, 1 undated and 1 not known to the month\n"
    completed = run("count", "tea", "salt", "--by", "source", "--index", press)
    assert completed.stdout == "2\tKestrel \\x1b[31m\ttea\n2\tLark\ttea\n1\tРИА Новости\tsalt\n"
    assert completed.stderr == "note: tea: of 5 documents, 1 without a known source\n"
    completed = run("count", "tea", "--by", "week", "--format", "csv", "--index", press)
    assert list(csv.reader(io.StringIO(completed.stdout))) == [
        ["query", "week", "count"], ["tea", "2021-W48", "1"], ["tea", "2022-W03", "1"],
    ]  # fmt: skip
    answer = read_json(run("count", "tea", "zzz", "--by", "year", "--format", "json", "--index", press))
    assert [each["total"] for each in answer["counts"]] == [5, 0]
    assert answer["counts"][0]["facets"]["year"] == [{"value": "2021", "count": 1}, {"value": "2022", "count": 3}]
    lines = run("count", "tea", "zzz", "--format", "jsonl", "--index", press).stdout.splitlines()
    assert [json.loads(line)["query"] for line in lines] == ["tea", "zzz"]


def test_facets_are_written_with_what_they_leave_unsaid(run: Run, press: Path) -> None:
    completed = run(
        "query", "tea", "-n", "0", "--facet", "source:1", "--facet", "month:1", "--facet", "day", "--index", press
    )
    assert completed.stdout.splitlines() == [
        "source",
        "  Kestrel \\x1b[31m  2  ██████████████████████████████",
        "  source unknown    1  ███████████████",
        "  … the most frequent 1 of 2 (all of them: --facet source:2)",
        "month",
        "  2022-01                 2  ██████████████████████████████",
        "  not known to the month  1  ███████████████",
        "  undated                 1  ███████████████",
        "  … the last 1 of 2 (all of them: --facet month:2)",
        "day",
        "  2021-11-30            1  ███████████████",
        "  2022-01-20            1  ███████████████",
        "  not known to the day  2  ██████████████████████████████",
        "  undated               1  ███████████████",
    ]


def test_facets_can_be_searched_and_show_what_is_excluded(run: Run, press: Path) -> None:
    completed = run("query", "*", "-n0", "--facet", "source", "--facet-search", "ria", "--index", press)
    assert "РИА Новости  " in completed.stdout
    assert "Lark" not in completed.stdout
    completed = run("query", "*", "-n0", "--facet", "source", "--not-source", "lark", "--index", press)
    assert "  Lark              2  excluded\n" in completed.stdout
    completed = run("query", "tray", "--facet", "source", "--not-source", "lark", "--index", press)
    assert completed.returncode == 1
    assert completed.stdout == "source\n  Lark  1  excluded\n"
    answer = read_json(
        run("query", "*", "--facet", "source:1", "--not-source", "lark", "--format", "json", "--index", press)
    )
    assert len(answer["facets"]["source"]) == 1
    assert answer["facet_summaries"]["source"] == {
        "values": 2, "documents": 4, "without": 1, "imprecise": 0, "excluded": [{"value": "Lark", "count": 2}],
    }  # fmt: skip
    answer = read_json(
        run(
            "query", "*", "--facet", "source", "--source", "lark", "--disjunctive", "--format", "json", "--index", press
        )
    )
    assert answer["total"] == 2
    assert len(answer["facets"]["source"]) == 3
    completed = run("query", "tea", "--facet", "source", "--format", "csv", "--index", press)
    assert completed.stderr.startswith("note: csv has hits only; for facets: --format json, or searchcsto count ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "tea", "--facet", "source:many"], "'many' is no number of values; write source:20, or source"),
        (["query", "tea", "--facet", "colour"], "there is no facet 'colour'; facets are source, year"),
        (["query", "tea", "--facet", "month", "--facet-search", "x"], "ask for one of these facets"),
        (["timeline", "tea", "--by", "day", "--by", "week"], "not of a day and a week"),
        (["timeline", "tea", "--by", "source", "--top", "0"], "top must be a number of sources from 1 up, not 0"),
        (["timeline", "tea", "--by", "hour"], "'hour'"),
        (["timeline", "tea", "--by", "day", "--after", "1822", "--before", "2022"], "there are 73,049 days"),
        (["timeline", "tea", "--after", "soon"], "after: 'soon' is not a date"),
        (["timeline", "(tea"], "this parenthesis is not closed"),
    ],
)
def test_wrong_options_get_one_line(run: Run, press: Path, arguments: list[str], message: str) -> None:
    completed = run(*arguments, "--index", press)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert message in completed.stderr.splitlines()[0]
    assert completed.stderr.startswith("searchcsto: ")


def test_a_timeline_is_a_chart(run: Run, press: Path) -> None:
    completed = run("timeline", "tea", "--index", press)
    assert completed.stdout.splitlines() == [
        f"2021-11  1  {'█' * 30}",
        "2021-12  0",
        f"2022-01  2  {'█' * 60}",
        "not known to the month  1",
        "undated                 1",
    ]
    assert "note: the index holds no article at all in 1 of these 3 months: 2021-12\n" in completed.stderr
    assert "5 documents: 3 in 3 months, 1 not known to the month, 1 undated, in " in completed.stderr
    completed = run("timeline", "tea", "--share", "--index", press)
    assert completed.stdout.splitlines()[:3] == [
        f"2021-11  1 of 1     100.00 %  {'█' * 60}",
        "2021-12  0 of 0  no articles",
        f"2022-01  2 of 3      66.67 %  {'█' * 40}",
    ]
    completed = run("timeline", "tea", "--by", "year", "--by", "source", "--top", "1", "--index", press)
    assert completed.stdout.splitlines() == [
        "      all  Kestrel \\x1b[31m  others",
        f"2021    1                 0       1  {'█' * 20}",
        f"2022    3                 2       1  {'█' * 60}",
        "undated  1",
    ]
    completed = run("timeline", "zzz", "--index", press)
    assert (completed.returncode, completed.stdout) == (1, "")
    assert completed.stderr.endswith("nothing found for: zzz\n")


def test_a_timeline_for_programs(run: Run, press: Path) -> None:
    answer = read_json(run("timeline", "tea", "--by", "source", "--format", "json", "--index", press))
    assert list(answer) == [
        "schema", "query", "interpreted", "by", "total", "undated", "imprecise", "buckets", "series", "gaps",
        "unplaced", "took_ms", "notices",
    ]  # fmt: skip
    assert answer["buckets"][2] == {
        "period": "2022-01", "first": "2022-01-01", "last": "2022-01-31", "count": 2, "articles": 3, "share": 0.666667,
    }  # fmt: skip
    assert [each["source"] for each in answer["series"]] == ["Kestrel \x1b[31m", "Lark", None]
    lines = run("timeline", "tea", "--by-source", "--format", "jsonl", "--index", press).stdout.splitlines()
    assert [json.loads(line)["period"] for line in lines] == ["2021-11", "2021-12", "2022-01"]
    assert json.loads(lines[0])["series"][1] == {
        "source": "Lark", "period": "2021-11", "first": "2021-11-01", "last": "2021-11-30", "count": 1, "articles": 1,
        "share": 1.0,
    }  # fmt: skip
    table = list(csv.DictReader(io.StringIO(run("timeline", "tea", "--format", "csv", "--index", press).stdout)))
    assert [row["count"] for row in table] == ["1", "0", "2"]
    assert [row["share"] for row in table] == ["1.0", "", "0.666667"]
    text = run("timeline", "tea", "--by", "source", "--format", "csv", "--index", press).stdout
    assert {row["source"] for row in csv.DictReader(io.StringIO(text))} == {"Kestrel \x1b[31m", "Lark", "(others)"}


def run_on_terminal(arguments: list[str], *, columns: int, **settings: str) -> str:
    """Return what a command writes to a terminal of this width."""
    own, other = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment = {**clean, "COLUMNS": str(columns), "TERM": "xterm-256color", **settings}
    command = [sys.executable, "-m", "searchcsto", *arguments]
    with subprocess.Popen(command, stdout=other, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(other)
        written = b""
        while True:
            try:
                read = os.read(own, 4096)
            except OSError:  # Linux says so that the other end is closed
                break
            if not read:
                break
            written += read
    os.close(own)
    assert process.returncode == 0
    return written.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_a_chart_fits_the_terminal(press: Path, columns: int) -> None:
    for options in ([], ["--share"], ["--by", "source", "--top", "2"]):
        written = run_on_terminal(["timeline", "tea", "--index", str(press), *options], columns=columns, NO_COLOR="1")
        assert "\x1b" not in written
        assert max(map(len, written.splitlines())) <= columns
    coloured = run_on_terminal(["timeline", "tea", "--index", str(press)], columns=columns)
    assert "\x1b[36m█" in coloured


def test_a_reader_that_has_seen_enough(press: Path) -> None:
    command = f"{sys.executable} -m searchcsto timeline tea --by day --index {press} | head -n 1"
    completed = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert completed.stdout.startswith("2021-11-30")
    assert "Traceback" not in completed.stderr
