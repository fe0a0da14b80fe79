"""Give a record of a web archive, get its page as a stream of bytes, unpacked as the server's header says.

What is packed with gzip or deflate is unpacked by warcio; Brotli here, piece by piece, because warcio's own way to it
wants attributes that the brotli of today does not have. A page that the crawler has unpacked already, and whose header
says otherwise, is given as it stands.

Limits: what is packed in any other way is not read (`is_unpacked` says so beforehand).
"""

from __future__ import annotations

from typing import Any

import brotli
from warcio.bufferedreaders import ChunkedDataReader

_PACKINGS = ("", "identity", "gzip", "x-gzip", "deflate", "br")
_PACKED = 1 << 12  # bytes that are unpacked at once


def is_unpacked(packing: str) -> bool:
    """Whether pages packed so can be read.

    >>> is_unpacked("br"), is_unpacked("compress")
    (True, False)
    """
    return packing in _PACKINGS


def open_body(record: Any) -> Any:
    """Return the stream of a record's page: `read(size)` gives some bytes, none at the end."""
    headers = record.http_headers
    if headers is None or _read_token(headers, "Content-Encoding") != "br":
        return record.content_stream()
    is_chunked = _read_token(headers, "Transfer-Encoding") == "chunked"
    return _Brotli(ChunkedDataReader(record.raw_stream) if is_chunked else record.raw_stream)


def _read_token(headers: Any, name: str) -> str:
    return str(headers.get_header(name) or "").strip().lower()


class _Brotli:
    """What a server packed with Brotli."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._unpacker: Any = brotli.Decompressor()
        self._is_begun = False

    def read(self, size: int) -> bytes:
        """Return some bytes, none at the end. Raises brotli.error where they are damaged."""
        while True:
            is_fed = self._unpacker is None or self._unpacker.can_accept_more_data()
            packed: bytes = self._stream.read(_PACKED) if is_fed else b""
            if is_fed and not packed:
                return b""
            if unpacked := packed if self._unpacker is None else self._unpack(packed, size):
                return unpacked

    def _unpack(self, packed: bytes, size: int) -> bytes:
        """Return up to about so many bytes: a few may stand for hundreds of megabytes."""
        try:
            unpacked: bytes = self._unpacker.process(packed, output_buffer_limit=size)
        except brotli.error:
            if self._is_begun:
                raise
            self._unpacker = None  # some crawlers unpack a page, and leave its header
            return packed
        self._is_begun = True
        return unpacked
