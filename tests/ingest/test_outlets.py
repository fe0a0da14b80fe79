"""The table of outlets: the package's, and a user's own."""

from __future__ import annotations

import pickle
import re
from importlib import resources

import pytest

from searchcsto.documents import Document
from searchcsto.errors import OptionInvalid
from searchcsto.ingest.articles import Given, read_article
from searchcsto.ingest.names import fold_name, strip_generic
from searchcsto.ingest.outlets import OutletTable, _read_package, _read_rows, package_outlets, read_outlets

HEAD = "Lock keepers of Brannoch vote for longer shifts"
BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, Ida Moll said after the assembly. "
    "The vote was close, she added, and it binds every lock on the canal between the two towns."
)


def read_with(rows: str, text: str, *, given: Given | None = None) -> Document:
    return read_article(text, id="a", given=given, outlets=read_outlets(rows, path="own.tsv"))


def test_an_outlet_of_the_user_is_known_where_outlets_stand() -> None:
    assert read_with("", f"Sluice\n{HEAD}\n\n{BODY}").sources == ()
    for text in (
        f"Sluice\n{HEAD}\n\n{BODY}",
        f"{HEAD} – Sluice\n\n{BODY}",
        f"{HEAD}\n\n{BODY} She told Sluice that all locks are open.",
        f"{HEAD}\n\nBRANNOCH, March 12, Slz -- {BODY}",
    ):
        assert read_with("The Sluice\tSluice|Slz\tGB\n", text).sources == ("The Sluice",), text


def test_the_user_goes_before_the_package() -> None:
    text = f"{HEAD}\n\nBRANNOCH, March 12. /TASS/. {BODY}"
    assert read_with("ТАСС\tTASS", text).sources == ("ТАСС",)
    table = read_outlets("ТАСС\tTASS", path="own.tsv")
    assert table.find("ИТАР-ТАСС") == "ТАСС"  # the other names of the package's outlet come along
    assert table.find("Interfax") == "Interfax"


def test_given_sources_get_the_names_of_the_table() -> None:
    given = Given(sources=("slz", "ТАСС"))
    assert read_with("The Sluice\tSlz", BODY, given=given).sources == ("The Sluice", "TASS")


def test_comments_blank_lines_and_a_byte_order_mark_are_no_rows() -> None:
    table = read_outlets("\ufeff# own outlets\n\nThe Sluice\n  \nHeron Wire\tHW|\t\r\n", path="own.tsv")
    assert (table.find("the sluice"), table.find("hw"), table.find("own outlets")) == ("The Sluice", "Heron Wire", None)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("# names\n\tTS\tGB", "own.tsv, line 2: the name is missing"),
        ("The Sluice|TS", "own.tsv, line 1: a name cannot hold |: 'The Sluice|TS'"),
        ("The Sluice\tTS\tGreat Britain", "own.tsv, line 1: 'Great Britain' is no country of two capital letters"),
        ("The Sluice\tTS\tGB\tnews", "own.tsv, line 1: 4 columns instead of at most 3"),
        ("Heron\tHW\nThe Sluice\tTS|hw", "own.tsv, line 2: 'hw' is 'The Sluice' here and 'Heron' in line 1"),
        ("Heron\t--", "own.tsv, line 1: '--' has neither letters nor digits"),
        ("H" * 201, "own.tsv, line 1: a name of more than 200 characters"),
        ("a\n" * 100_001, "own.tsv: 100001 lines are too many"),
    ],
)
def test_a_bad_row_is_named_with_its_line(rows: str, words: str) -> None:
    with pytest.raises(OptionInvalid) as problem:
        read_outlets(rows, path="own.tsv")
    assert str(problem.value).startswith(words)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("Qatar News Agency", "QNA"),
        ("Qatar", None),
        ("Vietnam", None),
        ("Middle East", None),
        ("Interfax news agency", "Interfax"),
        ("агентству Интерфакс", "Interfax"),
        ("the BBC", "BBC"),
        ("The Sun", "The Sun"),
        ("Sun", None),
    ],
)
def test_generic_words_are_stripped_from_what_is_asked_not_from_the_table(name: str, outlet: str | None) -> None:
    assert package_outlets().find(name) == outlet


def test_a_table_goes_to_other_processes() -> None:
    table = pickle.loads(pickle.dumps(read_outlets("The Sluice\tTS", path="own.tsv")))
    assert isinstance(table, OutletTable)
    assert (table.find("TS"), table.find("ТАСС")) == ("The Sluice", "TASS")


