"""A feed: each item is an article with its own date and publisher, and nothing is fetched."""

from __future__ import annotations

import socket
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from searchcsto.documents import Document
from searchcsto.ingest.articles import read_article
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.feeds import read_feed
from searchcsto.ingest.limits import Article, Problem
from tests.ingest.webpages import check_evidence

ITEM = (
    '<item><title>Talks resume in Orlo</title><guid isPermaLink="false">k1</guid>'
    "<link>https://courier.example/7</link><description>{text}</description>"
    "<pubDate>Wed, 07 Apr 2021 08:15:00 +0300</pubDate></item>"
)
TEXT = escape("<p>The talks about the harbour <b>resumed</b>&nbsp;on Monday.</p><p>They go on.</p><script>x()</script>")


def make_rss(*items: str, title: str = "Orlo Courier", encoding: str = "utf-8", more: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{title}</title>'
        f"<link>https://courier.example/</link><language>en-gb</language>{more}{''.join(items)}</channel></rss>"
    ).encode(encoding)


def make_atom(*entries: str) -> bytes:
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru"><title>Вестник Орло</title>'
        f"<updated>2021-05-01T00:00:00Z</updated>{''.join(entries)}</feed>"
    ).encode()


def read(data: bytes) -> list[Article | Problem]:
    return list(read_feed(MemoryContent("feed.xml", data), ReadOptions()))


def read_documents(data: bytes) -> list[Document]:
    documents = []
    for found in read(data):
        assert isinstance(found, Article), found
        documents.append(read_article(found.text, id=found.id or str(found.number), markup=found.markup))
        check_evidence(documents[-1])
    return documents


def test_an_item_is_an_article() -> None:
    (document,) = read_documents(make_rss(ITEM.format(text=TEXT)))
    assert (document.id, document.title, document.date) == ("k1", "Talks resume in Orlo", "2021-04-07")
    assert (document.sources, document.language) == (("Orlo Courier",), "en")
    assert document.text.startswith(
        "Talks resume in Orlo\n\nThe talks about the harbour resumed on Monday.\n\nThey go on.\n\n"
    )
    assert document.body is not None
    body = "".join(document.text[start:end] for start, end in document.body)
    assert body == "The talks about the harbour resumed on Monday.\n\nThey go on."
    assert document.date_evidence[0].words == "Wed, 07 Apr 2021 08:15:00 +0300"
    assert "<pubDate>Wed, 07 Apr 2021 08:15:00 +0300</pubDate>" in document.text


def test_the_whole_text_goes_before_the_summary() -> None:
    content = f"<content:encoded><![CDATA[<p>{'The talks go on. ' * 20}</p>]]></content:encoded></item>"
    (document,) = read_documents(make_rss(ITEM.format(text="Short.").replace("</item>", content)))
    assert document.text.count("The talks go on.") == 20 and "Short." not in document.text


def test_a_russian_feed_in_its_old_encoding() -> None:
    item = ITEM.format(text="Переговоры о порте возобновились в понедельник, сообщил министр.").replace(
        "Talks resume in Orlo", "Переговоры возобновились"
    )
    (document,) = read_documents(make_rss(item, title="Вестник Орло | Новости", encoding="windows-1251"))
    assert (document.title, document.sources) == ("Переговоры возобновились", ("Вестник Орло",))
    assert document.language == "ru"


def test_atom_has_a_date_of_publication_and_one_of_change() -> None:
    entry = (
        "<entry><id>tag:a,2021:1</id><title type='html'>Переговоры &amp;amp; порт</title><updated>2021-04-09</updated>"
        "<published>2021-04-07T08:15:00+03:00</published>"
        "<content type='html'>&lt;p&gt;Они возобновились.</content></entry>"
    )
    first, second = read_documents(
        make_atom(
            entry, entry.replace("<published>2021-04-07T08:15:00+03:00</published>", "").replace("2021:1", "2021:2")
        )
    )
    assert (first.title, first.date) == ("Переговоры & порт", "2021-04-07")
    assert [(each.value, each.evidence[0].rule) for each in first.alternatives] == [("2021-04-09", "feed updated")]
    assert (second.date, second.date_evidence[0].rule) == ("2021-04-09", "feed updated")  # a guess
    assert first.sources == ("Вестник Орло",)


