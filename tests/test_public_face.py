"""`searchcsto.__all__` is the whole public face, sorted, and everything in it is there and documented."""

from __future__ import annotations

import subprocess
import sys

import searchcsto


def test_all_is_sorted_and_real() -> None:
    assert sorted(searchcsto.__all__) == searchcsto.__all__
    for name in searchcsto.__all__:
        assert getattr(searchcsto, name).__doc__, name


def test_star_import_brings_exactly_all() -> None:
    script = "from searchcsto import *\nprint(*sorted(name for name in dir() if not name.startswith('__')))"
    completed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert completed.stdout.split() == searchcsto.__all__


def test_every_error_is_a_search_error_with_an_exit_code() -> None:
    errors = [getattr(searchcsto, name) for name in searchcsto.__all__]
    kinds = [kind for kind in errors if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(kinds) >= 10
    for kind in kinds:
        assert issubclass(kind, searchcsto.SearchError)
        assert kind.exit_code in range(1, 6)
        assert kind.http_status >= 400
