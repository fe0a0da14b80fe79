"""The Python API: create, open, add, search, close."""

from __future__ import annotations

import datetime
import sys
import threading
from pathlib import Path

import pytest

from searchcsto import (
    Document,
    DocumentInvalid,
    DocumentMissing,
    FacetValue,
    Index,
    IndexClosed,
    IndexLocked,
    IndexMissing,
    OptionInvalid,
    QueryInvalid,
    SearchOptions,
    read_article,
)
from searchcsto.engines.whoosh import expansions

PIER = Document(
    "pier", "The old pier reopened on Friday.", title="Pier reopens", date="2031-04-07", sources=("Kestrel",)
)
FERRY = Document("ferry", "A ferry sank near the pier.", date="2031-04", sources=("Kestrel", "Lark"), language="en")
TALKS = Document("talks", "Talks go on and on in Orlo.", date="2032")
UNDATED = Document("undated", "Nobody knows when this was written.", sources=("Lark",), place="ORLO")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index.create(tmp_path / "index")
    index.add(PIER, FERRY)
    index.add(TALKS)
    index.add(UNDATED)
    return index


def ids(index: Index, query: str, **options: object) -> list[str]:
    return [hit.id for hit in index.search(query, SearchOptions(**options)).hits]  # type: ignore[arg-type]


def test_what_was_added_is_found_at_once_and_after_reopening(index: Index) -> None:
    assert ids(index, "pier") == ["pier", "ferry"]
    index.close()
    with Index.open(index.path) as again:
        assert ids(again, "pier") == ["pier", "ferry"]
        assert again.document("pier") == PIER
        assert again.document("fer") == FERRY


def test_the_same_id_again_is_a_replacement(index: Index) -> None:
    index.add(Document("pier", "Nothing about that any more."), Document("pier", "A lighthouse now."))
    assert ids(index, "lighthouse") == ["pier"]
    assert index.document_count == 4
    assert ids(index, "title:reopens") == []


def test_delete(index: Index) -> None:
    assert index.delete("pier", "nothing") == 1
    assert ids(index, "pier") == ["ferry"]
    assert index.search("NOT ferry").total == 2
    assert index.document_count == 3
    with pytest.raises(DocumentMissing):
        index.document("pier")


def test_an_exception_in_a_with_block_forgets_what_was_not_committed(index: Index) -> None:
    index.close()
    with pytest.raises(RuntimeError), Index.open(index.path) as again:
        again.add(Document("new", "A lighthouse."))
        raise RuntimeError
    with Index.open(index.path) as again:
        assert ids(again, "lighthouse") == []


def test_dates_at_their_precision(index: Index) -> None:
    assert ids(index, "*", after="2031-04-07", before="2031-04-08", sort="oldest") == ["ferry", "pier"]
    assert ids(index, "*", after="2031-04-08") == ["ferry", "talks"]
    assert ids(index, "date:2032-06-15") == ["talks"]
    assert ids(index, "*", before="2031-05", sort="newest") == ["pier", "ferry"]
    assert ids(index, "*", undated=True) == ["undated"]
    results = index.search("*", SearchOptions(facets=("month", "year")))
    assert results.facets["month"] == (FacetValue("2031-04", 2),)
    assert results.facets["year"] == (FacetValue("2031", 2), FacetValue("2032", 1))
    assert results.undated == 1
    assert index.document("pier").date_precision == "day"
    assert Document("d", "", date=datetime.date(2031, 4, 7)).date == "2031-04-07"  # type: ignore[arg-type]


def test_facets_count_all_hits_not_the_page(index: Index) -> None:
    results = index.search("*", SearchOptions(limit=1, facets=("source", "language", "place")))
    assert results.total == 4
    assert len(results) == 1
    assert results.facets == {
        "source": (FacetValue("Kestrel", 2), FacetValue("Lark", 2)),
        "language": (FacetValue("en", 1),),
        "place": (FacetValue("ORLO", 1),),
    }


def test_no_word_is_a_stop_word(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Document("hamlet", "To be, or not to be."), Document("other", "A ferry sank."))
        assert ids(index, "to be or not to be") == ["hamlet"]
        assert ids(index, '"to be or not to be"') == ["hamlet"]


