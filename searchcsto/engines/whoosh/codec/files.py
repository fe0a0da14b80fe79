"""Give named arrays, get one file; give the file, get the arrays back, memory-mapped and checked.

| offset   | bytes | what                                                                      |
| -------- | ----- | ------------------------------------------------------------------------- |
| 0        | 8     | magic, `b"\\x93scsto\\r\\n"`                                                |
| 8        | 4     | format version                                                            |
| 12       | 4     | bytes of a checksum block (16384)                                         |
| 16       | 8     | d, offset of the directory                                                |
| 24       | 8     | bytes of the whole file                                                   |
| 32       | 4     | a, number of arrays                                                       |
| 36       | 4     | b, number of checksum blocks: they cover the bytes from 64 to d           |
| 40       | 4     | CRC-32 of the directory, from d to the end of the file                    |
| 44       | 16    | zero                                                                      |
| 60       | 4     | CRC-32 of the bytes 0 to 60                                               |
| 64       |       | the arrays, each beginning at a multiple of 64, zeros between             |
| d        | 48 a  | for each array: name (24), NumPy type (8), offset (8), number of items (8) |
| d + 48 a | 4 b   | CRC-32 of each block                                                      |

All numbers are little-endian. The bytes 0 to 12 and 60 to 64 keep their meaning in every future version, so that an
old program knows a new file from a damaged one.

Opening reads the header and the directory only. Blocks are checked when they are first read, once for each opened
file: a damaged block is an IndexDamaged that names the file, and never a wrong answer. An `ArrayFile` may be shared by
threads; `close` it only when no one reads any more.
"""

from __future__ import annotations

import io
import mmap
import os
import struct
import zlib
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
import numpy.typing as npt

from searchcsto.errors import IndexDamaged, IndexOutdated

MAGIC = b"\x93scsto\r\n"
VERSION = 1
BLOCK = 1 << 14
ALIGNMENT = 64

_HEADER = struct.Struct("<8sIIQQIII16s")
_ENTRY = struct.Struct("<24s8sQQ")
_CRC = struct.Struct("<I")

Array = npt.NDArray[Any]


class FormatTooOld(IndexOutdated):
    """The file was written by an older version of the format, which is no longer read."""


class FormatTooNew(IndexOutdated):
    """The file was written by a newer version of the format."""


