"""Dates are found wherever they stand: the scan that passes over lines without any must not pass over one."""

from __future__ import annotations

import pytest

from searchcsto.ingest.mentions import _LATIN_TRACE, _TRACE, find_mentions, may_hold_date
from searchcsto.ingest.months import MONTHS

_CAPITALS = "JFMASONDЯФМАИСОНД"  # with which a month opens a date
_WORDS = "The council of Orlo met in room 12, 1,655 persons came and 4.5 mln watched. "


@pytest.mark.parametrize("month", [month for month in MONTHS if 3 <= len(month) <= 10])
@pytest.mark.parametrize("form", ["7 {} 2031", "7th of {} 2031", "7-го {}", "07. {}", "7 {}, 2031", "7 {} 2031, 14:03"])
def test_a_day_before_any_month_is_found_within_text(form: str, month: str) -> None:
    for name in (month, month.title()):
        date = form.format(name)
        text = _WORDS + date + " " + _WORDS
        found = find_mentions(text, 0, len(text))
        assert [(mention.month, mention.day) for mention in found] == [(MONTHS[month], 7)], text
        assert may_hold_date(text, len(_WORDS), len(_WORDS) + len(date))


@pytest.mark.parametrize("month", [m for m in MONTHS if m[0].upper() in _CAPITALS and 3 <= len(m) <= 10])
@pytest.mark.parametrize("form", ["{} 7, 2031", "{} 7", "{}. 7 2031", "{} 2031", "{}, 2031", "{}-7-2031"])
def test_a_month_in_capitals_before_a_number_is_found_within_text(form: str, month: str) -> None:
    text = _WORDS + form.format(month.title()) + " | " + _WORDS
    assert [mention.month for mention in find_mentions(text, 0, len(text))] == [MONTHS[month]], text


@pytest.mark.parametrize(
    "date", ["07.04.2031", "27/4/2031", "2031-04-07", "2031/4/7", "07.04.31", "2031-04", "апреля 2031"]
)
def test_a_date_in_numbers_is_found_within_a_line(date: str) -> None:
    for text in (date, f"Orlo, 12 | {date}", f"4.5 mln, 1,655 | {date} | 14:03"):
        found = find_mentions(text, 0, len(text))
        assert [(mention.year, mention.month) for mention in found] == [(2031, 4)], text


@pytest.mark.parametrize("text", [_WORDS, "1986/87 total", "Maize nil, 48.0 (7.9)", "Room 12-14, 1,780", "В 2031 году"])
def test_other_numbers_are_told_at_a_glance(text: str) -> None:
    assert not may_hold_date(text, 0, len(text))
    assert find_mentions(text, 0, len(text)) == []


@pytest.mark.parametrize("month", [month for month in MONTHS if month.isascii()])
def test_a_text_in_ascii_is_searched_for_the_same_traces(month: str) -> None:
    for form in ("7 {}", "7th of {}", "07.{}", "{} 7", "{}. 7", "{}-7", "{}, 2031", "4.5 {}", "1,655 {} 2031", "x{} 7"):
        for name in (month, month.title(), month.upper()):
            text = _WORDS + form.format(name) + " " + _WORDS
            found, latin = _TRACE.search(text), _LATIN_TRACE.search(text)
            assert (found and found.span()) == (latin and latin.span()), text
