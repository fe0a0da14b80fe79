"""Whose site a page is from, by what it says of itself around the article; never who took a picture or is spoken of."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.articles import read_article
from searchcsto.ingest.html import read_page
from searchcsto.ingest.metadata import read_metadata

HEAD = "Lock keepers of Brannoch vote for longer shifts"
BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, Ida Moll said after the assembly. "
    "The vote was close, she added, and it binds every lock on the canal between the two towns."
)
MENU = "Home\nTravel\nFamily\nMoney\nLetters"
TEXT = f"{MENU}\n{HEAD}\n12 March 2033\n\n{BODY}\n\n"


def read_sources(text: str) -> tuple[str, ...]:
    return read_metadata(text, today=datetime.date(2035, 6, 1)).sources


@pytest.mark.parametrize(
    ("foot", "sources"),
    [
        ("Follow Sorrel on Telegram\n© 2033 Sorrel. All rights reserved.", ("Sorrel",)),
        ("Subscribe to The Sorrel via Email\nCopyright © 2033 The Sorrel. All Rights Reserved.", ("The Sorrel",)),
        ("SORREL\nAbout Us\n© 2033 SORREL LLC", ("SORREL",)),
        ("Sorrel Canal Watch\nTerms\ninfo@sorrelcanalwatch.example", ("Sorrel Canal Watch",)),
        ("About Sorrel Canal\nContact Sorrel Canal\nFollow Sorrel Canal", ("Sorrel Canal",)),
        ("I would like to be emailed offers from Sorrel Canal\nSorrel Canal", ("Sorrel Canal",)),
        ("© Sorrel / POOL\nTerms", ()),  # a picture
        ("About Travel\nContact Travel\nInside Travel", ()),  # sections
        ("© 2033 Sorrel Ltd", ()),  # one way alone, and nothing else on the page tells that it is more than a firm
        ("Follow us on Twitter\nDownload the app\n© 2033. All rights reserved.", ()),
    ],
)
def test_owner_is_named_in_several_ways(foot: str, sources: tuple[str, ...]) -> None:
    assert read_sources(TEXT + foot) == sources


@pytest.mark.parametrize(
    ("foot", "sources"),
    [
        ("Щавель © 2033\nО «Щавель»", ("Щавель",)),
        ("© 2033 Шлюзовый вестник. Все права защищены.", ("Шлюзовый вестник",)),
        ("Сетевое издание «Щавель» зарегистрировано надзором за связью 11 октября 2031 года", ("Щавель",)),
    ],
)
def test_owner_of_a_russian_page(foot: str, sources: tuple[str, ...]) -> None:
    head = "Смотрители шлюзов Браноха проголосовали за долгие смены"
    body = (
        "Смотрители шлюзов Браноха проголосовали за долгие летние смены, сообщила после собрания Ида Молль. Голоса "
        "разделились почти поровну, и решение обязательно для всех шлюзов канала."
    )
    assert read_sources(f"Главная\nПолитика\n{head}\n12 марта 2033\n\n{body}\n\n{foot}") == sources


@pytest.mark.parametrize(
    ("byline", "sources"),
    [
        ("AFP, BRANNOCH", ("AFP",)),
        ("Associated Press in Brannoch", ("Associated Press",)),
        ("Reuters, Brannoch,", ("Reuters",)),
        ("Ida Moll Canal News Reporter", ()),
        ("Ida Moll Senior Business Correspondent", ()),
    ],
)
def test_bylines_of_agencies_and_reporters(byline: str, sources: tuple[str, ...]) -> None:
    assert read_sources(f"{HEAD}\n{byline}\n12 March 2033\n\n{BODY}") == sources


@pytest.mark.parametrize(
    "foot",
    [
        "Post on X\n\nSave",
        "AdChoices\n1\n2",
        "Front Page\n\nTaiwan News\n\nBusiness\n\nSports",
        "Her latest book is the\nNew York Times\nbestseller of the year, say its publishers",
    ],
)
def test_buttons_menus_and_links_below_the_article_are_no_sources(foot: str) -> None:
    assert read_sources(f"{HEAD}\n12 March 2033\n\n{BODY}\n\n{foot}") == ()


def test_stamp_with_two_labels_names_no_agency() -> None:
    assert read_sources(f"{HEAD}\nWritten: 2033-03-12 15:03:30 / Updated: 2033-03-12 15:30:46\n\n{BODY}") == ()


def test_joint_publication_names_both() -> None:
    text = f"This article is a joint publication of Sorrel Times and Canal Magazine.\n\n{BODY}"
    assert read_sources(text) == ("Sorrel Times", "Canal Magazine")


def test_address_of_an_outlet_is_no_other_outlet() -> None:
    assert read_sources(f"{HEAD}\n12 March 2033 - SORREL.AZ\n\nOrlo, March 12, Ida Moll, SORREL\n\n{BODY}") == (
        "SORREL",
    )


@pytest.mark.parametrize(
    ("head", "shown", "sources"),
    [
        ('<a href="/"><img alt="Sorrel Echo logo Icon in header - left" src="/l.png"></a>', "", ("Sorrel Echo",)),
        (
            "<title>Locks open - Sorrel</title>",
            "<p>Join Sorrel</p><p>Sorrel on the canal</p><p>Sorrel</p>",
            ("Sorrel",),
        ),
        ("<title>Locks open - Sorrel</title>", "", ()),
        ("", "<p>About Sorrel</p><p>Sorrel</p><p>© 2033 Sorrel</p>", ("Sorrel",)),
        (
            '<meta property="og:site_name" content="Sorrel">',
            "<p>Get the newsletters</p><p>Sorrel Daily News</p>",
            ("Sorrel",),
        ),
    ],
)
def test_pages(head: str, shown: str, sources: tuple[str, ...]) -> None:
    page = f"<html><head>{head}</head><body><h1>Locks open</h1><article><p>{BODY}</p></article>{shown}</body></html>"
    article = read_page(page)
    assert read_article(article.text, id="1", markup=article.markup).sources == sources  # type: ignore[union-attr]


RUSSIAN = (
    "Смотрители шлюзов Браноха проголосовали за долгие летние смены, сказала после собрания Ида Молль. Голоса "
    "разделились почти поровну, и решение обязательно для всех шлюзов канала."
)


@pytest.mark.parametrize(
    ("head", "foot", "sources"),
    [
        ("Министерство водных путей Велии\nОфициальный сайт", "", ("Министерство водных путей Велии",)),
        (
            "Институт малых каналов",
            "Мнение автора может не совпадать с позицией Института",
            ("Институт малых каналов",),
        ),
        ("Институт малых каналов", "Поделиться", ()),
        ("Городской портал Бранох\nАфиша", "", ("Городской портал Бранох",)),
    ],
)
def test_authorities_and_institutes_own_sites(head: str, foot: str, sources: tuple[str, ...]) -> None:
    text = f"{head}\nСмотрители шлюзов выбрали долгие смены\n12.03.2033\n{RUSSIAN}\n\n{foot}"
    assert read_sources(text) == sources


def test_a_digest_of_translations_names_the_paper() -> None:
    text = f'Смотрители шлюзов выбрали долгие смены\n("Schleuse am Abend", Велия)\n12.03.2033\n{RUSSIAN}'
    assert read_sources(text) == ("Schleuse am Abend",)


def test_the_owner_known_by_name_goes_with_whom_it_reprints() -> None:
    text = f"Welcome to Sputnik\n{MENU}\n{HEAD}\nReuters\n12 March 2033\n\n{BODY}\n\nFollow Sputnik on Telegram"
    assert set(read_sources(text)) == {"Sputnik", "Reuters"}


@pytest.mark.parametrize(
    ("foot", "sources"),
    [
        ("© 2033 Microsoft\nMicrosoft may earn a commission", ()),  # it holds the rights of many
        ("© 2033 The Weavers (Orlo) Private Ltd.", ()),
        ("More TechCrunch\nTechCrunch\n© 2033 Yahoo. All rights reserved.", ("TechCrunch",)),
        ("Source Code\nSource Lines", ()),
    ],
)
def test_firms_and_menus_are_no_owners(foot: str, sources: tuple[str, ...]) -> None:
    assert read_sources(TEXT + foot) == sources
