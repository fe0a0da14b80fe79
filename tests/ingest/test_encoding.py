"""Bytes become text, or a reason why not."""

from __future__ import annotations

import pytest

from searchcsto.ingest.encoding import NotText, decode_text

RUSSIAN = "Орло, 7 апреля. Портовый совет собрался и принял решение о ремонте причала.\n"
ENGLISH = "Orlo, April 7. The harbour board met and decided to repair the pier.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8-r", "cp866"]
)
def test_russian(encoding: str) -> None:
    assert decode_text(RUSSIAN.encode(encoding)) == RUSSIAN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii"])
def test_english(encoding: str) -> None:
    assert decode_text(ENGLISH.encode(encoding)) == ENGLISH


def test_a_few_foreign_lines_among_english_ones() -> None:
    text = ENGLISH * 500 + RUSSIAN * 2
    assert decode_text(text.encode("cp1251")) == text


def test_western_accents() -> None:
    text = "Le conseil du port s'est réuni à Orlo et a décidé de réparer la jetée.\n"
    assert decode_text(text.encode("cp1252")) == text


def test_a_damaged_utf8_file_keeps_what_is_whole() -> None:
    data = RUSSIAN.encode()
    assert decode_text(data[:40] + b"\xff\xfe" + data[40:]).replace("\ufffd", "") == RUSSIAN


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "zero bytes"),
        (b"text\0more text", "zero bytes"),
        (bytes(range(1, 32)) * 40, "control characters"),
        (b"\xff\xfeA\0B", "does not go on so"),
        (b"\0" * 1000, "zero bytes"),
    ],
)
def test_no_text(data: bytes, reason: str) -> None:
    with pytest.raises(NotText, match=reason):
        decode_text(data)


def test_nothing_is_nothing() -> None:
    assert decode_text(b"") == ""
