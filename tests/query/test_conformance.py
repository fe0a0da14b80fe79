"""The engines do what docs/query-language.md says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchcsto import Index
from tests.cluster.nodes import Cluster
from tests.cluster.places import name_index
from tests.query.conformance import CASES, DOCUMENTS, ConformanceTests, write_page

PAGE = Path(__file__).parents[2] / "docs" / "query-language.md"


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.create(tmp_path_factory.mktemp("conformance")) as index:
        for part in (DOCUMENTS[:3], DOCUMENTS[3:4], DOCUMENTS[4:]):
            index.add(*part)
            index.commit()
        yield index


@pytest.fixture(scope="module")
def shards(cluster: Cluster) -> Iterator[Index]:
    with Index.create(name_index(cluster)) as index:
        for part in (DOCUMENTS[:3], DOCUMENTS[3:4], DOCUMENTS[4:]):
            index.add(*part)
            index.commit()
        yield index


class TestColumns(ConformanceTests):
    """The columnar engine, with the documents in several segments."""

    @pytest.fixture
    def index(self, columns: Index) -> Index:
        return columns


class TestCluster(ConformanceTests):
    """The OpenSearch engine, with the documents in several segments of several shards."""

    @pytest.fixture
    def index(self, shards: Index) -> Index:
        return shards


def test_there_are_enough() -> None:
    assert len({case.query for case in CASES}) > 100


def test_the_page_is_made_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(), (
        "python -m tests.query.conformance > docs/query-language.md"
    )
