"""Layouts met on pages that nobody had looked at when the rules were written, with invented outlets and events."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.metadata import Metadata, read_metadata

BODY = (
    "The locks of Velia open later in winter, their keepers said in the town hall of the old harbour, after a pump had "
    "failed twice.\n\nThe mayor wants a second pump before the ice comes, and a boat for the keepers of the upper lock."
)
RUSSIAN = (
    "Шлюзы Велии зимой откроются позже, сказали смотрители в ратуше старой гавани после того, как дважды отказал"
    " насос.\n\nМэр хочет поставить второй насос до ледостава и купить лодку для смотрителей верхнего шлюза на канале."
)


def read(text: str) -> Metadata:
    return read_metadata(text, today=datetime.date(2040, 1, 1))


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (f"Locks to open late\n\nSource: BBC / Reuters. {BODY}", ("BBC", "Reuters")),
        (f"Locks to open late\n\n{BODY}\n\nSource:\nAl Jazeera and agencies", ("Al Jazeera",)),
        (f"{BODY}\n\nSource: Kestrel News April 7, 2031 11:15", ("Kestrel News",)),
        (f"{BODY}\n\nRead more: Al Jazeera", ("Al Jazeera",)),
        (f"{BODY}\n\nFrom AP, via The Globe and Mail", ("Associated Press", "Globe and Mail")),
        (f"Locks to open late\n\n{BODY} (AFP/dpa", ("AFP", "dpa")),
        (f"Locks to open late\n\nORLO. KAZINFORM {BODY}", ("Kazinform",)),
        (f"Orlo Bell Wire (OBW) - {BODY}", ("Orlo Bell Wire",)),
        (f"x Locks of Velia open late | Harrow Post\nTop\n\nLocks of Velia open late\n\n{BODY}", ("Harrow Post",)),
        (f"Шлюзы откроются позже\n\nАрмИнфо.{RUSSIAN}", ("ArmInfo",)),
        (f"Шлюзы откроются позже\n\n{RUSSIAN}ТАСС", ("TASS",)),
        (f"{RUSSIAN}\n\n– сообщает Лента.Ру", ("Lenta.ru",)),
        (f"Locks to open late\n\n{BODY}\n\nByREUTERS", ("Reuters",)),
        (f"{BODY} Asia Plus, a private Tajik agency, reported that the ice is thin.", ("Asia-Plus",)),
        (f"Шлюзы откроются позже\nОбложка © Life.ru\n\n{RUSSIAN}", ()),
        (f"http://sf.uploads.example/t/kQ3vX.jpg\n\n{RUSSIAN}", ()),
        (f"{RUSSIAN}\n\nЧитать новость на сайте «Интерфакс»", ("Interfax",)),
        (f"{RUSSIAN} Так сказал смотритель Белл.Он добавил, что лодка нужна, и сообщает Белл.Он об этом.", ()),
        (f"{RUSSIAN}\n21.03.2031\nhttp://www.harrow-packet.example/news/1792264/", ("harrow-packet.example",)),
    ],
)  # fmt: skip
def test_sources(text: str, sources: tuple[str, ...]) -> None:
    assert read(text).sources == sources


def test_a_date_below_credits_is_that_of_publication() -> None:
    found = read(f"{RUSSIAN}\nИсточник: Пустельга\nИсточник: Harrow Packet\n17.11.2031 16:40")
    assert found.date is not None
    assert found.date.value == "2031-11-17"


def test_a_date_among_teasers_below_is_not() -> None:
    assert read(f"{RUSSIAN}\nИсточник: Пустельга\nПаром снова ходит\n17.11.2031 16:40").date is None


def test_the_day_of_a_picture_is_not() -> None:
    caption = "ORLO, VELIA - OCTOBER 11, 2031: A keeper carries a pump across the frozen canal at noon. Ann Bell/TASS"
    found = read(f"LOCKS TO OPEN LATE\n\n{caption}\n\n{BODY}")
    assert found.date is None


@pytest.mark.parametrize("line", ["Twitter Social Icon Pin", "Есть новость? Присылайте »"])
def test_a_call_is_no_headline(line: str) -> None:
    title = read(f"Шлюзы Велии зимой откроются позже\n\n{line}\n\n{RUSSIAN}").title
    assert title == "Шлюзы Велии зимой откроются позже"


def test_a_report_begins_below_what_the_page_says_of_itself() -> None:
    about = "Harrow Packet is a page where readers find the main stories of Velia. Open it in the morning or at night."
    text = f"{about}\n\nContacts\n\nOwner: Bell s.r.o.\nOrlo\nVelia\n\nLocks to open late\n\nORLO - {BODY}"
    assert read(text).title == "Locks to open late"


def test_the_outlet_in_brackets_behind_a_headline_is_no_part_of_it() -> None:
    found = read(f"Locks of Velia open late this year (TASS)\n\n{BODY}")
    assert (found.title, found.sources) == ("Locks of Velia open late this year", ("TASS",))
