"""Give the records of a file one after another (JSON objects, rows of a table), get their articles.

`fields.py` says which field is what; here values are checked. A value of the wrong kind costs that value, not its
article, and is told as a Problem. A field that holds HTML is rendered. Day and month of 03/04/2022 are told apart by
the other dates of the same field: one with a number over 12 proves the order of all, unless another one proves the
contrary.

Limits: an article has at most MAX_ARTICLE characters. An id that was found by a name such as `url`, and comes again
in the file, is none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.content import ReadOptions
from searchcsto.ingest.fields import Fields, Found, Role, fold_name
from searchcsto.ingest.given_dates import DateOpen, find_order, is_no_date, parse_given_date
from searchcsto.ingest.hypertext import is_html, render_html
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Problem, describe_size

_KINDS: dict[type, str] = {list: "a list", dict: "an object", bool: "true or false", float: "a number", int: "a number"}
_FROM_TEXT = "the date is read from the text instead"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]{2,8});")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_BETWEEN_NAMES = re.compile(r"[;|]")
_PAGE = re.compile(r"https?://[^/\s]+/\S", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_LANGUAGES = {
    "eng": "en", "english": "en", "английский": "en", "rus": "ru", "russian": "ru", "русский": "ru", "ukr": "uk",
    "ukrainian": "uk", "украинский": "uk", "bel": "be", "belarusian": "be", "белорусский": "be", "kaz": "kk",
    "kazakh": "kk", "казахский": "kk", "deu": "de", "ger": "de", "german": "de", "fra": "fr", "fre": "fr",
    "french": "fr", "spa": "es", "spanish": "es",
}  # fmt: skip

Record = Mapping[str, object]


class RecordReader:
    """Reads the records of one file. `sample` gives them again, or a fair part of them: it tells the order of dates."""

    def __init__(self, options: ReadOptions, *, sample: Callable[[], Iterable[Record]]) -> None:
        self.fields = Fields(options.fields)
        self._sample = sample
        self._orders: dict[str, bool | None] = {}
        self._ids: set[int] = set()
        self._lacks_lxml = False

    def read(self, record: Record, number: int | None, *, text: str | None = None) -> Iterator[Article | Problem]:
        """Yield the article of a record, and what is wrong with it; a `text` stands for that of the record."""
        reading = _Reading(self, self.fields.find(record), number)
        text, title = reading.read_text() if text is None else text, reading.read_title()
        if len(text) > MAX_ARTICLE:
            yield Problem(f"its text is larger than {describe_size(MAX_ARTICLE)}", number)
            return
        date, sources, identifier = reading.read_date(), reading.read_sources(), reading.read_id()
        if not title and not text.strip():
            reasons = [self.describe_lack(record), *(problem.reason for problem in reading.problems)]
            yield Problem("; ".join(reasons), number)
            return
        language, place = reading.read_language(), reading.read_short("place")
        yield from reading.problems
        yield Article(text, identifier, number, title, date, sources, language=language, place=place)

    def list_problems(self, count: int, *, beyond: bool = False) -> Iterator[Problem]:
        """Yield, after the last of so many records, what is wrong with the file as a whole.

        `beyond`: the file has more, of which some were looked at.
        """
        names = self.fields.list_names()
        for path in self.fields.list_unseen() if count else ():
            which = (
                f"none of its first {count:,} records, nor of others looked at,"
                if beyond
                else f"none of its {count:,} records"
            )
            reason = f"{which} has the field {path!r}; there are: {names}"
            yield Problem(reason, skipped=False)
        if self._lacks_lxml:
            reason = "its texts hold HTML and were indexed with the tags; to have them rendered: " + _INSTALL
            yield Problem(reason, skipped=False)

    def render(self, value: str) -> str:
        """Return the text of a field that may hold HTML."""
        if not is_html(value) or len(value) > MAX_ARTICLE or self._lacks_lxml:
            return value
        try:
            return render_html(value)
        except ImportError:
            self._lacks_lxml = True
            return value

    def is_new(self, identifier: str) -> bool:
        """Whether an id has not come before, and remember it."""
        key = hash(identifier)
        if key in self._ids:
            return False
        self._ids.add(key)
        return True

    def find_order(self, name: str) -> bool | None:
        """Return whether the dates of a field have their day first, if the file proves it."""
        if name not in self._orders:
            orders: set[bool | None] = set()
            for record in self._sample():
                values = self.fields.find(record).get("date", ())
                orders.update(find_order(value) for found, value in values if found == name and isinstance(value, str))
                if {True, False} <= orders:
                    break
            orders.discard(None)
            self._orders[name] = orders.pop() if len(orders) == 1 else None
        return self._orders[name]

    def has_words(self, record: Record) -> bool:
        """Whether a record has a field for the text or the title."""
        found = self.fields.find(record)
        return bool(found.get("text") or found.get("title"))

    def describe_lack(self, record: Record) -> str:
        """Return why a record has no text."""
        mapped = self.fields.get_mapped("text")
        if mapped is None and any(fold_name(str(name)) == "text" for name in record):
            return "it has no text"
        names = ", ".join(str(name)[:40] for name in [*record][:20]) or "none"
        if mapped is not None:
            return f"it has no text in the field {mapped!r}; its fields are: {names}"
        return f'it has no "text"; its fields are: {names}; name the right one with --map text=FIELD'


_INSTALL = "pip install 'searchcsto[html]'"


class _Reading:
    """The values of one record, and what is wrong with them."""

    def __init__(self, reader: RecordReader, found: Found, number: int | None) -> None:
        self._reader = reader
        self._found = found
        self._number = number
        self.problems: list[Problem] = []

    def read_text(self) -> str:
        """Return the first text, without HTML, or nothing."""
        return next((self._reader.render(clean(words)) for words in self._find_words("text")), "")

    def read_title(self) -> str | None:
        return next((_clean_title(words) for words in self._find_words("title")), None)

    def _find_words(self, role: Role) -> Iterator[str]:
        for _, value in self._find(role, str, list):
            words = _join_paragraphs(value) if isinstance(value, list) else str(value)
            if words and not words.isspace():
                yield words

    def read_id(self) -> str | None:
        for name, value in self._find("id", str, int):
            identifier = clean(str(value).strip())
            is_told = name == self._reader.fields.get_mapped("id") or fold_name(name) == "id"
            if identifier and (is_told or self._reader.is_new(identifier)):
                return identifier
        return None

    def read_date(self) -> str | None:
        refused = ""
        for name, value in self._find("date", str, int, float, date, list):
            shown = _show_date(value)
            if not shown or is_no_date(shown) or shown == "0":
                continue
            try:
                return parse_given_date(shown)
            except DateOpen as problem:
                order = self._reader.find_order(name)
                if order is not None:
                    return parse_given_date(shown, day_first=order)
                reason = f"{problem}, and no other date of the file tells which number is the day"
            except DocumentInvalid as problem:
                reason = str(problem)
            refused = refused or f"{name}: {reason}; {_FROM_TEXT}"
        if refused:
            self.problems.append(Problem(refused, self._number, skipped=False))
        return None

    def read_sources(self) -> tuple[str, ...]:
        """Return the publisher, then the agencies."""
        found = [names for _, value in self._find("source", str, list) if (names := _list_names(value))]
        agencies = [names for _, value in self._find("agency", str, list) if (names := _list_names(value))]
        if not found and not agencies:
            return ()
        publishers = next((names for names in found if not _PAGE.match(names[0])), found[0] if found else ())
        return tuple(dict.fromkeys((*publishers, *(agencies[0] if agencies else ()))))

    def read_language(self) -> str | None:
        words = (self.read_short("language") or "").casefold()
        match = _LANGUAGE.fullmatch(words)
        return match[1] if match else _LANGUAGES.get(words)

    def read_short(self, role: Role) -> str | None:
        return next((clean(str(value).strip()) for _, value in self._find(role, str)), None)

    def _find(self, role: Role, *kinds: type) -> list[tuple[str, object]]:
        """Return the fields of a role whose value is of one of the kinds; a wrong one is told if none is right."""
        values = self._found.get(role)
        if not values:
            return []
        right = [item for item in values if isinstance(item[1], kinds) and type(item[1]) is not bool]
        if not right:
            name, value = values[0]
            if type(value) is not bool or fold_name(name) == role:  # "published: true" is no date, and no mistake
                reason = f"{name} is {_KINDS.get(type(value), 'of a wrong kind')}: left out"
                self.problems.append(Problem(reason, self._number, skipped=False))
        return right


def clean(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON can escape and no text has."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _join_paragraphs(values: list[object]) -> str:
    return "\n\n".join(value for value in values if isinstance(value, str))


def _clean_title(words: str) -> str:
    if "&" in words and _ENTITY.search(words):
        words = html.unescape(words)
    if "<" in words:
        words = _TAG.sub("", words)
    return clean(words.strip())


def _show_date(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value and isinstance(value[0], str | int | float) else ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _list_names(value: object) -> tuple[str, ...]:
    """Return the names of a list, or of a text that parts them by ; or |."""
    if isinstance(value, str):
        names = _BETWEEN_NAMES.split(value) if ";" in value or "|" in value else [value]
    else:
        items = value if isinstance(value, list) else []
        named = (item.get("name") if isinstance(item, dict) else item for item in items)
        names = [item for item in named if isinstance(item, str)]
    return tuple(clean(name.strip()) for name in names if name.strip())
