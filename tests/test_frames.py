"""Results as a pandas DataFrame: a row for each hit, dates no more precise than they are known."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from searchcsto import Document, Index, OptionInvalid, SearchOptions
from searchcsto.frames import COLUMNS

needs_pandas = pytest.mark.skipif(importlib.util.find_spec("pandas") is None, reason="pandas is not installed")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index.create(tmp_path / "index")
    index.add(
        Document("a1", "The ferry sails.", title="Ferry", date="2031-04-07", sources=("Kestrel", "Orlo Post")),
        Document("a2", "A ferry, a ferry, a ferry.", date="0990-02"),
        Document("a3", "No ferry is dated."),
    )
    index.commit()
    return index


@needs_pandas
def test_a_row_for_each_hit(index: Index) -> None:
    frame = index.search("ferry", SearchOptions(sort="oldest")).to_pandas()
    assert tuple(frame.columns) == COLUMNS
    assert list(frame["id"]) == ["a2", "a1", "a3"] and list(frame["rank"]) == [1, 2, 3]
    assert [str(day)[:10] for day in frame["first_day"]] == ["0990-02-01", "2031-04-07", "NaT"]
    assert [str(day)[:10] for day in frame["last_day"]] == ["0990-02-28", "2031-04-07", "NaT"]
    assert frame["date"][0] == "0990-02" and frame["sources"][1] == ("Kestrel", "Orlo Post")
    assert frame["snippet"][1] == "The ferry sails."
    assert frame.attrs["total"] == 3 and frame.attrs["undated"] == 1 and frame.attrs["interpreted"] == "ferry"
    counted = frame.explode("sources").groupby("sources")["id"].count()
    assert dict(counted) == {"Kestrel": 1, "Orlo Post": 1}


@needs_pandas
def test_no_hits_are_a_frame_with_the_same_types(index: Index) -> None:
    some = index.search("ferry").to_pandas()
    none = index.search("xyzzy").to_pandas()
    assert len(none) == 0 and tuple(none.columns) == COLUMNS
    for name in ("rank", "score", "first_day", "last_day"):
        assert none[name].dtype == some[name].dtype


def test_without_pandas_it_says_how_to_install_it(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)  # as Python marks what is not there
    with pytest.raises(OptionInvalid, match=r"pip install 'searchcsto\[pandas\]'"):
        index.search("ferry").to_pandas()
