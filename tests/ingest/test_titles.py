"""The headline: a literal line or nothing, never the first sentence."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.metadata import read_metadata

HEAD = "Lock keepers of Brannoch vote for longer shifts"
BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, their speaker Ida Moll said after the assembly. "
    "The vote was close, she added, and it binds every lock on the canal.\n\nThe assembly also heard a report on the "
    "state of the towpath, which a flood had washed away."
)


def read_title(text: str) -> str | None:
    found = read_metadata(text, today=datetime.date(2035, 6, 1))
    if found.title_evidence is not None:
        start, end = found.title_evidence.start, found.title_evidence.end
        assert text[start:end] == found.title_evidence.words
    return found.title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{HEAD}\n\n{BODY}", HEAD),
        (f"All news\n\n{HEAD}\n\nMost will work until dusk, speaker says\n\nBRANNOCH, March 12. /HERON/. {BODY}", HEAD),
        (f"Brannoch, Locks, Canal, Ida Moll\n{HEAD}\n{BODY}", HEAD),
        (f" date 2033-03-12 {HEAD}\n\n{BODY}", HEAD),
        (f"HomeBreaking News{HEAD}\n{HEAD}\n12 March 2033\n{BODY}", HEAD),
        (f"Home > News > Canals\n{HEAD}\n{BODY}", HEAD),
        (f"![{HEAD}](https://x.example/a.jpg)\n{HEAD}\n{BODY}", HEAD),
        (f"{HEAD} – The Mole Tribune\n\n{BODY}", HEAD),
        (f"{HEAD} - BBC News\n\n{BODY}", HEAD),
        (f"{HEAD} - J. Roe/FOTO\n\n{BODY}", HEAD),
        (f"{HEAD} - Speaker\n\n{BODY}", f"{HEAD} - Speaker"),
        (f"{HEAD.upper()}\nBRANNOCH, March 12 (Heron) - {BODY}", HEAD.upper()),
        (f"{HEAD}.\n\n12 March 2033\n\n{BODY}", f"{HEAD}."),
        (f"{HEAD}...\n\n{BODY}", f"{HEAD}..."),
        (f"Lock keepers of Brannoch\nvote for longer shifts\n\n{BODY}", HEAD),
        (f"{HEAD}5 min read . Updated: 12 Mar 2033, 09:20 AM\n{BODY}", HEAD),
        (f"{HEAD} 12.03.2033\n\n{BODY}", HEAD),
        (f"Flood closes the northern mill\n03.03.2033\n{HEAD}\n\n{HEAD} 12.03.2033\n\n{BODY}", HEAD),
        (f"{HEAD}\nThe lock at Brannoch. Photo: Heron/J. Roe\n\n{BODY}", HEAD),
        (f"{HEAD}\nBy Ida Moll\n\n{BODY}", HEAD),
        (f"{HEAD}\nMost keepers of Brannoch will work longer shifts until dusk, their speaker says\n\n{BODY}", HEAD),
        (f"University of Brannoch\nStudents\nAlumni\n{HEAD}\n\n{BODY}", HEAD),
        (f"{HEAD}\nBy Ida Moll\nProfessor of canals at the University of Brannoch\n\n{BODY}", HEAD),
        (f"{HEAD}\nIda Moll Canal Correspondent\n12 March 2033\n\n{BODY}", HEAD),
        (f"{HEAD}\nKeepers of Brannoch lock, 2031. (Heron/J. Roe)\n\n{BODY}", HEAD),
        (f"{HEAD}\nshare\n\n{BODY}", HEAD),
        (f"Браннох Ида Молль шлюзы канал Браннох Ида Молль шлюзы\n{HEAD}\n\n{BODY}", HEAD),
        (f"HomeCanals{HEAD}\n{HEAD}\nSaturday, 19:40\n\n{BODY}", HEAD),
        (f"Storm over the canal: as it happened\nLive\n\n18:42\n{BODY}", "Storm over the canal: as it happened"),
        (f"{HEAD}\n\n{BODY}\n\n2 comments\nMina 12 March 2033 at 14:10\nGood.\nOlaf 30 May 2033 at 08:22\nBad.", HEAD),
        (f"Keepers met in Brannoch on 12 March 2033\n\n{BODY}", "Keepers met in Brannoch on 12 March 2033"),
    ],
)
def test_headlines(text: str, title: str) -> None:
    assert read_title(text) == title


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"BRANNOCH, March 12. /HERON/. {BODY}",
        f" date 2033-03-12 {BODY}",
        f'"We need light," the speaker of the lock keepers said on Monday, adding that summer is short.\n\n{BODY}',
        f"and the boats will pass until dusk, the speaker said, adding that the towpath would open.\n\n{BODY}",
        f"Today, 12 March, the lock keepers of Brannoch held their yearly assembly and heard a report.\n\n{BODY}",
        f"All news\n\n{BODY}",
        f"Photo: Heron/J. Roe\n\n{BODY}",
        "Flood\n7 April 2033\nMills\n6 April 2033\nLocks to be mended soon\n5 April 2033\nTowpath open\n4 April 2033",
        "",
        "\n\n",
    ],
)
def test_none_is_right(text: str) -> None:
    assert read_title(text) is None


def test_headline_below_paragraphs_of_teasers() -> None:
    teaser = "On October 3, 2034, the mayor met the governor in the old castle, and they spoke of roads for many hours."
    assert read_title(f"{teaser}\n{teaser[10:]}\n{HEAD}\n10.02.2033March 9. /HERON/. {BODY}\n{BODY}\n{BODY}") == HEAD


def test_two_reports_one_after_the_other_have_no_single_headline() -> None:
    second = "Ferry of Velia runs aground at low tide\n\nVELIA (Heron) - A ferry with 112 people ran aground on Friday."
    rest = "The ferry was freed at high tide, the harbour master said, and nobody was hurt in the whole night."
    text = f"{HEAD}\n\nBRANNOCH (Heron) - {BODY}"
    assert read_title(text) == HEAD
    assert read_title(f"{text}\n\n{second} {rest}\n\n{rest}") is None
    assert read_title(f"{text}\n\nRelated stories\n\n{second} {rest}") == HEAD


def test_what_a_headline_says_of_its_photos_is_no_credit() -> None:
    assert read_title(f"{HEAD} (photos)\n{BODY}") == f"{HEAD} (photos)"
