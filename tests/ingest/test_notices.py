"""Outlets that pages name in sentences only their publishers write, in credits of reposts, and beside datelines."""

import pytest

from searchcsto.ingest.sources import find_sources, read_layout
from searchcsto.ingest.titles import find_title

BODY = (
    "The ferry across the Velia lake will run again in spring, when the two landing stages have been raised and the "
    "buoys have come from the yard, the harbour office said on Thursday.\n\nThe old stages were under water for most "
    "of the winter, and the last boat had to turn back in sight of the quay with forty passengers on board.\n\n"
)
BODY_RU = (
    "Паром через озеро Велия снова пойдёт весной, когда поднимут оба причала и с верфи привезут новые бакены, сообщили "
    "в четверг в управлении порта.\n\nСтарые причалы почти всю зиму стояли под водой, и последний рейс пришлось "
    "повернуть обратно в виду берега с сорока пассажирами на борту.\n\n"
)


def read_names(text: str) -> list[str]:
    layout = read_layout(text)
    return [source.name for source in find_sources(layout, find_title(layout))]


@pytest.mark.parametrize(
    ("notice", "names"),
    [
        ("411 VG brings you all the latest from Velia.", ["411 VG"]),
        ("Sorrel Canal is an independent news site about the lakes.", ["Sorrel Canal"]),
        ("Ann Bell is a reporter for a weekly magazine in Orlo.", []),
        ("Join EUwatcher today", ["EUwatcher"]),
        ("Join Facebook today", []),
        ("To order copies of Velia Packet content for distribution, please write to us.", ["Velia Packet"]),
        ("When quoting, a link to the Kestrel news agency is required.", ["Kestrel"]),
        ("The post Lake ferry to run again appeared first on The Independent Velia.", ["The Independent Velia"]),
        ("First published on Thu 6 Oct 2031", []),
        ("Read the full story at Eurasianet.", ["Eurasianet"]),
        ("Read more on Coronavirus", []),
        ("(AFP, Reuters)", ["AFP", "Reuters"]),
    ],
)
def test_notice_below_article_names_outlet(notice: str, names: list[str]) -> None:
    found = read_names(f"Lake ferry to run again from spring\n\n{BODY}{notice}")
    assert found == names


@pytest.mark.parametrize(
    "notice",
    [
        "При использовании материалов ссылка на «Кестрел» обязательна.",
        "Сетевое издание «Кестрел» (свидетельство о регистрации СМИ ЭЛ № ФС 77-12345). 16+",
        "Подписывайтесь на наш Telegram-канал «Кестрел»",
        "ИА «Кестрел»",
        "По информации портала «Кестрел»",
    ],
)
def test_russian_notice_below_article_names_outlet(notice: str) -> None:
    assert read_names(f"Паром через озеро пойдёт снова\n\n{BODY_RU}{notice}") == ["Кестрел"]


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("ORLO (Reuters / Xinhua) - ", ["Reuters", "Xinhua"]),
        ("Orlo, Velia | Reuters | ", ["Reuters"]),
        ("Orlo. January 24. Information agency “Kestrel” - ", ["Kestrel"]),
    ],
)
def test_opening_of_report_names_agencies(opening: str, names: list[str]) -> None:
    assert read_names(f"Lake ferry to run again from spring\n\n{opening}{BODY}") == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("by Ship & Anchor News Team", ["Ship & Anchor"]),
        ("March 9, 2031 4:17 pmby The Kestrel Independent news desk", ["The Kestrel Independent"]),
        ("By Our Correspondent", []),
        ("By Web Desk", []),
    ],
)
def test_staff_in_byline_is_its_outlet(byline: str, names: list[str]) -> None:
    assert read_names(f"Lake ferry to run again from spring\n\n{byline}\n\n{BODY}") == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Ann Bell told this to Reuters.", ["Reuters"]),
        ("The boats were sold, Xinhua said.", ["Xinhua"]),
        ("The boats were sold, according to a Reuters report.", ["Reuters"]),
        ("The boats were sold, Ann Bell said.", []),
    ],
)
def test_phrase_cites_outlet(words: str, names: list[str]) -> None:
    assert read_names(f"Lake ferry to run again from spring\n\n{BODY}{words}\n\n{BODY}") == names


def test_credit_with_day_of_issue_names_who_issued() -> None:
    text = f"Lake ferry to run again\n\n(Source: Navalia; issued October 4, 2031)\n{BODY}"
    assert read_names(text) == ["Navalia"]


def test_declined_name_is_no_second_outlet() -> None:
    text = f"Паром пойдёт снова — Вечерний Орлов\n\n{BODY_RU}Об этом «Вечернему Орлову» рассказал сторож.\n\n{BODY_RU}"
    assert len(read_names(text)) <= 1
