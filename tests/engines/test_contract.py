"""Both engines keep the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.contract import ContractTests


class TestFolder(ContractTests):
    """The columnar engine."""

    @pytest.fixture
    def location(self, tmp_path: Path) -> str:
        return str(tmp_path / "index")


class TestCluster(ContractTests):
    """The OpenSearch engine, on three nodes."""

    @pytest.fixture
    def location(self, index_url: str) -> str:
        return index_url
