"""Write PDFs for tests: letters where the test wants them, in any alphabet, without a font on the machine."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

WIDTH = 0.5  # of each letter, times the size
Placed = tuple[float, float, float, str]  # from the left, from below, size, words


def write_pdf(*pages: Iterable[Placed], **properties: str) -> bytes:
    """Return a PDF with a page for each list of placed words; the properties are Title, CreationDate, ..."""
    rows = [list(page) for page in pages]
    letters = sorted({char for page in rows for *_, words in page for char in words})
    codes = {char: number for number, char in enumerate(letters, 32)}
    assert len(codes) < 220
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(rows)))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(rows)} /Kids [{kids}] >>".encode(),
        3: f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 32 /LastChar {31 + len(codes)} /Widths"
        f" [{' '.join(['500'] * len(codes))}] /ToUnicode 4 0 R >>".encode(),
        4: _write_stream(_write_map(codes)),
        5: b"<< " + b" ".join(b"/%s %s" % (k.encode(), _write_string(v)) for k, v in properties.items()) + b" >>",
    }
    for number, page in enumerate(rows):
        shown = "\n".join(f"BT /F {s} Tf {x} {y} Td <{_encode(words, codes)}> Tj ET" for x, y, s, words in page)
        objects[10 + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {11 + 2 * number} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>"
        ).encode()
        objects[11 + 2 * number] = _write_stream(shown)
    return _assemble(objects)


def set_text(text: str, *, left: float = 50, top: float = 700, size: float = 10, columns: int = 60) -> list[Placed]:
    """Return the wrapped lines of paragraphs, which a line of room parts."""
    lines: list[Placed] = []
    for paragraph in text.split("\n\n"):
        for words in textwrap.wrap(paragraph, columns):
            lines.append((left, top, size, words))
            top -= size * 1.2
        top -= size
    return lines


def _encode(words: str, codes: dict[str, int]) -> str:
    return "".join(f"{codes[char]:02x}" for char in words)


def _write_map(codes: dict[str, int]) -> str:
    rows = [f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items()]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    maps = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{maps}\nendcmap end end"
    )


def _write_stream(words: str) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words.encode("ascii"))


def _write_string(words: str) -> bytes:
    return b"<" + (b"\xfe\xff" + words.encode("utf-16-be")).hex().encode() + b">"


def _assemble(objects: dict[int, bytes]) -> bytes:
    data = bytearray(b"%PDF-1.5\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(data), max(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        data += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    data += b"trailer << /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(data)
