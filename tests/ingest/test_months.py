"""The names of months and weekdays: our table has those of a date library, in the languages that we promise."""

from __future__ import annotations

import importlib

import pytest

from searchcsto.ingest.mentions import find_mentions
from searchcsto.ingest.months import MONTHS, WEEKDAYS

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@pytest.mark.parametrize("language", ["en", "ru", "uk", "be"])
def test_the_table_has_the_names_that_a_date_library_has(language: str) -> None:
    library = importlib.import_module(f"dateparser.data.date_translation_data.{language}").info
    for names, table, first in ((_MONTHS, MONTHS, 1), (_WEEKDAYS, WEEKDAYS, 0)):
        for number, name in enumerate(names, first):
            forms = {form.casefold().strip(".") for form in library[name]}
            own = {form for form, value in table.items() if value == number}
            longest = max(forms, key=len)
            assert longest in own or not longest.isalpha(), (language, name, longest)


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("5 траўня 2021", "2021-05-05"),
        ("9 кастрычніка 2021 года", "2021-10-09"),
        ("7 квітня 2021, 08:15", "2021-04-07"),
        ("21 листопада 2022 року", "2022-11-21"),
        ("30 снежня 2022", "2022-12-30"),
    ],
)
def test_ukrainian_and_belarusian_dates(words: str, date: str) -> None:
    assert [mention.value for mention in find_mentions(words, 0, len(words))] == [date]
