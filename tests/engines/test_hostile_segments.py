"""A segment whose checksums hold and whose numbers lie: compiled code must not follow them out of its memory."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from searchcsto.documents import Document
from searchcsto.engines.whoosh.codec.files import Array, ArrayFile, ArrayWriter
from searchcsto.engines.whoosh.codec.merge import merge_segments
from searchcsto.engines.whoosh.codec.segment import Segment, segment_path
from searchcsto.engines.whoosh.executor import ColumnSearcher
from searchcsto.options import SearchOptions
from searchcsto.query.parser import parse_query
from tests.engines.test_executor import build

QUERIES = (
    "peace", "peace talks war", '"peace talks"', 'title:"peace talks"', "peac*", "source:TASS peace", "place:minsk war",
    "date:2022 the", "peace -war", "date-status:given talks", "the the the", '"the peace"~3', "talsk", "NOT peace",
)  # fmt: skip
LIES = ("zeros", "most", "backwards", "noise", "half", "doubled")


def make_segment(folder: Path) -> Path:
    documents = [
        Document(
            str(number),
            "peace talks the war " * (number % 7) + "the " * (300 if number == 9 else number % 3),
            title="Peace talks" if number % 5 else None,
            date=("2022-01-20", "2022", None)[number % 3],
            sources=("TASS",) if number % 2 else ("BelTA", "AP"),
            place="Minsk" if number % 4 else None,
            language="en",
        )
        for number in range(90)
    ]
    documents.append(Document("rare", "an unheard-of word and peace talks"))
    return build(folder, documents, "a").file.path


def tell_lie(array: Array, lie: str, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    if lie == "zeros":
        return np.zeros_like(array)
    if lie == "most":
        return np.full_like(array, np.iinfo(array.dtype).max)
    if lie == "backwards":
        return array[::-1].copy()
    if lie == "noise":
        return np.frombuffer(rng.bytes(array.nbytes), array.dtype)
    return array[: len(array) // 2] if lie == "half" else np.concatenate((array, array))


def try_everything(folder: Path) -> int:
    """Search and merge with each array replaced by each lie; return how many segments were refused somewhere."""
    path = make_segment(folder)
    assert not is_refused(folder, "a")
    file = ArrayFile(path)
    arrays = {name: file.array(name).all().copy() for name in file.names()}
    refused = 0
    for place, name in enumerate(arrays):
        for lie in LIES:
            with ArrayWriter(segment_path(folder, "lie")) as writer:
                for each, array in arrays.items():
                    writer.add(each, tell_lie(array, lie, place) if each == name else array)
            refused += is_refused(folder, "lie")
    return refused


def is_refused(folder: Path, name: str) -> bool:
    failed = False
    for query in QUERIES:
        try:
            searcher = ColumnSearcher([Segment(segment_path(folder, name))])
            options = SearchOptions(facets=("source", "month", "place", "day"), limit=5)
            searcher.search(parse_query(query), options)
            searcher.count_values("date-status")
        except Exception:  # noqa: BLE001 - any error will do, but for the end of the process
            failed = True
    try:
        merge_segments([Segment(segment_path(folder, name))] * 2, [None, None], folder, "merged")
    except Exception:  # noqa: BLE001
        failed = True
    return failed


@pytest.mark.parametrize("pure", ["0", "1"])
def test_no_lie_ends_the_process(tmp_path: Path, pure: str) -> None:
    script = "import sys, pathlib; from tests.engines.test_hostile_segments import try_everything as t; "
    script += "print(t(pathlib.Path(sys.argv[1])))"
    environment = os.environ | {"SEARCHCSTO_PURE": pure, "MALLOC_PERTURB_": "165", "MALLOC_CHECK_": "3"}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-X", "faulthandler", "-c", script, str(tmp_path)],
        capture_output=True, text=True, env=environment, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    assert int(run.stdout) > 50
