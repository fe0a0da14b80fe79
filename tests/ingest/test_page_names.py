"""Headline and publisher of a page: what it says of itself, without the outlet in the one, slogans in the other."""

from __future__ import annotations

import json

import pytest

from tests.ingest.webpages import BODY, HEADLINE, MENU, RUSSIAN_BODY, make_page, read_document


def ld(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(values)}</script>'


def og(name: str, content: str) -> str:
    return f'<meta property="og:{name}" content="{content}">'


def make_bare(title: str, *, head: str = "", body: str = BODY) -> str:
    """Return a page without a heading."""
    return f"<html lang=en><head><title>{title}</title>{head}</head><body>{MENU}<div>{body}</div></body></html>"


@pytest.mark.parametrize(
    ("title", "head"),
    [
        (f"{HEADLINE} - Orlo Courier", og("site_name", "Orlo Courier")),
        (f"{HEADLINE} | News | Orlo Courier", og("site_name", "Orlo Courier")),
        (f"Orlo Courier: {HEADLINE}", ""),
        (f"{HEADLINE} – courier.example", '<link rel="canonical" href="https://www.courier.example/7">'),
        (f"{HEADLINE} | Orlo Courier | The paper of the bay", og("site_name", "Orlo Courier")),
    ],
)
def test_a_title_without_the_outlet(title: str, head: str) -> None:
    document = read_document(make_bare(title, head=head))
    assert document.title is not None and document.title.removeprefix("News | ").startswith(HEADLINE)
    assert "Courier" not in document.title and "courier" not in document.title
    assert document.title_evidence is not None and document.title_evidence.rule == "title element"


def test_the_visible_headline_goes_before_the_title() -> None:
    page = make_page(head=og("title", "Talks resume in Orlo harbour, at last")).replace(
        f"<title>{HEADLINE}</title>", f"<title>{HEADLINE} now</title>"
    )
    document = read_document(page)
    assert document.title == HEADLINE
    assert document.title_evidence is not None and document.text.index(HEADLINE) == document.title_evidence.start


def test_a_heading_of_several_lines_is_the_headline_without_its_rubric() -> None:
    page = make_page().replace("<h1>", "<h1><span>Harbours |</span><br>")
    assert read_document(page).title == HEADLINE


def test_the_name_of_the_site_is_no_headline() -> None:
    page = make_bare("Orlo Courier", head=og("site_name", "Orlo Courier")).replace(
        "<div>", "<h1>Orlo Courier</h1><div>"
    )
    assert read_document(page).title is None


def test_a_headline_on_a_line_that_is_no_heading() -> None:
    page = make_bare(f"{HEADLINE} - Orlo Courier", head=og("site_name", "Orlo Courier"))
    page = page.replace("<div>", f"<div><b class=big>{HEADLINE}</b><br><br>")
    document = read_document(page)
    assert document.title == HEADLINE
    assert document.title_evidence is not None and document.title_evidence.rule == "headline"


@pytest.mark.parametrize(
    ("head", "sources"),
    [
        (og("site_name", "Orlo Courier"), ("Orlo Courier",)),
        (og("site_name", "Orlo Courier | The paper of the bay"), ("Orlo Courier",)),
        ('<meta name="publisher" content="Orlo Courier Ltd">', ("Orlo Courier",)),
        (ld(**{"@type": "NewsArticle", "publisher": {"name": "Orlo Courier"}}), ("Orlo Courier",)),
        (ld(**{"@graph": [{"@type": "NewsArticle", "publisher": {"@id": "#us"}},
                          {"@type": "Organization", "@id": "#us", "name": "Orlo Courier"}]}), ("Orlo Courier",)),
        (ld(**{"@type": "NewsArticle", "publisher": {"name": "Bay Holding GmbH"}}) + og("site_name", "Orlo Courier")
         + og("url", "https://orlocourier.example/7"), ("Orlo Courier",)),
        (og("site_name", "courier.example") + ld(**{"@type": "NewsArticle", "publisher": {"name": "Orlo Courier"}})
         + og("url", "https://courier.example/7"), ("Orlo Courier",)),
        (ld(**{"@type": "NewsArticle", "publisher": {"name": "Reuters"}}) + og("site_name", "Orlo Courier")
         + og("url", "https://orlocourier.example/7"), ("Orlo Courier", "Reuters")),
        ('<meta name="author" content="Lark News"><meta name="generator" content="WordPress">', ()),
        (og("site_name", "WordPress.com") + '<meta property="article:publisher" content="https://facebook.com/x">', ()),
        (ld(**{"@type": "NewsArticle", "author": {"name": "Lark News"}, "publisher": {"name": "Facebook"}}), ()),
    ],
)  # fmt: skip
def test_the_publisher(head: str, sources: tuple[str, ...]) -> None:
    assert read_document(make_page(head=head)).sources == sources


def test_a_russian_firm_is_its_paper() -> None:
    head = '<meta name="publisher" content="ООО «Вестник Орло»">'
    assert read_document(make_page(head=head, body=RUSSIAN_BODY)).sources == ("Вестник Орло",)


def test_the_tail_of_the_title_names_the_publisher_if_the_address_does() -> None:
    page = make_bare(f"{HEADLINE} - Bay Echo", head='<link rel="canonical" href="https://www.bayecho.example/7">')
    document = read_document(page)
    assert (document.title, document.sources) == (HEADLINE, ("Bay Echo",))
    assert document.source_evidence[0].rule == "title element"


def test_a_known_publisher_leaves_no_room_for_words_beside_the_date() -> None:
    page = make_page(head=og("site_name", "Orlo Courier"), below="<p>7 April 2021 | Harbour News</p>")
    assert read_document(page).sources == ("Orlo Courier",)
    page = make_page(head=og("site_name", "Orlo Courier"), below="<p>7 April 2021 | Reuters</p>")
    assert read_document(page).sources == ("Orlo Courier", "Reuters")
