"""The date of a web page: what its markup states, what it shows, and what may only be guessed."""

from __future__ import annotations

import json

import pytest

from tests.ingest.webpages import BODY, HEADLINE, make_page, read_document


def ld(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **values})}</script>'


def read_date(page: str, *, url: str | None = None) -> tuple[str | None, str | None]:
    """Return the date of a page and the rule that gave it."""
    document = read_document(page, url=url)
    return document.date, document.date_evidence[0].rule if document.date_evidence else None


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        (ld(datePublished="2021-04-07T08:15:00+03:00"), "json-ld datePublished"),
        (ld(datePublished=["2021-04-07"]), "json-ld datePublished"),
        (ld(**{"@graph": [{"@type": ["Report", "x:NewsArticle"], "headline": "x", "datePublished": "7 April 2021"}]}),
         "json-ld datePublished"),
        ('<meta property="article:published_time" content="2021-04-07 08:15:00">', "meta article:published_time"),
        ('<meta property="og:published_time" content="20210407T081500+0300">', "meta og:published_time"),
        ('<meta itemprop="datePublished" content="Wed, 07 Apr 2021 08:15:00 +0300">', "meta datepublished"),
        ('<meta name="pubdate" content="Wed Apr 07 08:15:00 MSK 2021">', "meta pubdate"),
        ('<meta name="DC.date.issued" content="2021-04-07">', "meta dc.date.issued"),
        ('<meta name="citation_publication_date" content="2021/04/07">', "meta citation_publication_date"),
        ('<meta name="parsely-pub-date" content="2021-04-07T05:15:00Z">', "meta parsely-pub-date"),
    ],
)  # fmt: skip
def test_the_markup_states_when_it_was_published(head: str, rule: str) -> None:
    assert read_date(make_page(head=head)) == ("2021-04-07", rule)


@pytest.mark.parametrize(
    ("below", "rule"),
    [
        ('<time datetime="2021-04-07T08:15">Wednesday</time>', "time datetime"),
        ('<footer class="entry-meta"><time pubdate datetime="2021-04-07">7.4.</time></footer>', "time datetime"),
        ('<span itemprop="datePublished" content="2021-04-07">Wednesday</span>', "microdata datePublished"),
        ('<abbr class="published" title="2021-04-07T08:15:00">Wednesday</abbr>', "abbr title"),
        ("<p>7 April 2021, 08:15</p>", "header"),
        ("<p>Опубликовано: 07.04.2021</p>", "label"),
        ('<div class="stamp">07.04.2021 | 08:15</div>', "header"),
    ],
)
def test_a_date_beside_the_headline(below: str, rule: str) -> None:
    assert read_date(make_page(below=below)) == ("2021-04-07", rule)


def test_a_date_directly_below_the_article() -> None:
    assert (
        read_date(make_page(body=BODY + '<p class="foot"><time datetime="2021-04-07">Wed</time></p>'))[0]
        == "2021-04-07"
    )


@pytest.mark.parametrize(
    "elements",
    [
        '<div class="related"><h3>Pier reopens</h3><time datetime="2021-05-01">1 May</time></div>',
        '<ol class="comment-list"><li><time datetime="2021-05-01">1 May</time> Well said</ol>',
        '<nav><time datetime="2021-05-01">1 May</time></nav>',
        '<p>Last change: <time class="updated" datetime="2021-05-01">Saturday</time></p>',
    ],
)
def test_dates_of_other_things_are_not_the_date(elements: str) -> None:
    assert read_date(make_page(below=elements)) == (None, None)
    assert read_date(make_page(head=ld(datePublished="2021-04-07"), below=elements))[0] == "2021-04-07"


def test_other_objects_of_json_ld_are_not_the_article() -> None:
    other = {"@type": "NewsArticle", "headline": "Pier reopens", "datePublished": "2021-05-01"}
    head = ld(headline=HEADLINE, datePublished="2021-04-07", comment=[other], video=other) + ld(**other)
    assert read_date(make_page(head=head))[0] == "2021-04-07"
    listed = {"@type": "ItemList", "itemListElement": [other, other]}
    assert read_date(make_page(head=ld(**listed))) == (None, None)
    assert (
        read_date(make_page(head=ld(**other) + ld(**{**other, "datePublished": "2021-06-01", "headline": "x"})))[0]
        is None
    )