def test_the_package_gives_each_alias_one_outlet() -> None:
    """No name of the package's table means two outlets: the first would hide the second."""
    rows = resources.files("searchcsto.ingest").joinpath("outlets.tsv").read_text(encoding="utf-8")
    assert read_outlets(rows, path="outlets.tsv").find("TASS") == "TASS"
    assert package_outlets().find("Нет такого") is None


def test_every_name_of_the_table_is_found_also_with_words_around_it() -> None:
    table = package_outlets()
    for alias, name in _read_package().items():
        assert table.find(alias) == name
        assert table.find(alias.upper()) == name, alias
        if alias.isascii() and strip_generic(f"{alias} reporter") == alias:
            assert table.find(f"{alias} reporter") == name, alias


@pytest.mark.parametrize(
    "name", ["Harbour talks of Reuters", "Reuters harbour", "BBC & ferry", "X" * 300, "TASS’ ferry"]
)
def test_a_name_with_another_word_in_it_is_no_outlet_of_the_table(name: str) -> None:
    assert package_outlets().find(name) is None


def _read_rows_of_package() -> list[tuple[str, list[str]]]:
    rows = resources.files("searchcsto.ingest").joinpath("outlets.tsv").read_text(encoding="utf-8")
    return [(name, aliases) for _, name, aliases in _read_rows(rows, "outlets.tsv")]


def test_the_names_of_the_package_are_folded_as_those_of_a_user() -> None:
    one_by_one: dict[str, str] = {}
    for name, aliases in _read_rows_of_package():
        for alias in (name, *aliases):
            one_by_one.setdefault(fold_name(alias), name)
    assert _read_package() == one_by_one


def test_no_outlet_stands_in_the_package_twice() -> None:
    """Neither under one name in two lines, nor as "Harrow Bay Echo" and "The Harrow-Bay Echo"."""
    seen: dict[str, str] = {}
    for name, _ in _read_rows_of_package():
        key = fold_name(name).removeprefix("the ")
        assert key not in seen, (name, seen[key])
        seen[key] = name


def test_every_outlet_of_the_package_has_a_country() -> None:
    rows = resources.files("searchcsto.ingest").joinpath("outlets.tsv").read_text(encoding="utf-8")
    for row in rows.splitlines()[1:]:
        assert re.fullmatch(r"[^\t]+\t[^\t]*\t[A-Z]{2}", row), row


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("Columbus Dispatch", "The Columbus Dispatch"),
        ("dispatch.com", "The Columbus Dispatch"),
        ("https://www.neftegaz.ru/news/", "Neftegaz.RU"),
        ("ИА «Красная Весна»", "Rossa Primavera"),
        ("Приморская газета", "Primorskaya Gazeta"),
        ("газете «Урядовый курьер»", "Uriadovy Kurier"),
        ("Туркменпортал", "Turkmenportal"),
        ("Agenzia Nova", "Nova News"),
        ("KTVU FOX 2", "KTVU"),
    ],
)
def test_outlets_of_many_countries_are_known(name: str, outlet: str | None) -> None:
    assert package_outlets().find(name) == outlet


@pytest.mark.parametrize(
    "words",
    (
        *("Petra", "Saba", "Zaman", "Jang", "EPA", "LBO", "AKP", "the south African", "the financial", "world grain"),
        *("Gordon", "union leader", "Central Maine", "US Muslims", "OSTROV", "Республика Татарстан", "Фараж", "Остров"),
        *("Свободные", "Новости Крыма", "Первоисточник", "Гудок", "Сельская жизнь", "Советская Россия"),
    ),
)
def test_words_persons_and_places_are_no_outlets_of_the_package(words: str) -> None:
    assert package_outlets().find(words) is None


def test_the_words_that_begin_a_name_are_told_as_often_as_they_are_asked_for() -> None:
    table = OutletTable({"sorrel canal": "Sorrel Canal"})
    for _ in range(2):
        assert table.list_openings({"Sorrel", "Canal", "Pier"}) == ["Sorrel"]
    assert table.list_openings({"Pier", "Canal"}) == []


def test_a_word_that_no_outlet_has_ends_what_may_be_a_name() -> None:
    table = OutletTable({"sorrel canal": "Sorrel Canal"})
    assert table.count_own_words(["Sorrel", "Canal", "said", "Sorrel"]) == 2
    assert table.count_own_words(["Sorrel", "Canal's", "news"]) == 3  # a mark may be cut off
    assert table.count_own_words(["said", "Sorrel"]) == 0
