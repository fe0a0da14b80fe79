"""PDFs: paragraphs are whole again, heads and feet stand aside, and the file's own times are no dates."""

from __future__ import annotations

import datetime

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission

from searchcsto.documents import Document
from searchcsto.ingest import pdf
from searchcsto.ingest.articles import read_article
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.page_lines import join_hyphens
from searchcsto.ingest.pdf import read_pdf
from tests.ingest.printing import Placed, set_text, write_pdf

RUSSIAN = "Переговоры о воде продолжились в понедельник, сообщил министр, и они будут идти дальше до вечера."
ENGLISH = "The negotiations went on in Orlo, and both sides said that they would meet again next week in Velia."
TODAY = datetime.date(2035, 1, 1)


def read(data: bytes) -> list[Article | Problem]:
    return list(read_pdf(MemoryContent("a.pdf", data), ReadOptions()))


def read_one(data: bytes) -> Document:
    (found,) = read(data)
    assert isinstance(found, Article), found
    document = read_article(found.text, id="a", markup=found.markup, today=TODAY)
    evidence = [document.title_evidence, *document.date_evidence, *document.source_evidence]
    evidence += [words for each in document.alternatives for words in each.evidence]
    for each in evidence:
        assert each is None or document.text[each.start : each.end] == each.words
    return document


def read_visible(data: bytes) -> str:
    (found,) = read(data)
    assert isinstance(found, Article), found
    assert found.markup is not None
    return found.text[: found.markup.start]


def read_reason(data: bytes) -> str:
    (found,) = read(data)
    assert isinstance(found, Problem), found
    assert found.skipped
    return found.reason


def test_lines_are_joined_to_paragraphs() -> None:
    text = "\n\n".join((ENGLISH * 3, RUSSIAN * 3, "Short.", ENGLISH))
    assert read_visible(write_pdf(set_text(text))) == text


def test_a_paragraph_that_only_an_indent_or_a_short_line_begins() -> None:
    first, second = set_text(ENGLISH * 2), set_text(RUSSIAN * 2)
    lines = [*first, *second]
    rows = [(left, 700 - 12 * number, size, words) for number, (left, _, size, words) in enumerate(lines)]
    assert read_visible(write_pdf(rows)) == f"{ENGLISH * 2}\n\n{RUSSIAN * 2}"
    full = [(50.0, 700 - 12.0 * number, 10.0, ("word " * 12).strip()) for number in range(6)]
    full[3] = (65.0, full[3][1], 10.0, "Next " + ("word " * 10).strip())
    assert read_visible(write_pdf(full)).count("\n\n") == 1


def test_lists_and_large_print() -> None:
    items = [f"• item {number} of the list, which goes on to the end of it" for number in range(3)]
    lines: list[Placed] = [
        (50, 760, 20, "Talks resume"),
        (50, 736, 20, "in the harbour of Orlo"),
        *((50.0, 700 - 12.0 * number, 10.0, words) for number, words in enumerate(items)),
    ]
    assert read_visible(write_pdf(lines)) == "\n\n".join(("Talks resume in the harbour of Orlo", *items))


def test_words_that_the_end_of_a_line_parts() -> None:
    lines = [
        "Both sides of the nego-",
        "tiations were peace-",
        "keepers, and peace-keepers of Orlo-",
        "Velia came, кто-",
        "то знал.",
    ]
    rows = [(50.0, 700 - 12.0 * number, 10.0, words) for number, words in enumerate(lines)]
    text = read_visible(write_pdf(rows))
    assert "negotiations were peacekeepers" in text or "negotiations were peace-keepers" in text
    assert "Orlo-Velia" in text
    assert "кто-то" in text


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("nego\ufffetiations", "negotiations"),
        ("nego\x02tiations", "negotiations"),
        ("peace\ufffekeeping", "peace-keeping"),
        ("Orlo\ufffeVelia", "Orlo-Velia"),
        ("Covid\ufffe19", "Covid-19"),
        ("какой\ufffeнибудь", "какой-нибудь"),
        ("вице\ufffeпремьер", "вице-премьер"),
        ("пере\ufffeговоры", "переговоры"),
        ("dash \ufffe", "dash -"),
    ],
)
def test_hyphens(text: str, joined: str) -> None:
    assert join_hyphens(text, frozenset({"peace-keeping"})) == joined


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    rows = set_text(ENGLISH * 6, columns=40)
    assert len(rows) > 12
    left = [(50.0, 700 - 12.0 * i, 10.0, words) for i, (*_, words) in enumerate(rows[:5])]
    right = [(320.0, 700 - 12.0 * i, 10.0, words) for i, (*_, words) in enumerate(rows[5:10])]
    over = [(50.0, 700 - 12.0 * i, 10.0, words) for i, (*_, words) in enumerate(rows[10:])]
    text = read_visible(write_pdf([*left, *right], over))
    parts = text.split("\n\n")
    assert " ".join(parts) == ENGLISH * 6
    assert len(parts) <= 1 + sum(words.endswith(".") or not words[0].islower() for *_, words in rows)


