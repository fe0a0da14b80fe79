"""Give a path, get the form in which paths are compared."""

from __future__ import annotations

import unicodedata


def fold_path(path: str) -> str:
    """Return a path in the form in which paths are compared: without case, accents as one character."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()
