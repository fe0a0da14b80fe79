"""Give packed bytes, get them unpacked as they are read, within a budget: nothing is ever written to disk.

A Budget bounds what the unpacking of one file may give in all, archives within it included: so many times the file's
own size. Every byte that is unpacked counts, also one that is unpacked twice, so that the time is bounded with it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, TypeVar

from searchcsto.ingest.content import Content, MemoryContent, TooLarge
from searchcsto.ingest.limits import describe_size

MAX_DEPTH = 3  # archives within archives
MAX_MEMBERS = 1_000_000  # of one file, those of archives within it included
_MAX_RATIO = 200  # text packs to a tenth, seldom to a fiftieth; a bomb to a thousandth and less
_ALWAYS = 100_000_000  # bytes that any file may unpack to
_NEVER = 200_000_000_000  # bytes that no file may unpack to
_HELD = 32_000_000  # bytes of a member that are held in memory; the rest is unpacked as it is read
_CHUNK = 1 << 16

Opener = Callable[[], BinaryIO]
Result = TypeVar("Result")


class Damaged(ValueError):
    """Packed bytes are not what they should be; the message is the reason."""


@dataclass(slots=True)
class Budget:
    """What the unpacking of a file may still give. Raises TooLarge when that is spent."""

    size: int  # bytes of the file
    members: int = MAX_MEMBERS
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.most

    @property
    def most(self) -> int:
        """How many bytes the file may unpack to."""
        return min(max(_ALWAYS, _MAX_RATIO * self.size), _NEVER)

    def take(self, count: int) -> None:
        """Count bytes that were unpacked."""
        self.left -= count
        if self.left < 0:
            raise TooLarge(
                f"{describe_size(self.size)} that unpack to more than {describe_size(self.most)}: the rest is not read"
            )

    def take_member(self) -> None:
        """Count a member of an archive."""
        self.members -= 1
        if self.members < 0:
            raise TooLarge(f"more than {MAX_MEMBERS:,} files in an archive: the rest is not read")


class UnpackedContent:
    """What an opener unpacks. The first bytes are held; to go back to others means to unpack again."""

    def __init__(self, name: str, opener: Opener, budget: Budget) -> None:
        self.name = name
        self._opener = opener
        self._budget = budget
        self._head = b""
        self._stream: BinaryIO | None = None
        self._at = 0  # of the stream
        self._size: int | None = None

    @property
    def size(self) -> int:
        """How many bytes there are; they are unpacked to be counted, once."""
        if self._size is None:
            with self.open() as file:
                self._size = file.seek(0, io.SEEK_END)
        return self._size

    def open(self) -> BinaryIO:
        """Open the bytes from their beginning."""
        return io.BufferedReader(_UnpackedFile(self), _CHUNK)

    def hold_head(self) -> bytes:
        """Read the first bytes, so many as are held, and return them."""
        parts: list[bytes] = []
        size = 0
        while size <= _HELD and (part := self.read_at(size, _CHUNK)):
            parts.append(part)
            size += len(part)
        self._head = b"".join(parts)
        return self._head

    def read_at(self, offset: int, count: int) -> bytes:
        """Return some bytes from an offset on, none at the end. Raises TooLarge, Damaged, OSError."""
        if offset < len(self._head):
            return self._head[offset : offset + count]
        if self._stream is None or self._at > offset:
            self._stream, self._at = attempt(self._opener), 0
        while self._at < offset and self._pull(self._stream, offset - self._at):
            pass
        return self._pull(self._stream, count) if self._at == offset else b""

    def _pull(self, stream: BinaryIO, count: int) -> bytes:
        try:
            data = attempt(lambda: stream.read(min(count, _CHUNK)))
        except Damaged:
            self._stream = None  # whoever reads on must hear it again
            raise
        self._budget.take(len(data))
        self._at += len(data)
        return data


class _UnpackedFile(io.RawIOBase):
    """Unpacked content as a file that can be sought in."""

    def __init__(self, content: UnpackedContent) -> None:
        self._content = content
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any writable buffer
        data = self._content.read_at(self._at, min(len(buffer), _CHUNK))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            while data := self._content.read_at(self._at, _CHUNK):
                self._at += len(data)
        self._at = max(0, offset + (0 if whence == io.SEEK_SET else self._at))
        return self._at


def unpack(name: str, opener: Opener, budget: Budget) -> Content:
    """Return the content that an opener unpacks, held in memory if it is small and whole. Raises TooLarge, OSError.

    Damage shows where it is read: what stands before it can be used.
    """
    content = UnpackedContent(name, opener, budget)
    try:
        data = content.hold_head()
    except Damaged:
        return content
    return MemoryContent(name, data) if len(data) <= _HELD else content


def attempt(step: Callable[[], Result]) -> Result:
    """Return what a step with a library that unpacks gives. Raises Damaged where the bytes are wrong, else as it does.

    >>> attempt(lambda: int("x"))
    Traceback (most recent call last):
    searchcsto.ingest.unpacking.Damaged: damaged: invalid literal for int() with base 10: 'x'
    """
    try:
        return step()
    except (MemoryError, TooLarge, Damaged):
        raise
    except Exception as failure:  # libraries raise anything for bytes that somebody has made up
        if isinstance(failure, OSError) and failure.errno is not None:
            raise  # the disk's fault; without a number it is said of the bytes
        reason = str(failure).strip() or type(failure).__name__
        raise Damaged(f"damaged: {reason[:1].lower()}{reason[1:200]}") from failure
