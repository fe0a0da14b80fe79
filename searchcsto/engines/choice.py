"""Give the location of an index, get the engine that keeps it: a folder's is Whoosh, an address's OpenSearch.

An engine is imported when it is first needed: who searches a folder need not have a client for OpenSearch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

from searchcsto.errors import OptionInvalid
from searchcsto.locations import Address

if TYPE_CHECKING:
    from searchcsto.engines.base import Engine


def has_compiled_loops() -> bool:
    """Return whether the engine of folders runs compiled loops, or else NumPy in their place."""
    kernels = importlib.import_module("searchcsto.engines.whoosh.codec.kernels")
    return kernels.KERNELS is not None and kernels.BUILDING is not None


def choose_engine(location: object) -> Engine:
    """Return the engine of a location, or of what a writer there gave as its target. Raises OptionInvalid."""
    place = getattr(location, "address", location)
    if not isinstance(place, Address):
        return cast("Engine", importlib.import_module("searchcsto.engines.whoosh.engine"))
    try:
        return cast("Engine", importlib.import_module("searchcsto.engines.opensearch.engine"))
    except ImportError as missing:
        if missing.name is None or missing.name.startswith("searchcsto"):
            raise
        reason = f"an index in a cluster needs {missing.name}: pip install 'searchcsto[opensearch]'"
        raise OptionInvalid(reason) from None