def test_phrases_do_not_reach_from_the_title_into_the_text(index: Index) -> None:
    assert ids(index, '"reopens the"') == []
    assert ids(index, '"old pier"') == ["pier"]
    assert ids(index, '"and on"') == ["talks"]


def test_only_the_body_is_searched(tmp_path: Path) -> None:
    text = "Menu lighthouse. The ferry sank."
    with Index.create(tmp_path / "index") as index:
        index.add(Document("a", text, body=((17, len(text)),)))
        assert ids(index, "lighthouse") == []
        assert ids(index, "ferry") == ["a"]


def test_read_article_reads_what_a_text_says() -> None:
    document = read_article("Pier reopens\n\n07.04.2021 12:30\n\nThe pier in Orlo reopened, Reuters reports.", id="a")
    assert (document.title, document.date, document.date_status) == ("Pier reopens", "2021-04-07", "stated")
    assert document.sources == ("Reuters",)


def test_snippets_may_be_left_out(index: Index) -> None:
    assert all(hit.snippets == () for hit in index.search("pier", SearchOptions(snippets=0)).hits)
    assert index.search("pier").hits[0].snippets[0].highlights


def test_the_empty_index(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        results = index.search("pier")
        assert (results.total, results.hits) == (0, ())
        assert "the index is empty" in results.notices
        assert index.search("*").total == 0


def test_create_opens_what_is_there(index: Index) -> None:
    index.close()
    with Index.create(index.path) as again:
        assert again.document_count == 4


def test_what_is_refused(tmp_path: Path, index: Index) -> None:
    with pytest.raises(IndexMissing, match="searchcsto index"):
        Index.open(tmp_path / "nothing")
    with pytest.raises(QueryInvalid):
        index.search('"open')
    with pytest.raises(DocumentInvalid, match="Documents"):
        index.add("text")  # type: ignore[arg-type]
    with pytest.raises(DocumentInvalid, match="not a date"):
        Document("a", "text", date="2031-13")
    with pytest.raises(DocumentInvalid, match="id"):
        Document("", "text")
    index.close()
    for use in (lambda: index.search("pier"), index.refresh, lambda: index.add(PIER), lambda: index.document("pier")):
        with pytest.raises(IndexClosed, match="closed"):
            use()
    index.close()  # harmless


@pytest.mark.parametrize(
    "values",
    [
        {"text": None},
        {"title": 5},
        {"sources": (1,)},
        {"sources": "TASS"},
        {"language": 7},
        {"place": 7},
        {"path": 5},
        {"body": ((5, 900),)},
        {"body": ((3, 1),)},
        {"body": ((3, 5), (4, 6))},
        {"body": (3,)},
        {"date": 2031},
    ],
)
def test_documents_check_themselves(values: dict[str, object]) -> None:
    with pytest.raises(DocumentInvalid):
        Document(**{"id": "a", "text": "some text", **values})  # type: ignore[arg-type]


def test_what_is_asked_wrongly(index: Index) -> None:
    with pytest.raises(OptionInvalid, match="field 'colour'"):
        index.count_values("colour")
    for query, options in ((None, None), (b"pier", None), ("pier", {"limit": 3})):
        with pytest.raises(OptionInvalid):
            index.search(query, options)  # type: ignore[arg-type]
    with pytest.raises(DocumentMissing):
        index.document(5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"limit": -1}, "limit"),
        ({"limit": "10"}, "limit"),
        ({"offset": 1.5}, "offset"),
        ({"snippets": True}, "snippets"),
        ({"sort": "best"}, "sort"),
        ({"facets": ("colour",)}, "facet 'colour'"),
        ({"facets": "source"}, "facets"),
        ({"sources": "TASS"}, "sources"),
        ({"sources": (1,)}, "sources"),
        ({"undated": "yes"}, "undated"),
        ({"after": "soon"}, "after"),
        ({"before": "2031-02-30"}, "before"),
        ({"before": "0001"}, "no day"),
        ({"after": "2032", "before": "2031"}, "no day"),
        ({"undated": True, "after": "2031"}, "undated"),
    ],
)
def test_options_check_themselves(options: dict[str, object], words: str) -> None:
    with pytest.raises(OptionInvalid, match=words):
        SearchOptions(**options)  # type: ignore[arg-type]


