"""The date of publication: where it stands, how it is written, and when there is none."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.documents import DateReading
from searchcsto.ingest.mentions import find_mentions
from searchcsto.ingest.metadata import read_metadata

TODAY = datetime.date(2035, 6, 1)
HEAD = "Lock keepers of Brannoch vote for longer shifts"
BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, their speaker Ida Moll said after the assembly. "
    "The vote was close, she added, and it binds every lock on the canal.\n\nThe assembly also heard a report on the "
    "state of the towpath, which a flood had washed away."
)
KOPF = "Смотрители шлюзов Браноха проголосовали за долгие смены"
TEXT = (
    "Смотрители шлюзов Браноха проголосовали за долгие летние смены, сообщила после собрания Ида Молль. "
    "Голоса разделились почти поровну, добавила она.\n\nСобрание заслушало также доклад о состоянии "
    "берега, размытого паводком."
)


def read_date(text: str) -> DateReading | None:
    reading = read_metadata(text, today=TODAY).date
    for evidence in reading.evidence if reading else ():
        assert text[evidence.start : evidence.end] == evidence.words
    return reading


@pytest.mark.parametrize(
    "written",
    [
        "12.03.2033, 09:20",
        "12.03.2033 | 09:20",
        "09:20 12.03.2033",
        "12.03.2033\n09:20",
        "12 March 2033, 09:20",
        "12 March 2033 [09:20] - BRANN.TV",
        "12-Mar-2033",
        "March 12, 2033 / 9:20 AM / 2 years ago",
        "12 March, 2033, 09:20 733",
        "12 Mar, 2033 09:20",
        "Sat, 12 Mar 2033 09:20:00 GMT",
        "2033-03-12 09:20 | www.brann.example | 3",
        "2033-03-12T09:20:00+03:00",
        "Date: 2033-03-12",
        "Ida Moll (@idamoll) 4 minutes ago Sat 12th March 2033 | 09:20 AM",
        "12 марта 2033",
        "09:20, 12 марта 2033",
        "09:20 - 12 марта 2033",
        "12 марта 2033 в 09:20",
        "09:20 Мар. 12, 2033",
        "12 March 203309:20",
        "12 March 203314 March 2033",
        "12. März 2033, 09:20 Uhr",
        "12 de marzo de 2033",
        "12 mars 2033 à 09:20",
        "Published: March 12, 2033",
        "Published: March 12, 2033\nUpdated: March 15, 2033",
        "15/03/2033 is no date here".replace("15/03/2033 is no date here", "Issued on: 12/03/2033 - 09:20\n13/03/2033"),
    ],
)
def test_header_stamps(written: str) -> None:
    reading = read_date(f"{HEAD}\n{written}\n\n{BODY}")
    assert reading is not None
    assert (reading.value, reading.status) == ("2033-03-12", "stated")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f" date 2033-03-12 {HEAD}\n\n{BODY}", "2033-03-12"),
        (f" date 2033-03-12 09:20\n{HEAD}\n\n{BODY}", "2033-03-12"),
        (f" date 2033-03-12 + ↺ − 16 px\n{BODY}", "2033-03-12"),
        (f" date 2033-03-12 Burger icon\n{HEAD}\n{BODY}", "2033-03-12"),
        (f" date 2033-03-12 .\n{BODY}", "2033-03-12"),
        (f" date 2033-03 {BODY}", "2033-03"),
        (f" date 2033-01-02 {HEAD}\n12 March 2033, 09:20\n{BODY}", "2033-03-12"),
        (f"{HEAD}5 min read . Updated: 12 Mar 2033, 09:20 AM\n{BODY}", "2033-03-12"),
        (f"{KOPF}\n12.03.2033 | 09:20{TEXT}", "2033-03-12"),
        (f"{KOPF}\n12.03.2033 | 09:2012-го марта прошло собрание смотрителей шлюзов. {TEXT}", "2033-03-12"),
        (f"Шлюзы\n09:20, 12 марта 2033Шлюзы\n{KOPF}\n{TEXT}", "2033-03-12"),
        (f"{HEAD}\nBrann News,March 12, 2033 Adjust font size:\n{BODY}", "2033-03-12"),
        (f"{HEAD}\nBRANNOCH, March 12, 2033 (Heron) - {BODY}", "2033-03-12"),
        (f"{HEAD}\nBrannoch / 12.03.33 / Heron: {BODY}", "2033-03-12"),
        (f"Браннох, 12 марта, 2033, 16:05 — ИА Цапля. {TEXT}", "2033-03-12"),
        (f"{HEAD}\n13 March 2033\nBRANNOCH, March 12 (Heron) - {BODY}", "2033-03-13"),
        (f"Flood closes the northern lock\n{HEAD}\n\n{HEAD} 12.03.2033\n\n{BODY}", "2033-03-12"),
        (f"{HEAD}\nMarch, 2033 - Dhu al-Hijjah 1454 H.\n{BODY}", "2033-03"),
        (f"Сегодня, 12 марта 2033 года, {TEXT}", "2033-03-12"),
        (f"{KOPF}\n\n{TEXT}\n\nДата публикации: 12.03.2033", "2033-03-12"),
        (f"{HEAD}\n\n{BODY}\n\n12.03.2033", "2033-03-12"),
        (f"Menu\nSunday, May 11, 2034\nWorld\nSport\n{HEAD}\nMarch 12, 2033\n{BODY}", "2033-03-12"),
        (
            f"Sunday, May 14, 2034 | 1:14 a.m.\nSign Out\nUpdated: 6:07 p.m. Saturday, March 12, 2033\n{BODY}",
            "2033-03-12",
        ),
        (f"By Ida Moll / March 12, 2033 9:49 am / Updated: March 18, 2033\n{HEAD}\n{BODY}", "2033-03-12"),
        (f"09:20 12.03.2033 | All news of the canal section\n{HEAD}\n{BODY}", "2033-03-12"),
        (
            f"{HEAD}\nMost will work until dusk from May on, says the keepers' speaker.\n12 March 2033\n{BODY}",
            "2033-03-12",
        ),
        (f"Locks World news Sat, 12 Mar 2033 17:59:00 +0400 By Heron {BODY}", "2033-03-12"),
        (f"Brannoch (TASS) Mar 12, 2033 {BODY}", "2033-03-12"),
        (f"heron.example — 12.03.2033 {BODY}", "2033-03-12"),
        (f"Вестник шлюзов\n№ 4 (112), март 2033 г.\n{KOPF}\n{TEXT}", "2033-03"),
        (f"{HEAD}\n03-11-2033 11:02\n\n{BODY.replace('summer', 'summer on Friday')}", "2033-03-11"),
    ],
)
def test_other_places(text: str, value: str) -> None:
    reading = read_date(text)
    assert reading is not None
    assert reading.value == value


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{HEAD}\n\n{BODY}",
        BODY.replace("voted", "voted on 12 March 2033"),
        f"12 марта 2033 года {TEXT}",
        f"{HEAD}\n29 minutes ago\n\n{BODY}",
        f"{HEAD}\nToday, 12 March\n\n{BODY}",
        f"{HEAD}\n\nBRANNOCH, March 12. /HERON/. {BODY}",
        f"Home\nNews\nSunday, 11 May 2034\nSport\nSearch\n{HEAD}\n\n{BODY}",
        f"May 11\nShow news feed\n{HEAD}\n\n{BODY}",
        f"11 May\n2034\n9.8° c BRANNOCH\nNews\n{HEAD}\n{BODY}",
        f"{HEAD}\nSunday, 14 May 2034\nBRANNOCH, March 12 (Heron) – {BODY}",
        f"{HEAD}\nThe lock at Brannoch, March 12, 2033. Photo: Heron/J. Roe\n\n{BODY}",
        f"{HEAD}\n\n{BODY}\n\nRead also\n09:47, 12 мая\nFlood closes the northern lock\n03.10.2033\n17:26",
        f"{HEAD}\n\nBRANNOCH (Heron) - The boats left (2031GMT, Friday) as planned. {BODY}",
        f"{HEAD}\n12 March 2041\n{BODY}",
        f"{HEAD}\n05/04/2033\n{BODY}",
        f" date 2032-01-02 {HEAD}\n\nOn 12 March 2033 the keepers met. {BODY}",
        f"{HEAD}\n\nBRANNOCH, March 12 (Heron) – The locks marked the anniversary of a pact of March 12, 2012. {BODY}",
        f"{HEAD}\n\nBRANNOCH, March 12 (Heron) – The keepers will meet again by March 12, 2034, it was said. {BODY}",
        f" date 2032-01-02 {HEAD}\n\nIn March 2033 the keepers met. {BODY}",
        f"Saturday, 14 May 2034 Brannoch time 02:23\n{HEAD}\n\n{BODY}",
        f"Updated: 16-Apr-2033 April 2033 / 9-11 April 2033 / 8/04/2033\n{HEAD}\n{BODY}",
        f"[ 12 March 2033 ] Mills stand still\n[ 10 March 2033 ] {HEAD}\n[ 9 March 2033 ] Towpath opens again\n{BODY}",
        f"March 2033\nFebruary 2033\nJanuary 2033\n{HEAD}\n{BODY}",
        f"{HEAD}\n\nJan. 2, 2031: First lock. {BODY}\n\nMarch 3, 2032: Second lock. {BODY}",
        f"{HEAD}\n05-04-2033\n{BODY}",
        "Flood\n7 April 2033\nMills\n6 April 2033\nLocks to be mended soon\n5 April 2033\nTowpath open\n4 April 2033",
    ],
)
def test_unknown_is_right(text: str) -> None:
    assert read_date(text) is None


def test_year_from_the_same_day() -> None:
    lead = (
        "The keepers met on March 12, 2033 and voted for longer shifts, their speaker Ida Moll said after the assembly."
    )
    reading = read_date(f"{HEAD}\n\nBRANNOCH, March 12 (Heron) – {lead} {BODY}")
    assert reading is not None
    assert (reading.value, reading.status) == ("2033-03-12", "derived")
    assert [evidence.words for evidence in reading.evidence] == ["March 12", "March 12, 2033"]


def test_year_from_a_look_back_and_a_weekday() -> None:
    lead = "The speaker said on Monday at a briefing on the results of canal traffic in 2032 that keepers wanted more."
    reading = read_date(f"{HEAD}\n\n10 January\n\n{lead} {BODY}")
    assert reading is not None
    assert (reading.value, reading.status) == ("2033-01-10", "derived")
    assert [evidence.words for evidence in reading.evidence] == ["10 January", "Monday", "2032"]


@pytest.mark.parametrize(
    ("stamps", "value"),
    [
        ("27/04/2033", "2033-04-27"),
        ("4/27/2033", "2033-04-27"),
        ("05/04/2033\n{body}\n\nRead also\nFlood closes the lock\n27/03/2033", "2033-04-05"),
        ("05/04/2033\nBRANNOCH, April 5 (Heron) –", "2033-04-05"),
        ("05/04/2033\nBRANNOCH, May 4 (Heron) –", "2033-05-04"),
        ("05/04/2033 9:20 AM EDT", "2033-05-04"),
        ("05/09/2035", "2035-05-09"),
    ],
)
def test_slash_dates_need_proof(stamps: str, value: str) -> None:
    text = f"{HEAD}\n{stamps} {BODY}" if "(" in stamps else f"{HEAD}\n{stamps}\n{BODY}"
    reading = read_date(f"{HEAD}\n{stamps.format(body=BODY)}" if "{body}" in stamps else text)
    assert reading is not None
    assert reading.value == value


def test_open_slash_date_gives_both_alternatives() -> None:
    found = read_metadata(f"{HEAD}\n05/04/2033\n{BODY}", today=TODAY)
    assert found.date is None
    assert {reading.value for reading in found.alternatives} == {"2033-05-04", "2033-04-05"}


def test_slash_order_by_language() -> None:
    reading = read_date(f"{KOPF}\n05/04/2033\n{TEXT}")
    assert reading is not None
    assert reading.value == "2033-04-05"


@pytest.mark.parametrize(
    ("weekday", "value"), [("Tuesday", "2033-05-03"), ("Saturday", "2033-03-05"), ("Sunday", None)]
)
def test_slash_order_by_the_weekday_of_the_lead(weekday: str, value: str | None) -> None:
    """3 May 2033 is a Tuesday and 5 March 2033 a Saturday; the page may be dated a day after what it tells."""
    lead = BODY.replace("summer", f"summer on {weekday}")
    reading = read_date(f"{HEAD}\n03/05/2033\n{lead}")
    assert (reading.value if reading else None) == value


@pytest.mark.parametrize(
    "words", ["1.5540127-301", "728_90", "192.168.10.12", "Shield-2033", "+7 495 123 45 67", "99.99.2033"]
)
def test_numbers_that_are_no_dates(words: str) -> None:
    assert find_mentions(words, 0, len(words)) == []


def test_range_is_marked() -> None:
    assert [mention.ranged for mention in find_mentions("9-11 April 2033", 0, 15)] == [True]
