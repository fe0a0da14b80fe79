"""Hold what a reader reads: the bytes of a file, or of a member of an archive, with the name that stood there."""

from __future__ import annotations

import datetime
import difflib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from searchcsto.errors import OptionInvalid
from searchcsto.ingest.fields import ROLES
from searchcsto.ingest.limits import describe_size

if TYPE_CHECKING:  # readers of other things need no table of outlets
    from searchcsto.ingest.outlets import OutletTable


class TooLarge(ValueError):
    """There are more bytes than a reader takes at once; the message is the reason."""


class Content(Protocol):
    """The bytes of a file. Raises OSError where they cannot be read."""

    @property
    def name(self) -> str:
        """The file's name, without folders."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def open(self) -> BinaryIO:
        """Open the bytes from their beginning; the file can be sought in."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file on disk."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name, without folders."""
        return self.path.name

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.path.stat().st_size

    def open(self) -> BinaryIO:
        """Open the bytes from their beginning."""
        return self.path.open("rb")


@dataclass(frozen=True, slots=True)
class MemoryContent:
    """Bytes at hand."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.data)

    def open(self) -> BinaryIO:
        """Open the bytes from their beginning."""
        return io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class Member:
    """A file within an archive, or a page within a web archive."""

    content: Content
    name: str  # its path inside, which is a label and never a place on disk; "" for what a .gz or .zst file holds
    url: str | None = None  # where it was fetched from
    latest: datetime.date | None = None  # when it was fetched: nothing in it is dated later


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: `fields` says under which name records have what an article needs. Raises OptionInvalid."""

    fields: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None  # where the content was fetched from, if that is known
    outlets: OutletTable | None = None  # those known by name; None: those of the package

    def __post_init__(self) -> None:
        for role, name in self.fields.items():
            if role not in ROLES:
                near = difflib.get_close_matches(str(role), ROLES, 1, cutoff=0.5)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(ROLES)}"
                raise OptionInvalid(f"map: an article has no {role!r}; {hint}")
            if not isinstance(name, str) or not name.strip():
                raise OptionInvalid(f"map: the field for {role} must be a name, not {name!r}")


def read_all(content: Content, limit: int) -> bytes:
    """Return all bytes. Raises TooLarge if they are more than the limit, OSError.

    >>> read_all(MemoryContent("a.txt", b"Talks resume."), 100)
    b'Talks resume.'
    """
    with content.open() as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"larger than {describe_size(limit)}, the most that one article may have")
    return data
