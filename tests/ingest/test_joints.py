"""What scraping glued together in the first lines of a page is parted again, and nothing else is."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.joints import part_lines
from searchcsto.ingest.lines import read_page
from searchcsto.ingest.metadata import read_metadata

HEAD = "Lock keepers of Brannoch vote for longer shifts"
HEAD_RU = "Смотрители шлюзов Браноха выбрали длинные смены"
BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, their speaker Ida Moll said after the assembly. "
    "The vote was close, she added, and it binds every lock on the canal. "
    "The assembly also heard a report on the state of the towpath, which a flood had washed away. "
    "A fourth of the boats turned back at the upper lock last year because nobody was there to open it."
)
BODY_RU = (
    "Смотрители шлюзов Браноха проголосовали за длинные летние смены, сообщила после собрания их староста Ида Молль. "
    "Голоса разделились почти поровну, добавила она, но решение обязательно для каждого шлюза на канале. "
    "Собрание выслушало и доклад о бечевнике, который размыло паводком, и решило чинить его своими силами. "
    "Четверть барж в прошлом году повернула назад у верхнего шлюза: открыть его было некому."
)


@pytest.mark.parametrize(
    ("text", "title", "date"),
    [
        # a page in one line
        (
            f"Heron.Example News from Heron.Example {HEAD} Politics Tue, 15 Mar 2033 13:10 By HeronBy Ida Moll{BODY}",
            HEAD,
            15,
        ),
        (f"Home > News > {HEAD} 15 Mar 2033 {BODY}", HEAD, 15),
        (f"Главная / Новости / {HEAD_RU} 15 марта 2033 13:10 {BODY_RU}", HEAD_RU, 15),
        # a date glued to its byline, its headline, the first word
        (f"{HEAD}.\n\nMarch 15, 2033 4:17 pmby The Mole Gazette news desk\n{BODY}", HEAD, 15),
        (f"{HEAD}March 15, 2033 by Ida Moll\n\n{BODY}", HEAD, 15),
        (f"{HEAD}\nCanals, Featured, Latest Headlines Tuesday, March 15th, 2033{BODY}", HEAD, 15),
        # a byline, a rubric, an icon's name glued to the headline
        (f"{HEAD}By Ida Moll\n\n{BODY}", HEAD, None),
        (f"{HEAD_RU}Ида Молль\n15 марта 2033 16:17\n\n{BODY_RU}", HEAD_RU, 15),
        (
            f"Politics{HEAD.replace('Lock keepers', 'Assembly')}\n\n{BODY}",
            HEAD.replace("Lock keepers", "Assembly"),
            None,
        ),
        (f"15 марта 2033, 16:17Общество{HEAD_RU}\n\n{BODY_RU}", HEAD_RU, 15),
    ],
)
def test_what_was_glued_is_read(text: str, title: str, date: int | None) -> None:
    found = read_metadata(text, today=datetime.date(2035, 6, 1))
    assert (found.title or "").rstrip(".") == title
    assert (found.date.value if found.date else None) == (f"2033-03-{date}" if date else None)


@pytest.mark.parametrize(
    "text",
    [
        f"On 15 March 2033 {BODY}",  # the day of an event
        f"The keepers met on Tuesday, 15 March 2033 and {BODY}",
        f"{BODY} The next assembly is on 15 March 2034.",
        "StandBy Power is sold to a rival of the canal company",
    ],
)
def test_running_text_is_left_whole(text: str) -> None:
    lines = list(read_page(text).lines)
    assert part_lines(text, lines) == lines
