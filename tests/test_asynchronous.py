"""An index that is asked from asyncio: many questions at a time, complete answers, new commits, and an orderly end."""

from __future__ import annotations

import asyncio
import contextvars
import shutil
import threading
import time
from pathlib import Path

import pytest

from searchcsto import (
    AsyncIndex,
    Document,
    Index,
    IndexClosed,
    IndexMissing,
    OptionInvalid,
    QueryInvalid,
    SearchOptions,
)


def test_every_question_is_answered_as_by_an_index(seed_index: Path) -> None:
    async def run() -> None:
        with Index.open(seed_index) as index:
            async with await AsyncIndex.open(seed_index) as asked:
                results = await asked.search("peacekeeping NATO", SearchOptions(limit=3))
                expected = index.search("peacekeeping NATO", SearchOptions(limit=3))
                assert results.hits == tuple(expected.hits) and results.facets == expected.facets
                assert await asked.count("NATO") == index.count("NATO") == 3
                counted = (await asked.timeline("NATO", by="year")).buckets
                assert counted == index.timeline("NATO", by="year").buckets
                assert await asked.document("003") == index.document("003")
                assert (await asked.similar("003")).documents == index.similar("003").documents
                assert (await asked.why("003", "xyzzy")).is_found is False
                assert await asked.complete("sour") == index.complete("sour")
                assert await asked.count_values("source") == index.count_values("source")
                assert await asked.count_documents() == 5
                assert await asked.ask(Index.count, "NATO", SearchOptions(sources=("TASS",))) == 3
                with pytest.raises(QueryInvalid):
                    await asked.search("date:2022-13")

    asyncio.run(run())


def test_results_read_nothing_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchcsto.searching.suggestions.LIMIT", 30.0)  # seconds: other tests may be running
    with Index.create(tmp_path / "index") as index:
        index.add(*(Document(f"a{number}", f"The ferry number {number} sails.") for number in range(30)))

    async def run() -> None:
        async with await AsyncIndex.open(tmp_path / "index") as asked:
            results = await asked.search("ferry", SearchOptions(limit=30))
            nothing = await asked.search("fery")
        shutil.rmtree(tmp_path / "index")
        assert isinstance(results.hits, tuple) and len({hit.snippets[0].text for hit in results.hits}) == 30
        assert isinstance(nothing.suggestions, tuple) and nothing.suggestions[0].query == "ferry"

    asyncio.run(run())


def test_the_loop_goes_on_and_only_some_questions_run_at_a_time(seed_index: Path) -> None:
    running: set[int] = set()
    most = 0

    def work(index: Index, name: int) -> int:
        nonlocal most
        running.add(name)
        most = max(most, len(running))
        time.sleep(0.1)
        running.discard(name)
        return threading.get_ident()

    async def run() -> None:
        async with await AsyncIndex.open(seed_index, threads=2) as asked:
            working = asyncio.gather(*(asked.ask(work, number) for number in range(6)))
            ticks = 0
            while not working.done():
                await asyncio.sleep(0.01)
                ticks += 1
            assert ticks > 5  # the loop was free meanwhile
            assert threading.get_ident() not in working.result()

    asyncio.run(run())
    assert most == 2


def test_commits_are_seen_and_a_lost_folder_leaves_the_state_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Document("a1", "The ferry sails."))

    async def run() -> None:
        async with await AsyncIndex.open(tmp_path / "index") as asked:
            assert await asked.count("ferry") == 1
            with Index.open(tmp_path / "index") as index:
                index.add(Document("a2", "Another ferry."))
            assert await asked.count("ferry") == 2
            (tmp_path / "index").rename(tmp_path / "elsewhere")
            assert await asked.count("ferry") == 2
            assert "the one before is searched" in caplog.text

    asyncio.run(run())


def test_the_context_is_that_of_who_asks(seed_index: Path) -> None:
    name = contextvars.ContextVar("name", default="nobody")

    async def run() -> None:
        async with await AsyncIndex.open(seed_index) as asked:
            name.set("analyst")
            assert await asked.ask(lambda index: name.get()) == "analyst"

    asyncio.run(run())


def test_what_cannot_be_is_refused(seed_index: Path, tmp_path: Path) -> None:
    async def run() -> None:
        with pytest.raises(IndexMissing):
            await AsyncIndex.open(tmp_path)
        with pytest.raises(OptionInvalid):
            await AsyncIndex.open(seed_index, threads=0)
        async with await AsyncIndex.open(seed_index) as asked:
            late = asyncio.ensure_future(asked.count("NATO"))
            await asyncio.sleep(0)
        assert await late == 3  # what was asked before the end is answered
        with pytest.raises(IndexClosed):
            await asked.count("NATO")

    asyncio.run(run())