def test_one_writer_at_a_time_and_readers_never_block(index: Index) -> None:
    index.commit()
    with Index.open(index.path) as other:
        index.add(Document("new", "A lighthouse."))
        with pytest.raises(IndexLocked, match="process"):
            other.add(Document("newer", "A lighthouse."))
        assert ids(other, "lighthouse") == []
        index.commit()
        assert ids(other, "lighthouse") == []  # it keeps what it saw
        other.refresh()
        assert ids(other, "lighthouse") == ["new"]


def test_many_threads_that_switch_all_the_time_get_the_right_answers(tmp_path: Path) -> None:
    words = ("pier", "boat", "ferry", "harbour", "storm", "mayor", "fire", "strike")
    documents = [
        Document(
            f"{number:03}",
            " ".join(word for place, word in enumerate(words) if number >> place & 1) or "calm",
            date=f"2031-{number % 12 + 1:02}",
            sources=(words[number % 5],),
        )
        for number in range(256)
    ]
    with Index.create(tmp_path / "shared") as index:
        for start in (0, 100):  # several segments
            index.add(*documents[start : start + 100 if start == 0 else 256])
            index.commit()
        queries = [*words, "pier boat -ferry", '"boat ferry"', '"storm boat"~4', "f*", "boatt~", "source:pier fire"]
        alone = {query: answer(index, query) for query in queries}
        index.refresh()  # a searcher that has read nothing yet
        wrong: list[str] = []

        def work(shift: int) -> None:
            turn = (queries[shift:] + queries[:shift]) * 4
            wrong.extend(query for query in turn if answer(index, query) != alone[query])

        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(before)
    assert wrong == []


def answer(index: Index, query: str) -> object:
    results = index.search(query, SearchOptions(facets=("source", "month", "place")))
    return results.total, results.hits, results.facets, results.undated, results.notices


def test_patterns_and_slop_are_found_and_marked(index: Index) -> None:
    index.add(Document("tok", "President Tokayev met Mr. Tokaev in Kazakhstan.", title="Tokayev meets"))
    assert ids(index, "ferr*") == ["ferry"]
    assert ids(index, "title:reop*") == ["pier"]
    assert ids(index, "title:ferr*") == []
    assert ids(index, '"pier old"') == []
    assert ids(index, '"pier old"~2') == ["pier"]
    assert marked(index, "tok?yev") == ["Tokayev"]
    assert marked(index, "tokayev~1") == ["Tokayev", "Tokaev"]
    assert marked(index, "*stan") == ["Kazakhstan"]
    assert marked(index, '"tokayev kazakhstan"~5') == ["Tokayev", "Kazakhstan"]
    assert index.search("tokaev~ talk*").interpreted == "tokaev~1 OR talk*"


def marked(index: Index, query: str) -> list[str]:
    (hit,) = index.search(query).hits
    return [snippet.text[start:end] for snippet in hit.snippets for start, end in snippet.highlights]


def test_patterns_that_find_nothing_or_too_much_say_so(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    assert index.search("zzz*").notices == ("zzz* matches no word of the index",)
    (notice,) = index.search("title:ferr*").notices
    assert notice == "no word that ferr* (in the title) matches occurs in a document"
    monkeypatch.setattr(expansions, "MAX_TERMS", 2)
    (notice,) = index.search("o*").notices
    assert notice == "o* stands for too many words; the 2 most frequent are searched"


def test_threads_may_share_an_index(index: Index) -> None:
    expected = {query: ids(index, query) for query in ("pier", "ferry OR talks", '"old pier"', "NOT pier")}
    wrong: list[str] = []

    def search() -> None:
        for _ in range(30):
            wrong.extend(query for query, found in expected.items() if ids(index, query) != found)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_plain_words_have_no_signs(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Document("a", "The war of Orlo."), Document("b", "Peace."))
        assert [hit.id for hit in index.search("-war (AND", SearchOptions(plain=True)).hits] == ["a"]


def test_an_open_index_follows_the_commits_of_others(tmp_path: Path) -> None:
    with Index.create(tmp_path) as writer:
        writer.add(Document("a", "The harbour was opened."))
    with Index.open(tmp_path) as reader:
        before = reader.version
        assert not reader.follow()
        with Index.open(tmp_path) as writer:
            writer.add(Document("b", "The harbour was closed."))
        assert reader.search("harbour").total == 1
        assert reader.follow()
        assert reader.search("harbour").total == 2
        assert reader.version != before
