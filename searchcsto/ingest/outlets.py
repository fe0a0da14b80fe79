"""Know news agencies and outlets by name: one canonical spelling for each, however it is written.

`outlets.tsv` beside this module holds one outlet a line: canonical name, aliases separated by |, country. A user's own
file has the same shape, needs only the first column, and goes before the package's: `read_outlets` gives one table of
both. A name in neither keeps the spelling of the text, and is found by its form (`names.py`) or its place.

Limits: aliases are only looked up where a pattern has found a name, so that short ones ("AP", "МК") do no harm. Of
Russian case endings the common ones are undone. A user's file holds at most 100,000 lines.

>>> canonical_source("агентства «Интерфакс»"), canonical_source('"Kestrel  Wire"')
('Interfax', 'Kestrel Wire')
>>> source_key("GSV \\"Russia - Islamic world\\"") == source_key("Russia – Islamic World")
True
>>> read_outlets("Heron Wire\\tHW|Цапля", path="outlets.tsv").find("«Цапля»")
'Heron Wire'
"""

from __future__ import annotations

import pkgutil
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from searchcsto.errors import OptionInvalid
from searchcsto.ingest.names import GENERIC_WORDS, fold_name, name_outlet, strip_generic

_MOST_LINES = 100_000
_MOST_PLAIN = 60_000  # words that begin no name, remembered
_LONGEST = 200  # characters of a name
_ENDINGS = ("ями", "ами", "ом", "ем", "ой", "ам", "ям", "ов", "ей", "а", "у", "е", "ы", "и", "ю", "я")
_OPENING = 4  # letters of a Russian word that no case changes
_LONG = 8  # characters of a name that is known without its blanks too
_ADDED_WORDS = frozenset(["media", "network", "online", "digital", "group", "newspapers", "news"])
_ADDED = re.compile(r"(?: (?:media|network|online|digital|group|newspapers?|news))+$")
_MARKS = re.compile(r"[^\w.&+|\t\n ][^\w.&+|\t\n]*| [^\w.&+|\t\n]+")  # in the table; one blank stays as it is
_COUNTRY = re.compile(r"[A-Z]{2}")
_SHAPE = "write: name, a tab, aliases with | between them, a tab, country (the last two may be left out)"


class OutletTable:
    """Outlets by all their names. It never changes; what it was asked for before, it answers at once."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._squeezed = {key.replace(" ", ""): name for key, name in names.items() if " " in key and len(key) > _LONG}
        self._words = GENERIC_WORDS.union(self._squeezed, _ADDED_WORDS, " ".join(names).split())
        # The words that may follow the first word of a name; "" where that is a name. Of Cyrillic words, which are
        # declined, the first letters.
        self._openings: dict[str, set[str]] = {}
        for key in names:
            first, _, rest = key.removeprefix("the ").partition(" ")
            self._openings.setdefault(_cut_opening(first), set()).add(rest.partition(" ")[0])
        self._plain: set[str] = set()  # words that were found to begin no name
        self.find_openings = lru_cache(maxsize=8192)(self._find_openings)
        self.find = lru_cache(maxsize=4096)(self._find)
        self.key = lru_cache(maxsize=4096)(self._key)

    def __reduce__(self) -> tuple[type[OutletTable], tuple[Mapping[str, str]]]:
        return OutletTable, (self._names,)

    def _find_openings(self, word: str) -> frozenset[str] | None:
        """Return the words that may follow a word of a text in the name of an outlet, "" for none; None if it has none.

        Most words are known by this to begin no name. Of Cyrillic words it tells no more than that.
        """
        opening = word.casefold().partition("'")[0].partition("’")[0]
        found = self._openings.get(_cut_opening(opening)) or self._openings.get(opening.partition("-")[0])
        if found is None:
            return None
        return frozenset(found if opening.isascii() and "-" not in opening else [""])

    def list_openings(self, words: set[str]) -> list[str]:
        """Return those of some words of a text with which the name of an outlet may begin."""
        openings = []
        for word in words - self._plain:  # most recur: a tenth of the time of asking for each
            if self.find_openings(word) is not None:
                openings.append(word)
            else:
                self._plain.add(word)
        if len(self._plain) > _MOST_PLAIN:
            self._plain.clear()
        return openings

    def count_own_words(self, words: list[str]) -> int:
        """Return how many of the first words of a text in ASCII a name may have: one is no outlet's, and ends them."""
        for count, word in enumerate(words):
            plain = word.casefold()
            if plain not in self._words and plain.isalnum():
                return count
        return len(words)

    def canonical(self, name: str) -> str:
        """Return the canonical spelling of an outlet: from the table, else as written, without generic words."""
        return self.find(name) or name_outlet(name)

    def _find(self, name: str) -> str | None:
        """Return the canonical name of an outlet of the table, or None.

        The name is looked for as it stands, then without generic words: so "Interfax news agency" is Interfax, while
        Qatar is not the Qatar News Agency.
        """
        if self._holds_other_word(name):
            return None
        folded = fold_name(name)
        found = self._names.get(folded)
        if found is not None:
            return found
        key = strip_generic(folded)
        found = self._names.get(key)
        if found is None and key[-1:] in "аеуыиюямйв" and len(key) > 4:
            found = next((self._names[base] for base in _undo_endings(key) if base in self._names), None)
        label, dot, domain = key.partition(".")
        if found is None and dot and len(label) > 4 and " " not in key:
            found = self._names.get(label)  # the address of an outlet of the table
        if found is None and dot and len(label) > 4 and not label.isascii():  # "рассказали «Газете.Ru»"
            found = next(
                (self._names[full] for base in _undo_endings(label) if (full := f"{base}.{domain}") in self._names),
                None,
            )
        if found is None and " " not in key:
            found = self._squeezed.get(label)  # "HarrowBayEcho", "harrowbayecho.example"
        added = _ADDED.search(folded) if found is None and " " in folded else None
        if added is not None and (" " in folded[: added.start()] or name[: added.start()].isupper()):
            found = self._names.get(folded[: added.start()])  # "Harrow Bay Echo Media Network"
        return found

    def _holds_other_word(self, name: str) -> bool:
        """Whether a word in a name is no outlet's: most headlines and lines are known by that, before any folding."""
        if not name.isascii() or len(name) > _LONGEST:
            return False
        for word in name.casefold().split():  # noqa: SIM110 - a generator takes twice the time
            if word not in self._words and word.isalnum():
                return True
        return False

    def _key(self, name: str) -> str:
        """Return the one key under which all spellings of an outlet meet."""
        return strip_generic(fold_name(self.find(name) or name_outlet(name)))


