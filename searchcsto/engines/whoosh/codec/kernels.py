"""The compiled loops: `KERNELS` is the module with those of a search, `BUILDING` that with those of indexing.

Either may be None: then NumPy does the same, more slowly. They are compiled when the package is installed, where there
is a compiler: see hatch_build.py. SEARCHCSTO_PURE=1 in the environment leaves them unused.
"""

from __future__ import annotations

import importlib
import os
from types import ModuleType

_VERSION = 1  # of the sources that belong to this package


def _load(name: str) -> ModuleType | None:
    if os.environ.get("SEARCHCSTO_PURE", "0") not in ("", "0"):
        return None
    try:
        kernels = importlib.import_module(f"searchcsto.engines.whoosh.codec.{name}")
    except ImportError:  # not compiled, or for another Python or NumPy
        return None
    return kernels if kernels.VERSION == _VERSION else None


KERNELS = _load("_kernels")
BUILDING = _load("_building")
