"""Sentences end where a reader would say so, and not behind initials and abbreviations."""

from __future__ import annotations

import itertools

import pytest

from searchcsto.analysis.sentences import find_sentence_ends


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rained. One pier is old.", ["It rained.", "One pier is old."]),
        ("Mr. Orr met Gen. J. P. Mole. They spoke.", ["Mr. Orr met Gen. J. P. Mole.", "They spoke."]),
        ("The U.S. Senate voted. It rained.", ["The U.S. Senate voted.", "It rained."]),
        ("He said no. Nobody asked.", ["He said no.", "Nobody asked."]),
        ("See No. 5 there. Then go.", ["See No. 5 there.", "Then go."]),
        ("В 2022 г. Токаев выступил. Дождь шёл.", ["В 2022 г. Токаев выступил.", "Дождь шёл."]),
        ("Доход 5 млн. руб. за год. А. С. Пушкин писал.", ["Доход 5 млн. руб. за год.", "А. С. Пушкин писал."]),
        ("“Go!” he said. “Now.” They went.", ["“Go!” he said.", "“Now.”", "They went."]),
        ("It was plan b. Then it rained.", ["It was plan b.", "Then it rained."]),
        ("Kestrel Inc.\n\nThe board met.", ["Kestrel Inc.", "The board met."]),
        ("A wrapped\nline goes on.\nA new line does not", ["A wrapped\nline goes on.", "A new line does not"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    ends = [0, *find_sentence_ends(text, 0, len(text)), len(text)]
    found = [text[start:end].strip() for start, end in itertools.pairwise(ends)]
    assert [sentence for sentence in found if sentence] == sentences
