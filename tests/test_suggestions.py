"""What a query that finds nothing is answered with: counts, the clause that is the reason, other queries."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from searchcsto import Document, Index, SearchOptions
from tests.conftest import Run

TEXTS = {
    "a": "Collective security talks in Kazakhstan. The envoys of Orlo met.",
    "b": "Security of Kazakhstan. The ferry pier.",
    "c": "Привет из Казахстана: коллективная безопасность.",
    "d": "The pier of Kazakhstan, and its NATO harbour.",
}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index.create(tmp_path / "index")
    index.add(*(Document(name, text, date="2031-04-07", sources=("Kestrel",)) for name, text in TEXTS.items()))
    index.commit()
    return index


@pytest.mark.parametrize(
    ("query", "suggested", "reason"),
    [
        ("Kazahkstan", "Kazakhstan", "spelling"),  # exchanged letters
        ("Qazakhstan", "Kazakhstan", "spelling"),  # the first letter
        ("kazakstn", "kazakhstan", "spelling"),  # two letters
        ("KAZAKSTAN", "KAZAKHSTAN", "spelling"),
        ("безопастность", "безопасность", "spelling"),
        ("collectivesecurity", '"collective security"', "joined"),
        ("ghbdtn", "привет", "keyboard"),
        ("ТФЕЩ", "NATO", "keyboard"),
        ('"colective security" -war', '"collective security" -war', "spelling"),
        ("title:x OR (Kazahkstan AND peir)", "title:x OR (Kazakhstan AND pier)", "spelling"),
        ("+Kazahkstan source:kestrel", "+Kazakhstan source:kestrel", "spelling"),
        ('"security collective"', '"security collective"~5', "nearness"),
        ('"security colective"', '"security collective"~5', "nearness"),
        ("pier AND Orlo", "pier", "relaxed"),
        ("peir AND Orlo", "pier", "relaxed"),
    ],
)
def test_what_may_have_been_meant(index: Index, query: str, suggested: str, reason: str) -> None:
    results = index.search(query)
    assert results.total == 0
    best = results.suggestions[0]
    assert (best.query, best.reason) == (suggested, reason)
    assert best.total == index.search(best.query).total > 0


@pytest.mark.parametrize("query", ["pier", "2032", "xq", "zzzzzzz", "-Kazahkstan pier", "qhbdtn"])
def test_what_nothing_is_suggested_for(index: Index, query: str) -> None:
    assert index.search(query).suggestions == ()


def test_filters_hold_for_suggestions_too(index: Index) -> None:
    assert index.search("Kazahkstan", SearchOptions(after="2032")).suggestions == ()
    assert index.search("Kazahkstan", SearchOptions(sources=("Kestrel",))).suggestions[0].total == 3
    [best] = index.search("Kazahkstan -pier", SearchOptions(plain=True)).suggestions
    assert best.query == "Kazakhstan -pier"


def test_a_word_that_hardly_occurs_is_corrected_beside_its_results(tmp_path: Path) -> None:
    with Index.create(tmp_path / "many") as index:
        index.add(*(Document(f"n{number}", "Talks in Kazakhstan.") for number in range(200)))
        index.add(Document("x", "Talks in Kazahkstan."), Document("y", "The harbor."), Document("z", "The harbour."))
        index.commit()
        results = index.search("Kazahkstan")
        assert [hit.id for hit in results.hits] == ["x"]
        assert [(item.query, item.total) for item in results.suggestions] == [("Kazakhstan", 200)]
        assert index.search("Kazakhstan").suggestions == ()
        assert index.search("harbor").suggestions == ()


def test_deleted_words_are_not_suggested(index: Index) -> None:
    for name in ("a", "b", "d"):
        index.delete(name)
    index.commit()
    assert index.search("Kazahkstan").suggestions == ()


def test_suggestions_survive_pickling_and_compare_as_tuples(index: Index) -> None:
    suggestions = index.search("Kazahkstan").suggestions
    assert pickle.loads(pickle.dumps(suggestions)) == tuple(suggestions)
    assert repr(suggestions) == repr(tuple(suggestions))


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("pier AND Orlo", "documents with each: pier 2, Orlo 1"),
        ('"collective securty"', '"collective securty" occurs in no document: nor does securty'),
        (
            '"security collective"',
            '"security collective" occurs in no document, though each of its words does;'
            ' 1 have them near each other: "security collective"~5',
        ),
        ('"pier Orlo"', '"pier Orlo" occurs in no document, though each of its words does'),
        (
            "(pier AND Orlo) OR Ruritania",
            "no document matches all of pier AND Orlo; there would be 1 without pier, 2 without Orlo",
        ),
    ],
)
def test_the_reason_is_named(index: Index, query: str, notice: str) -> None:
    assert notice in index.search(query).notices


def test_a_suggested_command_can_be_pasted(run: Run, seed_index: Path) -> None:
    first = run("query", "-n", "1", "Kazahkstan -Zas", "--not-source", "Russia – Islamic world", "--index", seed_index)
    assert first.returncode == 1
    match = re.search(r"^did you mean: searchcsto (.*)  # 2 documents$", first.stderr, re.MULTILINE)
    assert match is not None, first.stderr
    import shlex

    assert run(*shlex.split(match[1])).returncode == 0
