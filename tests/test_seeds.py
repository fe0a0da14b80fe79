"""What the five sample articles say of themselves; they are scraped pages with traps."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchcsto import Index

TABLE = {
    "000_e521f2b757848600.txt": ("2022-02-09", "stated", ["TASS"], None),
    "001_9564bf81000d6669.txt": (None, "unknown", ["Russia - Islamic World", "TASS"], None),
    "002_03bbb3bea213682e.txt": (
        "2022-02-10",
        "stated",
        ["TASS"],
        "According to the Russian Foreign Ministry, the CSTO fails to establish cooperation with NATO",
    ),
    "003_9848ae7b5268016a.txt": (
        "2022-01-14",
        "derived",
        ["Russia - Islamic World", "TASS"],
        "Lavrov: the situation in Kazakhstan has shown the relevance and effectiveness of the CSTO forces",
    ),
    "004_f9dc5b6749ccf26f.txt": (
        "2022-01-20",
        "stated",
        ["BelTA"],
        "Zas: CSTO peacekeepers helped turn the tide in Kazakhstan",
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_what_a_seed_says(opened: Index, name: str) -> None:
    document = opened.document(name)
    assert (document.date, document.date_status, list(document.sources), document.title) == TABLE[name]


def test_the_year_that_is_derived_shows_all_it_is_derived_from(opened: Index) -> None:
    words = [evidence.words for evidence in opened.document("003").date_evidence]
    assert words == ["14 January", "Friday", "2021"]


def test_seeds_are_data(seeds: Path) -> None:
    assert sorted(path.name for path in seeds.iterdir()) == sorted(TABLE)
