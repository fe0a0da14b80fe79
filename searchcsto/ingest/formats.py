"""Hold every kind of file that is read: the ends of its names, the module that reads it, and what that needs.

To add a kind, write its module (see docs/architecture.md for what a reader promises), add a row here, and, where its
bytes tell it, a line in `kinds`. A module is imported when the first file of its kind comes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from searchcsto.ingest.limits import Problem

_HERE = "searchcsto.ingest"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, and how it is read."""

    kind: str
    name: str  # as people say it, in the plural
    suffixes: tuple[str, ...]
    module: str
    function: str  # read_* gives articles, open_* the members of an archive
    extra: str | None = None  # what to install for it: pip install 'searchcsto[extra]'
    is_light: bool = False  # read by code that cannot hang or crash, so needs no process of its own
    has_fields: bool = False  # of records, or front matter, whose fields the user may name

    @property
    def is_archive(self) -> bool:
        """Whether it holds other files."""
        return self.function.startswith("open_")


FORMATS = (
    Format("text", "text files", (".txt",), f"{_HERE}.text", "read_text", is_light=True),
    Format(
        "markdown",
        "Markdown files",
        (".md", ".markdown"),
        f"{_HERE}.markdown",
        "read_markdown",
        is_light=True,
        has_fields=True,
    ),
    Format("html", "web pages", (".html", ".htm", ".xhtml"), f"{_HERE}.html", "read_html", "html"),
    Format("mhtml", "saved web pages", (".mhtml", ".mht"), f"{_HERE}.mhtml", "read_mhtml", "html"),
    Format("pdf", "PDF files", (".pdf",), f"{_HERE}.pdf", "read_pdf", "pdf"),
    Format("docx", "Word documents", (".docx",), f"{_HERE}.docx", "read_docx", "office"),
    Format("odt", "OpenDocument texts", (".odt",), f"{_HERE}.odt", "read_odt", "office"),
    Format("rtf", "RTF documents", (".rtf",), f"{_HERE}.rtf", "read_rtf", "office"),
    Format("letter", "letters", (".eml",), f"{_HERE}.mail", "read_letter", "html"),
    Format("mailbox", "mailboxes", (".mbox",), f"{_HERE}.mail", "read_mailbox", "html"),
    Format(
        "jsonl", "JSON lines", (".jsonl", ".ndjson"), f"{_HERE}.jsonl", "read_jsonl", is_light=True, has_fields=True
    ),
    Format("json", "JSON files", (".json",), f"{_HERE}.json_file", "read_json", is_light=True, has_fields=True),
    Format("table", "tables", (".csv", ".tsv"), f"{_HERE}.tables", "read_table", is_light=True, has_fields=True),
    Format("feed", "feeds", (".rss", ".atom"), f"{_HERE}.feeds", "read_feed", "feeds"),
    Format("newsml", "NewsML and NITF files", (".newsml", ".nitf"), f"{_HERE}.newsml", "read_newsml", "newsml"),
    Format("warc", "web archives", (".warc",), f"{_HERE}.warc", "open_warc", "warc"),
    Format("zip", "zip archives", (".zip",), f"{_HERE}.archives", "open_zip"),
    Format("tar", "tar archives", (".tar",), f"{_HERE}.archives", "open_tar"),
    Format("gzip", "gzip files", (".gz", ".tgz"), f"{_HERE}.archives", "open_gzip"),
    Format("zstd", "Zstandard files", (".zst", ".tzst"), f"{_HERE}.archives", "open_zstd", "archives"),
)


def list_suffixes() -> tuple[str, ...]:
    """Return the ends of the names of all files that are read. (A file is known by its content first.)"""
    return (*(suffix for form in FORMATS for suffix in form.suffixes), ".xml")


def find_format(kind: str) -> Format:
    """Return a format by its kind."""
    return next(form for form in FORMATS if form.kind == kind)


def find_format_of_suffix(suffix: str) -> Format | None:
    """Return the format of files whose names end so.

    >>> find_format_of_suffix(".htm").kind
    'html'
    """
    return next((form for form in FORMATS if suffix in form.suffixes), None)


def load_function(form: Format) -> Callable[..., Any]:
    """Return the function that reads or opens a format. Raises ImportError where something is not installed."""
    function: Callable[..., Any] = getattr(importlib.import_module(form.module), form.function)
    return function


def describe_missing(form: Format, failure: ImportError) -> Problem:
    """Return the problem of a file whose reader cannot be imported: the library that it needs is not installed."""
    if form.extra is None or (failure.name or "").startswith(_HERE):
        return Problem(f"the reader of {form.name} cannot be loaded: {failure}")
    return Problem(
        f"{form.name} need a library that is not installed: pip install 'searchcsto[{form.extra}]', "
        "then searchcsto index --retry-failed"
    )