def test_a_change_is_an_alternative_only() -> None:
    head = (
        ld(datePublished="2021-04-07", dateModified="2021-04-09")
        + '<meta property="og:updated_time" content="2021-04-11">'
    )
    document = read_document(make_page(head=head))
    assert document.date == "2021-04-07"
    assert [(each.value, each.evidence[0].rule) for each in document.alternatives] == [
        ("2021-04-09", "json-ld dateModified"),
        ("2021-04-11", "meta og:updated_time"),
    ]
    assert read_date(make_page(head=ld(dateModified="2021-04-09"))) == (None, None)


@pytest.mark.parametrize(
    ("shown", "date"),
    [
        ("<p>6 April 2021, 21:15</p>", "2021-04-06"),  # three hours behind
        ("<p>7 April 2021, 01:15</p>", "2021-04-07"),
        ("", "2021-04-07"),
        ('<time datetime="2021-04-06T21:15:00">Tuesday</time>', "2021-04-06"),
        ("<p>4 April 2021</p>", "2021-04-07"),  # no clock is so far behind
    ],
)
def test_a_moment_in_universal_time_is_the_day_that_the_page_shows(shown: str, date: str) -> None:
    page = make_page(head=ld(datePublished="2021-04-07T00:15:00Z"), below=shown)
    assert read_date(page)[0] == date


def test_the_address_tells_the_day_of_a_moment_in_universal_time() -> None:
    head = (
        ld(datePublished="2021-04-07T00:15:00Z")
        + '<link rel="canonical" href="https://courier.example/2021/04/06/talks">'
    )
    document = read_document(make_page(head=head))
    assert document.date == "2021-04-06"
    assert [words.rule for words in document.date_evidence] == ["address", "json-ld datePublished"]
    assert read_date(make_page(head=ld(datePublished="2021-04-07T00:15:00Z")), url="https://a.example/2021/04/06/x")[
        0
    ] == ("2021-04-06")


def test_two_places_that_the_page_shows_outvote_one() -> None:
    head = ld(datePublished="2020-11-29") + '<meta property="article:published_time" content="2021-04-07">'
    document = read_document(make_page(head=head, below="<p>07.04.2021</p>"))
    assert document.date == "2021-04-07"
    assert "2020-11-29" in [each.value for each in document.alternatives]
    assert read_date(make_page(head=head))[0] == "2020-11-29"


def test_what_the_page_shows_goes_before_when_it_was_made() -> None:
    head = '<meta name="date" content="2020-11-29">'
    assert read_date(make_page(head=head, below="<p>07.04.2021</p>"))[0] == "2021-04-07"
    assert read_date(make_page(head=head)) == ("2020-11-29", "meta date")


def test_an_element_that_shows_another_day_than_it_states() -> None:
    below = '<p><time datetime="2021-05-03T10:18:46Z">Published on 7 April 2021</time></p>'
    assert read_date(make_page(below=below))[0] == "2021-04-07"


def test_a_script_counts_if_it_says_one_day() -> None:
    script = '<script>window.page = {"publishedAt": "2021-04-07T08:15:00", "id": 7}</script>'
    assert read_date(make_page(head=script)) == ("2021-04-07", "script")
    assert read_date(make_page(head=script + script.replace("04-07", "04-08"))) == (None, None)


@pytest.mark.parametrize(
    ("region", "date"), [("en-US", "2021-04-07"), ("en-GB", "2021-07-04"), ("de", "2021-07-04"), ("en", None)]
)
def test_the_country_of_the_page_tells_the_order_of_day_and_month(region: str, date: str | None) -> None:
    page = make_page(below="<p>04/07/2021</p>").replace("lang=en", f"lang={region}")
    assert read_date(page)[0] == date


def test_the_address_alone_is_a_guess() -> None:
    page = make_page(head='<link rel="canonical" href="https://courier.example/2021/04/07/talks.html">')
    assert read_date(page) == ("2021-04-07", "address")
    assert read_date(make_page(), url="https://courier.example/2021/04/07/talks.html") == ("2021-04-07", "address")


