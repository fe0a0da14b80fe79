"""A search that takes longer than it may is stopped, says so, and leaves nothing half done behind."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from searchcsto import Document, Index, OptionInvalid, SearchOptions, SearchTimeout, limit_time
from searchcsto.deadlines import check_time

WORDS = [f"{first}{second}{third}an" for first in "bcdfghklmn" for second in "aeiou" for third in "bcdfghklmnprstvz"]
GREEDY = " ".join(f"*{letter}?{other}*" for letter in "abcdefghklmn" for other in "aeiou")


@pytest.fixture(scope="module")
def many_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "index"
    with Index.create(folder) as index:
        for number in range(3000):
            words = " ".join(WORDS[(number * 7 + place * place) % len(WORDS)] for place in range(60))
            index.add(Document(f"d{number}", words, title=WORDS[number % len(WORDS)]))
    return folder


def test_a_search_is_stopped_soon_and_can_be_asked_again(many_words: Path) -> None:
    with Index.open(many_words) as index:
        started = time.perf_counter()
        with pytest.raises(SearchTimeout, match=r"not found within 0\.01 s"), limit_time(0.01):
            index.search(GREEDY)
        assert time.perf_counter() - started < 1
        stopped_at_times = 0
        for seconds in (0.002, 0.005, 0.02, 0.05):
            try:
                with limit_time(seconds):
                    index.search(GREEDY)
            except SearchTimeout:
                stopped_at_times += 1
        assert stopped_at_times
        again = index.search(GREEDY)
    with Index.open(many_words) as fresh:
        assert fresh.search(GREEDY).total == again.total > 0
        assert list(fresh.search(GREEDY).hits) == list(again.hits)


def test_the_hits_count_too(many_words: Path) -> None:
    with Index.open(many_words) as index, limit_time(0.3):
        results = index.search("*", SearchOptions(limit=3000))
        time.sleep(0.35)
        with pytest.raises(SearchTimeout):
            list(results.hits)


def test_the_earlier_end_counts_and_ends_with_its_block() -> None:
    with limit_time(0.001):
        time.sleep(0.002)
        with limit_time(60), pytest.raises(SearchTimeout, match=r"0\.001 s"):
            check_time()
    check_time()


def test_it_is_of_this_thread_alone() -> None:
    problems: list[BaseException] = []

    def check() -> None:
        try:
            check_time()
        except SearchTimeout as problem:
            problems.append(problem)

    with limit_time(0.001):
        time.sleep(0.002)
        thread = threading.Thread(target=check)
        thread.start()
        thread.join()
    assert not problems


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), "1", True])
def test_what_is_no_time_is_refused(seconds: float) -> None:
    with pytest.raises(OptionInvalid, match="seconds must be a number above 0"), limit_time(seconds):
        pass
