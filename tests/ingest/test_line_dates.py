"""The dates of a line are looked for when they are asked for, and no further than that."""

from __future__ import annotations

from searchcsto.ingest.line_dates import LineDates
from searchcsto.ingest.lines import find_lines

FAR = "The lock keepers of Brannoch voted for longer shifts in summer, their speaker said after the assembly on May 9."
NEAR = "ORLO, April 7 - The lock keepers of Brannoch voted for longer shifts."


def test_a_date_counts_as_near_within_the_reach_alone() -> None:
    text = f"{FAR}\n{NEAR}\nThe pier"
    dates = LineDates(text, find_lines(text, 0, len(text)))
    assert dates.near(0, 100) == []
    assert [mention.day for mention in dates.near(0, 120)] == [9]
    assert [mention.day for mention in dates.near(1, 100)] == [7]


def test_a_line_that_is_known_to_have_no_date_has_none_near() -> None:
    text = f"The pier\n{NEAR}"
    dates = LineDates(text, find_lines(text, 0, len(text)))
    assert dates[0] == [] and dates.near(0, 100) == []
    assert dates[1] and dates.near(1, 100) == dates[1]
