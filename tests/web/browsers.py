"""Find a browser for the tests, or say why they cannot run."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def find_chromium() -> str | None:
    """Return the program of Chromium: the one named, or the system's; None for Playwright's own."""
    named = os.environ.get("SEARCHCSTO_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def give_up(reason: str) -> NoReturn:
    """Skip the tests; fail instead where they must run, with SEARCHCSTO_CI=1."""
    if os.environ.get("SEARCHCSTO_CI") == "1":
        pytest.fail(f"browser tests must run here: {reason}")
    pytest.skip(reason)
