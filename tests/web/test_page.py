"""The pages as they are sent: what they show, where their links lead, and that nothing of an article becomes markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from searchcsto import Document, Index, build_index
from searchcsto.web.app import make_app
from searchcsto.web.security import POLICY
from searchcsto.web.settings import ServerSettings
from tests.web.press import write_press


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of an invented archive."""
    press = tmp_path_factory.mktemp("press")
    write_press(press, size=120)
    build_index([press], press / "index")
    with Index.open(press / "index") as index:
        index.add(Document("odd/a b#1?&%é", "Tea & <i>salt</i> of the harbour.", date="2019-02"))
    return press / "index"


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(make_app(ServerSettings(folder, rate=0)), base_url="http://localhost") as client:
        client.headers["accept"] = "text/html"
        yield client


def read(client: TestClient, address: str, *, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return str(response.text)


def list_links(page: str, pattern: str) -> list[str]:
    """Return the addresses of links whose tag is like a pattern."""
    tags = re.findall(r"<a\b[^>]*>", page)
    return [html.unescape(re.search(r'href="([^"]*)"', tag)[1]) for tag in tags if re.search(pattern, tag)]  # type: ignore[index]


def count_hits(page: str) -> int:
    found = re.search(r"<h1>\s*([\d,]+) article", page)
    assert found
    return int(found[1].replace(",", ""))


def test_without_a_query_everything_is_shown_the_newest_first(client: TestClient, folder: Path) -> None:
    page = read(client, "/")
    with Index.open(folder) as index:
        assert count_hits(page) == index.document_count
    dates = re.findall(r'<time datetime="([^"]+)"', page)
    assert dates == sorted(dates, reverse=True) and len(dates) == 20
    assert 'aria-current="true">Newest</a>' in page


def test_no_page_has_styles_or_scripts_in_it(client: TestClient) -> None:
    for address in ("/", "/?q=harbour", "/documents/hostile.txt?q=script", "/help", "/?q=%22", "/nowhere"):
        response = client.get(address)
        assert response.headers["content-security-policy"] == POLICY
        assert not re.search(r"<style|\sstyle=|\son\w+=\"|javascript:|https?://(?!www\.w3\.org)", response.text), (
            address
        )
        assert re.findall(r"<script[^>]*>", response.text) == [re.search(r"<script[^>]*>", response.text)[0]]  # type: ignore[index]


def test_an_article_full_of_markup_is_text_and_its_words_are_marked(client: TestClient) -> None:
    page = read(client, "/documents/hostile.txt?q=script+harbour")
    assert "&lt;<mark" in page and ">script</mark>&gt;alert(&#34;pier&#34;)&lt;/<mark" in page
    assert "<b onmouseover" not in page and "<img" not in page and "<style" not in page
    assert "&amp;lt;<mark" in page  # what was written as an entity stays one
    results = read(client, "/?q=script")
    assert "&lt;<mark>script</mark>&gt;" in results and "<script>" not in results


def test_every_filter_is_an_address_that_leads_to_fewer(client: TestClient, folder: Path) -> None:
    page = read(client, "/?q=%2A&sort=oldest")
    total = count_hits(page)
    for name in ("source=", "place=", "language=ru", "after="):
        [address, *_] = [link for link in list_links(page, 'class="pick"') if f"&{name}" in link]
        narrow = read(client, address)
        assert 0 < count_hits(narrow) < total and "sort=oldest" in address
        assert 'aria-label="Remove the filter:' in narrow
    with Index.open(folder) as index:
        counts = {item.value: item.count for item in index.search("*").facets["source"]}
    [address] = [link for link in list_links(page, 'class="not"') if "not_source=KESTREL" in link]
    assert count_hits(read(client, address)) == total - counts["KESTREL"]
    assert f'<a href="{html.escape("/?q=%2A&sort=oldest")}" aria-label="Remove the filter: not source KESTREL">' in (
        read(client, address)
    )


def test_choosing_again_gives_a_filter_up_and_excluding_takes_its_place(client: TestClient) -> None:
    page = read(client, "/?q=harbour&source=LARK")
    assert "/?q=harbour" in list_links(page, 'class="pick"')
    assert "/?q=harbour&not_source=LARK" in list_links(page, 'class="not"')
    assert 'aria-current="true"><bdi>LARK</bdi>' in page
    assert "/?q=harbour&source=LARK&source=KESTREL" in list_links(page, 'class="pick"')


def test_a_facet_is_searched_within_and_shown_as_a_whole(client: TestClient) -> None:
    page = read(client, "/?q=*&in_place=or")
    names = re.findall(r'<section class="facet" aria-labelledby="facet-place">(.*?)</section>', page, re.DOTALL)[0]
    assert set(re.findall(r"<bdi>(.*?)</bdi>", names)) >= {"ORLO", "PORT IDEN"} and "MARN" not in names
    assert "No place has “zzz”" in read(client, "/?q=*&in_place=zzz")
    page = read(client, "/?q=*&sort=oldest")
    [more] = list_links(page, r'href="/\?q=%2A&amp;sort=oldest&amp;more=place"')
    whole = read(client, more)
    size = int(re.search(r">All (\d+)</a>", page)[1])  # type: ignore[index]
    assert len([link for link in list_links(whole, 'class="pick"') if "&place=" in link]) >= size > 10
    assert "/?q=%2A&sort=oldest" in list_links(whole, "href")  # fewer again


def test_the_timeline_has_a_link_for_each_bar_and_says_where_the_archive_is_empty(client: TestClient) -> None:
    page = read(client, "/?q=harbour+-salt")  # salt is known to the month only, and lies in several weeks
    links = list_links(page, 'class="bucket"')
    total = sum(count_hits(read(client, link)) for link in links)
    undated = int((re.search(r"<span>(\d+) undated", page) or [0, 0])[1])
    assert total + undated == count_hits(page)
    assert "1 not known to the week" in read(client, "/?q=harbour")
    assert "The archive holds no article of" in page
    assert "after=2019-08" not in "".join(links)


def test_one_date_far_from_all_others_does_not_make_the_chart_unreadable(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        for name, date in (("a", "0001-01-01"), ("b", "2019-04-03"), ("c", "2021-04-03"), ("d", "9999-12-31")):
            index.add(Document(name, f"The harbour board met ({name}).", date=date))
    with TestClient(make_app(ServerSettings(tmp_path / "index", rate=0)), base_url="http://localhost") as client:
        page = read(client, "/?q=harbour")
        assert len(page) < 100_000
        assert "<span>not shown: 1 before 1892, 1 after 2021</span>" in page
        assert len(list_links(page, 'class="bucket"')) == 2
        assert count_hits(page) == 4


def test_what_was_searched_besides_is_said_and_can_be_given_up(client: TestClient) -> None:
    page = read(client, "/?q=orlo")
    assert "also searched: орло" in page
    [address] = list_links(page, "expand_aliases=false")
    typed = read(client, address)
    assert "also searched" not in typed and count_hits(typed) < count_hits(page)
    assert 'aria-label="Remove the filter: words only as typed"' in typed


def test_a_page_behind_the_last_one_says_so(client: TestClient) -> None:
    page = read(client, "/?q=harbour&offset=5000")
    assert "There are not so many results" in page and '<a href="/?q=harbour">Back to the first</a>' in page


def test_nothing_found_says_why_and_what_would_be(client: TestClient) -> None:
    page = read(client, "/?q=harbuor")
    assert "Nothing was found" in page and "harbuor occurs in no document" in page
    assert '<a href="/?q=harbour">' in page
    filtered = read(client, "/?q=harbour&source=LARK&place=NOWHERE")
    assert "there would be" in filtered and "no document has the place" in filtered
    assert '<a href="/?q=harbour">Search without the filters</a>' in filtered


def test_what_cannot_be_read_is_pointed_at(client: TestClient) -> None:
    page = read(client, "/?q=tea+%28salt", status=400)
    assert "this parenthesis is not closed (column 5)" in page
    assert "tea <mark>(</mark>salt" in page and 'value="tea (salt"' in page
    assert "is not a date" in read(client, "/?q=tea&after=May", status=400)
    assert "has no parameter" in read(client, "/?q=tea&colour=red", status=400)
    assert "no document has an id" in read(client, "/documents/nowhere.txt", status=404)
    assert "There is no such page" in read(client, "/nowhere", status=404)


def test_a_program_gets_its_errors_as_json(client: TestClient) -> None:
    for address in ("/nowhere", "/documents/nowhere.txt", "/?colour=red"):
        response = client.get(address, headers={"accept": "application/json"})
        assert response.json()["error"]["message"] and response.status_code >= 400
    assert client.get("/api/search").json()["error"]["message"]


def test_an_article_shows_its_facts_with_their_words(client: TestClient, folder: Path) -> None:
    with Index.open(folder) as index:
        hit = index.search("harbour source:LARK date:2019").hits[0]
    page = read(client, f"/documents/{hit.id}?q=harbour&source=LARK")
    assert '<span class="proof date" id="date-1"' in page and '<a href="#date-1">' in page
    assert '<span class="proof source" id="source-1"' in page and '<a href="#source-1">' in page
    assert list_links(page, 'class="back"') == ["/?q=harbour&source=LARK"]
    assert "Similar articles" in page


def test_what_stands_around_an_article_is_pale_and_the_raw_text_is_whole(client: TestClient, folder: Path) -> None:
    with Index.open(folder) as index:
        menus = [hit for hit in index.search("*").hits if "Advertise" in index.document(hit.id).text]
        hits = index.search("ferry OR harbour OR council").hits
        identifier = next(hit.id for hit in [*menus, *hits] if "Advertise" in index.document(hit.id).text)
        text = index.document(identifier).text
    page = read(client, f"/documents/{identifier}?q=advertise")
    pale = re.search(r'<div class="part around"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert pale and "Advertise with us" in pale[1] and "<mark" not in pale[1]
    raw = read(client, f"/documents/{identifier}?raw=true")
    shown = re.search(r'<div class="text raw"[^>]*>(.*)</div>\s*</main>', raw, re.DOTALL)
    assert shown
    plain = html.unescape(re.sub(r"<[^>]*>", "", shown[1]))
    assert plain.split() == text.split()


def test_odd_ids_have_addresses(client: TestClient) -> None:
    identifier = "odd/a b#1?&%é"
    page = read(client, f"/documents/{quote(identifier)}")
    assert "&lt;i&gt;salt&lt;/i&gt;" in page and "February 2019" in page
    [link] = list_links(read(client, "/?q=%22tea+i+salt%22"), "/documents/")
    assert identifier.split("/")[1] in read(client, link).replace("&amp;", "&")
    [cite, _] = list_links(page, "download")
    assert "date = {2019-02}" in client.get(cite).text


def test_citations_of_one_article_and_of_a_search(client: TestClient) -> None:
    one = client.get("/citations/hostile.txt?style=bibtex")
    assert one.headers["content-type"].startswith("application/x-bibtex")
    assert one.headers["content-disposition"] == 'attachment; filename="article.bib"'
    assert "journal = {KESTREL}" in one.text and "date = {2020-05-03}" in one.text
    many = client.get("/citations?q=harbour&source=LARK&style=ris").text
    assert many.count("TY  - NEWS") == many.count("T2  - LARK") > 1


def test_files_of_the_page_are_served_and_their_addresses_change_with_them(client: TestClient) -> None:
    page = read(client, "/help")
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(names) == 3
    for name in names:
        assert re.search(r"\?v=[0-9a-f]{10}$", name)
        assert client.get(name).status_code == 200