def test_a_change_comes_after_what_the_text_says() -> None:
    text = "ORLO, April 7, 2021 (Kestrel) – They resumed."
    entry = f"<entry><title>Talks</title><updated>2021-04-09</updated><content>{text}</content></entry>"
    (document,) = read_documents(make_atom(entry))
    assert document.date == "2021-04-07"


def test_rss_with_the_date_of_dublin_core() -> None:
    item = ITEM.format(text=TEXT).replace(
        "<pubDate>Wed, 07 Apr 2021 08:15:00 +0300</pubDate>", "<dc:date>2021-04-07T08:15:00+03:00</dc:date>"
    )
    (document,) = read_documents(make_rss(item))
    assert (document.date, document.date_evidence[0].rule) == ("2021-04-07", "feed dc:date")


def test_an_item_may_name_where_it_came_from() -> None:
    item = ITEM.format(text=TEXT).replace("</item>", '<source url="https://echo.example/f">Bay Echo</source></item>')
    (document,) = read_documents(make_rss(item, title="talks - Google News"))
    assert (document.sources, document.source_evidence[0].rule) == (("Bay Echo",), "feed source")


def test_only_unique_ids_are_ids() -> None:
    item = ITEM.format(text=TEXT)
    found = read(
        make_rss(item, item, item.replace("k1", "k2"), item.replace('<guid isPermaLink="false">k1</guid>', ""))
    )
    assert [(each.id, each.number) for each in found if isinstance(each, Article)] == [
        (None, 1), (None, 2), ("k2", 3), ("https://courier.example/7", 4),
    ]  # fmt: skip


def test_an_item_without_text_is_a_problem_of_its_own() -> None:
    found = read(make_rss("<item><link>https://a.example/</link></item>", ITEM.format(text=TEXT)))
    assert found[0] == Problem("it has no text", 1)
    assert isinstance(found[1], Article)


def test_the_time_of_the_feed_is_not_that_of_an_item() -> None:
    item = ITEM.format(text=TEXT).replace("<pubDate>Wed, 07 Apr 2021 08:15:00 +0300</pubDate>", "")
    built = "".join(f"<{tag}>Sat, 01 May 2021 08:15:00 +0300</{tag}>" for tag in ("lastBuildDate", "pubDate"))
    (document,) = read_documents(make_rss(item, more=built))
    assert document.date is None


def test_nothing_is_dated_in_the_future() -> None:
    (document,) = read_documents(make_rss(ITEM.format(text=TEXT).replace("2021", "2999")))
    assert document.date is None


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    data = make_rss(ITEM.format(text=TEXT), ITEM.format(text=TEXT).replace("k1", "k2"))
    found = read(data[: data.rindex(b"<pubDate>")])
    assert isinstance(found[0], Problem) and not found[0].skipped and "damaged" in found[0].reason
    assert [each.id for each in found[1:] if isinstance(each, Article)][:1] == ["k1"]


def test_nothing_is_fetched_and_no_file_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_arguments: object, **_settings: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    secret = tmp_path / "secret.txt"
    secret.write_text("the heron is blue")
    for data in (
        b"http://courier.example/feed",
        str(secret).encode(),
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://'
        + str(secret).encode()
        + b'">]>'
        + make_rss(ITEM.format(text="&x;")),
        b'<!DOCTYPE rss SYSTEM "http://courier.example/rss.dtd">' + make_rss(ITEM.format(text=TEXT)),
    ):
        assert not any("heron" in found.text for found in read(data) if isinstance(found, Article))


def test_entities_that_multiply_are_not_expanded() -> None:
    entities = '<!ENTITY a0 "heron heron heron">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12)
    )
    data = make_rss(ITEM.format(text="&a11;"))
    found = read(data.replace(b"<rss", f"<!DOCTYPE rss [{entities}]><rss".encode(), 1))
    assert sum(len(each.text) for each in found if isinstance(each, Article)) < 100_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b" \n", "it has no text, only blanks"), (make_rss(), "a feed without items")],
)
def test_what_has_no_items_is_a_problem(data: bytes, reason: str) -> None:
    assert read(data) == [Problem(reason)]


def test_what_is_no_feed_is_a_problem() -> None:
    (found,) = read(b"Talks resume in Orlo.")
    assert isinstance(found, Problem) and found.reason.startswith("not a feed")
