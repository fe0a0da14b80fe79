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


def make_shared(shown: str, *, level: str = "h1", body: str = BODY) -> str:
    """Return a page whose title was written for search engines; `shown` is what stands above the article."""
    page = make_bare("Orlo harbour: what fishermen want to know - Orlo Courier", head=og("site_name", "Orlo Courier"))
    return page.replace("<div>", f"<div><{level}>{shown}</{level}><p>By Ann Bell</p>").replace(BODY, body)


def test_the_heading_above_the_article_goes_before_a_title_that_the_page_does_not_show() -> None:
    document = read_document(make_shared("Two hundred metres of trouble"))
    assert document.title == "Two hundred metres of trouble"
    assert document.title_evidence is not None and document.title_evidence.rule == "h1"
    assert read_document(make_shared("A harbour for the fishermen", level="h2")).title == "A harbour for the fishermen"


@pytest.mark.parametrize("level", ["h1", "h2"])
def test_a_section_is_no_headline_where_the_title_says_something_else(level: str) -> None:
    shown = "Coast" if level == "h1" else "Two metres of trouble"
    assert read_document(make_shared(shown, level=level)).title == "Orlo harbour: what fishermen want to know"


def test_of_several_headings_with_text_below_none_is_the_headline_of_all() -> None:
    more = BODY + "<h2>Pier reopens in summer</h2>" + BODY + "<h2>What the fishermen know</h2>" + BODY
    assert read_document(make_shared("Volunteers wanted", level="h2", body=more)).title is not None
    assert "know" not in (read_document(make_bare("Orlo Courier", body=more)).title or "")


def test_a_headline_that_is_given_as_the_name_of_the_program_is_a_headline() -> None:
    long = "Harbour talks resume in Orlo after a pause of nine weeks"
    head = f'<meta name="application-name" content="{long}">' + og("title", long)
    page = make_page(head=head, headline=long, above="<h1>back to Orlo home page</h1>")
    assert read_document(page).title == long


def test_the_publisher_goes_before_the_agency_that_the_markup_calls_one() -> None:
    head = ld(**{"@type": "NewsArticle", "publisher": {"name": "Associated Press"}}) + og("site_name", "Orlo Courier")
    page = make_page(head=head).replace(f"<title>{HEADLINE}", f"<title>{HEADLINE} - Orlo Courier")
    assert read_document(page).sources == ("Orlo Courier", "Associated Press")


@pytest.mark.parametrize(
    ("notice", "sources"),
    [
        ("© 2021 Orlo Courier. All rights reserved.", ("Orlo Courier",)),
        ("Copyright © 2019-2021 Bay Herald Media Group Ltd", ("Bay Herald",)),
        ("Bay Herald, © 2021", ("Bay Herald",)),
        ("© 2021 Bell & Sons", ()),
    ],
)
def test_who_holds_the_copyright_where_the_page_names_nobody_else(notice: str, sources: tuple[str, ...]) -> None:
    head = '<link rel="canonical" href="https://www.bayherald.example/7">'
    page = make_page(head=head if "Bay" in notice else "").replace("<p>Contacts</p>", f"<p>{notice}</p>")
    page = page.replace("Orlo Courier", "Orlo News")
    assert read_document(page).sources == tuple(name.replace("Courier", "News") for name in sources)
    named = page.replace("<head>", "<head>" + og("site_name", "Mole Gazette"))
    assert read_document(named).sources == ("Mole Gazette",)


def test_a_known_outlet_is_known_by_its_address() -> None:
    document = read_document(make_page(head='<link rel="canonical" href="https://www.reuters.com/world/7">'))
    assert document.sources == ("Reuters",)
    assert document.source_evidence[0].rule == "address"


LOGOS = [
    '<a href="/">Mole Packet</a>',
    '<a href="https://packet.example/"><img src="x.png" alt="Mole Packet"></a>',
    '<img src="/i/masthead.gif" alt="Mole Packet logo">',
    '<div id="site-name">Mole Packet</div>',
]


@pytest.mark.parametrize("logo", LOGOS)
def test_the_name_above_the_page_is_the_publisher_where_the_markup_names_none(logo: str) -> None:
    head = '<link rel="canonical" href="https://packet.example/7">'
    assert read_document(make_page(head=head, above=logo)).sources == ("Mole Packet",)
    assert read_document(make_page(head=head + og("site_name", "Orlo Courier"), above=logo)).sources == (
        "Orlo Courier",
    )


@pytest.mark.parametrize("link", ["Home", "Back to the front page", "Главная", "На главную", "7 April 2021", "Search"])
def test_a_link_to_the_front_page_that_names_nothing(link: str) -> None:
    assert read_document(make_page(above=f'<a href="/">{link}</a>')).sources == ()


def test_a_name_in_the_title_counts_if_the_page_bears_it_elsewhere() -> None:
    page = make_page(below="<p>By Ann Bell</p>").replace(f"<title>{HEADLINE}", f"<title>{HEADLINE} | Reeds and people")
    assert read_document(page).sources == ()
    named = page.replace("<p>Contacts</p>", "<p>© 2008-2021 Reeds and people</p>")
    assert read_document(named).sources == ("Reeds and people",)


def test_the_heading_above_a_menu_is_the_site_and_not_the_headline() -> None:
    menu = "".join(f"<li><a href=/{number}>Section {number}</a>" for number in "abcdef")
    page = make_page(above=f"<h2>Board of the harbour</h2><ul>{menu}</ul>")
    page = page.replace(f"<title>{HEADLINE}", "<title>Board of the harbour")
    assert read_document(page).title == HEADLINE


def test_a_page_of_what_was_found_has_no_headline() -> None:
    items = "".join(f"<h3><a href=/{n}>Pier {n} reopens</a></h3><i>April {n}, 2021</i>" for n in range(1, 9))
    document = read_document(f"<html lang=en><title>Search: pier</title><h1>Search: pier</h1>{items}</html>")
    assert (document.title, document.date) == (None, None)
    assert document.body is not None and "Pier 8 reopens" in document.text[slice(*document.body[0])]
