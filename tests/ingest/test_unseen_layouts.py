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


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        # What stands before a headline that is shown twice is the name of the site.
        (f"Harrow Tribune - Locks to open late\n\nOrlo 3.1 %\n\nLocks to open late\n\n{BODY}", ("Harrow Tribune",)),
        (f"Вестник Орло - Шлюзы откроются поздно\n\nШлюзы откроются поздно\n\n{RUSSIAN}", ("Вестник Орло",)),
        # A zone is of the time before it.
        (f"Locks to open late\n# 14 October 2031 18:42 (UTC +04:00)\n\n{BODY}", ()),
        (f"Шлюзы откроются поздно\n14 октября 2031 18:42 (МСК)\n\n{RUSSIAN}", ()),
        # Labels of the neighbours' languages.
        (
            f"Locks to open late\n\n来源:Harrow Bay news portal编辑:Ann时间:2031-05-14 09:12\n\n{BODY}",
            ("Harrow Bay news portal",),
        ),
        (f"{BODY}\n\nQuelle: Reuters", ("Reuters",)),
        (f"{BODY}\n\nFuente: Mole Gazette", ("Mole Gazette",)),
        (f"{RUSSIAN}\n\nДереккөз: TASS", ("TASS",)),
        # Notices of the site.
        (
            f"Stay up to date with notifications from Harrow Bay Echo\n\nLocks to open late\n\n{BODY}",
            ("Harrow Bay Echo",),
        ),
        (f"Locks to open late\n\n{BODY}\n\n(This story has not been edited by Lakewire staff.)", ("Lakewire",)),
        (f"Locks to open late\n\n{BODY}\n\nThe BBC is not responsible for the content of external sites", ("BBC",)),
        (
            f"Locks to open late\n\n{BODY}\n\n(The article is authored by Reuters. Only the headline has changed.)",
            ("Reuters",),
        ),
        (f"Locks to open late\n\n{BODY}\n\nThis article was written by Ann Bell.", ()),
        # Signs of agencies.
        (f"LKN/ WEB DESK\n\n{BODY}", ("LKN",)),
        (f"Locks to open late\n\nLKN - NEWS DESK\n\n{BODY}", ("LKN",)),
        (f"{BODY} ///lKw, 19 June 2031", ("lKw",)),
        (f"{RUSSIAN} //Пустельга", ("Пустельга",)),
        (f"{RUSSIAN}\nИА “Пустельга”", ("Пустельга",)),
        (f"{BODY} See https://orlo.example/a", ()),
        # The right to a picture is not the right to the article.
        (f"Locks to open late\n\nVelia Locks (Copyright 2031 The Associated Press. All rights reserved)\n\n{BODY}", ()),
        # Places and offices are no outlets, and a channel by its number is one.
        (
            f"{BODY}\n\nBoth reported on the work of the crossings in the Fergana valley and on the price of boats.",
            (),
        ),
        (
            f"{BODY}\n\nA release from the Ministry of Foreign Affairs notes that the boats are old.",
            (),
        ),
        (
            f"{BODY}\n\nVelia's Channel 13 news said the keepers want a higher tariff for the lower lock.",
            ("Channel 13",),
        ),
        (f"{BODY}\n\nThe boats go through Channel 13 to the upper lock, the keepers said on Monday evening.", ()),
        (
            f'{RUSSIAN}\n\nИз репортажа телеканала "Пустельга 24" стало известно, где построят новый насос для шлюза:',
            ("Пустельга 24",),
        ),
    ],
)  # fmt: skip
def test_marks_of_publishers_and_agencies(text: str, sources: tuple[str, ...]) -> None:
    assert read(text).sources == sources


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Price of Orlo's new locks rises to 11 - UPDATED\n\nPrice of Orlo", "Price of Orlo's new locks rises to 11"),
        ("Locks of Velia open later this winter\n\nLocks of Velia open…", "Locks of Velia open later this winter"),
        ("Шлюзы Велии «Орло» откроются позже\n\nШлюзы Велии", "Шлюзы Велии «Орло» откроются позже"),
    ],
)
def test_a_headline_is_shown_in_full(head: str, title: str) -> None:
    found = read(f"{head}\n\n{RUSSIAN if head[0] == 'Ш' else BODY}").title
    assert found == title


def test_who_reports_from_where_is_no_headline() -> None:
    assert read(f"Ann Bell in Velia\n\n{BODY}").title is None
    assert read(f"Locks to open late\n\nAnn Bell in Velia\n\n{BODY}").title == "Locks to open late"
    assert read(f"Ann Bell in Velia\n\n{BODY} Bell will open the lock on Monday.").title == "Ann Bell in Velia"


def test_what_people_read_is_a_rubric() -> None:
    assert (
        read(f"Шлюзы Велии откроются поздно\n\nЧто люди читают?\n\n{RUSSIAN}").title == "Шлюзы Велии откроются поздно"
    )


@pytest.mark.parametrize(
    "head",
    [
        "SOCIETY | 19:34 / 18.07.2031\n1243\n2 min read\n\nLocks to open late",
        "Общество, 18.07.2031 19:34\n2,4K\n3 мин чтения\n\nLocks to open late",
        "18 July 2031, 19:34\n12 views\n4 shares\n\nLocks to open late",
    ],
)
def test_what_counts_readers_does_not_part_a_date_from_its_headline(head: str) -> None:
    found = read(f"{head}\n\n{BODY}").date
    assert found is not None and found.value == "2031-07-18"


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (f"9 октября – ИА SV.News. {RUSSIAN}", ("SV.News",)),
        (f"Велия, 9 октября 2031 - ИА «Пустельга Север». {RUSSIAN}", ("Пустельга Север",)),
        (f"7 April - IA Kestrel. {BODY}", ("Kestrel",)),
    ],
)
def test_classes_before_the_names_of_agencies(text: str, sources: tuple[str, ...]) -> None:
    assert read(text).sources == sources
