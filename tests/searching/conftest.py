"""An index of the seeds that is open for all tests of a module, as Hypothesis wants it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchcsto import Index


@pytest.fixture(scope="module")
def opened_plain(seed_index: Path) -> Iterator[Index]:
    with Index.open(seed_index) as index:
        yield index
