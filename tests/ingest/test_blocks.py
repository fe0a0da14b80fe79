"""Where the article begins on a page full of other things, and what follows from it."""

from __future__ import annotations

import datetime

from searchcsto.ingest.blocks import find_block
from searchcsto.ingest.boilerplate import find_kind
from searchcsto.ingest.lines import find_lines
from searchcsto.ingest.metadata import read_metadata

HEAD = "Lock keepers of Brannoch vote for longer shifts"
BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, their speaker Ida Moll said after the assembly.\n"
    "The vote was close, she added, and it binds every lock on the canal between the two towns and the sea.\n"
    "The assembly also heard a report on the state of the towpath, which a flood had washed away in the autumn."
)
NOTICE = "We and our partners keep cookies on your device so that this page may know you when you come again."
MENU = "\n".join(f"Section {number}" for number in range(40))


def find_first(text: str) -> str:
    lines = find_lines(text, 0, len(text))
    return lines[find_block(lines, [find_kind(line, []) for line in lines])].text


def test_a_notice_above_a_menu_is_not_the_article() -> None:
    assert find_first(f"{NOTICE.replace('We and our', 'Our many')}\n{MENU}\n{HEAD}\n{BODY}").startswith("The lock")


def test_subheads_and_buttons_do_not_cut_an_article() -> None:
    first, *rest = BODY.split("\n")
    text = "\n".join([HEAD, first, "Share", "Why now?", "Advertisement", *rest, *rest])
    assert find_first(text) == first


def test_a_page_without_paragraphs_has_no_block() -> None:
    lines = find_lines(MENU, 0, len(MENU))
    assert find_block(lines, [find_kind(line, []) for line in lines]) == len(lines)


def test_headline_and_date_below_a_long_menu_are_found() -> None:
    text = f"{NOTICE}\n{MENU}\n{HEAD}\n12 March 2033, 09:20\n\n{BODY}"
    found = read_metadata(text, today=datetime.date(2035, 6, 1))
    assert (found.title, found.date.value if found.date else None) == (HEAD, "2033-03-12")
