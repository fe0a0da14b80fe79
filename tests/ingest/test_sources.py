"""The sources: publisher first, then who is credited; never photo credits, speakers or subjects."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.metadata import read_metadata
from searchcsto.ingest.sources import canonical_source, source_key

HEAD = "Lock keepers of Brannoch vote for longer shifts"
BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, Ida Moll said after the assembly. "
    "The vote was close, she added, and it binds every lock on the canal between the two towns."
)
KOPF = "Смотрители шлюзов Браноха проголосовали за долгие смены"
TEXT = (
    "Смотрители шлюзов Браноха проголосовали за долгие летние смены, сообщила после собрания Ида Молль. Голоса "
    "разделились почти поровну, и решение обязательно для всех шлюзов канала"
)


def read_sources(text: str) -> tuple[str, ...]:
    found = read_metadata(text, today=datetime.date(2035, 6, 1))
    assert len(found.sources) == len(found.source_evidence)
    for evidence in found.source_evidence:
        assert text[evidence.start : evidence.end] == evidence.words
    return found.sources


@pytest.mark.parametrize(
    ("dateline", "sources"),
    [
        ("BRANNOCH, March 12. /HERON/.", ("HERON",)),
        ("BRANNOCH, 12 March (Heron) –", ("Heron",)),
        ("BRANNOCH, MARCH 12, HERON.", ("HERON",)),
        ("BRANNOCH, March 12, 2033, Heron --", ("Heron",)),
        ("BRANNOCH (Heron News / Teal - 12th March, 2033)", ("Heron News",)),
        ("Brannoch, 12 March 2033 (KST):", ("KST",)),
        ("12 марта, Бранох /Ида Молль - ЦАПЛЯ/.", ("ЦАПЛЯ",)),
        ("БРАНОХ, 12 мар — Teal.", ("Teal",)),
        ("Бранох, 12 марта - Цапля-Бранох.", ("Цапля-Бранох",)),
        ("BRANNOCH. HERON -", ("HERON",)),
        ("BRANNOCH (Heron) –", ("Heron",)),
        ("МОСКВА, 12 мар - РИА Новости.", ("RIA Novosti",)),
        ("Москва. 12 марта. INTERFAX.RU -", ("Interfax",)),
        ("12 марта, Минск /Корр. БЕЛТА/.", ("BelTA",)),
        ("ТАСС, 12 марта.", ("TASS",)),
        ("BRANNOCH:", ()),
        ("BRANNOCH, March 12 (GMT) -", ()),
    ],
)
def test_agency_of_the_dateline(dateline: str, sources: tuple[str, ...]) -> None:
    assert read_sources(f"{HEAD}\n\n{dateline} {BODY}") == sources


@pytest.mark.parametrize(
    ("sentence", "sources"),
    [
        ("All locks are open, Interfax reported on Monday.", ("Interfax",)),
        ("All locks are open, Heron reports citing the keepers' press office.", ("Heron",)),
        ("All locks are open, The Mole Tribune has learned.", ("The Mole Tribune",)),
        ("According to Heron News, all locks are open.", ("Heron News",)),
        ("She told the Mole Tribune that all locks are open.", ("Mole Tribune",)),
        ("The rules were published, she said in an interview with Reuters.", ("Reuters",)),
        ("According to the Ministry of Canals, all locks are open.", ()),
        ("She told reporters and President Roe that all locks are open.", ()),
        ("The canal police reported. Local media wrote of floods.", ()),
        ("She praised the work of Reuters and visited the studio of Heron News.", ()),
    ],
)
def test_citations(sentence: str, sources: tuple[str, ...]) -> None:
    assert read_sources(f"{HEAD}\n\n{BODY} {sentence}") == sources


@pytest.mark.parametrize(
    ("sentence", "sources"),
    [
        (", сообщает «Цапля».", ("Цапля",)),
        (", пишет «Коммерсантъ».", ("Kommersant",)),
        (", передает Tengrinews.kz.", ("Tengrinews",)),
        (", передает корреспондент ИА «Цапля».", ("Цапля",)),
        (". Об этом сообщает портал Oko.Ve со ссылкой на агентство «Цапля».", ("Oko.Ve", "Цапля")),
        (". Об этом она рассказала газете «Канальный вестник».", ("Канальный вестник",)),
        (". Она рассказала это в интервью «Известиям».", ("Izvestia",)),
        (". Она сообщила Интерфаксу о паводке.", ("Interfax",)),
        (". Об этом сообщает Минобороны.", ()),
        (". Передает пресс-служба МВД.", ()),
        (". Как сообщает корреспондент, вода спала.", ()),
    ],
)
def test_citations_in_russian(sentence: str, sources: tuple[str, ...]) -> None:
    assert read_sources(f"{KOPF}\n\n{TEXT}{sentence}") == sources


@pytest.mark.parametrize(
    ("ending", "sources"),
    [
        ("Source: TASS", ("TASS",)),
        ("Источник: ТАСС", ("TASS",)),
        ("Источник: palace.example", ("palace.example",)),
        ("Источник: Ида Молль", ()),
        ("Source link", ()),
        ("Based on materials from TASS", ("TASS",)),
        ("(Heron News)", ("Heron News",)),
        ("- ТАСС", ("TASS",)),
        ("Original News: Heron News", ("Heron News",)),
        ("Read at www.heron.example", ("heron.example",)),
        ("With reporting by TASS and Interfax", ("TASS", "Interfax")),
        ("Copyright © 2033 Heron News. All rights reserved.", ("Heron News",)),
        (
            'GSV "Russia - Islamic World"\nPhoto: Creative Commons\nBased on materials from TASS',
            ("Russia - Islamic World", "TASS"),
        ),
        ("Photo: Heron News/Jane Roe", ()),
        ("© Heron News / J. Roe", ()),
        ("(J. Roe/FOTO via AP)", ()),
        ("фото: heron.example", ()),
    ],
)
def test_credits_at_the_end(ending: str, sources: tuple[str, ...]) -> None:
    assert read_sources(f"{HEAD}\n\n{BODY}\n\n{ending}") == sources


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (f"{HEAD} – The Mole Tribune\n\n{BODY}", ("The Mole Tribune",)),
        (f"Heron Times\n{HEAD}\nMOSCOW, March 12. /TASS/. {BODY}", ("Heron Times", "TASS")),
        (f"{HEAD}\nBy Ida Moll\n\nBRANNOCH, March 12 (Reuters) - {BODY}", ("Reuters",)),
        (f"{HEAD}\nByHERON\n\n{BODY}", ("HERON",)),
        (f"{HEAD}\n- Heron\n\n{BODY}", ()),
        (f"{HEAD}\nImage Credit: Heron News\n{BODY}", ()),
        (f"All news\n{HEAD}\n\n{BODY}", ()),
        (
            f"{HEAD}\n\n{BODY} Izvestia writes of locks, Kommersant writes of fish, Vedomosti reports on salt, "
            "RBC writes, Interfax reports on wind.",
            (),
        ),
    ],
)
def test_marks_of_the_page(text: str, sources: tuple[str, ...]) -> None:
    assert read_sources(text) == sources


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('GSV "Russia - Islamic World"', "Russia – Islamic world"),
        ("ТАСС", "tass"),
        ("агентства «Интерфакс»", "Interfax"),
        ("the Heron Wire", "«HERON  WIRE»"),
        ("RIA-Novosti", "РИА Новости"),
        ("www.tass.com", "TASS"),
    ],
)
def test_spellings_meet(one: str, other: str) -> None:
    assert source_key(one) == source_key(other)


def test_unknown_names_keep_their_spelling() -> None:
    assert canonical_source(" «Канальный  вестник» ") == "Канальный вестник"
