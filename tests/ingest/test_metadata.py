"""All values of an article together: the five seeds, datelines' places, odd input."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchcsto.ingest.metadata import Metadata, read_metadata

SEEDS = Path(__file__).parents[2] / "seeds"
TODAY = datetime.date(2035, 6, 1)
ISLAMIC_WORLD = "Russia - Islamic World"
BODY = "The lock keepers voted for longer shifts in summer, their speaker Ida Moll said after the yearly assembly."


def check_evidence(text: str, found: Metadata) -> None:
    readings = [reading for reading in (found.date, *found.alternatives) if reading]
    evidence = [item for reading in readings for item in reading.evidence]
    evidence += [item for item in (found.title_evidence, found.place_evidence) if item]
    for item in (*evidence, *found.source_evidence):
        assert text[item.start : item.end] == item.words
    assert len(found.sources) == len(found.source_evidence)
    ends = [offset for span in found.body for offset in span]
    assert ends == sorted(ends)
    assert all(0 <= offset <= len(text) for offset in ends)
    assert bool(found.body) or not any(char.isalpha() for char in text)


@pytest.mark.parametrize(
    ("number", "date", "sources", "title"),
    [
        ("000", ("2022-02-09", "stated"), ("TASS",), None),
        ("001", None, (ISLAMIC_WORLD, "TASS"), None),
        (
            "002",
            ("2022-02-10", "stated"),
            ("TASS",),
            "According to the Russian Foreign Ministry, the CSTO fails to establish cooperation with NATO",
        ),
        (
            "003",
            ("2022-01-14", "derived"),
            (ISLAMIC_WORLD, "TASS"),
            "Lavrov: the situation in Kazakhstan has shown the relevance and effectiveness of the CSTO forces",
        ),
        ("004", ("2022-01-20", "stated"), ("BelTA",), "Zas: CSTO peacekeepers helped turn the tide in Kazakhstan"),
    ],
)
def test_seeds(number: str, date: tuple[str, str] | None, sources: tuple[str, ...], title: str | None) -> None:
    text = next(SEEDS.glob(f"{number}_*.txt")).read_text(encoding="utf-8")
    found = read_metadata(text, today=TODAY)
    check_evidence(text, found)
    assert (found.date and (found.date.value, found.date.status)) == date
    assert found.sources == sources
    assert found.title == title
    assert found.language == "en"
    body = "".join(text[start:end] for start, end in found.body)
    assert not any(words in body for words in ("Photo:", "Follow us", "GSV", "All news", "Based on", "Flag Thursday"))


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("BRANNOCH, March 12. /HERON/.", "BRANNOCH"),
        ("BRANNOCH, Velia, March 12 (Heron) –", "BRANNOCH"),
        ("ST. ALDA, N.V., March 12 -", "ST. ALDA"),
        ("Nether Vale, march 12 -", "Nether Vale"),
        ("BRANNOCH. HERON -", "BRANNOCH"),
        ("BRANNOCH (March 12, 2033) —", "BRANNOCH"),
        ("VELIA:", "VELIA"),
        ("12 марта, Бранох /ЦАПЛЯ/.", "Бранох"),
        ("ТАСС, 12 марта.", None),
        ("On 12 March 2033,", None),
        ("MOLL: it is late.", None),
    ],
)
def test_places(dateline: str, place: str | None) -> None:
    text = f"Keepers vote for longer shifts\n\n{dateline} {BODY} {BODY}"
    found = read_metadata(text, today=TODAY)
    check_evidence(text, found)
    assert found.place == place


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    check_evidence(text, read_metadata(text, today=TODAY))


PIECES = st.sampled_from(
    [
        "ORLO",
        ", ",
        " ",
        "\n",
        "7 April",
        " 2031",
        "/KESTREL/",
        ". ",
        "(",
        ")",
        "07.04.2031",
        " | ",
        "08:15",
        "Photo: ",
        " – ",
        BODY,
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_layout_is_read(text: str) -> None:
    check_evidence(text, read_metadata(text, today=TODAY))


@pytest.mark.parametrize(
    "piece", ["a", "(", "9", "\n", "A-", "«", "7 April ", "word\r", "told Reuters ", "\0", "/", "Ab, "]
)
def test_monotonous_text_is_read(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    check_evidence(text, read_metadata(text, today=TODAY))


def test_what_is_known_is_not_looked_for() -> None:
    text = f"Keepers vote for longer shifts\n12 March 2033\n\nBRANNOCH, March 12 (Reuters) – {BODY} {BODY}"
    whole = read_metadata(text, today=TODAY)
    found = read_metadata(text, today=TODAY, known=("date", "sources"))
    assert (whole.date is not None, whole.sources) == (True, ("Reuters",))
    assert (found.date, found.alternatives, found.sources, found.source_evidence) == (None, (), (), ())
    assert (found.title, found.place, found.language, found.body) == (
        whole.title,
        whole.place,
        whole.language,
        whole.body,
    )


@pytest.mark.parametrize("count", [40, 70, 75, 90, 100, 130])
def test_the_body_of_a_text_of_any_length_goes_to_its_end(count: int) -> None:
    """Head and tail of a text are looked at; where they meet, nothing is between them, and nothing is lost."""
    lines = [f"The talks number {number} resumed on Monday after a pause, the minister of transport said in Orlo."
             for number in range(count)]  # fmt: skip
    text = "Harbour talks resume in Orlo\n\n" + "\n\n".join(lines)
    found = read_metadata(text, today=TODAY)
    assert found.body == ((text.index(lines[0]), len(text)),)
