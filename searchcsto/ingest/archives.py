"""Give an archive (zip, tar) or a packed file (gzip, Zstandard), get the files in it, one after the other.

Names within an archive are labels: nothing is ever written to disk, so `../` and a leading slash lead nowhere.
Members that cannot be read (encrypted, links) are a problem each and do not stop the rest. Names that begin with a
dot are left out without a word, as in folders. A member can be read until the next one is asked for. The Budget says
how much there may be of all; what is more raises TooLarge.
"""

from __future__ import annotations

import gzip
import tarfile
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import IO, Any, BinaryIO, cast

from searchcsto.ingest.content import Content, Member
from searchcsto.ingest.limits import Problem
from searchcsto.ingest.unpacking import Budget, Opener, attempt, unpack

_MACINTOSH = "__MACOSX"  # where a Mac puts what it knows of files besides what is in them


def open_zip(content: Content, budget: Budget) -> Iterator[Member | Problem]:
    """Yield the files of a zip archive. Raises Damaged, TooLarge, OSError."""
    with content.open() as file:
        archive = attempt(partial(zipfile.ZipFile, file))
        for entry in archive.infolist():
            name = _decode_zip_name(entry)
            if entry.filename.endswith("/") or _is_hidden(name):  # is_dir() fails where there is no name
                continue
            budget.take_member()
            if entry.flag_bits & 1:
                yield Problem("encrypted; unpack it with its password first", member=name)
            else:
                yield _make_member(name, partial(archive.open, entry), budget)


def open_tar(content: Content, budget: Budget) -> Iterator[Member | Problem]:
    """Yield the files of a tar archive. Raises Damaged, TooLarge, OSError."""
    with content.open() as file:
        archive = attempt(partial(tarfile.open, fileobj=file, mode="r:"))
        while (entry := attempt(archive.next)) is not None:
            cast(Any, archive).members.clear()  # it would keep all of them
            name = _clean_name(entry.name.encode("utf-8", "surrogateescape"))
            if entry.isdir() or _is_hidden(name):
                continue
            budget.take_member()
            if entry.isreg():
                yield _make_member(name, partial(archive.extractfile, entry), budget)
            else:
                yield Problem("a link or a device in an archive is not followed", member=name)


def open_gzip(content: Content, budget: Budget) -> Iterator[Member | Problem]:
    """Yield the one file in a gzip file. Raises Damaged, TooLarge, OSError."""
    with content.open() as file:

        def begin() -> BinaryIO:
            file.seek(0)
            return cast(BinaryIO, gzip.GzipFile(fileobj=file))

        yield Member(unpack(_inner_name(content.name), begin, budget), "")


def open_zstd(content: Content, budget: Budget) -> Iterator[Member | Problem]:
    """Yield the one file in a Zstandard file. Raises ImportError, Damaged, TooLarge, OSError."""
    from searchcsto.ingest.zstandard_file import ZstandardFile  # an extra

    with content.open() as file:

        def begin() -> BinaryIO:
            file.seek(0)
            return cast(BinaryIO, ZstandardFile(file))

        yield Member(unpack(_inner_name(content.name), begin, budget), "")


def _make_member(name: str, opener: Opener | partial[IO[bytes]] | partial[IO[bytes] | None], budget: Budget) -> Member:
    return Member(unpack(name.rpartition("/")[2], cast(Opener, opener), budget), name)


def _inner_name(name: str) -> str:
    """Return the name of what a packed file holds.

    >>> _inner_name("news.tgz"), _inner_name("page.html.gz")
    ('news.tar', 'page.html')
    """
    stem, _, end = name.rpartition(".")
    return f"{stem}.tar" if end.lower() in ("tgz", "tzst") else stem


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == _MACINTOSH or any(part.startswith(".") and not part.startswith("..") for part in parts)


def _decode_zip_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a member: archives made on Windows do not say which alphabet it is written in."""
    if entry.flag_bits & 0x800:
        return _clean_name(entry.filename.encode("utf-8", "surrogateescape"))
    data = entry.filename.encode("cp437", "replace")
    try:
        return _clean_name(data.decode("utf-8").encode())
    except UnicodeDecodeError:
        text = data.decode("cp866", "replace")
        letters = [letter for letter in text if not letter.isascii()]
        is_russian = sum("а" <= letter.lower() <= "ё" for letter in letters) > 0.8 * len(letters)
        return _clean_name((text if is_russian else entry.filename).encode())


def _clean_name(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace").removeprefix("./").lstrip("/") or "-"
