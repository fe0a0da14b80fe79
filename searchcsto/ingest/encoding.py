"""Give the bytes of a text file, get its text, or the reason why it is not text.

A byte order mark decides; then UTF-8 if it holds; UTF-16 without a mark is known by its zero bytes. A file that is
mostly valid UTF-8 keeps it, with U+FFFD for the bytes that are not. All else is left to charset-normalizer, among the
encodings that press archives have.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The likelier an encoding is in a press archive, the earlier it stands: where the text speaks for several alike
# (a short one does), the first is taken.
_LEGACY = ["cp1251", "cp1252", "koi8_r", "cp866", "cp1250", "iso8859_2", "cp1254", "cp1253", "cp1255", "cp1256"]
_PIECE = 1_000_000  # bytes of a large file that are looked at together
_SAMPLE = 64_000  # bytes that are looked at to tell an encoding
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = bytes([*range(9), *range(14, 27), *range(28, 32)])


class NotText(ValueError):
    """The bytes are no text; the message is the reason."""


def decode_text(data: bytes) -> str:
    """Return the text of a file. Raises NotText.

    >>> decode_text("Орло, 7 апреля".encode("utf-16"))
    'Орло, 7 апреля'
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _guess_utf16(data)
    if encoding is not None:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            raise NotText(f"it begins as {encoding.upper()} text and does not go on so") from None
    else:
        if b"\0" in data:
            raise NotText("it is a binary file: it has zero bytes")
        text = _decode_bytes(data)
        if len(data.translate(None, _CONTROL_BYTES)) == len(data):
            return text  # asked of the bytes: a tenth of the time
    if len(_CONTROLS.findall(text[:_SAMPLE])) > 2 + len(text[:_SAMPLE]) // 50:
        raise NotText("it is a binary file: it is full of control characters")
    return text


def find_encoding(file: BinaryIO) -> str:
    """Return the encoding of a file of any size, as `decode_text` would tell it; the bytes are read in pieces.

    The bytes that no encoding reads are U+FFFD with `errors="replace"`. Raises NotText, OSError.

    >>> import io
    >>> find_encoding(io.BytesIO("Орло, 7 апреля".encode("cp1251")))
    'cp1251'
    """
    sample = file.read(_PIECE)
    encoding = next((name for mark, name in _MARKS if sample.startswith(mark)), None) or _guess_utf16(sample)
    if encoding is not None:
        return encoding
    if sample.count(b"\0") > len(sample) // 100:
        raise NotText("it is a binary file: it has zero bytes")
    decoder = codecs.getincrementaldecoder("utf-8")()
    piece = sample
    while True:
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError:
            return _find_legacy(piece) if piece else "utf-8"  # cut off within a character
        if not piece:
            return "utf-8"
        piece = file.read(_PIECE)


def _find_legacy(piece: bytes) -> str:
    """Return the encoding of a piece of a file that is not valid UTF-8: damaged UTF-8, or another one."""
    wrong = piece.decode("utf-8", "replace").count("\ufffd")
    return "utf-8" if len(_MULTIBYTE.findall(piece)) > 2 * wrong else _detect(piece)


def decode_head(data: bytes) -> str | None:
    """Return the beginning of a file as far as markup needs it, other letters being wrong; None if it is not text.

    >>> decode_head("<html lang='ru'>Орло"[:16].encode("utf-16")), decode_head(b"PK\\3\\4\\0\\0")
    ("<html lang='ru'>", None)
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    encoding = encoding or (_guess_utf16(data[: len(data) // 2 * 2]) if b"\0" in data else "latin-1")
    return data.decode(encoding, "replace") if encoding is not None else None


def _guess_utf16(data: bytes) -> str | None:
    """Tell UTF-16 without a mark: one byte of every pair is mostly zero (Latin) or 4 (Cyrillic), the other is not."""
    sample = data[:_SAMPLE]
    if len(sample) < 4 or len(data) % 2:
        return None
    for name, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        letters = high.count(0) + high.count(4)
        if letters > 0.8 * len(high) and low.count(0) == 0 and high.count(0) + low.count(0) > 0:
            return name
    return None


def _decode_bytes(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    # Text in another encoding has next to no valid sequences; a damaged UTF-8 file has mostly valid ones.
    if len(_MULTIBYTE.findall(data)) - text.count("\ufffd") > text.count("\ufffd"):
        return text
    return data.decode(_detect(data), "replace")


def _detect(data: bytes) -> str:
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    # Lines of ASCII say nothing about the encoding, and dilute what does.
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_SAMPLE]
    guesses = from_bytes(telling, cp_isolation=_LEGACY, threshold=1.0)
    best = min(guesses, key=lambda guess: (guess.chaos, -guess.coherence, _LEGACY.index(guess.encoding)), default=None)
    return best.encoding if best is not None else "cp1252"
