"""Give the location of an index, get its ledger: a file in its folder, or rows beside the index in its cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from searchcsto.ledger import LEDGER, Ledger
from searchcsto.locations import Location


def find_ledger(location: Location) -> Ledger:
    """Return the ledger of an index, to be read. Raises FileNotFoundError if it has none."""
    if isinstance(location, Path):
        return Ledger(location)
    from searchcsto.cluster_ledger import ClusterLedger  # needs the client of the cluster

    return ClusterLedger.find(location)


@contextmanager
def begin_ledger(location: Location, target: Any, *, rebuild: bool) -> Iterator[Ledger]:
    """Give the ledger for a run of `index`; with `rebuild` a new one, which takes the old one's place at the end."""
    if not isinstance(location, Path):
        from searchcsto.cluster_ledger import ClusterLedger  # needs the client of the cluster

        ledger: Ledger = ClusterLedger(target)
        try:
            yield ledger
        finally:
            ledger.close()
        return
    name = f"{LEDGER}.new" if rebuild else LEDGER
    (location / f"{LEDGER}.new").unlink(missing_ok=True)
    ledger = Ledger(location, create=True, name=name)
    try:
        yield ledger
    finally:
        ledger.close()
    if rebuild:
        (location / name).replace(location / LEDGER)
