"""The phrases with which news cites news, grouped so that a text without any is known at a glance."""

from __future__ import annotations

import pytest

from searchcsto.ingest.cues import CUES_BY_SCRIPT
from searchcsto.ingest.sources import find_sources, read_layout

GROUPS = [group for _, groups in CUES_BY_SCRIPT for group in groups]


def test_what_a_group_is_known_by_stands_in_each_of_its_phrases() -> None:
    for words, after, before in GROUPS:
        assert len(words) >= 5
        for cue in (*(cue[0] for cue in after), *(cue[0] for cue in before)):
            assert words in cue


@pytest.mark.parametrize("cue", [cue[0] for _, after, _ in GROUPS for cue in after if cue[0].isascii()])
def test_a_known_outlet_is_found_behind_every_phrase(cue: str) -> None:
    text = f"The pier of Orlo will open again in the spring of next year{cue if cue[0] == ',' else ' - ' + cue}Reuters."
    assert [source.name for source in find_sources(read_layout(text), None)] == ["Reuters"], text
