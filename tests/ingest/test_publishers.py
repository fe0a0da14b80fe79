"""Whose page it is: first lines, headline's tail, copyright; never the sections of a menu."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.metadata import read_metadata

HEAD = "Lock keepers of Brannoch vote for longer shifts"
BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, Ida Moll said after the assembly. "
    "The vote was close, she added, and it binds every lock on the canal between the two towns."
)
TEXT = (
    "Смотрители шлюзов Браноха проголосовали за долгие летние смены, сообщила после собрания Ида Молль. Голоса "
    "разделились почти поровну, и решение обязательно для всех шлюзов канала."
)
MENU = "Watch TV\nWorld News\nCanal News\nTravel\nFamily\nVideos\nHealth Wire\nMoney"


def read_sources(text: str) -> tuple[str, ...]:
    return read_metadata(text, today=datetime.date(2035, 6, 1)).sources


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (f"Harrow Bay Echo\n{HEAD}\nBy Carol Finch | 3 hours ago\n\n{BODY}", ("Harrow Bay Echo",)),
        (f"Canal Gazette » News » Locks\n{HEAD}\n12 March 2033\n\n{BODY}", ("Canal Gazette",)),
        (f"2033-03-12 08:15 | www.canal.example | 3\n{HEAD}\n\n{BODY}", ("canal.example",)),
        (f"{HEAD}\nPublished: 12 March 2033, Canal Courier\n\n{BODY}", ("Canal Courier",)),
        (f"{MENU}\n{HEAD}\n12 March 2033\n\n{BODY}", ()),
        (f"{MENU}\n{HEAD}\n12 March 2033\n\n{BODY}\n\n© 2033 Canal Courier. All rights reserved.", ("Canal Courier",)),
        (f"Velia Sun\n{MENU}\n{HEAD}\n\n{BODY} Keepers told the Velia Sun of the vote.", ("Velia Sun",)),
        (f"Sorrel\n{HEAD}\n\n{BODY}", ()),
        (f"Sorrel\n{HEAD}\n\n{BODY} Keepers told Sorrel of the vote.", ("Sorrel",)),
        (f"Sorrel Canal Watch\n1.3K subscribers\n605 videos\n{HEAD}\n\n{BODY}", ("Sorrel Canal Watch",)),
        (f"Вечерний Бранох\nСмена\n{HEAD}\n\n{TEXT}", ("Вечерний Бранох",)),
        (f"Шлюзовый вестник\nСмены\n{HEAD}\n\n{TEXT}\nОб этом рассказали «Шлюзовому вестнику».", ("Шлюзовый вестник",)),
        (f"{HEAD}\nBy Ida Moll, Haston Star\n\n{BODY}", ("Haston Star",)),
        (f"{HEAD}\nBy Heron Staff\n\n{BODY}", ("Heron",)),
        (f"{HEAD}\nText by: NEWS WIRES\n\n{BODY}", ()),
        (f"{HEAD}\n\n{BODY}\n\nМатериал: сайт.\nИсточник: Цапля", ("Цапля",)),
        (f"{HEAD}\n\n{BODY}\n\nSource: Google Maps", ()),
        (f"{HEAD}\n\n{BODY}\n\nSource: Sport", ()),
        (f"{HEAD}\n\n[AP]\n\n{BODY} [Xinhua]", ("Xinhua",)),
        (f"{HEAD}\n\n(heron.example)\n\n{BODY}", ("heron.example",)),
        (f"March 12 2033, 15:06 Source: Heron-Inform Views: 1122\n{HEAD}\n\n{BODY}", ("Heron-Inform",)),
        (f"Heron News → Canals 13+\n{HEAD}\n, 11:14 Source: TASS\n\n{BODY}", ("Heron News", "TASS")),
        (f"{HEAD}\n\n{BODY} (PTI/Interfax) IM/jr", ("PTI", "Interfax")),
        (f"{HEAD}\n\n{BODY} /By Trend/", ("Trend",)),
        (f"{HEAD}\n\n{BODY}\nПодробнее читайте на heron.example ...", ("heron.example",)),
        (f"{HEAD}\n\n{BODY}\nInformation from: The Heron Times, http://www.heron.example", ("The Heron Times",)),
        (f"{HEAD}\n\n{TEXT[:-1]}.ТАСС\n{TEXT}", ("TASS",)),
    ],
)
def test_publishers(text: str, sources: tuple[str, ...]) -> None:
    assert read_sources(text) == sources


@pytest.mark.parametrize(
    ("sentence", "sources"),
    [
        ("Об этом пишет РИА «Цапля».", ("РИА «Цапля»",)),
        ("Об этом сообщает НИАТ «Ховар».", ("Khovar",)),
        ("«Шлюзы открыты», – цитирует смотрителя канала ТАСС.", ("TASS",)),
        ("Видео опубликовал портал «Цапля».", ("Цапля",)),
        ("Об этом она рассказала «Орловской газете».", ("Орловская газета",)),
        ("Она ссылается на «Новые ведомости шлюзов».", ()),
        ("Об этом сообщила российская «Новая газета».", ("Novaya Gazeta",)),
        ("Как сообщает Национальная служба шлюзов, вода спала.", ()),
        ("Ролик покажут по телеканалу CNN весной.", ()),
        ("Об этом пишет «Цапля» со ссылкой на специального корреспондента Ивана Дёмина.", ("Цапля",)),
        ("«Воды нет», – признался «Вестнику Орло» смотритель.", ("Вестник Орло",)),
        ("Earlier Kazinform reported a flood.", ("Kazinform",)),
        ("She told RFE/RL that the locks are open.", ("Radio Free Europe/Radio Liberty",)),
        ("A contract was signed on May 1. The Heron Times reports the price.", ("The Heron Times",)),
        ("The keeper is quoted as saying by TASS.", ("TASS",)),
    ],
)
def test_names_in_quotes_are_whole(sentence: str, sources: tuple[str, ...]) -> None:
    assert read_sources(f"{HEAD}\n\n{TEXT} {sentence}") == sources


@pytest.mark.parametrize(
    ("opening", "sources", "place"),
    [
        ("ТАСС. ", ("TASS",), None),
        ("ArmInfo. ", ("ArmInfo",), None),
        ("Xinhua News Agency, Brannoch, March 12th (Reporter Lo Yu) ", ("Xinhua",), "Brannoch"),
        ("Brannoch, IRNA - ", ("IRNA",), "Brannoch"),
        ("Brannoch, HERON - ", (), None),
    ],
)
def test_an_agency_that_opens_the_text(opening: str, sources: tuple[str, ...], place: str | None) -> None:
    found = read_metadata(f"{HEAD}\n\n{opening}{BODY}", today=datetime.date(2035, 6, 1))
    assert (found.sources, found.place) == (sources, place)
