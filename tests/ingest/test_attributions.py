"""Outlets found by their names beside a word of attribution, whatever the phrase."""

from __future__ import annotations

import pytest

from searchcsto.ingest.attributions import find_attributions
from searchcsto.ingest.layout import read_layout
from searchcsto.ingest.outlets import read_outlets

TABLE = (
    "Kestrel Wire\tKestrel|KESTREL|Кестрел\nThe Orlo Nation\nNew Era\nKWN\nЛарк Велия\tЛарк\nРИА Новости\tРИА\n"
    "kestrel.example\n"
)
OUTLETS = read_outlets(TABLE, path="table")
LEAD = "The locks of Velia open later in winter, their keepers said on Monday in the town hall of the old harbour."
RUSSIAN_LEAD = "Шлюзы Велии зимой откроются позже, сказали в понедельник смотрители в ратуше старой гавани города Орло."


def find(sentence: str, lead: str = LEAD) -> list[str]:
    text = f"{lead}\n\n{sentence} Nobody else spoke at the meeting, which ended after less than two hours in the dark."
    return [text[start:end] for start, end in find_attributions(read_layout(text, outlets=OUTLETS))]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("The ministry informed Kestrel about the new bridge.", ["Kestrel"]),
        ("Quoting a letter seen by Kestrel Wire, the mayor spoke of a delay.", ["Kestrel Wire"]),
        ("In remarks carried by the KESTREL edition the minister praised the dam.", ["KESTREL"]),
        ("As The Orlo Nation noted, the dam is older than the town.", ["The Orlo Nation"]),
        ("The dam is older than the town, local newspaper Harrow Packet reported on Sunday.", ["Harrow Packet"]),
        ("According to the daily Harrow Packet, the dam is older.", ["Harrow Packet"]),
        ("The keeper was asked by the agency Kestrel. It reported his words.", ["Kestrel"][:0]),
        # only spoken of
        ("A Kestrel reporter was held for an hour, police said.", []),
        ("The owner of Kestrel said that he would sell his boats.", []),
        ("Kestrel was fined for the film, the court said.", []),
        ("The minister told the press conference at Kestrel that the dam holds.", []),
        ("The picture was taken at noon, said Ann Kestrel.", []),
        ("They met in the Kestrel Valley, the keeper said.", []),
        # phrases of the language
        ("It is a new era, and a New Era of talks, the keeper said.", []),
        ("New Era reported that the dam holds.", ["New Era"]),
        ("The KWN said that it would inspect the dam.", []),
        ("The dam holds, the news agency KWN said.", ["KWN"]),
    ],
)
def test_english(sentence: str, names: list[str]) -> None:
    assert find(sentence) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Об этом сообщает Ларк Велия.", ["Ларк Велия"]),
        ("«Сроки прежние», — сказал смотритель журналистам (цитата по Кестрел).", ["Кестрел"]),
        ("Ранее «Кестрел» сообщало о задержке.", ["Кестрел"]),
        ("По данным медиаплатформы «Пустельга», плотина старше города.", ["Пустельга"]),
        ("Его слова привело РИА «Новости».", ["РИА «Новости»"]),
        ("Его слова привело РИА «Пустельга».", ["Пустельга"]),
        ("Журналист «Кестрел» был задержан, сообщила полиция.", []),
        ("В студии Кестрел смотритель сказал, что плотина держится.", []),
    ],
)
def test_russian(sentence: str, names: list[str]) -> None:
    assert find(sentence, RUSSIAN_LEAD) == names