def test_heads_and_feet_stand_aside_but_for_the_first_head() -> None:
    pages = [
        [
            (50.0, 770.0, 8.0, "Kestrel Daily, 7 April 2031"),
            *set_text(f"{number}. {text}"),
            (300.0, 25.0, 8.0, f"Page {number}"),
        ]
        for number, text in enumerate((ENGLISH * 4, RUSSIAN * 4, ENGLISH * 3), 1)
    ]
    document = read_one(write_pdf(*pages))
    assert document.body is not None
    body = "".join(document.text[start:end] for start, end in document.body)
    assert "Kestrel Daily" not in body
    assert "Page" not in body
    assert "1. The negotiations" in body
    assert document.text.startswith("Kestrel Daily, 7 April 2031\n\n")
    assert all(f"Page {number}" in document.text for number in (1, 2, 3))
    assert document.date == "2031-04-07"


def test_text_that_comes_again_at_one_height_is_no_furniture() -> None:
    pages = [[*set_text(ENGLISH * 3, top=780)] for _ in range(3)]
    assert read_visible(write_pdf(*pages)).count("negotiations") == 9


def test_what_a_browser_prints_is_no_date_and_names_the_site() -> None:
    head, foot = "9/4/31, 2:03 PM Talks resume in Orlo - Kestrel", "https://www.kestrel.example/2031/talks 1/1"
    page = [
        (20.0, 780.0, 8.0, head),
        (50.0, 730.0, 18.0, "Talks resume in Orlo"),
        *set_text(ENGLISH * 3),
        (20.0, 15.0, 8.0, foot),
    ]
    document = read_one(write_pdf(page, Title="Talks resume in Orlo - Kestrel", Producer="Skia/PDF m97"))
    assert (document.title, document.date, document.sources) == ("Talks resume in Orlo", None, ("kestrel.example",))
    assert document.text.startswith("Talks resume in Orlo\n\n")
    assert foot in document.text


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Talks resume in Orlo", "Talks resume in Orlo"),
        ("TALKS RESUME IN ORLO", "Talks resume in Orlo"),
        ("Microsoft Word - talks.doc", None),
        ("untitled", None),
        ("Harbour festival opens with old songs", None),
    ],
)
def test_titles_of_the_properties(stated: str, title: str | None) -> None:
    (found,) = read(write_pdf([(50, 740, 18, "Talks resume in Orlo"), *set_text(RUSSIAN * 4)], Title=stated))
    assert isinstance(found, Article)
    assert found.markup is not None
    assert found.markup.title == title


def test_the_times_of_the_file_are_alternatives() -> None:
    data = write_pdf(set_text(ENGLISH), CreationDate="D:20310409081500+03'00'", ModDate="D:20310410")
    document = read_one(data)
    assert document.date is None
    assert [(each.value, each.evidence[0].words) for each in document.alternatives] == [
        ("2031-04-09", "D:20310409081500+03'00'"),
        ("2031-04-10", "D:20310410"),
    ]


def test_a_file_of_another_library() -> None:
    made = FPDF()
    made.set_title("Talks resume in Orlo")
    made.add_page()
    made.set_font("Helvetica", size=18)
    made.multi_cell(0, 8, "Talks resume in Orlo")
    made.set_font("Helvetica", size=10)
    made.ln(4)
    for _ in range(3):
        made.multi_cell(100, 5, ENGLISH * 3, align="J")
        made.ln(3)
    document = read_one(bytes(made.output()))
    assert document.title == "Talks resume in Orlo"
    assert document.text.count(ENGLISH * 3) == 3


def test_an_encrypted_file() -> None:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=10)
    made.cell(0, 5, "Talks")
    made.set_encryption("owner", "user", permissions=AccessPermission.none())
    assert "encrypted" in read_reason(bytes(made.output()))


def test_scanned_pages() -> None:
    assert "ocrmypdf" in read_reason(write_pdf([], []))
    assert "ocrmypdf" in read_reason(write_pdf([(300, 20, 8, "1")]))
    problem, article = read(write_pdf(set_text(ENGLISH), [], []))
    assert problem == Problem("2 of its 3 pages have no text (scanned?)", skipped=False)
    assert isinstance(article, Article)


def test_letters_without_a_meaning() -> None:
    assert "--force-ocr" in read_reason(write_pdf([(50, 700, 10, "\ue001\ue002\ue003 ab \ue001\ue002\ue004")]))


def test_letters_beyond_the_first_plane() -> None:
    assert "😀" in read_visible(write_pdf([(50, 700, 10, "Talks 😀 resume"), (50, 650, 10, "in Orlo")]))


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MAX_PAGES", 2)
    problem, article = read(write_pdf(*[set_text(ENGLISH)] * 3))
    assert problem == Problem("only the first 2 of its 3 pages are read", skipped=False)
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"%PDF-1.5\n", "a damaged PDF"), (b"Talks", "a damaged PDF"), (b"\0" * 5_000, "a damaged PDF")],
)
def test_one_reason(data: bytes, reason: str) -> None:
    assert reason in read_reason(data)


def test_a_headline_and_a_date_above_the_text_are_lines_of_their_own() -> None:
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=12)
    text = (
        "Talks resume in Orlo\n7 April 2031\n\nORLO (Kestrel News) - The two sides met again on Monday, "
        + "to talk of water " * 20
    )
    page.multi_cell(0, 8, text)
    (article,) = read_pdf(MemoryContent("a.pdf", bytes(page.output())), ReadOptions())
    assert isinstance(article, Article)
    assert article.text.startswith("Talks resume in Orlo\n\n7 April 2031\n\nORLO (Kestrel News) - The two sides met")
