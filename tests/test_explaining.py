"""Why a query finds what it finds: clauses with counts, parts of a score, and what an article has instead."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from searchcsto import Clause, Document, DocumentMissing, Index, OptionInvalid, QueryInvalid, SearchOptions
from tests.conftest import Run, read_json

TEXT = "Menu: harbour tours. Envoys of Orlo met again. The peacekeepers left the old pier, said the envoys."


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index.create(tmp_path / "index")
    body = ((TEXT.index("Envoys"), len(TEXT)),)
    index.add(
        Document("a", TEXT, title="Orlo at peace", date="2031-04", sources=("Kestrel", "Heron"), body=body),
        Document("b", "Peacekeeping in Zembla. Peacekeeping goes on.", date="2031-05-02", sources=("Heron",)),
        Document("c", "The harbour of Orlo and the pier.", language="en"),
    )
    index.commit()
    return index


def find_clause(clause: Clause, query: str) -> Clause:
    found = [clause, *clause.children]
    for each in found:
        if each.query == query:
            return each
    return next(find_clause(child, query) for child in clause.children if query in child.query)


def test_the_tree_says_what_each_clause_finds(index: Index) -> None:
    options = SearchOptions(explain=True, sources=("Heron",))
    explanation = index.search("(peacekeep* OR pier) AND NOT Zembla", options).explanation
    assert explanation is not None
    tree = explanation.tree
    assert (tree.kind, tree.documents, [child.kind for child in tree.children]) == ("all of", 2, ["any of", "not"])
    pattern = find_clause(tree, "peacekeep*")
    assert (pattern.documents, pattern.words, pattern.word_count) == (2, (("peacekeepers", 1), ("peacekeeping", 1)), 2)
    assert find_clause(tree, "pier").documents == 2
    assert [(clause.kind, clause.query, clause.documents) for clause in explanation.filters] == [
        ("source", "source:Heron", 2)
    ]


def test_nothing_is_explained_unless_asked(index: Index) -> None:
    results = index.search("pier")
    assert results.explanation is None
    assert results.hits[0].score_parts == ()
    with pytest.raises(OptionInvalid):
        SearchOptions(explain="yes")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query",
    ["pier", "pier envoys Orlo", '"old pier" peace*', "(pier AND envoys) OR Zembla", "title:peace +pier -Zembla", "*"],
)
def test_the_parts_of_a_score_add_up(index: Index, query: str) -> None:
    results = index.search(query, SearchOptions(explain=True))
    assert results.hits
    for hit in results.hits:
        assert sum(part.value for part in hit.score_parts) == pytest.approx(hit.score, abs=1e-8)
        verdict = index.why(hit.id, query)
        assert (verdict.rank, verdict.score) == (hit.rank, hit.score)
        assert verdict.score_parts == hit.score_parts
        assert verdict.total == results.total
        assert verdict.failing == ()


@pytest.mark.parametrize(
    ("identifier", "query", "failing", "detail"),
    [
        ("a", "pier AND Zembla", "Zembla", "not in it"),
        ("a", "pier -envoy", "NOT envoy", "envoy: 2 times, first “Envoys of Orlo met again. The"),
        ("a", "pier source:osprey", "source:osprey", "its source is Kestrel, Heron"),
        ("a", "pier date:2032", "date:2032-01-01..2032-12-31", "its date is 2031-04 (known to the month)"),
        ("c", "pier after:2031", "date:2031-01-01..", "its date is unknown, and no range holds what has no date"),
        ("a", "pier date:unknown", "date:unknown", "its date is 2031-04 (known to the month)"),
        ("a", "harbour", "harbour", "stands only outside of the article, in what is not searched: “Menu: harbour"),
        ("a", '"pier old"', '"pier old"', 'its words are not in this order, but "pier old"~5 is found'),
        ("a", '"old harbour pier"', '"old harbour pier"', "not in it: harbour"),
        ("a", "peackeepers", "peackeepers", "not in it; near to it is 'peacekeepers'"),
        ("a", "title:pier", "title:pier", "not in the title, “Orlo at peace”"),
        ("b", "title:pier", "title:pier", "it has no title"),
        ("b", "lang:ru", "language:ru", "its language is unknown"),
        ("a", "zem*", "zem*", "no word in it is like that"),
        ("a", "Zembla OR (pier AND Ruritania)", "Zembla OR (pier AND Ruritania)", ""),
    ],
)
def test_which_clause_fails_and_what_there_is_instead(
    index: Index, identifier: str, query: str, failing: str, detail: str
) -> None:
    verdict = index.why(identifier, query)
    assert not verdict.is_found
    assert (verdict.rank, verdict.score, verdict.score_parts) == (None, None, ())
    [clause] = verdict.failing
    assert clause.query == failing
    assert clause.detail.startswith(detail)
    assert verdict.id not in {hit.id for hit in index.search(query).hits}


def test_every_clause_is_judged_below_one_that_fails(index: Index) -> None:
    tree = index.why("a", "(Zembla OR pier) AND (Ruritania OR NOT Orlo)").explanation.tree
    judged = [(child.query, child.holds, [below.holds for below in child.children]) for child in tree.children]
    assert judged == [("Zembla OR pier", True, [False, True]), ("Ruritania OR NOT Orlo", False, [False, False])]


def test_options_that_restrict_are_clauses_too(index: Index) -> None:
    options = SearchOptions(not_sources=("Heron",), after="2032", limit=0, offset=5)
    verdict = index.why("a", "pier", options)
    assert [clause.query for clause in verdict.failing] == ["NOT source:Heron", "date:2032-01-01.."]
    assert verdict.explanation.tree.holds


def test_a_document_far_down_is_found_with_its_rank(tmp_path: Path) -> None:
    with Index.create(tmp_path / "many") as index:
        index.add(*(Document(f"n{number:04}", "pier " + "boat " * (number % 50)) for number in range(1500)))
        index.commit()
        hits = index.search("pier", SearchOptions(limit=1500)).hits
        assert index.why(hits[1499].id, "pier").rank == 1500
        newest = index.search("pier", SearchOptions(limit=1500, sort="newest")).hits
        assert index.why(newest[3].id, "pier", SearchOptions(sort="newest")).rank == 4


def test_words_of_the_best_articles_are_parts_of_the_score_and_of_the_rank(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(*(Document(f"f{number}", "ferry pier market boats old harbour") for number in range(60)))
        index.add(*(Document(f"a{number}", "alliance talks with peacekeepers and summit") for number in range(12)))
        index.add(Document("far", "alliance of tea merchants and boats"))
        index.add(Document("near", "alliance peacekeepers and boats x"))
    with Index.open(tmp_path / "index") as index:
        options = SearchOptions(limit=20, feedback=True)
        hits = {hit.id: hit for hit in index.search("alliance", options).hits}
        verdict = index.why("near", "alliance", options)
        assert (verdict.rank, verdict.score) == (hits["near"].rank, hits["near"].score)
        assert sum(part.value for part in verdict.score_parts) == pytest.approx(verdict.score)
        assert "peacekeepers" in [part.detail for part in verdict.score_parts if part.name == "feedback"]
        assert "peacekeepers" in verdict.feedback
        plain = index.why("near", "alliance")
        assert plain.feedback == () and plain.rank is not None and plain.score != verdict.score
        newest = index.search("alliance", SearchOptions(feedback=True, sort="newest"))
        assert not [notice for notice in newest.notices if "feedback" in notice]


def test_wrong_ids_and_queries_are_refused(index: Index) -> None:
    with pytest.raises(DocumentMissing):
        index.why("nothing", "pier")
    with pytest.raises(QueryInvalid):
        index.why("a", '"pier')
    with pytest.raises(OptionInvalid):
        index.why("a", 3)  # type: ignore[arg-type]


def test_the_json_of_an_explanation(run: Run, seed_index: Path) -> None:
    answer = read_json(run("query", "--explain", "peacekeep* -Zas", "--index", seed_index, "--format", "json"))
    tree = answer["explanation"]["tree"]
    assert [child["kind"] for child in tree["children"]] == ["prefix", "not"]
    assert tree["children"][0]["words"][0] == {"value": "peacekeeping", "count": 5}
    for hit in answer["hits"]:
        assert sum(part["value"] for part in hit["score_parts"]) == pytest.approx(hit["score"], abs=1e-6)
    rows = run("query", "--explain", "peacekeep*", "--index", seed_index, "--format", "jsonl")
    assert all(json.loads(line)["score_parts"] for line in rows.stdout.splitlines())
    assert rows.stderr.startswith("peacekeep*  (prefix): 5 documents; 2 words: peacekeeping 5, peacekeepers 1\n")


def test_why_on_the_command_line(run: Run, seed_index: Path) -> None:
    found = run("why", "004", "peacekeeping", "Zas", "--index", seed_index)
    assert found.returncode == 0
    assert re.search(r"^found: rank 1 of 5, score [\d.]+ = [\d.]+ peacekeeping \+ [\d.]+ Zas", found.stdout, re.M)
    absent = run("why", "004", "Lavrov AND peacekeeping", "--source", "TASS", "--index", seed_index)
    assert absent.returncode == 1
    assert "not found, because of Lavrov (not in it); source:TASS (its source is BelTA)" in absent.stdout
    assert "✗ all of\n  ✗ Lavrov  (word): not in it\n  ✓ peacekeeping" in absent.stdout
    verdict = json.loads(run("why", "004", "Lavrov", "--index", seed_index, "--format", "json").stdout)
    assert (verdict["found"], verdict["rank"], verdict["failing"][0]["query"]) == (False, None, "Lavrov")
    for arguments in (("nothing", "peace"), ("004", '"peace'), ("004", "peace", "--after", "never")):
        refused = run("why", *arguments, "--index", seed_index)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith("searchcsto: ")


def test_the_page_about_it_shows_what_is_printed(run: Run, seed_index: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "explaining.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 2
    for command, output in blocks:
        arguments = [each or other for each, other in re.findall(r'"([^"]*)"|(\S+)', command)][1:]
        printed = run(*arguments, "--index", seed_index).stdout
        assert re.match(re.escape(output.rstrip("\n")).replace(r"\.\.\.", ".*"), printed, re.DOTALL), printed
