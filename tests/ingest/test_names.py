"""Names by their form: outlets, mastheads, and what only looks like them."""

from __future__ import annotations

import pytest

from searchcsto.ingest.names import looks_like_masthead, looks_like_outlet, looks_like_person, name_outlet


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Heron Wire",
            "The Mole Tribune",
            "HeronPRESS",
            "KazHeron",
            "Oko.Ve",
            "heron.example",
            "Velia 24",
            "Channel 7",
        ),
        *("Цапля-Информ", "Радио Цапля", "Орловская газета", "Велийские ведомости", "Сорская новь"),
    ],
)
def test_outlets(name: str) -> None:
    assert looks_like_outlet(name)


@pytest.mark.parametrize(
    "name",
    [
        *("News", "TV", "Mail", "Watch TV", "News & Politics", "Latest News", "News Updates", "In the news", "YouTube"),
        *("McHeron", "DeHeron", "Ann BellNews", "Mail: office@heron.example", "Iran Press (@heron", "November 1"),
        *(
            "Previous Post Next Post",
            "Ministry Press Office",
            "Новости дня",
            "Лента новостей",
            "Mail boat is late again",
        ),
    ],
)
def test_what_is_none(name: str) -> None:
    assert not looks_like_outlet(name)
    assert not looks_like_masthead(name)


@pytest.mark.parametrize(
    "name", ["Harrow Bay Echo", "Northern Dispatch", "Velia Today", "Вечерний Ларк", "MINING PORTAL"]
)
def test_mastheads(name: str) -> None:
    assert looks_like_masthead(name)
    assert not looks_like_outlet(name)


@pytest.mark.parametrize(
    "name", ["Ministry of Canals", "Ann Bell", "University of Orlo", "Иван Дёмин", "Read the Star"]
)
def test_no_mastheads(name: str) -> None:
    assert not looks_like_masthead(name)


def test_persons() -> None:
    assert all(map(looks_like_person, ("Ida Moll", "Иван Дёмин", "J. R. Moll", "Г. Н. Вязов", "J. Moll")))
    assert not looks_like_person("Heron Wire") and not looks_like_person("Heron")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Орловской газете", "Орловская газета"),
        ("«Велийским ведомостям»", "Велийские ведомости"),
        ("Новым Известиям", "Новые Известия"),
        ("Сорскому вестнику", "Сорский вестник"),
        ("РИА «Цапля»", "РИА «Цапля»"),
        ("ИА «Цапля»", "Цапля"),
        ("Цапле", "Цапле"),
    ],
)
def test_russian_names_are_shown_in_the_nominative(written: str, shown: str) -> None:
    assert name_outlet(written) == shown
