"""A web page: what a reader sees is the text, what the markup says of it has its words below, and nothing breaks it."""

from __future__ import annotations

import pytest

from searchcsto.documents import Document
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.html import read_html
from searchcsto.ingest.limits import MAX_ARTICLE, Problem
from tests.ingest.webpages import (
    BODY,
    FOOTER,
    HEADLINE,
    MENU,
    RUSSIAN_BODY,
    RUSSIAN_HEADLINE,
    make_page,
    read_document,
    read_one,
    read_problem,
)


def read_body(document: Document) -> str:
    assert document.body is not None
    return "\n".join(document.text[start:end] for start, end in document.body)


def test_everything_that_a_page_says_of_itself() -> None:
    head = (
        '<meta property="og:site_name" content="Orlo Courier">'
        '<meta property="og:title" content="Harbour talks resume in Orlo - Orlo Courier">'
        '<meta property="article:published_time" content="2021-04-07T08:15:00+03:00">'
    )
    document = read_document(make_page(head=head, below="<p>By Ann Bell</p>"))
    assert (document.title, document.date, document.sources) == (HEADLINE, "2021-04-07", ("Orlo Courier",))
    assert document.language == "en"
    assert [words.rule for words in document.date_evidence] == ["meta article:published_time"]
    assert document.date_evidence[0].words == "2021-04-07T08:15:00+03:00"
    assert document.title_evidence is not None and document.title_evidence.rule == "h1"
    assert (document.date_status, document.title_status, document.sources_status) == ("stated",) * 3


def test_a_russian_page() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-04-07T08:15:00+03:00",'
        f'"headline": "{RUSSIAN_HEADLINE}", "publisher": {{"name": "Вестник Орло"}}}}</script>'
    )
    page = make_page(head=head, headline=RUSSIAN_HEADLINE, body=RUSSIAN_BODY).replace("lang=en", "lang=ru")
    document = read_document(page.encode("cp1251"))
    assert (document.title, document.date) == (RUSSIAN_HEADLINE, "2021-04-07")
    assert (document.sources, document.language) == (("Вестник Орло",), "ru")
    assert document.source_evidence[0].rule == "json-ld publisher"
    assert "волнолом потерял" in read_body(document).casefold()


def test_the_text_is_what_a_reader_sees_and_the_body_is_the_article() -> None:
    page = make_page(
        head="<style>p {}</style><script>let hidden = 1</script>",
        below="<p hidden>Not to be seen</p><p style='display: none'>Nor this</p><!-- nor this -->",
    )
    document = read_document(page)
    for words in ("hidden", "Not to be seen", "Nor this", "nor this", "p {}"):
        assert words not in document.text
    assert document.text.index("Sport") < document.text.index(HEADLINE) < document.text.index("About us")
    body = read_body(document)
    assert body.startswith("The talks about the harbour") and body.endswith("and for lights on it.")
    assert "Sport" not in body and "Contacts" not in body


def test_quoted_markup_stands_below_the_text_and_is_no_part_of_the_article() -> None:
    head = '<meta name="date" content="2021-04-07"><meta property="og:site_name" content="Orlo Courier">'
    article = read_one(make_page(head=head))
    assert article.markup is not None
    quoted = article.text[article.markup.start :].strip().split("\n")
    assert sorted(quoted) == [
        '<meta name="date" content="2021-04-07">',
        '<meta property="og:site_name" content="Orlo Courier">',
    ]
    assert article.text[: article.markup.start].endswith("Contacts")


def test_the_rules_for_plain_text_look_at_the_article_and_not_at_the_page_around_it() -> None:
    above = "<div>Tuesday, 11 May 2021</div><div>Lark News</div>" + "<p>Weather</p>" * 40
    page = make_page(above=above, body=BODY.replace("<p>The talks", "<p>ORLO, April 7, 2021 (Kestrel) – The talks", 1))
    document = read_document(page)
    assert (document.date, document.place, document.sources) == ("2021-04-07", "ORLO", ("Kestrel",))


def test_a_page_without_a_date_has_none() -> None:
    document = read_document(make_page(below="<p>By Ann Bell</p>").replace("</footer>", "<p>© 2019</p></footer>"))
    assert (document.date, document.date_status, document.alternatives) == (None, "unknown", ())


def test_nothing_is_dated_in_the_future() -> None:
    document = read_document(make_page(head='<meta property="article:published_time" content="2999-04-07">'))
    assert document.date is None


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\0" * 1000, "empty"),
        (b"<!-- nothing -->", "it has no text, only markup"),
        (b"<html><body></body></html>", "it has no text, only markup"),
        (b"<frameset cols=50%><frame src=a.html></frameset>", "it has no text, only frames"),
        (b"x" * (MAX_ARTICLE + 1), "larger than 20 MB, the most that one article may have"),
    ],
)
def test_a_page_without_text_is_a_problem(page: bytes, reason: str) -> None:
    assert read_problem(page) == reason


def test_a_page_that_a_script_would_show_has_the_text_that_its_markup_tells() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-04-07",'
        '"articleBody": "The talks resumed.\\nThey go on."}</script>'
    )
    document = read_document(
        f"<html><head><title>{HEADLINE}</title>{head}</head><body><div id=app></div></body></html>"
    )
    assert document.text.startswith("The talks resumed.\n\nThey go on.")
    assert (document.title, document.date) == (HEADLINE, "2021-04-07")


TEXT = b"<p>The talks about the harbour resumed in Orlo on Monday.</p>"


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 100_000 + TEXT + b"</div>" * 100_000,
        b"<font>" * 5_000 + TEXT,
        b"<table><tr><td>" * 1_000 + TEXT,
        b"<svg>" * 20_000 + TEXT,
        b"<div " + b" ".join(b"a%d=1" % number for number in range(50_000)) + b">" + TEXT,
        TEXT + b"<p>" * 600_000,
        TEXT.replace(b" ", b"\0 \0"),
        TEXT + b"<p>&#x110000; &#0; &#xD800; &bogus; &#99999999999; &",
        TEXT + b"<script type='application/ld+json'>" + b"[" * 100_000,
        TEXT + b"<script type='application/ld+json'>" + b'{"a":' * 900 + b"1" + b"}" * 900 + b"</script>",
        TEXT + b'<script type=\'application/ld+json\'>{"@type": 7, "publisher": [[]], "datePublished": {}}</script>',
        b"<title>" + b"a | " * 100_000 + b"</title>" + TEXT,
        b"<h1>Harbour talks resume</h1>" + b"<time datetime=2021-04-07>x</time>" * 5_000 + TEXT,
        b"<meta name=date content=2021-04-07>" * 5_000 + TEXT,
        b"<link rel=canonical href='http://[::bad'>" + TEXT,
        b"<html><head><meta charset=utf-8></head><body>" + TEXT + b"\xff\xfe\xfa",
        b"<html><body>" + TEXT + b"<!--" + b"x" * 100_000,
    ],
    ids=lambda page: repr(page[:24]),
)
def test_no_page_is_too_wild(page: bytes) -> None:
    document = read_document(page)
    assert "The talks about the harbour resumed in Orlo on Monday." in document.text


def test_fifty_megabytes_in_a_line_are_refused() -> None:
    (found,) = read_html(MemoryContent("page.html", b"word " * 10_000_000), ReadOptions())
    assert found == Problem("larger than 20 MB, the most that one article may have")


def test_a_page_of_a_megabyte_in_a_line() -> None:
    document = read_document(b"<html><body>" + MENU.encode() + b"<p>" + b"The talks go on. " * 60_000 + FOOTER.encode())
    assert document.text.count("The talks go on.") == 60_000