class ArrayWriter:
    """Write arrays into a file, which appears under its name only when it is whole and on the disk.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with ArrayWriter(folder / "MAIN_x.col") as writer:
    ...     writer.add("squares", np.arange(4) ** 2)
    >>> file = ArrayFile(folder / "MAIN_x.col")
    >>> file.array("squares").all().tolist()
    [0, 1, 4, 9]
    >>> file.close()
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.checksum = 0  # of the directory, which holds the checksums of all else; set by `finish`
        self.bytes = 0  # of the whole file; set by `finish`
        self._temporary = path.with_name(f"{path.name}.part")
        self._file = self._temporary.open("wb")
        self._file.write(bytes(ALIGNMENT))
        self._at = ALIGNMENT
        self._entries: list[bytes] = []
        self._checksums: list[int] = []
        self._running = 0  # CRC of the block being written
        self._name: str | None = None
        self._start = 0
        self._type: np.dtype[Any] = np.dtype("u1")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.abandon()
            return
        try:
            self.finish()
        except BaseException:  # a full disk, an interrupt
            self.abandon()
            raise

    def add(self, name: str, array: Array) -> None:
        """Add a whole array of one dimension."""
        self.begin(name, array.dtype)
        self.write(array)

    def begin(self, name: str, dtype: np.dtype[Any] | type[np.generic] | str) -> None:
        """Begin an array that is written in parts."""
        self._end_array()
        self._append(bytes(-self._at % ALIGNMENT))
        self._name, self._start, self._type = name, self._at, np.dtype(dtype).newbyteorder("<")

    def write(self, part: Array) -> None:
        """Append a part to the array that was begun."""
        self._append(np.ascontiguousarray(part, self._type).data.cast("B") if part.size else b"")

    def write_bytes(self, part: bytes) -> None:
        """Append items as they lie in memory to the array that was begun."""
        self._append(part)

    def finish(self) -> None:
        """Complete the file, force it to the disk and give it its name."""
        self._end_array()
        if (self._at - ALIGNMENT) % BLOCK:
            self._checksums.append(self._running)
        directory = b"".join(self._entries) + np.array(self._checksums, "<u4").tobytes()
        self._file.write(directory)
        self.bytes = self._at + len(directory)
        self.checksum = zlib.crc32(directory)
        counts = (len(self._entries), len(self._checksums), self.checksum)
        header = _HEADER.pack(MAGIC, VERSION, BLOCK, self._at, self.bytes, *counts, b"")
        self._file.seek(0)
        self._file.write(header + _CRC.pack(zlib.crc32(header)))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._temporary.replace(self.path)

    def abandon(self) -> None:
        """Remove what was written so far."""
        self._file.close()
        self._temporary.unlink(missing_ok=True)

    def _end_array(self) -> None:
        if self._name is None:
            return
        items = (self._at - self._start) // self._type.itemsize
        self._entries.append(_ENTRY.pack(self._name.encode(), self._type.str.encode(), self._start, items))
        self._name = None

    def _append(self, part: bytes | memoryview) -> None:
        self._file.write(part)
        view = memoryview(part)
        while view:
            room = BLOCK - (self._at - ALIGNMENT) % BLOCK
            self._running = zlib.crc32(view[:room], self._running)
            self._at += min(room, len(view))
            if len(view) >= room:
                self._checksums.append(self._running)
                self._running = 0
            view = view[room:]


class Spool:
    """Parts of an array, collected while others are written: in a nameless file of a folder, or in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file: IO[bytes] = _open_nameless(folder) if folder else io.BytesIO()

    def append(self, part: Array | bytes) -> None:
        """Add a part."""
        self._file.write(part if isinstance(part, bytes) else np.ascontiguousarray(part).data.cast("B"))

    def copy(self, writer: ArrayWriter) -> None:
        """Write all parts to the array that was begun, and forget them."""
        self._file.seek(0)
        while part := self._file.read(1 << 20):
            writer.write_bytes(part)
        self._file.close()


def _open_nameless(folder: Path) -> IO[bytes]:
    import tempfile  # brings ten more modules, and a query needs none of them

    return tempfile.TemporaryFile(dir=folder)


