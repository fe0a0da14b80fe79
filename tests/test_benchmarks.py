"""The scripts in benchmarks/ run, all engines are asked for the same work, and the plot is a picture of the figures."""

from __future__ import annotations

import importlib
import json
import random
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from searchcsto.ingest.formats import FORMATS, Format, load_function

SCRIPTS = Path(__file__).parents[1] / "benchmarks"
SVG = "{http://www.w3.org/2000/svg}"


def run_script(name: str, *options: str | Path) -> str:
    command = [sys.executable, "-X", "utf8", str(SCRIPTS / name), *map(str, options)]
    completed = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert completed.returncode == 0, completed.stderr
    return completed.stdout


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of invented words, a few of them common and most of them rare."""
    rng = random.Random(3)
    syllables = ["ka", "lo", "mur", "ten", "vis", "or", "pel", "dan"]
    words = ["".join(rng.choices(syllables, k=rng.choice([2, 3, 4]))) for _ in range(1500)]
    path = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for number in range(300):
            text = " ".join(words[min(int(rng.paretovariate(0.5)), 1500) - 1] for _ in range(60))
            day, source = f"20{rng.randrange(30, 34)}-0{rng.randrange(1, 10)}-11", rng.choice(["Kestrel", "Orlo Post"])
            row = {"id": f"a{number}", "title": f"{words[number]} gazette", "text": text, "date": day, "source": source}
            lines.write(json.dumps(row) + "\n")
    return path


def read_rows(markdown: str, header: str) -> dict[str, list[str]]:
    """Return the rows of the table with such a header, by their first cells."""
    table = next(part for part in markdown.split("\n\n") if header in part.partition("\n")[0])
    rows = [line.strip("| ").split(" | ") for line in table.strip().splitlines()[2:]]
    return {row[0]: row[1:] for row in rows}


def test_engines_find_the_same_articles(articles: Path) -> None:
    """Whoosh's stems are ours, so all totals must be equal; FTS5's are older, and matter for words only."""
    shown = run_script("speed.py", articles, "--check", "--engines", "searchcsto,whoosh,fts5", "--queries", "90")
    rows = read_rows(shown, "totals equal to searchcsto's")
    assert len(rows) == 9
    for kind, (whoosh, fts5) in rows.items():
        for cell in [whoosh, fts5] if kind in ("phrase", "prefix") else [whoosh]:
            equal, _, count = cell.partition(" of ")
            assert equal == count, f"{kind}: {cell}\n{shown}"


def test_one_command_measures_everything(articles: Path) -> None:
    engines = "searchcsto,searchcsto-hits,searchcsto-2,fts5,bm25s"
    shown = run_script("speed.py", articles, "--limit", "120", "--engines", engines, "--queries", "18")
    assert shown.startswith("120 articles, ")
    assert {"searchcsto", "searchcsto, 2 processes, from the file", "SQLite FTS5"} <= set(
        read_rows(shown, "indexing, s")
    )
    ratio, *kinds = read_rows(shown, "queries: p50 / p95")["searchcsto: times as fast as SQLite FTS5"]
    assert float(ratio) > 0
    assert len(kinds) == 10
    assert all(float(cell) > 0 for kind in kinds for cell in kind.split(" / "))
    assert set(read_rows(shown, "command")) == {"searchcsto query", "searchcsto --help", "Python itself"}


def test_an_engine_that_is_not_there_is_named(articles: Path) -> None:
    command = [sys.executable, str(SCRIPTS / "speed.py"), str(articles), "--engines", "fts6"]
    completed = subprocess.run(command, capture_output=True, text=True)
    assert completed.returncode == 2
    assert "there is no engine 'fts6'; there are searchcsto," in completed.stderr


def test_growth_is_measured_and_drawn(articles: Path, tmp_path: Path) -> None:
    plot = tmp_path / "growth.svg"
    options = ["--sizes", "100,200,300", "--engines", "searchcsto-1,fts5", "--queries", "18", "--plot", str(plot)]
    shown = run_script("growth.py", articles, *options)
    assert set(read_rows(shown, "articles")) == {"100", "200", "300"}
    picture = ElementTree.parse(plot).getroot()
    width, height = (float(value) for value in picture.get("viewBox", "").split()[2:])
    panels = picture.findall(f"{SVG}g")
    assert len(panels) == 2
    for panel in panels:
        texts = [text.text for text in panel.iter(f"{SVG}text")]
        assert {"100", "200", "300", "articles", "linear growth"} <= set(texts)
        for mark in panel.iter(f"{SVG}circle"):
            assert 0 < float(mark.get("cx", "")) < width / 2
            assert 0 < float(mark.get("cy", "")) < height
    assert len(list(panels[0].iter(f"{SVG}circle"))) == 3 + 1  # the first line's points, and its sign below


def test_many_articles_are_made_of_a_few(tmp_path: Path) -> None:
    few, many, again = (tmp_path / name for name in ("few.jsonl", "many.jsonl", "again.jsonl"))
    few.write_text(
        json.dumps({"id": "a", "text": "The board of Orlo met in the harbour. Talks resume in Kestrel."}) + "\n"
    )
    for output in (many, again):
        assert run_script("synthetic.py", few, "50", output).startswith("50 articles, ")
    rows = [json.loads(line) for line in many.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == 50
    assert all({"title", "date", "source"} <= set(row) for row in rows)
    assert many.read_bytes() == again.read_bytes()


def test_examples_in_the_plot_are_true() -> None:
    completed = subprocess.run(
        [sys.executable, "-m", "doctest", str(SCRIPTS / "plot.py")], capture_output=True, text=True
    )
    assert completed.returncode == 0, completed.stdout


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.kind)
def test_the_fuzzer_begins_with_files_that_have_articles(form: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(SCRIPTS)
    seeds, reading = importlib.import_module("fuzz_seeds"), importlib.import_module("fuzz_reading")
    made = seeds.make_seeds(form.kind)
    assert made
    try:
        load_function(form)
    except ImportError as failure:
        pytest.skip(str(failure))
    assert all(reading.read_file(form.kind, seeds.pack(form.kind, seed)) for seed in made)


def test_the_fuzzer_tells_what_a_reader_cannot_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_broken(content: object, options: object) -> list[object]:
        raise KeyError("pier")

    monkeypatch.syspath_prepend(SCRIPTS)
    reading = importlib.import_module("fuzz_reading")
    monkeypatch.setattr("searchcsto.ingest.text.read_text", read_broken)
    for kind, data in (("text", b"Talks"), ("zip", importlib.import_module("fuzz_seeds").make_seeds("zip")[0])):
        with pytest.raises(KeyError, match="pier"):
            reading.read_file(kind, data)


def test_the_fuzzer_saves_an_input_for_each_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(kind: str, data: bytes) -> int:
        if data == b"slow":
            time.sleep(0.6)
        return int(data) if data[:1] != b"p" else {"pier": 1}[data.decode()]

    monkeypatch.syspath_prepend(SCRIPTS)
    fuzz = importlib.import_module("fuzz")
    monkeypatch.setattr(fuzz, "SECONDS", 0.5)
    watch = fuzz.Watch("text", tmp_path, read)
    for data in (b"1", b"pier", b"port", b"past", b"slow", b"x", b"2"):
        watch.try_one(data)
    assert sorted(path.read_bytes() for path in tmp_path.iterdir()) == [b"port", b"slow"]
    told = capsys.readouterr().out
    assert told.count("Traceback") == 2
    assert "KeyError: 'port'" in told
    assert "it took 0.6 seconds" in told


def test_the_fuzzer_says_what_it_needs() -> None:
    """Whether atheris is there or not."""
    program = "import runpy, sys; sys.path.insert(0, sys.argv[1]); sys.modules['atheris'] = None; "
    program += "sys.argv = ['fuzz.py', 'text']; runpy.run_module('fuzz', run_name='__main__')"
    completed = subprocess.run([sys.executable, "-c", program, str(SCRIPTS)], capture_output=True, text=True)
    assert completed.returncode == 2
    assert "pip install 'searchcsto[fuzz]'" in completed.stdout


def test_datelines_are_read_in_all_ways(tmp_path: Path) -> None:
    corpus, text = tmp_path / "wire.jsonl", "The lock was shut for repairs, the board of the canal said on\nThursday."
    datelines = ["BRANNOCH, Velia, March 12", "ORLO, March 7", "PORT MOLL, June 3"]
    rows = [{"title": "LOCK IS SHUT", "dateline": f"    {words}", "text": text} for words in datelines]
    corpus.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    shown = run_script("datelines.py", corpus, "--every", "2")
    assert [line.split()[-3:] for line in shown.splitlines()[1:]] == [["2", "1.0000", "0"]] * 9
