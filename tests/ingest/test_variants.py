"""One outlet under several names is shown once; names are trimmed, and read from where pages put them."""

from __future__ import annotations

import pytest

from searchcsto.ingest.articles import read_article
from searchcsto.ingest.outlets import canonical_source
from searchcsto.ingest.variants import is_variant

BODY = (
    "The locks of Velia open later in winter, their keepers said on Monday, because the ice is thicker than it was.\n"
    "They ask the skippers to wait at the lower gate, and to keep their lamps lit until the gate has closed again."
)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Harrow Bay Echo", "HarrowBayEcho", True),
        ("Harrow Bay Echo", "HBE", True),
        ("Harrow Bay Echo", "Harrow Bay Echo Media Network", True),
        ("Harrow Bay Echo", "Harrow Bay Courier", False),
        ("Velia News", "Orlo News", False),
    ],
)
def test_variants(first: str, second: str, *, same: bool) -> None:
    assert is_variant(first, second) is same


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (f"The locks open late\nBy Editorial Staff\n\n{BODY}\n\n© Copyright 2031 - St. Orlo Times.", "St. Orlo Times"),
        (f"{BODY} KESTREL", None),
        (f"The locks open late\n\n{BODY} TASS", "TASS"),
        (f"The locks open late\n\n{BODY}\nPTI", "PTI"),
        (f"LARK NEWS via KESTREL — {BODY}", "LARK NEWS|KESTREL"),
        (f"The locks open late\n\n{BODY}\n\nWith reports from Larkpost and Velpost", "Larkpost|Velpost"),
        (f"Velia Lantern - All the news of Velia\nHome\nVelia Lantern\nThe locks open late\n\n{BODY}", "Velia Lantern"),
        (f"The locks open late\n12 March 2031\n\n{BODY}\n\nPermalink: velia.example/57", "velia.example"),
    ],
)  # fmt: skip
def test_places(text: str, sources: str | None) -> None:
    assert read_article(text, id="1").sources == (tuple(sources.split("|")) if sources else ())


def test_a_known_outlet_is_known_without_blanks_and_with_general_words() -> None:
    assert canonical_source("SouthChinaMorningPost") == "South China Morning Post"
    assert canonical_source("timesofindia.com") == "The Times of India"
    assert canonical_source("Al Jazeera Media Network") == "Al Jazeera"
