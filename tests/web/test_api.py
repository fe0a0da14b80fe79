"""Every question that the HTTP API answers, and what it says to those that it does not."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from searchcsto import Document, Index, SearchOptions
from searchcsto.web.wire import write_document, write_results
from tests.web.conftest import Ask

SEED = "004_f9dc5b6749ccf26f.txt"


@pytest.fixture
def odd_index(tmp_path: Path) -> Path:
    """Documents whose ids have slashes, signs and other letters, and hostile texts."""
    folder = tmp_path / "index"
    with Index.create(folder) as index:
        for identifier in ("a/b c.txt#2", "http://example.org/x?y=1&z", "новости/один", "per%cent", "a/b c.txt#22"):
            index.add(Document(identifier, f"Kestrel {identifier}", title="<script>alert(1)</script>", path="p"))
    return folder


def test_a_search_is_what_python_gives(client: TestClient, opened: Index) -> None:
    response = client.get("/api/search", params={"q": "peacekeeping Kazakhstan", "limit": 3, "snippets": 1})
    expected = write_results(opened.search("peacekeeping Kazakhstan", SearchOptions(limit=3, snippets=1)))
    found = response.json()
    assert response.status_code == 200
    assert found["total"] > 1
    assert {**found, "took_ms": 0} == json.loads(json.dumps({**expected, "took_ms": 0}))


@pytest.mark.parametrize(
    ("parameters", "options"),
    [
        ({"source": ["TASS", "BelTA"]}, SearchOptions(sources=("TASS", "BelTA"))),
        ({"not_source": "TASS"}, SearchOptions(not_sources=("TASS",))),
        ({"after": "2022-01-10", "before": "2023"}, SearchOptions(after="2022-01-10", before="2023")),
        ({"undated": "1"}, SearchOptions(undated=True)),
        ({"sort": "oldest", "limit": "2", "offset": "1"}, SearchOptions(sort="oldest", limit=2, offset=1)),
        ({"facet": ["source:1", "day"], "all": "true"}, SearchOptions(facets=("source:1", "day"), require_all=True)),
        ({"facet": "none", "snippets": "0"}, SearchOptions(facets=(), snippets=0)),
        ({"facet": "source", "facet_search": "ta"}, SearchOptions(facets=("source",), facet_search="ta")),
        (
            {"facet": "source", "source": "TASS", "disjunctive": "1"},
            SearchOptions(facets=("source",), sources=("TASS",), disjunctive_facets=True),
        ),
        ({"plain": "1"}, SearchOptions(plain=True)),
        ({"explain": "1"}, SearchOptions(explain=True)),
    ],
)
def test_every_option_means_what_it_means_in_python(
    client: TestClient, opened: Index, parameters: dict[str, str], options: SearchOptions
) -> None:
    found = client.get("/api/search", params={"q": "csto russia", **parameters}).json()
    expected = json.loads(json.dumps(write_results(opened.search("csto russia", options))))
    assert {**found, "took_ms": 0} == {**expected, "took_ms": 0}


def test_today_is_what_a_query_counts_from(client: TestClient) -> None:
    assert client.get("/api/search?q=date:last-30-days&today=2022-01-25").json()["total"] > 0
    assert client.get("/api/search?q=date:last-30-days&today=1999-01-25").json()["total"] == 0


def test_a_document_comes_with_its_evidence_or_as_its_text(client: TestClient, opened: Index) -> None:
    document = opened.document(SEED)
    assert client.get(f"/api/documents/{SEED}").json() == json.loads(json.dumps(write_document(document)))
    raw = client.get(f"/api/documents/{SEED}", params={"raw": 1})
    assert raw.text == document.text
    assert raw.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("identifier", ["a/b c.txt#2", "http://example.org/x?y=1&z", "новости/один"])
def test_ids_may_hold_anything(make_client: Ask, odd_index: Path, identifier: str) -> None:
    from urllib.parse import quote

    for written in (quote(identifier, safe=""), quote(identifier, safe="/:")):
        found = make_client(odd_index).get(f"/api/documents/{written}")
        assert found.status_code == 200, found.text
        assert found.json()["id"] == identifier
    verdict = make_client(odd_index).get(f"/api/documents/{quote(identifier)}/why", params={"q": "kestrel"})
    assert verdict.json()["id"] == identifier


def test_an_unknown_document_is_404_and_says_so(client: TestClient) -> None:
    response = client.get("/api/documents/none/like/it")
    assert response.status_code == 404
    assert "none/like/it" in response.json()["error"]["message"]


def test_counts_facets_and_timelines(client: TestClient, opened: Index) -> None:
    counts = client.get("/api/count", params={"q": ["csto", "nothingofthekind"]}).json()["counts"]
    assert [row["total"] for row in counts] == [opened.count("csto"), 0]
    facets = client.get("/api/facets", params={"q": "csto", "facet": ["source:1", "month"]}).json()
    assert list(facets["facets"]) == ["source", "month"]
    assert len(facets["facets"]["source"]) == 1 < facets["facet_summaries"]["source"]["values"]
    timeline = client.get("/api/timeline", params={"q": "csto", "by": "year", "series": 1}).json()
    assert timeline["by"] == "year"
    assert sum(bucket["count"] for bucket in timeline["buckets"]) + timeline["undated"] == timeline["total"]
    assert len(timeline["series"]) == 2  # the source, and the others


def test_similar_documents_and_concordances(client: TestClient, opened: Index) -> None:
    found = client.get(f"/api/documents/{SEED}/similar", params={"limit": 2}).json()
    assert found["id"] == SEED
    assert [hit["id"] for hit in found["hits"]] == [each.hit.id for each in opened.similar(SEED).documents[:2]]
    lines = client.get("/api/concordance", params={"q": "kazakhstan", "limit": 3, "width": 20}).json()["lines"]
    assert len(lines) == 3
    assert {line["keyword"].lower() for line in lines} <= {"kazakhstan", "kazakhstan’s", "kazakhstan's"}


def test_an_export_has_all_hits(make_client: Ask, tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        for number in range(450):
            index.add(Document(f"d{number}", f"kestrel {number}", title='A "title", and more', date="2022-01-02"))
    client = make_client(tmp_path / "index")
    lines = client.get("/api/export", params={"q": "kestrel"}).text.splitlines()
    assert len({json.loads(line)["id"] for line in lines}) == 450
    assert json.loads(lines[0])["rank"] == 1
    table = client.get("/api/export", params={"q": "kestrel", "format": "csv", "sort": "newest", "snippets": 1})
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    assert len({row["id"] for row in rows}) == 450
    assert rows[0]["title"] == 'A "title", and more'
    assert rows[0]["snippet"].startswith("kestrel")
    assert table.headers["content-disposition"] == 'attachment; filename="results.csv"'
    assert client.get("/api/export", params={"q": "nothingofthekind"}).text == ""
    assert client.get("/api/export", params={"q": "(("}).status_code == 400


def test_suggestions(client: TestClient) -> None:
    words = client.get("/api/suggest", params={"q": "talks in kaz"}).json()["completions"]
    assert {"talks in kazakhstan"} <= {item["query"] for item in words}
    assert all(item["documents"] for item in words)
    values = client.get("/api/suggest", params={"q": "csto source:ta"}).json()["completions"]
    assert "csto source:TASS" in [item["query"] for item in values]
    assert client.get("/api/suggest?q=Peacek").json()["completions"][0]["query"].startswith("Peacek")
    corrected = client.get("/api/suggest", params={"q": "kazahkstan"}).json()["corrections"]
    assert corrected[0]["query"] == "kazakhstan"
    for odd in ("", " ", '"', '"open phrase', "a:b:", "((", "*", "é", "x" * 1000):
        assert client.get("/api/suggest", params={"q": odd}).status_code == 200, odd


def test_status_tells_no_place_of_the_disk(make_client: Ask, seeds: Path, tmp_path: Path) -> None:
    from searchcsto import build_index

    press = tmp_path / "press"
    press.mkdir()
    (press / "broken.json").write_text("{")
    (press / "a.txt").write_text((seeds / SEED).read_text())
    build_index([press], tmp_path / "index")
    response = make_client(tmp_path / "index").get("/api/status")
    found = response.json()
    assert found["documents"] == 1
    assert found["skipped_total"] == 1
    assert found["skipped"][0]["path"] == "press/broken.json"
    assert str(tmp_path) not in response.text
    assert "roots" not in found
    assert "path" not in found


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/api/search?query=x", "/api/search has no parameter 'query'; did you mean q?"),
        ("/api/search?q=x&limt=3", "/api/search has no parameter 'limt'; did you mean limit?"),
        ("/api/search?q=x&zzzz=3", "/api/search has no parameter 'zzzz'; /api/docs lists them"),
        ("/api/status?zzzz=3", "/api/status has no parameter 'zzzz'; it takes none"),
        ("/healthz?zzzz=3", "/healthz has no parameter 'zzzz'; it takes none"),
        ("/api/search", "/api/search needs the parameter q"),
        ("/api/search?q=x&q=y", "q is given 2 times; /api/search takes one"),
        ("/api/search?q=x&limit=-1", "limit: it should be greater than or equal to 0, not '-1'"),
        ("/api/search?q=x&limit=9e9", "limit: it should be a valid integer"),
        ("/api/search?q=x&limit=1000000", "limit: it should be less than or equal to 200"),
        ("/api/search?q=x&sort=best", "sort must be 'score', 'newest' or 'oldest', not 'best'"),
        ("/api/search?q=x&facet=colour", "there is no facet 'colour'"),
        ("/api/search?q=x&after=yesterday", "after: 'yesterday' is not a date"),
        ("/api/search?q=x&after=2023&before=2022", "no day is after 2023 and before 2022"),
        ("/api/search?q=(x", "(column "),
        ("/api/search?q=colour:red", "colour"),
        ("/api/timeline?q=x&by=decade", "by must be 'day', 'week', 'month' or 'year'"),
        ("/api/export?q=x&format=xml", "format must be 'jsonl' or 'csv', not 'xml'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(client: TestClient, address: str, message: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    error = response.json()["error"]["message"]
    assert message in error
    assert "\n" not in error
    assert response.headers["cache-control"] == "no-store"


def test_a_long_query_is_refused(client: TestClient) -> None:
    response = client.get("/api/search", params={"q": "я" * 10_001})
    assert response.status_code == 400
    assert "10,000" in response.json()["error"]["message"]
    assert len(response.content) < 1000 + 800  # the query is not said again


def test_the_query_and_the_column_of_an_error(client: TestClient) -> None:
    assert client.get("/api/search", params={"q": "peace AND (war"}).json()["error"]["column"] >= 0


@pytest.mark.parametrize("path", ["/nothing", "/api/", "/api/search/", "/static/../api", "/api/documents"])
def test_404_is_json(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "message" in response.json()["error"]


def test_head_is_get_without_a_body(client: TestClient) -> None:
    asked, told = client.get("/api/search?q=csto&snippets=0"), client.head("/api/search?q=csto&snippets=0")
    assert told.status_code == 200
    assert not told.content
    assert told.headers["etag"] == asked.headers["etag"]
    assert client.head("/nothing").status_code == 404


def test_an_etag_holds_until_the_next_commit(make_client: Ask, tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Document("a", "kestrel"))
    client = make_client(tmp_path / "index")
    for path in ("/api/search?q=kestrel", "/api/documents/a", "/api/status", "/api/suggest?q=kes", "/api/count?q=a"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
        assert again.status_code == 304
        assert not again.content
        assert again.headers["etag"] == first.headers["etag"]
    with Index.open(tmp_path / "index") as index:
        index.add(Document("b", "kestrel"))
    new = client.get("/api/search?q=kestrel", headers={"If-None-Match": first.headers["etag"]})
    assert new.status_code == 200
    assert new.json()["total"] == 2


def test_answers_are_packed(client: TestClient) -> None:
    response = client.get("/api/search?q=csto", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert response.json()["total"]
    assert "accept-encoding" in response.headers["vary"].lower()


def test_no_index_is_503_without_its_place(make_client: Ask, tmp_path: Path) -> None:
    response = make_client(tmp_path / "nowhere").get("/api/search?q=x")
    assert response.status_code == 503
    assert str(tmp_path) not in response.text
    assert response.headers["retry-after"]


def test_the_documentation_needs_no_other_host_and_no_script(client: TestClient) -> None:
    page = client.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "://" not in page.text
    schema = client.get("/api/openapi.json").json()
    assert len(schema["paths"]) >= 9
    for path, methods in schema["paths"].items():
        assert path in page.text
        for parameter in methods["get"].get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])


def test_metrics_count_requests_by_route(make_client: Ask) -> None:
    client = make_client()
    for path in ("/api/search?q=csto", "/api/search?q=csto", "/api/search?q=(", f"/api/documents/{SEED}", "/x/y/z"):
        client.get(path)
    told = client.get("/metrics").text
    assert 'searchcsto_requests_total{route="/api/search",status="200"} 2.0' in told
    assert 'searchcsto_requests_total{route="/api/search",status="400"} 1.0' in told
    assert 'searchcsto_requests_total{route="/api/documents/{identifier:path}",status="200"} 1.0' in told
    assert 'route="unknown",status="404"} 1.0' in told
    assert "searchcsto_index_documents 5.0" in told
    assert 'searchcsto_request_seconds_count{route="/api/search"} 3.0' in told
