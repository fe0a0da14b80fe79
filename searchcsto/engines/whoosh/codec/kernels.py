"""The compiled loops of a search: `KERNELS` is the module that has them, or None, and NumPy does the same more slowly.

They are compiled when the package is installed, where there is a compiler: see hatch_build.py. SEARCHCSTO_PURE=1 in
the environment leaves them unused.
"""

from __future__ import annotations

import importlib
import os
from types import ModuleType

_VERSION = 1  # of the source that belongs to this package


def _load() -> ModuleType | None:
    if os.environ.get("SEARCHCSTO_PURE", "0") not in ("", "0"):
        return None
    try:
        kernels = importlib.import_module("searchcsto.engines.whoosh.codec._kernels")
    except ImportError:  # not compiled, or for another Python or NumPy
        return None
    return kernels if kernels.VERSION == _VERSION else None


KERNELS = _load()
