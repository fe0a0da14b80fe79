"""The query language by example: queries, and which documents of a small invented corpus they find.

Derive a class from ConformanceTests and give it a fixture `index`: something with `search(query, options)`, as
`searchcsto.Index` has it, that holds DOCUMENTS. A document that is not named with a query must not be found by it.

docs/query-language.md is made of what stands here: python -m tests.query.conformance > docs/query-language.md
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pytest

from searchcsto import Document, Results, SearchOptions
from searchcsto.errors import QueryInvalid

TODAY = datetime.date(2032, 2, 20)

DOCUMENTS = (
    Document(
        "pier",
        "The old pier was reopened on Monday. Peacekeepers of the U.S. stood by; the ferry did not come.",
        title="Old pier reopens",
        date="2031-04-07",
        sources=("Kestrel",),
        place="ORLO",
        language="en",
        path="press/2031/pier.txt",
    ),
    Document(
        "ferry",
        "A ferry sank near the old lighthouse. The crew didn't drown. Tell us more, said the harbour master.",
        title="Ferry sinks off Orlo",
        date="2031-04",
        sources=("Kestrel", "Lark"),
        place="ORLO",
        language="en",
        path="press/2031/ferry.txt",
    ),
    Document(
        "treaty",
        "The treaty on collective security was signed. Security is collective, said Tokarev. Peace-keeping begins.",
        title="Collective security at last",
        date="2031-01-20",
        sources=("The Mole Gazette",),
        place="MARN",
        language="en",
        path="press/2031/treaty.html",
    ),
    Document(
        "talks",
        "Peace talks went on and on. Tokariev met Tokarev in Kazarstan, not in Belostan. To be or not to be?",
        title="Talks resume",
        date="2032",
        sources=("Lark",),
        language="en",
        path="press/2032/talks.txt",
    ),
    Document(
        "paroma",
        "Паром затонул у причала. Миротворцы ОДКБ ищут людей. Ёлка стояла на берегу.",
        title="Паром затонул",
        date="2031-04-08",
        sources=("РИА Орло",),
        place="ОРЛО",
        language="ru",
        path="пресса/паром.txt",
    ),
    Document(
        "fever",
        "The WHO warned of Covid-19. Nobody knows who is ill. A US-led team came, wrote @orlo_health (#MarnFever). "
        "See https://health.example/fever?id=7 for more.",
        title="WHO warns Marn",
        date="2032-02-01",
        sources=("AT&T News", "Lark"),
        place="MARN",
        language="en",
        path="wire.jsonl",
    ),
    Document(
        "market",
        "Oil rose, fish fell. Prices in Tokárev's shop reached 1,500 on 10.02.2032.",
        title="Oil and fish",
        date="2032-02",
        sources=("Al-Marn",),
        place="MARN",
        language="en",
        path="wire.jsonl",
    ),
    Document(
        "code",
        "The harbour runs on C++ and C#, and on AT&T lines. R&D never stops; vitamin C helps.",
        title="C++ turns fifty",
        path="archive.zip/letters/code.txt",
    ),
    Document(
        "letter",
        "Crewmen of the Café Kraków write to us. They don't forget the drowned, nor vitamin C at the old pier.",
        path="archive.zip/letters/letter.txt",
    ),
)
EVERYTHING = " ".join(document.id for document in DOCUMENTS)


@dataclass(frozen=True)
class Case:
    """A query and what it finds; `says` are words of a notice."""

    query: str
    finds: str  # ids, the first one the best if `best`
    means: str = ""
    says: str = ""
    best: str = ""
    require_all: bool = False


@dataclass(frozen=True)
class Refused:
    """A query that is an error, with words of the message."""

    query: str
    says: str


@dataclass(frozen=True)
class Section:
    """Cases of one kind."""

    title: str
    text: str
    cases: tuple[Case, ...] = ()
    refused: tuple[Refused, ...] = ()


SECTIONS = (
    Section(
        "Words",
        "Words side by side find documents with any of them, the best match first. A word finds its other forms "
        "too. Case and accents do not count, no word is too common to count, and `and`, `or` and `not` in small "
        "letters are words like others. `--all` (in Python `require_all=True`) asks for all words.",
        (
            Case("lighthouse", "ferry", "a word"),
            Case("lighthouse oil", "ferry market", "either word"),
            Case("old ferry lighthouse", "ferry pier letter", "the best match first", best="ferry"),
            Case("old ferry", "pier ferry", "all words, with `--all`", require_all=True),
            Case("old OR oil ferry", "pier ferry letter", "OR stays OR, with `--all`", require_all=True),
            Case("reopening", "pier", "other forms of the word"),
            Case("reopened=", "pier", "in just this form"),
            Case("reopening=", "", "in just this form", says="occurs in no document"),
            Case('"reopen"', "", "one quoted word is in just this form, too", says="occurs in no document"),
            Case("PIER", "pier letter", "case does not count"),
            Case("krakow", "letter", "nor do accents"),
            Case("Cafè", "letter", "in neither text nor query"),
            Case("елка", "paroma", "е finds ё"),
            Case("причалы", "paroma", "forms of Russian words"),
            Case("to be or not to be", "talks pier letter", "no word is dropped", best="talks"),
            Case("pier and", "pier letter talks code market", "small `and` is a word"),
            Case("zanzibar", "", "a word that is nowhere", says="zanzibar occurs in no document"),
            Case("!?", "", "no word at all", says="no letter and no digit"),
        ),
    ),
    Section(
        "Words with signs",
        "Signs within a word are no obstacle. A hyphenated word is found as one and by its parts. In capitals "
        "`US` and `USA` stand for the country, `WHO`, `IS` and `IT` for what they abbreviate; in small letters "
        "they are words.",
        (
            Case("peacekeeping", "treaty pier", "peace-keeping, peacekeepers"),
            Case("peace-keepers", "treaty pier", "the same"),
            Case("keeping", "treaty", "a part of peace-keeping"),
            Case("US", "pier fever", "the country: U.S., US-led"),
            Case("U.S.", "pier fever", "the same"),
            Case("USA", "pier fever", "the same"),
            Case("us", "ferry letter pier fever", "the word, and the country"),
            Case("WHO", "fever", "the organization"),
            Case("W.H.O.", "fever", "the same"),
            Case("Covid-19", "fever"),
            Case("covid19", "fever", "with or without the hyphen"),
            Case("didn't", "ferry"),
            Case("didnt", "ferry", "with or without the apostrophe"),
            Case("don’t", "letter", "any apostrophe"),
            Case("Tokarev's", "treaty talks market", "its other case"),
            Case("AT&T", "code", "letters joined by a sign are a phrase"),
            Case("R&D", "code"),
            Case("C++", "code", "not the plain C"),
            Case("c#", "code"),
            Case('"C++"', "code", "quoted, too"),
            Case("c#=", "code", "and in just this form"),
            Case('title:"C++"', "code"),
            Case("C", "code letter", "the letter, however it goes on"),
            Case("ОДКБ", "paroma"),
            Case("@orlo_health", "fever", "a name of a user"),
            Case("#MarnFever", "fever", "a tag"),
            Case("https://health.example/fever?id=7", "fever", "a web address"),
            Case("health.example", "fever", "a part of it"),
            Case("10.02.2032", "market", "a date as it is written"),
            Case("1500", "market", "numbers with or without commas"),
        ),
    ),
    Section(
        "Phrases",
        "Words in quotes stand side by side, in this order and in just these forms. With `~5` at most five moves "
        "bring them into this order: two words between are two moves, and so is the exchange of neighbours. Any "
        "quotes will do.",
        (
            Case('"collective security"', "treaty"),
            Case('"security collective"', "", "the order counts", says="occurs in no document"),
            Case('"security collective"~1', "treaty", "one word between"),
            Case('"ferry lighthouse"~4', "ferry", "four words between"),
            Case('"ferry lighthouse"~3', "", "three moves are too few"),
            Case('"lighthouse old"~2', "ferry", "neighbours exchanged"),
            Case('"old piers"', "", "forms count"),
            Case('"OLD Pier"', "pier letter", "case does not"),
            Case("«паром затонул»", "paroma"),
            Case("“on and on”", "talks"),
            Case('"peace keeping"', "treaty", "a hyphen is like a blank"),
            Case('"sank near" "old pier"', "ferry pier letter", "either phrase"),
        ),
    ),
    Section(
        "Patterns",
        "`*` is any letters or none and `?` is one; `word~` has one letter other, missing, added or exchanged, "
        "`word~2` two. They are compared with words in just their forms; all words of a pattern rank as one, and "
        "when there are too many, a notice says so. `?` at the end is a question mark.",
        (
            Case("peace*", "pier treaty talks"),
            Case("*stan", "talks"),
            Case("Tok?rev", "treaty talks market"),
            Case("t*r*v", "treaty talks market"),
            Case("Tokarov~", "treaty talks market", "one letter is another"),
            Case("Tokariev~1", "treaty talks market", "one letter less, or none"),
            Case("Tokaiev~2", "treaty talks market", "two edits"),
            Case("pier?", "pier letter", "a question mark"),
            Case("zan*", "", "no such word", says="matches no word"),
        ),
    ),
    Section(
        "AND, OR, NOT",
        "Operators are written in capitals. Words side by side bind tighter than AND, and AND tighter than OR. "
        "`-word` and `NOT word` exclude, `+word` requires: what stands beside it without a sign only moves "
        "documents up.",
        (
            Case("ferry AND old", "pier ferry"),
            Case("lighthouse OR oil", "ferry market"),
            Case("(lighthouse = oil)", "ferry market", "either, ranked as one word"),
            Case("old AND (lighthouse OR crewmen)", "ferry letter"),
            Case("lighthouse oil AND old", "ferry", "(lighthouse or oil) and old"),
            Case("old AND lighthouse OR oil", "ferry market", "(old and lighthouse) or oil"),
            Case("old -ferry", "letter"),
            Case("old NOT ferry", "letter"),
            Case("old AND NOT (ferry OR crewmen)", ""),
            Case("oil OR NOT old", "treaty talks paroma fever market code", "NOT within OR"),
            Case("oil OR -old", "treaty talks paroma fever market code", "the same"),
            Case("-old", "treaty talks paroma fever market code", "everything without"),
            Case('-"old pier" old', "ferry"),
            Case("+old ferry", "pier ferry letter", "old; those with ferry first"),
            Case("+old +ferry crew", "pier ferry", best="ferry"),
            Case("+old -ferry oil", "letter"),
            Case("-(old OR oil) -talks", "treaty paroma fever code"),
            Case("NOT NOT oil", "market"),
            Case("*", EVERYTHING, "everything"),
            Case("* -harbour", "pier treaty talks paroma fever market letter"),
        ),
        (
            Refused("pier AND", "AND needs something to find after it"),
            Refused("(pier", "this parenthesis is not closed"),
            Refused('"pier', "is not closed"),
            Refused("colour:red", "there is no field colour:"),
        ),
    ),
    Section(
        "Fields",
        "`title:` finds a word, phrase or pattern in the title. `source:`, `lang:` (or `language:`) and `place:` "
        "compare whole values: case, accents and punctuation do not count. Where no value is written so, those "
        "are taken that are the same name in Cyrillic or Latin letters, and a notice says it; for others, the "
        "nearest ones are named. They restrict what is beside them; several of one field mean any of them. "
        "`unknown` finds what has none, `*` what has any.",
        (
            Case("title:pier", "pier"),
            Case('title:"old pier"', "pier"),
            Case("title:sink*", "ferry"),
            Case("title:(oil OR talks)", "talks market", "a field for several words"),
            Case("title:(old -pier)", ""),
            Case("source:kestrel", "pier ferry"),
            Case('source:"the mole gazette"', "treaty"),
            Case("source:al_marn", "market", "punctuation does not count"),
            Case("source:att-news", "fever"),
            Case("source:кестрел", "pier ferry", "the other script", says="source:кестрел was read as Kestrel"),
            Case('source:"RIA Orlo"', "paroma", "the other script", says="was read as РИА Орло"),
            Case("source:kestral", "", "no such source", says="nearest: Kestrel"),
            Case("old source:lark", "ferry", "both"),
            Case("source:kestrel source:lark -old", "talks fever", "either source"),
            Case("source:(kestrel OR lark) -old", "talks fever", "the same"),
            Case("source:kestrel AND source:lark", "ferry", "both sources"),
            Case("source:unknown", "code letter"),
            Case("old source:*", "pier ferry", "with any source"),
            Case("lang:ru", "paroma"),
            Case("language:EN vitamin", ""),
            Case("place:marn", "treaty fever market"),
            Case("place:Märn prices", "market"),
            Case("place:марн", "treaty fever market", "the other script", says="place:марн was read as MARN"),
            Case("place:orlo", "pier ferry", "as it is written goes first", says="leaves out ОРЛО (1)"),
            Case("place:(orlo орло)", "pier ferry paroma"),
            Case("date-status:given -place:unknown lang:en", "pier ferry treaty fever market"),
        ),
        (
            Refused("source:", "needs a value right after it"),
            Refused("source: lark", "needs a value right after it"),
            Refused("title:(a source:b)", "cannot stand in the parentheses"),
        ),
    ),
    Section(
        "Paths",
        "`path:` takes a glob: `*` is any characters, `?` is one, case does not count. Without a slash it is "
        "compared with the name of the file, with one from any folder on, and from the beginning if it begins "
        "with one. A slash at its end stands for everything in the folder. Archives are like folders, and a "
        "record has the path of its file.",
        (
            Case("path:*.html", "treaty"),
            Case("path:pier.TXT", "pier"),
            Case("path:press", "", "no file has this name", says="path:press/ finds what is in a folder"),
            Case("path:press/", "pier ferry treaty talks"),
            Case("path:2031/*.txt", "pier ferry"),
            Case("path:/2031/", ""),
            Case("path:/press/2032/*", "talks"),
            Case("path:archive.zip/", "code letter"),
            Case("path:letters/c*", "code"),
            Case("path:*.jsonl", "fever market"),
            Case("path:ПАРОМ.*", "paroma"),
            Case("path:(*.html *.jsonl) -oil", "treaty fever"),
        ),
    ),
    Section(
        "Dates",
        "A year, a month, a day, or a range of them. A document that is known only to the month or year is found "
        "if any of its days may be meant, and a notice says how many of those found may lie outside. `after:` and "
        "`>=` begin with the first day that they name, `>` on the day behind the last; `before:` and `<` end "
        "before the first, `<=` with the last. `last-month` is the month before this one, `last-2-months` the "
        "time since the same day two months ago. The examples were asked on 2032-02-20.",
        (
            Case("date:2031", "pier ferry treaty paroma"),
            Case("date:2031-01", "treaty"),
            Case("date:2031-04-07", "pier ferry", says="1 of these is known only to the month or year"),
            Case("date:2031-01..2031-03", "treaty"),
            Case("date:2031-04..", "pier ferry paroma talks fever market"),
            Case("date:..2031-04-07", "pier ferry treaty", says="may lie outside date:..2031-04-07"),
            Case("date:>=2031-04-08", "ferry paroma talks fever market"),
            Case("date:>2031", "talks fever market"),
            Case("date:<2031-04", "treaty"),
            Case("date:<=2031-04", "pier ferry treaty paroma"),
            Case("after:2032", "talks fever market"),
            Case("before:2031-04-08", "pier ferry treaty"),
            Case("after:2031-04 before:2031-05", "pier ferry paroma", "April"),
            Case("date:2031-01 date:2032-02-01", "treaty talks fever market", "either"),
            Case("date:(2031-01 OR unknown)", "treaty code letter"),
            Case("date:unknown", "code letter"),
            Case("old date:*", "pier ferry", "with any date"),
            Case("old -date:2031", "letter"),
            Case("date:last-30-days", "talks fever market", says="2 of these are known only to the month or year"),
            Case("date:last-2-weeks", "talks market"),
            Case("date:this-month", "talks fever market"),
            Case("date:last-year", "pier ferry treaty paroma"),
            Case("date:today", "talks market"),
            Case("date:last-year..yesterday oil", "market"),
        ),
        (
            Refused("date:2031-13", "'2031-13' is not a date"),
            Refused("date:2032..2031", "ends before it begins"),
        ),
    ),
)
CASES = [case for section in SECTIONS for case in section.cases]
REFUSED = [case for section in SECTIONS for case in section.refused]


class Searching(Protocol):
    """What can be asked."""

    def search(self, query: str, options: SearchOptions) -> Results:
        """Return what a query finds."""


def name(case: Case | Refused) -> str:
    return f"{case.query} --all" if isinstance(case, Case) and case.require_all else case.query


class ConformanceTests:
    """What every engine does."""

    @pytest.mark.parametrize("case", CASES, ids=name)
    def test_a_query_finds(self, index: Searching, case: Case) -> None:
        results = index.search(case.query, SearchOptions(limit=100, require_all=case.require_all, today=TODAY))
        found = [hit.id for hit in results.hits]
        assert sorted(found) == sorted(case.finds.split()), results.interpreted
        assert results.total == len(found)
        assert not case.best or found[0] == case.best
        assert case.says in " ".join(results.notices), results.notices

    @pytest.mark.parametrize("case", CASES, ids=name)
    def test_it_is_understood_as_it_is_printed(self, index: Searching, case: Case) -> None:
        results = index.search(case.query, SearchOptions(limit=100, require_all=case.require_all, today=TODAY))
        again = index.search(results.interpreted, SearchOptions(limit=100))
        assert [(hit.id, hit.score) for hit in again.hits] == [(hit.id, hit.score) for hit in results.hits]

    @pytest.mark.parametrize("case", REFUSED, ids=name)
    def test_a_query_is_refused(self, index: Searching, case: Refused) -> None:
        with pytest.raises(QueryInvalid) as refused:
            index.search(case.query, SearchOptions())
        assert case.says in str(refused.value)


def write_page() -> str:
    """Return docs/query-language.md."""
    return "\n".join(_write_lines())


def _write_lines() -> Iterator[str]:
    yield "# The query language\n"
    yield (
        "By example, and held by tests (`tests/query/conformance.py`, of which this page is made): each query with\n"
        "all documents that it finds among those at the end of this page. In a shell, put a query in single quotes.\n"
    )
    for section in SECTIONS:
        yield f"## {section.title}\n\n{section.text}\n"
        yield "| query | finds | |\n| --- | --- | --- |"
        for case in section.cases:
            finds = "everything" if case.finds == EVERYTHING else case.finds.replace(" ", ", ") or "nothing"
            notes = [case.means, f"best: {case.best}" if case.best else "", f"note: {case.says}" if case.says else ""]
            yield f"| {_quote(name(case))} | {finds} | {'; '.join(filter(None, notes))} |"
        for refused in section.refused:
            yield f"| {_quote(refused.query)} | an error | {refused.says} |"
        yield ""
    yield "## The documents\n"
    yield "| | path | date | sources | place, language | title and text |\n| --- | --- | --- | --- | --- | --- |"
    for document in DOCUMENTS:
        where = ", ".join(filter(None, [document.place, document.language]))
        about = [document.id, document.path, document.date or "", "; ".join(document.sources), where]
        title = f"**{document.title}** " if document.title else ""
        yield f"| {' | '.join(about)} | {title}{document.text} |"
    yield ""


def _quote(query: str) -> str:
    return f"`{query}`".replace("|", "\\|")


if __name__ == "__main__":
    print(write_page(), end="")