class ArrayFile:
    """An opened file of arrays. Raises IndexDamaged, FormatTooOld or FormatTooNew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise IndexDamaged(f"{path} is missing; restore it, or rebuild the index") from None
        except ValueError:  # an empty file cannot be mapped
            raise self.damage("is empty") from None
        self._bytes = memoryview(self._map)
        self.checksum = 0
        self._places: dict[str, tuple[np.dtype[Any], int, int]] = {}
        self.size = len(self._bytes)  # of the file that was opened, whatever has its name now
        self._read_header()

    def damage(self, problem: str) -> IndexDamaged:
        """Return the error that says what is wrong with this file, and what to do."""
        return IndexDamaged(f"{self.path} {problem}; restore it from a backup, or rebuild the index")

    def names(self) -> list[str]:
        """Return the names of all arrays, in their order."""
        return list(self._places)

    def has_array(self, name: str) -> bool:
        """Return whether there is an array with this name."""
        return name in self._places

    def array(self, name: str) -> MappedArray:
        """Return an array by its name."""
        place = self._places.get(name)
        if place is None:
            raise self.damage(f"has no array {name!r}")
        return MappedArray(self, *place)

    def verify(self) -> None:
        """Check every block that was not checked before."""
        self.check(ALIGNMENT, self._end)

    def check(self, start: int, stop: int) -> None:
        """Check the blocks that hold the bytes from start to stop, unless they have been checked."""
        first, last = (start - ALIGNMENT) // BLOCK, (stop - ALIGNMENT - 1) // BLOCK + 1
        if self._checked.find(0, first, last) < 0:
            return
        for block in range(first, last):
            if not self._checked[block]:
                begin = ALIGNMENT + block * BLOCK
                if zlib.crc32(self._bytes[begin : min(begin + BLOCK, self._end)]) != self._checksums[block]:
                    raise self.damage(f"is damaged between the bytes {begin} and {begin + BLOCK}")
                self._checked[block] = 1

    def release(self) -> None:
        """Give back the memory of what was read, which the system would count as this process's own."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Release the file, as far as no array of it is still in use."""
        self._places.clear()
        self._bytes = memoryview(b"")

    def _read_header(self) -> None:
        size = len(self._bytes)
        if size < ALIGNMENT or self._bytes[: len(MAGIC)] != MAGIC:
            raise self.damage("is not a segment of an index, or its beginning is lost")
        header = self._bytes[: _HEADER.size]
        if zlib.crc32(header) != _CRC.unpack_from(self._bytes, _HEADER.size)[0]:
            raise self.damage("is damaged in its header")
        _, version, block, self._end, length, arrays, blocks, self.checksum, _ = _HEADER.unpack(header)
        if version < VERSION:
            raise FormatTooOld(
                f"{self.path} has the old format {version}; rebuild the index: searchcsto index --rebuild"
            )
        if version > VERSION or block != BLOCK:
            raise FormatTooNew(f"{self.path} has format {version}, newer than this program; update searchcsto")
        if size != length:
            raise self.damage(f"has {size} bytes instead of {length}")
        directory = self._bytes[self._end :]
        if zlib.crc32(directory) != self.checksum:
            raise self.damage("is damaged in its directory")
        self._places.update(_read_entry(directory, number) for number in range(arrays))
        self._checksums = np.frombuffer(directory[arrays * _ENTRY.size :], "<u4").tolist()
        self._checked = bytearray(blocks)


def _read_entry(directory: memoryview, number: int) -> tuple[str, tuple[np.dtype[Any], int, int]]:
    name, kind, offset, items = _ENTRY.unpack_from(directory, number * _ENTRY.size)
    return name.rstrip(b"\0").decode(), (np.dtype(kind.rstrip(b"\0").decode()), offset, items)


class MappedArray:
    """One array of a file, of which parts are checked and read."""

    __slots__ = ("_all", "_file", "_offset", "_size", "_view", "dtype")

    def __init__(self, file: ArrayFile, dtype: np.dtype[Any], offset: int, items: int) -> None:
        self.dtype = dtype
        self._file = file
        self._offset = offset
        self._size = dtype.itemsize
        self._view: Array = np.frombuffer(file._bytes, dtype, items, offset)
        self._all = False

    def __len__(self) -> int:
        return len(self._view)

    def read(self, start: int, stop: int) -> Array:
        """Return the items from start to stop, checked and read-only, without copying them."""
        if not self._all and start < stop:
            first, last = self._offset + start * self._size, self._offset + stop * self._size
            block = (first - ALIGNMENT) // BLOCK
            # Most of what is read lies within one block that was checked before.
            if block != (last - ALIGNMENT - 1) // BLOCK or not self._file._checked[block]:
                self._file.check(first, last)
        return self._view[start:stop]

    def all(self) -> Array:
        """Return all items, checked and read-only, without copying them."""
        view = self.read(0, len(self._view))
        self._all = True
        return view

    def check_size(self, items: int) -> None:
        """Raise IndexDamaged if there are not so many items. Compiled code relies on it."""
        if len(self._view) != items:
            raise self._file.damage(f"has an array of {len(self._view)} items that should have {items}")

    def check_range(self, least: int) -> Array:
        """Return all items. Raise IndexDamaged if any is not below `least`, or they are not unsigned numbers."""
        items = self.all()
        if items.dtype.kind != "u" or int(items.max(initial=0)) >= max(least, 1):
            raise self._file.damage("has an array with numbers beyond what they count")
        return items

    def unchecked(self) -> Array:
        """Return all items, read-only, for those who check what they read of it with `read`."""
        return self._view

    def damage(self, problem: str) -> IndexDamaged:
        """Return the error that says what is wrong with the file of this array."""
        return self._file.damage(problem)
