"""Dates that people and programs write into fields: read when they have one meaning, refused when they have two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.documents import date_range
from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.given_dates import DateOpen, find_order, is_no_date, parse_given_date

DAY = "2031-04-20"


@pytest.mark.parametrize(
    "value",
    [
        "2031-04-20",
        "2031-04-20 14:03:00+03:00",
        "2031-04-20T14:03:00.123Z",
        " 2031-04-20T14:03 ",
        "20310420",
        "20310420140300",
        "20310420T140300Z",
        "2031/4/20",
        "2031.04.20",
        "20.04.2031",
        "20.4.2031 14:03",
        "20/04/2031",
        "20-04-2031",
        "04/20/2031 2:03 PM",
        "20 April 2031",
        "April 20, 2031",
        "Apr. 20th, 2031 14:03",
        "Sunday, 20 April 2031 at 2:03 PM",
        "20-Apr-2031 14:03:55",
        "Apr 20 2031 12:00AM",
        "Published: 20 April 2031",
        "20 апреля 2031",
        "20 апреля 2031 г.",
        "20 апреля 2031 года в 14:03",
        "20 апреля 2031, 14:03 (МСК)",
        "14:03, 20 апреля 2031",
        "воскресенье, 20 апреля 2031 г., 14:03 МСК",
        "Опубликовано 20 апр. 2031",
        "Sun, 20 Apr 2031 14:03:00 +0300",
        "20 Apr 31 14:03:00 GMT",
        "Sun Apr 20 14:03:00 2031",
        "Sun Apr 20 15:24:15 +0000 2031",
        "Sun Apr 20 2031 14:03:00 GMT+0300 (Orlo Standard Time)",
        "1934460180",
        "1934460180.25",
        "1934460180000",
        "1934460180000000",
        "1934460180000000000",
    ],
)
def test_a_day_is_read_however_it_is_written(value: str) -> None:
    assert parse_given_date(value) == DAY


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2031", "2031"),
        ("2031-04", "2031-04"),
        ("April 2031", "2031-04"),
        ("Апрель 2031", "2031-04"),
        ("4/4/2031", "2031-04-04"),
        ("03.04.2031", "2031-04-03"),
        ("999999999", "2001-09-09"),
    ],
)
def test_precision_and_order_that_need_no_proof(value: str, date: str) -> None:
    assert parse_given_date(value) == date


@pytest.mark.parametrize("value", ["03/04/2031", "3/4/2031 08:15", "03-04-2031"])
def test_two_readings_are_one_only_when_the_order_is_told(value: str) -> None:
    with pytest.raises(DateOpen, match="can be 2031-04-03 or 2031-03-04"):
        parse_given_date(value)
    assert parse_given_date(value, day_first=True) == "2031-04-03"
    assert parse_given_date(value, day_first=False) == "2031-03-04"


def test_an_order_that_is_told_does_not_make_a_month_of_20() -> None:
    assert parse_given_date("04/20/2031", day_first=True) == DAY


@pytest.mark.parametrize(
    "value",
    [
        *("", "soon", "2 hours ago", "20 April", "12:00", "20.04.31", "4/20/31, 2:03 PM", "44581", "12345678901"),
        *("31/04/2031", "20311320", "2031-02-30", "Updated 20 April 2031", "20 April 2031 and 21 April 2031"),
        *("19-20 April 2031", "Chapter 7 of 20 April 2031", "99999999999999", "٢٠٣١", "1" * 400, "20 April 2031 " * 50),
    ],
)
def test_what_has_no_one_meaning_is_refused(value: str) -> None:
    with pytest.raises(DocumentInvalid, match="is not a date"):
        parse_given_date(value)


@pytest.mark.parametrize("value", ["0000-00-00", "0001-01-01T00:00:00", "0000-00-00 00:00:00"])
def test_how_databases_write_that_there_is_none(value: str) -> None:
    assert is_no_date(value)
    assert not is_no_date("2001-01-01")


@pytest.mark.parametrize(
    ("value", "order"),
    [
        ("20/04/2031", True),
        ("04/20/2031 08:15", False),
        ("04/05/2031", None),
        ("20.04.2031", None),
        ("2031/04/20", None),
        ("20/20/2031", None),
        ("soon", None),
    ],
)
def test_a_number_over_12_proves_the_order(value: str, order: bool | None) -> None:
    assert find_order(value) is order


@given(st.text(max_size=60) | st.from_regex(r"[0-9./: -]{1,30}"))
def test_any_text_is_a_date_or_refused(value: str) -> None:
    try:
        date = parse_given_date(value)
    except DocumentInvalid:
        return
    assert date_range(date)
