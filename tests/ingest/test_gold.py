"""The gold set of invented documents: its shape, and the floors that what is read from it must reach."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCORER = ROOT / "benchmarks" / "metadata.py"
GOLD = [
    json.loads(line)
    for path in sorted((ROOT / "tests" / "ingest" / "gold").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def run_scorer(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", str(SCORER), *options], capture_output=True, text=True, encoding="utf-8"
    )


def test_floors_hold() -> None:
    completed = run_scorer("--wrong")
    assert completed.returncode == 0, completed.stdout + completed.stderr


def test_any_other_set_is_scored_without_floors(tmp_path: Path) -> None:
    gold = tmp_path / "other.jsonl"
    gold.write_text(json.dumps({"text": "Locks\n12 March 2033", "date": "2033-03-13"}) + "\n", encoding="utf-8")
    completed = run_scorer(str(gold))
    assert completed.returncode == 0
    assert completed.stdout.split("\n")[1].split() == ["date", "0.000", "0.000", "0.000", "1"]


def test_the_set_is_what_it_claims() -> None:
    assert len(GOLD) >= 150
    assert len({document["id"] for document in GOLD}) == len({document["text"] for document in GOLD}) == len(GOLD)
    assert sum(document["date"] is None for document in GOLD) * 2 >= len(GOLD)
    assert {document["language"] for document in GOLD} == {"en", "ru"}


@pytest.mark.parametrize("document", GOLD, ids=lambda document: str(document["id"]))
def test_expected_words_stand_in_the_text(document: dict[str, str | list[str] | None]) -> None:
    text = str(document["text"])
    assert document["title"] is None or str(document["title"]) in " ".join(text.split())
    assert document.get("place") is None or str(document["place"]) in text
    assert all(words in text for words in document.get("without") or ())
