"""Give an index, get what everybody may know of it: no place on the server's disk, whatever was skipped there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from searchcsto.index import Index
from searchcsto.ledger import SkippedItem
from searchcsto.status import IndexStatus, read_status
from searchcsto.web.wire import write_public_status

MAX_SKIPPED = 100  # files that are named


def write_served_status(index: Index) -> dict[str, Any]:
    """Return the JSON of what an index holds, without the places where it and its files lie."""
    status = read_status(index.path)
    named = [hide_places(item, status) for item in status.skipped[:MAX_SKIPPED]]
    return write_public_status(status, version=index.version, skipped=named)


def hide_places(item: SkippedItem, status: IndexStatus) -> SkippedItem:
    """Return a skipped file without the names of the folders above the ones that were indexed.

    >>> status = IndexStatus("/srv/index", 0, None, 0, 0, 0, (), (), (), ("/srv/press",), ())
    >>> hide_places(SkippedItem("/etc/a.txt", "/srv/press/b.txt is the same"), status)
    SkippedItem(path='a.txt', reason='press/b.txt is the same', number=None, skipped=True)
    """
    places = (*sorted(status.roots, key=len, reverse=True), status.path)
    path = hide(item.path, places)
    name = PurePath(path)
    return dataclasses.replace(item, path=name.name if name.is_absolute() else path, reason=hide(item.reason, places))


def hide(text: str, places: Iterable[str]) -> str:
    """Return a text in which folders have only their names."""
    for place in places:
        if len(place) > 1:
            text = text.replace(place, PurePath(place).name)
    return text