def _cut_opening(word: str) -> str:
    return word if word.isascii() else word[:_OPENING]


@lru_cache(maxsize=1)
def package_outlets() -> OutletTable:
    """Return the outlets that come with the package."""
    return OutletTable(_read_package())


def read_outlets(rows: str, *, path: str) -> OutletTable:
    """Return the user's outlets and the package's as one table; of two with the same name or alias the user's counts.

    `rows` is the text of the user's file, `path` is what errors call it. Raises OptionInvalid: the line, and what is
    wrong with it.
    """
    own: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, name, aliases in _read_rows(rows, path):
        for alias in (name, *aliases):
            key = fold_name(alias)
            if not key:
                raise OptionInvalid(f"{path}, line {number}: {alias!r} has neither letters nor digits; {_SHAPE}")
            if own.get(key, name) != name:
                raise OptionInvalid(
                    f"{path}, line {number}: {alias!r} is {name!r} here and {own[key]!r} in line {lines[key]}"
                )
            own.setdefault(key, name)
            lines.setdefault(key, number)
    # A name of the user's that the package has too takes its other aliases along.
    package = {alias: own.get(fold_name(name), name) for alias, name in _read_package().items()}
    return OutletTable(package | own)


def canonical_source(name: str) -> str:
    """Return the canonical spelling of an outlet by the package's table."""
    return package_outlets().canonical(name)


def source_key(name: str) -> str:
    """Return the one key under which all spellings of an outlet meet, by the package's table."""
    return package_outlets().key(name)


def _read_rows(rows: str, path: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield line number, name and aliases of each row; lines that are blank or begin with # are none."""
    lines = rows.removeprefix("\ufeff").splitlines()
    if len(lines) > _MOST_LINES:
        raise OptionInvalid(f"{path}: {len(lines)} lines are too many; at most {_MOST_LINES} outlets can be given")
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, *columns = (column.strip() for column in line.split("\t"))
        aliases = [alias.strip() for alias in columns[0].split("|") if alias.strip()] if columns else []
        problem = _find_problem(name, aliases, columns)
        if problem:
            raise OptionInvalid(f"{path}, line {number}: {problem}; {_SHAPE}")
        yield number, name, aliases


def _find_problem(name: str, aliases: list[str], columns: list[str]) -> str | None:
    if not name:
        return "the name is missing"
    if "|" in name:
        return f"a name cannot hold |: {name[:40]!r}"
    if max(map(len, (name, *aliases))) > _LONGEST:
        return f"a name of more than {_LONGEST} characters"
    if len(columns) > 2:
        return f"{len(columns) + 1} columns instead of at most 3"
    if len(columns) == 2 and columns[1] and not _COUNTRY.fullmatch(columns[1]):
        return f"{columns[1][:20]!r} is no country of two capital letters (ISO 3166)"
    return None


@lru_cache(maxsize=1)
def _read_package() -> dict[str, str]:
    """Return folded alias -> canonical name, from the table in the package.

    Each command reads it: its rows are not checked here, as a user's are, but by a test, and names are folded as
    `fold_name` would, but all at once.
    """
    table: dict[str, str] = {}
    rows = pkgutil.get_data("searchcsto.ingest", "outlets.tsv") or b""  # importlib.resources takes 10 ms to import
    text = rows.decode()
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("'s", "").replace("’s", "")
    for row, keys in zip(text.split("\n"), _MARKS.sub(" ", folded).split("\n"), strict=True):
        name, _, rest = row.partition("\t")
        if rest and name[0] != "#":
            for key in keys[: keys.rindex("\t")].replace("\t", "|").split("|"):
                table.setdefault(key.strip(" ."), name)
    table.pop("", None)
    return table


def _undo_endings(key: str) -> list[str]:
    bases = []
    for ending in _ENDINGS:
        if key.endswith(ending):
            stem = key.removesuffix(ending)
            bases += [stem, stem + "а", stem + "ь", stem + "й", stem + "и", stem + "я", stem + "ы"]
    return bases
