"""What a page says to its reader is no headline; what it reports is."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.calls import _CALL, is_call, is_menu_row
from searchcsto.ingest.metadata import read_metadata

BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, their speaker Ida Moll said after the assembly. "
    "The vote was close, she added, and it binds every lock on the canal.\n\nThe assembly also heard a report on the "
    "state of the towpath, which a flood had washed away."
)
BODY_RU = (
    "Смотрители шлюзов Браноха проголосовали за длинные летние смены, сообщила после собрания их староста Ида Молль. "
    "Голоса разделились почти поровну, добавила она.\n\nСобрание выслушало и доклад о бечевнике, который размыло."
)
ODD, ODD_RU = "A late evening for many", "Поздний вечер для многих"


@pytest.mark.parametrize(
    "line",
    ["Have your say", "Thank you for reading", "Hide caption", "Open in new window", "Audio for this story is off"],
)
def test_a_call_is_no_headline(line: str) -> None:
    today = datetime.date(2035, 6, 1)
    assert read_metadata(f" date 2033-03-12 {line}\n\n{BODY}", today=today).title is None
    assert read_metadata(f"{ODD}\n\n{line}\n\n{BODY}", today=today).title == ODD


@pytest.mark.parametrize(
    "line",
    ["Сохранить в закладки", "Будьте в курсе событий", "Спасибо, что читаете нас", "Главное Все новости Фото Погода"],
)
def test_a_russian_call_is_no_headline(line: str) -> None:
    today = datetime.date(2035, 6, 1)
    assert read_metadata(f"{line}\n\n{BODY_RU}", today=today).title is None
    assert read_metadata(f"{line}\n\n{ODD_RU}\n\n{BODY_RU}", today=today).title == ODD_RU


@pytest.mark.parametrize(
    "text",
    [
        f"Keepers walk past the upper lock in Brannoch, on Saturday. JAN ROE\n\n{BODY}",
        f"Keepers wait outside the town hall of Brannoch on Monday.\n\nBRANNOCH, March 12 (HERON) - {BODY}",
        f"Via The Mole Gazette, a report on the canal:\n{BODY}",
        f"This post originally appeared on Heron\n\n{BODY}",
        f"“We will stay until dusk, and not one minute longer.”\n\n{BODY}",
        f"The upper lock of Brannoch, empty: nobody was there| Photo: EFE/EPA/JAN ROE\n\n{BODY}",
    ],
)
def test_captions_introductions_and_pull_quotes_are_no_headlines(text: str) -> None:
    assert read_metadata(text, today=datetime.date(2035, 6, 1)).title is None


def test_the_title_of_a_film_is_no_headline() -> None:
    head = "Lock keepers of Brannoch vote for longer shifts"
    film = "Moll on the lock keepers of Brannoch: 'Nobody sleeps' at the assembly"
    text = f"{head}\n\nBy Ida Moll\n{film} Video\n\n{film}\n\n{BODY}"
    assert read_metadata(text, today=datetime.date(2035, 6, 1)).title == head


@pytest.mark.parametrize(
    "line", ["Harbour talks resume in Orlo", "War widens as ports close", "Новости пришли в порт ночью"]
)
def test_a_headline_is_no_call(line: str) -> None:
    assert not is_call(line)
    assert not is_menu_row(line)


CALLS = """
    Get our app|Join us on Telegram|Be the first to comment|Don't miss our newsletter|Find us on Facebook|
    12 comments|3 likes|We use cookies|We're here for you|We'll notify you|You can follow this|
    Why you can trust us|Already a member|Not a member?|No account yet|New to Kestrel?|Thanks for reading|
    Please turn on sound|Sorry, gone|Oops!|Click here|Tap to unmute|Swipe left|Press play|Scroll down|
    Skip to content|Loading comments|Log in|Sign up|Report an error|Toggle menu|Text size|Font size|Open in app|
    In your area|Stay tuned|Never miss a story|View gallery|Install now|Enable sound|Unmute|Volume up|
    Full screen|Close|Gift this article|Buy photo|Order reprints|All comments|Interest successfully added|
    Live updates|What's new|Something went wrong|Opens in a new tab|Sent to our newsletter|An ad-free page|
    + Following|Follow this topic|More by email|A free trial|Add as a preferred source
    """


@pytest.mark.parametrize("line", [call.strip() for call in CALLS.replace("\n", "").split("|")])
def test_a_call_is_known_by_the_words_without_which_none_is(line: str) -> None:
    for shown in (line, line.upper()):
        assert is_call(shown) and _CALL.search(shown) is not None, shown


def test_most_headlines_are_known_to_be_no_call_without_the_pattern() -> None:
    assert not is_call("Harbour talks resume in Orlo") and not is_call("Переговоры о порте в Орло")
    assert is_call("Получайте новости первыми") and is_call("Новости в соцсетях")
