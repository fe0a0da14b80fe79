"""Give a Zstandard file, get it unpacked as it is read; a file that ends too soon is an error.

The library's own reader takes a cut file for a whole one, and its other interfaces give all that a piece of input
holds at once: so the pieces are small.
"""

from __future__ import annotations

import io
from typing import BinaryIO

import zstandard

_WINDOW = 1 << 30  # bytes that a stream may refer back to: `zstd --long=30`
_PIECE = 4096  # bytes of input, which hold up to 128 MB where somebody has made them so


class ZstandardFile(io.RawIOBase):
    """The unpacked bytes of a file. Raises ZstdError, EOFError."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begin_frame()
        self._data = memoryview(b"")  # unpacked, and not given

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any writable buffer
        """Give the next bytes, none at the end."""
        while not self._data and self._unpack_piece():
            pass
        size = min(len(buffer), len(self._data))
        buffer[:size], self._data = self._data[:size], self._data[size:]
        return size

    def _begin_frame(self) -> None:
        self._frame = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
        self._is_begun = False

    def _unpack_piece(self) -> bool:
        """Unpack some more; return whether there was any."""
        piece = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._begin_frame()
        piece = piece or self._file.read(_PIECE)
        if not piece and self._is_begun:
            raise EOFError("the file ends before its last frame does")
        if piece:
            self._data, self._is_begun = memoryview(self._frame.decompress(piece)), True
        return bool(piece)