@pytest.mark.parametrize(
    "page",
    [
        make_page(above="<div>Tuesday, 11 May 2021</div>" + "<p>Menu</p>" * 90),  # the clock of the page
        make_page(body=BODY + "<p>The storm came on 11 May 2021, and 12 May 2021 was calm.</p>"),  # events
        make_page(body=BODY + "<p>This page was last edited on 11 May 2021.</p>"),
        make_page(body=BODY).replace("Contacts", "© 2019 Orlo Courier"),
        make_page(head='<meta name="expires" content="2021-05-11"><meta name="event:start_date" content="2021-05-11">'),
        make_page(below="<p>29 minutes ago</p>"),
    ],
)
def test_a_page_that_states_no_date_has_none(page: str) -> None:
    assert read_date(page) == (None, None)


@pytest.mark.parametrize("label", ["Updated:", "Last updated", "Last modified:", "Обновлено:", "Изменено"])
def test_a_dated_element_behind_a_label_of_change_is_not_the_date_where_another_is(label: str) -> None:
    below = (
        f'<p>{label} <time datetime="2021-05-01">May 1, 2021</time></p>'
        '<p>Original: <time datetime="2021-04-07">Apr 7, 2021</time></p>'
    )
    assert read_date(make_page(below=below)) == ("2021-04-07", "time datetime")
    shown = f"<p>{label} May 1, 2021</p><p>April 7, 2021</p>"
    assert read_date(make_page(below=shown))[0] == "2021-04-07"
    assert (
        read_date(make_page(below=f'<p>{label} <time datetime="2021-05-01">May 1, 2021</time></p>'))[0] == "2021-05-01"
    )


def test_the_date_of_a_quoted_post_is_not_the_article_s() -> None:
    post = '<blockquote><p>Come and see!</p><time datetime="2021-03-01T10:00:00+00:00">Mar 1</time></blockquote>'
    assert read_date(make_page(below="<p>April 7, 2021</p>" + post))[0] == "2021-04-07"
    assert read_date(make_page(below=post)) == (None, None)


@pytest.mark.parametrize(
    "above",
    [
        "<div>Wednesday, 12 May 2021 | 19:04</div>" + "".join(f"<div>Part {letter}</div>" for letter in "abcdef"),
        "<p>Printed from orlo.example on Wednesday, 12 May 2021 at 17:12</p>",
        "<p>Дата печати: 12.05.2021 15:44</p>",
    ],
)
def test_the_clock_of_a_page_and_the_day_when_it_was_printed(above: str) -> None:
    assert read_date(make_page(above=above)) == (None, None)


def test_the_number_of_an_issue_above_a_menu_is_no_clock() -> None:
    menu = "".join(f"<div>Part {letter}</div>" for letter in "abcdef")
    assert read_date(make_page(above=f"<div>No. 34, 7 April 2021</div>{menu}"))[0] == "2021-04-07"


@pytest.mark.parametrize(
    "below",
    [
        "<h3>Latest</h3><p>Pier reopens</p><p>11.05.2021 07:00</p>",
        '<figure><img src="/g/20210511.jpg"></figure>',
        "<p>A crane at dawn, May 11, 2021. (Photo: Ann Bell/Kestrel)</p>",
        "<p>Certificate No. 11240 of 11.05.2021</p>",
    ],
)
def test_days_of_other_things_below_the_article(below: str) -> None:
    assert read_date(make_page(body=BODY + below)) == (None, None)


def test_the_date_in_the_title_of_a_page() -> None:
    page = make_page().replace(f"<title>{HEADLINE}", f"<title>{HEADLINE} - 7 April 2021 - Orlo Courier")
    assert read_date(page) == ("2021-04-07", "title element")


def test_the_founding_of_the_site_is_not_the_date() -> None:
    head = ld(**{"@type": "WebSite", "name": "Orlo Courier", "datePublished": "2012-01-01"})
    assert read_date(make_page(head=head)) == (None, None)


def test_the_page_says_below_its_article_when_it_was_posted() -> None:
    below = "<p>This entry was posted on Saturday, April 3rd, 2021 at 11:42 am and is filed under Harbour.</p>"
    assert read_date(make_page(body=BODY + below))[0] == "2021-04-03"
