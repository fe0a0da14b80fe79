"""An agency's file: its items with the day of their first version, and nothing that the agency took back."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchcsto.documents import Document
from searchcsto.ingest.articles import read_article
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.newsml import read_newsml
from tests.ingest.webpages import BODY, HEADLINE, RUSSIAN_BODY, RUSSIAN_HEADLINE, check_evidence

NAR = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
FIRST = "<firstCreated>2021-04-07T08:15:00+03:00</firstCreated>"
VERSION = "<versionCreated>2021-04-09T10:00:00+03:00</versionCreated>"


def make_item(
    *, meta: str = VERSION + FIRST, content: str = "", body: str = BODY, headline: str = HEADLINE, version: str = "3",
    guid: str = "urn:k:1", language: str = "en-GB", inline: str | None = None, space: str = NAR,
) -> str:  # fmt: skip
    """Return a news item with XHTML in it."""
    inline = inline or (
        '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        f"<title>none</title></head><body>{body}</body></html></inlineXML>"
    )
    return (
        f'<newsItem {space} guid="{guid}" version="{version}" xml:lang="{language}"><itemMeta>'
        f'<itemClass qcode="ninat:text"/><provider qcode="nprov:KESTREL"><name>Kestrel Wire</name></provider>{meta}'
        f"</itemMeta><contentMeta>{content}<headline>{headline}</headline></contentMeta>"
        f"<contentSet>{inline}</contentSet></newsItem>"
    )


def make_message(*items: str) -> bytes:
    head = "<header><sent>2021-05-01T00:00:00Z</sent></header>"
    return f"<newsMessage {NAR}>{head}<itemSet>{''.join(items)}</itemSet></newsMessage>".encode()


def make_nitf(
    *, data: str = '<date.issue norm="20210407T081500+0300"/>', language: str = "", body: str = BODY
) -> bytes:
    return (
        f"<nitf{language}><head><title>Talks</title><docdata><doc-id id-string='k7'/>{data}</docdata></head><body>"
        f"<body.head><hedline><hl1>{HEADLINE}</hl1></hedline><byline>By Ann Bell</byline>"
        "<distributor>Kestrel Wire</distributor><dateline><location>ORLO</location>, April 7</dateline></body.head>"
        f"<body.content><media><media-caption>A pier on 1 May 2021</media-caption></media>{body}</body.content>"
        "</body></nitf>"
    ).encode()


def read(data: bytes | str) -> list[Article | Problem]:
    return list(read_newsml(MemoryContent("a.xml", data.encode() if isinstance(data, str) else data), ReadOptions()))


def read_documents(data: bytes | str) -> list[Document]:
    documents = []
    for found in read(data):
        assert isinstance(found, Article), found
        documents.append(read_article(found.text, id=found.id or str(found.number), markup=found.markup))
        check_evidence(documents[-1])
    return documents


def test_a_news_item() -> None:
    (document,) = read_documents(make_item())
    assert (document.id, document.title, document.date) == ("urn:k:1", HEADLINE, "2021-04-07")
    assert (document.sources, document.language) == (("Kestrel Wire",), "en")
    assert document.date_evidence[0].rule == "newsItem firstCreated"
    assert document.date_evidence[0].words == "2021-04-07T08:15:00+03:00"
    assert [each.value for each in document.alternatives] == ["2021-04-09"]
    assert document.text.startswith(f"{HEADLINE}\n\nThe talks about the harbour")
    assert "none" not in document.text.split("\n")


def test_a_russian_item_with_a_prefix_on_every_element() -> None:
    item = make_item(headline=RUSSIAN_HEADLINE, body=RUSSIAN_BODY, language="ru").replace(
        "Kestrel Wire", "Вестник Орло"
    )
    (document,) = read_documents(f'<?xml version="1.0" encoding="windows-1251"?>{item}'.encode("cp1251"))
    assert (document.title, document.sources, document.language) == (RUSSIAN_HEADLINE, ("Вестник Орло",), "ru")
    assert "волнолом" in document.text.casefold()


@pytest.mark.parametrize(
    ("meta", "content", "version", "date", "rule"),
    [
        (VERSION, "", "1", "2021-04-09", "newsItem versionCreated"),  # the first version is the publication
        (VERSION, "", "2", "2021-04-09", "newsItem versionCreated"),  # a guess
        (VERSION, "<contentCreated>2021-04-06</contentCreated>", "2", "2021-04-06", "newsItem contentCreated"),
        (VERSION + FIRST, "<contentCreated>2021-04-06</contentCreated>", "2", "2021-04-07", "newsItem firstCreated"),
        (FIRST + "<embargoed>2021-04-08T06:00:00Z</embargoed>", "", "1", "2021-04-08", "newsItem embargoed"),
        (FIRST + "<embargoed>2021-04-06T06:00:00Z</embargoed>", "", "1", "2021-04-07", "newsItem firstCreated"),
        ("<firstCreated>2999-04-07</firstCreated>", "", "1", None, None),
        ("<firstCreated>soon</firstCreated><embargoed/>", "", "1", None, None),
    ],
)
def test_which_date_is_that_of_publication(
    meta: str, content: str, version: str, date: str | None, rule: str | None
) -> None:
    (document,) = read_documents(make_item(meta=meta, content=content, version=version))
    assert document.date == date
    assert [words.rule for words in document.date_evidence] == ([rule] if rule else [])


def test_a_later_version_comes_after_what_the_text_says() -> None:
    body = "<p>ORLO, April 7, 2021 (Kestrel) – The talks about the harbour resumed on Monday, the minister said.</p>"
    (document,) = read_documents(make_item(meta=VERSION, version="2", body=body))
    assert (document.date, document.place) == ("2021-04-07", "ORLO")


def test_every_item_of_a_message_and_no_package() -> None:
    package = (
        f'<packageItem {NAR} guid="p"><groupSet><group><itemRef residref="urn:k:1"/></group></groupSet></packageItem>'
    )
    found = read(make_message(make_item(), package, make_item(guid="urn:k:2", space="")))
    assert [(each.id, each.number) for each in found if isinstance(each, Article)] == [("urn:k:1", 1), ("urn:k:2", 2)]
    assert read(package) == [Problem("a package: it lists items and has no text")]


def test_items_with_the_same_guid_are_known_by_their_number() -> None:
    found = read(make_message(make_item(), make_item()))
    assert [(each.id, each.number) for each in found if isinstance(each, Article)] == [(None, 1), (None, 2)]


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_what_the_agency_took_back_is_no_article(status: str) -> None:
    assert read(make_item(meta=f'<pubStatus qcode="stat:{status}"/>')) == [
        Problem(f"the agency has withdrawn it ({status})")
    ]
    assert read_documents(make_item(meta='<pubStatus qcode="stat:usable"/>' + FIRST))[0].date == "2021-04-07"


def test_a_picture_is_named() -> None:
    found = read(make_message(make_item(), make_item().replace("ninat:text", "ninat:picture")))
    assert found[1] == Problem("no text: the agency calls it picture", 2)


def test_credit_line_and_origin() -> None:
    content = '<creditline>Kestrel/Lark</creditline><infoSource qcode="is:R"><name>Reuters</name></infoSource>'
    (document,) = read_documents(make_item(content=content))
    assert document.sources == ("Kestrel Wire", "Kestrel/Lark", "Reuters")
    (document,) = read_documents(make_item(content=content.replace("Reuters", "A. Bell")))
    assert document.sources == ("Kestrel Wire", "Kestrel/Lark")


def test_a_dateline_beside_the_text() -> None:
    (document,) = read_documents(make_item(content="<dateline>ORLO, April 7 (Kestrel) -</dateline>"))
    assert document.text.startswith(f"{HEADLINE}\n\nORLO, April 7 (Kestrel) -\n\nThe talks")
    assert document.place == "ORLO"


def test_plain_text_and_nitf_within_an_item() -> None:
    plain = make_item(inline="<inlineData>The talks resumed.\n   They go on.</inlineData>")
    assert read_documents(plain)[0].text.startswith(f"{HEADLINE}\n\nThe talks resumed.\nThey go on.")
    nitf = make_nitf().decode()
    (document,) = read_documents(make_item(inline=f"<inlineXML>{nitf}</inlineXML>"))
    assert document.text.count(HEADLINE) == 1 and document.date == "2021-04-07"


def test_nitf() -> None:
    (document,) = read_documents(make_nitf())
    assert (document.id, document.title, document.date) == ("k7", HEADLINE, "2021-04-07")
    assert (document.sources, document.place) == (("Kestrel Wire",), "ORLO")
    assert document.text.startswith(f"{HEADLINE}\n\nBy Ann Bell\n\nKestrel Wire\n\nORLO, April 7\n\nThe talks")
    assert "A pier" not in document.text


def test_a_dateline_of_nitf_in_parts_names_the_place() -> None:
    parts = b"<location>ORLO</location><story.date>April 7</story.date>"
    (document,) = read_documents(make_nitf().replace(b"<location>ORLO</location>, April 7", parts))
    assert "ORLO, April 7" in document.text
    assert document.place == "ORLO"


def test_nitf_without_a_date_of_issue() -> None:
    (document,) = read_documents(make_nitf(data='<date.release norm="20210408"/>'))
    assert (document.date, document.date_evidence[0].rule) == ("2021-04-08", "nitf date.release")
    withdrawn = make_nitf().replace(b"<docdata>", b'<docdata management-status="canceled">')
    assert read(withdrawn) == [Problem("the agency has withdrawn it (canceled)")]


def test_entities_are_not_expanded_and_no_file_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the heron is blue")
    item = make_item(headline="Talks &x; resume", body="<p>They &x; go on<!-- and on -->, he said.</p>" + BODY)
    for declared in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', '<!ENTITY x "heron">'):
        (document,) = read_documents(f"<!DOCTYPE newsItem [{declared}]>{item}")
        assert "heron" not in document.text
        assert document.title == "Talks resume"
        assert "They go on, he said." in document.text


def test_entities_that_multiply_are_refused() -> None:
    bomb = '<!ENTITY a0 "heron">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    for found in read(f"<!DOCTYPE newsItem [{bomb}]>{make_item(headline='Talks &a11; resume')}"):
        assert isinstance(found, Problem) or len(found.text) < 10_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "it has no text, only blanks"),
        (b"<report><p>Talks</p></report>", "neither NewsML-G2 nor NITF"),
        (make_item(headline="", body="").encode(), "it has no text"),
    ],
)
def test_what_is_no_article_is_a_problem(data: bytes, reason: str) -> None:
    assert read(data) == [Problem(reason)]


@pytest.mark.parametrize("data", [b"Talks resume", b"<newsItem>", b"<a>" * 100_000, make_item().encode()[:-40]])
def test_what_is_not_xml_is_a_problem(data: bytes) -> None:
    (found,) = read(data)
    assert isinstance(found, Problem) and found.reason.startswith("not XML that can be read")
