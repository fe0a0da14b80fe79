"""The ranking keeps its quality on a small collection of invented articles, and the benchmark measures it rightly."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

COLLECTION = Path(__file__).parent / "relevance"


@pytest.fixture
def relevance(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "benchmarks")
    return importlib.import_module("relevance")


def average_precision(run: dict[str, dict[str, float]], judgements: dict[str, dict[str, int]]) -> float:
    total = 0.0
    for query, wanted in judgements.items():
        ranked = sorted(run[query], key=lambda key: -run[query][key])
        places = sorted(ranked.index(key) + 1 for key in wanted if key in ranked)
        total += sum(number / place for number, place in enumerate(places, 1)) / len(wanted)
    return total / len(judgements)


def test_words_side_by_side_find_more_of_what_is_wanted_and_feedback_no_less(relevance: Any, tmp_path: Path) -> None:
    collection = relevance.read_collection(COLLECTION)
    assert (len(collection.documents), len(collection.queries)) == (60, 12)
    runs = relevance.run_ours(collection, tmp_path / "index")
    found = {name: average_precision(run, collection.judgements) for name, run in runs.items()}
    assert (
        found[relevance.DEFAULT]
        >= tomllib.loads(relevance.FLOORS.read_text())["relevance"]["invented"]["average precision"]
    )
    assert found[relevance.DEFAULT] > 1.02 * found[relevance.BARE]
    assert found[relevance.FEEDBACK] >= found[relevance.DEFAULT]


def test_a_ratio_below_its_floor_is_named(relevance: Any) -> None:
    floors = {"cranfield": {"MAP": 1.02, "MAP --expand": 1.05}, "elsewhere": {"MAP": 2.0}}
    ratios = {"cranfield": {"MAP": 1.019, "MAP --expand": 1.06}}
    assert relevance.list_failures(ratios, floors) == ["cranfield: MAP 1.019 is below the floor 1.02"]


def test_ratios_are_to_the_best_of_the_others(relevance: Any) -> None:
    measured = {name: {"MAP": 0.4, "nDCG@10": 0.5} for name in relevance.OTHERS}
    measured["tantivy"] = {"MAP": 0.5, "nDCG@10": 0.4}
    measured |= {relevance.DEFAULT: {"MAP": 0.6, "nDCG@10": 0.6}, relevance.FEEDBACK: {"MAP": 0.66, "nDCG@10": 0.6}}
    assert relevance.compare(measured) == pytest.approx(
        {"MAP": 1.2, "MAP --expand": 1.1, "nDCG@10": 1.2, "nDCG@10 --expand": 1.0}
    )
