"""Hold what a reader reads: the bytes of a file, or of a member of an archive, with the name that stood there."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from searchcsto.ingest.limits import describe_size


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
class ReadOptions:
    """How to read: `fields` says under which name a file of records has "id", "text", "title", "date" or "source"."""

    fields: Mapping[str, str] = field(default_factory=dict)


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
