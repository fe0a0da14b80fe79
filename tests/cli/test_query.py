"""`searchcsto query` on the seeds, as its users run it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, read_json

IDS = {
    "000": "000_e521f2b757848600.txt",
    "001": "001_9564bf81000d6669.txt",
    "002": "002_03bbb3bea213682e.txt",
    "003": "003_9848ae7b5268016a.txt",
    "004": "004_f9dc5b6749ccf26f.txt",
}


@pytest.fixture
def search(run: Run, seed_index: Path) -> Any:
    def search_seeds(*arguments: str) -> Any:
        completed = run("query", *arguments, "--index", seed_index, "--format", "json")
        assert completed.returncode in (0, 1), completed.stderr
        return json.loads(completed.stdout)

    return search_seeds


def numbers(answer: Any) -> set[str]:
    return {hit["id"][:3] for hit in answer["hits"]}


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["peacekeeping Kazakhstan"], "000 001 002 003 004"),
        (["peacekeepers"], "000 001 002 003 004"),
        (["peacekeeping"], "000 001 002 003 004"),
        (['"peacekeeping missions"'], "000 001 002"),
        (["peacekeeping", "--source", "BelTA"], "004"),
        (["peacekeeping", "--source", "belta"], "004"),
        (["peacekeeping", "--source", "BelTA", "--source", "Russia – Islamic world"], "001 003 004"),
        (["peacekeeping", "--not-source", "TASS"], "004"),
        (["*", "--after", "2022-02-01"], "000 002"),
        (["*", "--after", "2022-02-09"], "000 002"),
        (["*", "--before", "2022-02"], "003 004"),
        (["*", "--before", "2022-01-20"], "003"),
        (["*", "--after", "2022"], "000 002 003 004"),
        (["*", "--before", "2022"], ""),
        (["*", "--after", "2022-01", "--before", "2022-02"], "003 004"),
        (["*", "--undated"], "001"),
        (["*"], "000 001 002 003 004"),
        (["* -Zas"], "000 001 002 003"),
        (["Lavrov AND Zas"], ""),
        (["Lavrov OR Zas"], "003 004"),
        (["NOT Pankin"], "003 004"),
        (["(Lavrov OR Zas) AND NOT title:Lavrov"], "004"),
        (["title:lavrov"], "003"),
        (['title:"CSTO peacekeepers"'], "004"),
        (["source:tass -Pankin"], "003"),
        (["date:2022-01"], "003 004"),
        (["date:2022-01..2022-02"], "000 002 003 004"),
        (["date:unknown"], "001"),
        (["peace-keeping"], "000 001 002 003 004"),
        (["U.S."], "001 002"),
        (["USA"], "001 002"),
        (["lang:en place:moscow"], "000 004"),
    ],
)
def test_what_is_found(search: Any, arguments: list[str], found: str) -> None:
    answer = search(*arguments)
    assert numbers(answer) == set(found.split())
    assert answer["total"] == len(found.split())


def test_the_shape_of_the_json(search: Any) -> None:
    answer = search("peacekeeping Kazakhstan")
    keys = ["schema", "query", "interpreted", "total", "took_ms", "hits", "facets", "undated", "notices"]
    keys += ["facet_summaries", "suggestions"]
    assert list(answer) == keys
    hit = answer["hits"][0]
    assert list(hit) == [
        "rank", "id", "path", "score", "title", "date", "date_precision", "date_status", "date_evidence",
        "sources", "language", "place", "snippets",
    ]  # fmt: skip
    assert hit["id"] == IDS["004"]
    assert hit["path"] == f"seeds/{IDS['004']}"
    assert list(hit["date_evidence"]) == ["rule", "words", "start", "end"]
    assert list(hit["snippets"][0]) == ["text", "start", "highlights"]
    assert list(answer["facets"]) == ["source", "year", "month", "language"]
    assert answer["facets"]["source"][0] == {"value": "TASS", "count": 4}
    assert answer["facets"]["month"] == [{"value": "2022-01", "count": 2}, {"value": "2022-02", "count": 2}]
    assert answer["undated"] == 1
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2, 3, 4, 5]
    assert [hit["score"] for hit in answer["hits"]] == sorted((hit["score"] for hit in answer["hits"]), reverse=True)


def test_snippets_stand_in_the_text_and_marks_on_whole_words(search: Any, seeds: Path) -> None:
    seen = 0
    for query in ("peacekeeping Kazakhstan", '"peacekeeping missions"', "NATO Afghanistan", "Russia's troops"):
        for hit in search(query)["hits"]:
            text = (seeds / hit["id"]).read_text(encoding="utf-8")
            assert 1 <= len(hit["snippets"]) <= 3
            for snippet in hit["snippets"]:
                passage = snippet["text"]
                assert text[snippet["start"] : snippet["start"] + len(passage)] == passage
                for start, end in snippet["highlights"]:
                    seen += 1
                    assert not passage[start - 1 : start].isalnum() or not start
                    assert not passage[end : end + 1].isalnum()
                    assert passage[start:end].isalpha() or "'" in passage[start:end] or "’" in passage[start:end]
    assert seen > 20


def test_chrome_is_neither_title_nor_snippet(search: Any) -> None:
    for hit in search("CSTO photo follow news projects flag creative commons")["hits"]:
        shown = " ".join([hit["title"] or "", *(snippet["text"] for snippet in hit["snippets"])])
        for chrome in ("All news", "Creative Commons", "Follow us", "Government Bodies", "Recent news"):
            assert chrome not in shown


def test_paging_and_sorting(search: Any) -> None:
    everything = [hit["id"] for hit in search("peacekeeping Kazakhstan")["hits"]]
    pages = [search("peacekeeping Kazakhstan", "-n", "2", "--offset", str(offset)) for offset in (0, 2, 4, 6)]
    assert [hit["id"] for page in pages for hit in page["hits"]] == everything
    assert [page["total"] for page in pages] == [5, 5, 5, 5]
    assert [hit["rank"] for page in pages for hit in page["hits"]] == [1, 2, 3, 4, 5]
    newest = [hit["date"] for hit in search("*", "--sort", "newest")["hits"]]
    assert newest == ["2022-02-10", "2022-02-09", "2022-01-20", "2022-01-14", None]
    oldest = [hit["date"] for hit in search("*", "--sort", "oldest")["hits"]]
    assert oldest == ["2022-01-14", "2022-01-20", "2022-02-09", "2022-02-10", None]


def test_text(run: Run, seed_index: Path) -> None:
    completed = run("query", "peacekeeping Kazakhstan", "--index", seed_index)
    assert completed.returncode == 0
    lines = completed.stdout.splitlines()
    assert lines[0] == "  1. Zas: CSTO peacekeepers helped turn the tide in Kazakhstan"
    assert lines[1] == '     2022-01-20 (stated: "20 January 2022, 14:03") · BelTA'
    assert "*peacekeeping* force in *Kazakhstan*" in lines[3]
    assert "  2. [no title] The Collective Security Treaty Organization (CSTO) needs" in completed.stdout
    assert "date unknown · Russia - Islamic World, TASS" in completed.stdout
    assert "  TASS                    4  ███" in completed.stdout
    assert "  2022-01  2  ███" in completed.stdout
    assert "  undated  1  ███" in completed.stdout
    assert "\x1b" not in completed.stdout
    assert completed.stderr.startswith("5 documents of 5 in ")


def test_colour_on_demand(run: Run, seed_index: Path) -> None:
    arguments = ("query", "peacekeeping", "--index", seed_index)
    assert "\x1b[1;33mpeacekeeping\x1b[0m" in run(*arguments, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b" not in run(*arguments, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout


def test_jsonl_and_csv(run: Run, seed_index: Path) -> None:
    arguments = ("query", "peacekeeping", "--index", seed_index, "--format")
    lines = [json.loads(line) for line in run(*arguments, "jsonl").stdout.splitlines()]
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "csv").stdout)))
    assert [line["id"] for line in lines] == [row["id"] for row in rows]
    assert len(rows) == 5
    assert rows[0].keys() >= {"rank", "id", "title", "date", "date_status", "sources", "snippet"}
    assert {row["sources"] for row in rows} >= {"Russia - Islamic World; TASS", "BelTA"}
    assert [row["date"] or None for row in rows] == [line["date"] for line in lines]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["colour:red"], "no field colour:"),
        (["date:2022-13"], "is not a date"),
        (['pier "open'], "not closed"),
        (["*", "--after", "soon"], "after: 'soon' is not a date"),
        (["*", "--before", "2022-02-30"], "before: '2022-02-30' is not a date"),
        (["*", "--after", "2023", "--before", "2022"], "no day is after 2023 and before 2022"),
        (["*", "--undated", "--after", "2022"], "undated"),
        (["*", "--limit", "-1"], "limit must be"),
        (["*", "--sort", "best"], "best"),
        (["*", "--format", "xml"], "xml"),
        (["*", "--colour"], "--colour"),
        ([], "QUERY"),
    ],
)
def test_mistakes(run: Run, seed_index: Path, arguments: list[str], words: str) -> None:
    completed = run("query", *arguments, "--index", seed_index)
    assert completed.returncode == 2
    assert completed.stdout == ""
    assert words in completed.stderr
    assert "Traceback" not in completed.stderr


def test_the_column_is_pointed_at(run: Run, seed_index: Path) -> None:
    completed = run("query", "NATO date:2022-13", "--index", seed_index)
    assert completed.stderr.splitlines()[1:] == ["  NATO date:2022-13", "            ^"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["zanzibar"], "zanzibar occurs in no document"),
        (["Lavrov AND zanzibar"], "zanzibar occurs in no document"),
        (["Lavrov AND Zas"], "no document matches all of it; there would be 1 without Lavrov, 1 without Zas"),
        (["Zas source:tass"], "there would be 4 without Zas, 1 without source:tass"),
        (["Zas date:2022-02"], "2 without Zas, 1 without date:2022-02-01..2022-02-28"),
        (["Zas -Zas"], "4 without Zas, 1 without NOT Zas"),
        (["NOT *"], "NOT * matches none of 5 documents"),
        (["date:9999"], "date:9999-01-01..9999-12-31 matches none of 5 documents"),
        (["Lavrov AND Zas AND NATO AND Minsk"], "nor all but one part; by itself each finds: Lavrov 1, Zas 1, NATO 3"),
        (['"Kazakhstan peacekeeping"'], '"Kazakhstan peacekeeping" occurs in no document'),
        (["Lavrov", "--source", "BelTA"], "1 without source:BelTA"),
        (["Lavrov", "--source", "BelTass"], "no document has the source 'BelTass'; nearest: BelTA"),
        (["source:tas"], "no document has the source 'tas'; nearest: TASS"),
        (["—"], "holds no letter and no digit"),
        (["title:Pankin"], "Pankin (in the title) occurs in no document"),
    ],
)
def test_nothing_found_says_why(run: Run, seed_index: Path, arguments: list[str], words: str) -> None:
    completed = run("query", *arguments, "--index", seed_index)
    assert completed.returncode == 1
    assert completed.stdout == ""
    assert words in completed.stderr
    assert "nothing found in 5 documents" in completed.stderr


def test_an_unknown_word_beside_known_ones_is_named(run: Run, seed_index: Path) -> None:
    completed = run("query", "Lavrov zanzibar", "--index", seed_index)
    assert completed.returncode == 0
    assert "note: zanzibar occurs in no document" in completed.stderr


def test_the_evidence_stands_in_the_text(search: Any, run: Run, seed_index: Path) -> None:
    for hit in search("*")["hits"]:
        document = read_json(run("show", hit["id"], "--index", seed_index, "--format", "json"))
        proofs = [*document["date_evidence"], *document["source_evidence"], document["title_evidence"]]
        proofs += [document["place_evidence"]]
        proofs = [proof for proof in proofs if proof]
        assert proofs
        for proof in proofs:
            assert document["text"][proof["start"] : proof["end"]] == proof["words"]
        assert document["date"] == hit["date"]


def test_all_words_may_be_asked_for(run: Run, seed_index: Path) -> None:
    some = run("query", "Lavrov Zas", "--index", seed_index, "--format", "jsonl")
    every = run("query", "--all", "Lavrov Zas", "--index", seed_index, "--format", "jsonl")
    assert len(some.stdout.splitlines()) == 2
    assert every.returncode == 1
    assert "nothing found in 5 documents for: Lavrov AND Zas" in every.stderr


def test_sources_meet_in_the_other_script(run: Run, seed_index: Path) -> None:
    completed = run("query", "*", "--source", "белта", "--not-source", "тасс", "--index", seed_index)
    assert "note: source:белта was read as BelTA" in completed.stderr
    assert "1 document of 5" in completed.stderr


def test_dates_known_to_the_month_are_counted(run: Run, tmp_path: Path) -> None:
    rows = [{"id": day, "text": "The pier.", "date": day} for day in ("2031-04", "2031", "2031-04-07", "2031-05-01")]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    run("index", "a.jsonl")
    assert "note: 2 of these are known only to" in run("query", "pier date:2031-04-07").stderr
    assert "note: 1 of these is known only to" in run("query", "pier", "--after", "2031-02").stderr
    assert "known only" not in run("query", "pier date:2031").stderr
    assert "known only" not in run("query", "pier -date:2031-05").stderr
    assert "known only" not in run("query", "pier date:2032").stderr
