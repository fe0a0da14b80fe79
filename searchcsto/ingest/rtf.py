"""Give an RTF file, get its article: its text, and the title of its properties if the text agrees.

Cyrillic comes out right however it is written: as bytes of the code page that the file or the font declares, or as
\\u escapes. Pictures and other embedded data are cut out before, the addresses of links are left out.

Limits: a file has at most 60 MB, and without its embedded data 20 MB. The time in the properties says when the file was
made, so it is an alternative only.

>>> from searchcsto.ingest.content import MemoryContent
>>> data = rb"{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'ee\\'f0\\'f2 \\u1054?\\u1088?\\u1083?\\u1086?}"
>>> next(read_rtf(MemoryContent("a.rtf", data), ReadOptions())).text
'Порт Орло'
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from searchcsto.documents import DateReading
from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Markup, Problem, describe_size
from searchcsto.ingest.properties import cite_time, cite_title
from searchcsto.ingest.quotes import Quotes

_MAX_FILE = 60_000_000  # bytes
_HEAD = 200_000  # characters in which the properties stand
_MAX_FONT = 5_000  # characters of an entry of the font table: a longer one keeps striprtf busy for hours
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_MACINTOSH = re.compile(rb"\{\\rtf1?\s*\\mac\b")
_BINARY = re.compile(rb"\\bin(\d{1,9}) ")
_HEX = re.compile(rb"[0-9a-fA-F][0-9a-fA-F\s]{500,}")
# Control words, and those that striprtf renders as they should look. Its own search for links takes hours in a hostile
# file, and the code page is told to it.
_REPLACED = {"par": r"\sect", "cell": r"\tab", "nestcell": r"\tab", "fldinst": r"\aftncn", "ansicpg": r"\ansi"}
_WORD = re.compile(r"\\(par|cell|nestcell|fldinst|ansicpg)(?![a-z])")
_CHARSET = re.compile(r"\\fcharset(\d+)")
_PAGES = frozenset((437, 850, 852, 855, 857, 866, 874, 932, 936, 949, 950, *range(1250, 1259)))
_FONTS = re.compile(r"\{\\fonttbl")
_TITLE = re.compile(r"\{\\title\s((?:[^{}\\]|\\.){1,2000})\}", re.DOTALL)
_MADE = re.compile(r"\\creatim\s*(\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2}))")
_BLANK_LINES = re.compile(r"\n\s*\n\s*")


def read_rtf(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the article of a file, or the reason why there is none. Raises OSError."""
    try:
        data = read_all(content, _MAX_FILE)
    except TooLarge:
        yield Problem(f"larger than {describe_size(_MAX_FILE)}")
        return
    if not data.lstrip().startswith(b"{\\rt"):
        yield Problem("it is not RTF: it does not begin with {\\rtf" if data else "empty")
        return
    data = _cut_data(data)
    if len(data) > MAX_ARTICLE:
        yield Problem(f"its text is larger than {describe_size(MAX_ARTICLE)}")
        return
    try:
        yield _read(data)
    except Exception as problem:  # noqa: BLE001 - striprtf raises anything for damaged files
        yield Problem(f"damaged RTF: {' '.join(str(problem).split())[:200] or type(problem).__name__}")


def _read(data: bytes) -> Article | Problem:
    encoding = _find_encoding(data)
    source = data.decode(encoding, "replace")
    text = _render(_prepare(source), encoding)
    if not text:
        return Problem("it has no text")
    quotes = Quotes(text)
    head = source[:_HEAD]
    stated = _TITLE.search(head)
    title = cite_title(quotes, _render(f"{{\\rtf1 {stated[1]}}}", encoding)) if stated else None
    made = _MADE.search(head)
    alternatives = _cite_made(quotes, made) if made else ()
    markup = Markup(
        quotes.start,
        title=" ".join(title.words.split()) if title else None,
        title_evidence=title,
        alternatives=alternatives,
    )
    return Article(quotes.text, markup=markup)


def _cut_data(data: bytes) -> bytes:
    """Return a file without embedded pictures and objects, which are bytes of a told number or long rows of digits."""
    pieces: list[bytes] = []
    at = 0
    while match := _BINARY.search(data, at):
        pieces.append(data[at : match.start()])
        at = min(len(data), match.end() + int(match[1]))
    return _HEX.sub(b" ", b"".join((*pieces, data[at:])))


def _find_encoding(data: bytes) -> str:
    """Return the code page of a file; it also tells what fonts without a page of their own have."""
    declared = _CODE_PAGE.search(data, 0, _HEAD)
    if declared is None:
        return "mac_roman" if _MACINTOSH.match(data) else "cp1252"
    number = int(declared[1])
    return "utf-8" if number == 65001 else f"cp{number}" if number in _PAGES else "cp1252"


def _prepare(source: str) -> str:
    """Return RTF as striprtf reads it best: paragraphs apart, cells with a blank, links without their addresses.

    Where no font has a page of its own, 0 says that there is none, and not that it is Western. Raises ValueError.
    """
    found = _FONTS.search(source)
    if found is not None:
        end = source.find("}}", found.end())
        table = source[found.end() : end if end >= 0 else len(source)]
        if len(table) > _HEAD or max(map(len, table.split(";"))) > _MAX_FONT:
            raise ValueError("its table of fonts does not end")
        if set(_CHARSET.findall(table)) == {"0"}:
            source = source[: found.end()] + _CHARSET.sub("", table) + source[found.end() + len(table) :]
    return _WORD.sub(lambda match: _REPLACED[match[1]], source)


def _render(source: str, encoding: str) -> str:
    """Return the text of RTF; pairs of surrogates, as \\u escapes write them, become one character."""
    text: str = rtf_to_text(source, encoding=encoding, errors="replace")  # type: ignore[no-untyped-call]
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = text.replace("\xad", "").replace("\r\n", "\n").replace("\0", "")
    lines = (line.strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _cite_made(quotes: Quotes, made: re.Match[str]) -> tuple[DateReading, ...]:
    day = f"{made[2]}-{made[3]:0>2}-{made[4]:0>2}"
    reading = cite_time(quotes, made[0], made[1], rule="file created", day=day)
    return (reading,) if reading else ()
