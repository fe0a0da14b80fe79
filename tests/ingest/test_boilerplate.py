"""The kinds of lines, and the body that they leave."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.articles import Given, read_article
from searchcsto.ingest.boilerplate import find_kind
from searchcsto.ingest.lines import Line, read_page
from searchcsto.ingest.mentions import find_mentions
from searchcsto.ingest.metadata import read_metadata
from searchcsto.snippets import find_lead

HEAD = "Lock keepers of Brannoch vote for longer shifts"
FIRST = (
    "The lock keepers of Brannoch voted for longer shifts in summer, their speaker Ida Moll said after the assembly."
)
SECOND = "The assembly also heard a report on the state of the towpath, which a flood had washed away two years before."


def read_body(text: str) -> list[str]:
    found = read_metadata(text, today=datetime.date(2035, 6, 1))
    assert list(found.body) == sorted(found.body)
    return [text[start:end] for start, end in found.body]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("All news", "chrome"),
        ("Подписывайтесь на нас", "chrome"),
        ("16+", "chrome"),
        ("728_90", "chrome"),
        ("![](x.png)", "chrome"),
        ("Home > News > Canals", "chrome"),
        ("-07K-", "chrome"),
        ("Read also: Flood closes the lock", "end"),
        ("Читайте также", "end"),
        ("Photo: Heron/J. Roe", "photo"),
        ("Фото: пресс-служба канала", "photo"),
        ("Foto: Ida Moll", "photo"),
        ("© Heron / J. Roe", "photo"),
        ("12 March 2033, 09:20", "stamp"),
        ("Published: 12 March 2033", "stamp"),
        ("12 Mars 2033 à 16h30", "stamp"),
        ("Veröffentlicht am 12. März 2033 um 9:20 Uhr", "stamp"),
        ("Source: Heron", "credit"),
        ("(Reporting by Ida Moll; Editing by J. Roe)", "credit"),
        ("By Ida Moll", "byline"),
        ("Brannoch, Locks, Canal", "tags"),
        (HEAD, "short"),
        ("Flagship of the canal fleet is sold", "short"),
        ("Popular ferry line to close down in autumn", "short"),
        (FIRST, "prose"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert find_kind(Line(0, len(text), text, False), find_mentions(text, 0, len(text))) == kind


@pytest.mark.parametrize(
    "furniture",
    [
        "Follow us on:\nX",
        "Photo: Creative Commons",
        'GSV "Russia - Islamic World"\n\nPhoto: Creative Commons\n\nBased on materials from TASS',
        "Recent news from the canal\nFlood closes the northern lock\nMills stand still again",
        "Share\nPrint\n512",
        "Теги: шлюзы, канал",
    ],
)
def test_furniture_below_is_left_out(furniture: str) -> None:
    body = read_body(f"{HEAD}\n\n{FIRST}\n\n{SECOND}\n\n{furniture}")
    assert body == [f"{FIRST}\n\n{SECOND}"]


def test_furniture_above_and_within_is_left_out() -> None:
    text = f"Menu\nAll news\n12 March 2033\n{HEAD}\nBRANNOCH, March 12 (Heron) – {FIRST}\nPhoto: Heron/J. Roe\n{SECOND}"
    assert read_body(text) == [FIRST, SECOND]


def test_subheads_stay() -> None:
    assert read_body(f"{FIRST}\nWork until dusk\n{SECOND}") == [f"{FIRST}\nWork until dusk\n{SECOND}"]


def test_middle_of_a_long_text_stays() -> None:
    text = "\n".join([HEAD, "", *[FIRST] * 400])
    body = read_body(text)
    assert body == [text[len(HEAD) + 2 :]]


def test_head_and_tail_that_meet_leave_no_middle() -> None:
    text = "\n\n".join([HEAD, *[f"{FIRST} {SECOND}"] * 45])
    assert 8_000 < len(text) < 12_000
    assert read_page(text).middle is None
    assert read_body(text) == [text[len(HEAD) + 2 :]]


@pytest.mark.parametrize("text", ["Menu", "x", "Home\nNews", "Photo: Heron", "12 March 2033", "a" * 50_000])
def test_body_is_never_empty_where_there_are_letters(text: str) -> None:
    assert "".join(read_body(text)).strip()


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff"])
def test_no_text_has_no_body(text: str) -> None:
    assert read_body(text) == []


def test_wrapped_lines_are_joined() -> None:
    lines = read_page("Keepers of\nthe lock met\n\nThey voted.").lines
    assert [line.text for line in lines] == ["Keepers of\nthe lock met", "They voted."]


def test_lead_is_the_first_sentence() -> None:
    text = f"{FIRST} {SECOND}"
    assert find_lead(text, ((0, len(text)),)) == FIRST


def test_long_lead_is_cut_between_words() -> None:
    text = "word " * 100
    lead = find_lead(text, ((0, len(text)),))
    assert lead.endswith("word…")
    assert len(lead) <= 200


def test_lead_of_nothing_is_empty() -> None:
    assert find_lead("...", ((0, 3),)) == ""


WIRE = "There were seven boats loading and\nsix boats were waiting to load at Orlo, according to the\nHarbour Exchange."
TABLE = "Net 12.6 mln vs 15.8 mln\n    Revs 337.3 mln vs 315.2 mln\n    Shr 3.07 crowns vs 3.08 crowns\n    Pay May 31"


@pytest.mark.parametrize(
    "text", [WIRE, TABLE, f"{WIRE}\n    {TABLE}", "One short line", "Board met, said\nthe Orlo Gazette."]
)
def test_nothing_is_left_out_of_a_text_whose_facts_are_given(text: str) -> None:
    known = Given("Boats wait", "2021-04-07", ("Kestrel",))
    for given in (known, Given("Boats wait"), Given("Boats wait", "2021-04-07")):
        document = read_article(text, id="a", given=given)
        assert document.body == ((0, len(text)),)


def test_a_hard_wrapped_text_is_one_paragraph() -> None:
    assert [line.text for line in read_page(WIRE).lines] == [WIRE]


def test_a_table_behind_the_lead_belongs_to_the_article() -> None:
    text = f"Kestrel 4th quarter net\n\nORLO, Feb 26 - {TABLE}"
    assert "Shr 3.07 crowns" in "".join(text[start:end] for start, end in read_article(text, id="a").body or ())
