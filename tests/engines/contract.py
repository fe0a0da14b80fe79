"""What every engine does: changes and commits, dates, pages, facets, lists, and random query trees against an oracle.

Derive a class from ContractTests and give it a fixture `location`: a place for an index that is not there yet.
"""

from __future__ import annotations

import random

import pytest

from searchcsto import Document, DocumentMissing, Index, IndexMissing, SearchOptions
from searchcsto.engines.base import Searcher
from searchcsto.engines.choice import choose_engine
from searchcsto.locations import parse_location
from searchcsto.options import FACETS
from searchcsto.query.tree import Query
from tests.engines.corpora import make_document, make_options, make_query
from tests.engines.oracle import Oracle

QUERIES = 150


def find(index: Index, query: str, **options: object) -> list[str]:
    return [hit.id for hit in index.search(query, SearchOptions(**options)).hits]  # type: ignore[arg-type]


class ContractTests:
    """What every engine does."""

    def test_there_is_nothing_before_it_is_made(self, location: str) -> None:
        with pytest.raises(IndexMissing, match="searchcsto index"):
            Index.open(location)

    def test_what_is_added_is_found_by_others_once_it_is_committed(self, location: str) -> None:
        with Index.create(location) as writer, Index.open(location) as reader:
            before = reader.version
            writer.add(Document("a", "The pier was old."))
            assert not reader.follow()
            assert find(reader, "pier") == []
            assert find(writer, "pier") == ["a"]
            assert reader.follow()
            assert reader.version != before
            assert find(reader, "pier") == ["a"]
            assert not reader.follow()

    def test_what_is_not_committed_is_forgotten(self, location: str) -> None:
        with pytest.raises(ZeroDivisionError), Index.create(location) as index:
            index.add(Document("a", "pier"))
            index.commit()
            index.add(Document("b", "pier"))
            raise ZeroDivisionError
        with Index.open(location) as index:
            assert find(index, "pier") == ["a"]

    def test_a_document_takes_the_place_of_one_with_its_id(self, location: str) -> None:
        with Index.create(location) as index:
            index.add(Document("a", "pier", title="one"), Document("a", "ferry"), Document("b", "pier"))
            assert (find(index, "pier"), find(index, "ferry")) == (["b"], ["a"])
            index.add(Document("b", "ferry boat"))
            assert find(index, "pier") == []
            assert index.document_count == 2
            assert index.document("b").text == "ferry boat"

    def test_what_is_deleted_is_gone_from_everything(self, location: str) -> None:
        with Index.create(location) as index:
            index.add(*(Document(f"{number}", "pier", sources=("Lark",), date="2031-04-07") for number in range(5)))
            assert index.delete("1", "3", "nothing", "1") == 2
            results = index.search("pier")
            assert (results.total, index.document_count, index.count("*")) == (3, 3, 3)
            assert [hit.id for hit in results.hits] == ["0", "2", "4"]
            assert results.facets["source"] == (("Lark", 3),)
            with pytest.raises(DocumentMissing):
                index.document("1")
            index.add(Document("1", "pier again"))
            index.optimize()
            assert sorted(find(index, "pier")) == ["0", "1", "2", "4"]

    def test_a_document_comes_back_as_it_was(self, location: str) -> None:
        chosen = random.Random(5)
        documents = [make_document(chosen, f"d/{number}#é ü%{'x' * 20 * number}") for number in range(40)]
        documents.append(Document("odd", "a \ud800 lone half, \x00 and \u2028", title="\udfff", path="\ud800"))
        with Index.create(location) as index:
            index.add(*documents)
            for document in documents:
                assert index.document(document.id) == document

    def test_ids_may_be_shortened(self, location: str) -> None:
        with Index.create(location) as index:
            index.add(Document("press/one.txt", "pier"), Document("press/other.txt", "ferry"))
            assert index.document("press/on").text == "pier"
            with pytest.raises(DocumentMissing, match="2"):
                index.document("press/o")

    def test_ranges_find_what_may_lie_in_them(self, location: str) -> None:
        dates = {"day": "2031-04-07", "month": "2031-04", "year": "2031", "none": None, "old": "0800-02-29"}
        with Index.create(location) as index:
            index.add(*(Document(name, "pier", date=date) for name, date in dates.items()))
            assert find(index, "pier", after="2031-04-07", before="2031-04-08") == ["day", "month", "year"]
            assert find(index, "pier", after="2031-04-08") == ["month", "year"]
            assert find(index, "pier", before="2031-04") == ["old", "year"]
            assert find(index, "pier", undated=True) == ["none"]
            assert find(index, "pier date:0800") == ["old"]
            assert find(index, "pier", not_dates=("2031-04",)) == ["none", "old"]
            assert find(index, "pier", sort="newest") == ["day", "month", "year", "old", "none"]
            assert find(index, "pier", sort="oldest") == ["old", "year", "month", "day", "none"]
            timeline = index.timeline("pier", SearchOptions(after="2031"), by="month")
            assert [(bucket.label, bucket.count) for bucket in timeline.buckets if bucket.count] == [("2031-04", 2)]

    def test_pages_follow_one_another(self, location: str) -> None:
        with Index.create(location) as index:
            index.add(*(Document(f"{number:03d}", "pier " * (number % 7 + 1) + "boat") for number in range(60)))
            for query in ("pier", "pier boat", "*", "boat -nothing"):
                whole = index.search(query, SearchOptions(limit=60)).hits
                paged = [
                    hit
                    for offset in range(0, 60, 7)
                    for hit in index.search(query, SearchOptions(limit=7, offset=offset)).hits
                ]
                assert [(hit.id, hit.score, hit.rank) for hit in paged] == [
                    (hit.id, hit.score, hit.rank) for hit in whole
                ]
                assert [hit.id for hit in index.export(query)] == [hit.id for hit in whole]

    def test_lists_and_words(self, location: str) -> None:
        with Index.create(location) as index:
            index.add(
                Document("a", "The Collective Security Treaty Organization (CSTO) met. Tokayev spoke of piers."),
                Document("b", "CSTO: the pier is old; the old pier is closed."),
                Document("c", "ОДКБ и Токаев. Токаев на пирсе."),
            )
            assert [line.id for line in index.concordance("pier").lines] == ["b", "b", "a"]
            assert index.similar("a").documents[0].hit.id == "b"
            assert index.list_aliases()[0].members == ("CSTO", "Collective Security Treaty Organization")
            assert "Collective Security" in index.search("CSTO").interpreted
            assert [each.query for each in index.suggest("tok").completions] == ["tokayev"]
            assert [each.query for each in index.search("Tokayv").suggestions] == ["Tokayev"]
            assert index.why("b", "pier AND ferry").failing[0].query == "ferry"
            assert [answer.total for answer in index.batch([b"pier", b"CSTO"])] == [2, 2]

    def test_counts_of_values(self, location: str) -> None:
        with Index.create(location) as index:
            index.add(
                Document("a", "pier", sources=("Lark", "Kestrel"), date="2031", language="en"),
                Document("b", "pier", sources=("lark",), place="ORLO", language="en"),
            )
            assert index.count_values("source") == {"Kestrel": 1, "Lark": 1, "lark": 1}
            assert index.count_values("language") == {"en": 2}
            assert index.count_values("date-status") == {"given": 1, "unknown": 1}
            assert find(index, "source:LARK date-status:given") == ["a"]
            assert find(index, "pier", sources=("unknown",)) == []
            assert find(index, "place:unknown") == ["a"]

    @pytest.mark.parametrize("seed", ["one", "two", "three"])
    def test_random_trees_are_answered_as_by_reading_every_text(self, location: str, seed: str) -> None:
        chosen = random.Random(seed)
        live: dict[str, Document] = {}
        with Index.create(location) as index:
            for _ in range(3):
                documents = [
                    make_document(chosen, f"{chosen.random():.12f}") for _ in range(chosen.choice((5, 30, 60)))
                ]
                index.add(*documents)
                index.commit()
                gone = [document.id for document in documents if chosen.random() < 0.2]
                assert index.delete(*gone) == len(gone)
                live |= {document.id: document for document in documents if document.id not in gone}
        place = parse_location(location)
        searcher = choose_engine(place).open_searcher(place)
        oracle = Oracle(list(live.values()))
        for _ in range(QUERIES):
            compare(searcher, oracle, live, query=make_query(chosen), options=make_options(chosen))
        searcher.close()


def compare(
    searcher: Searcher, oracle: Oracle, live: dict[str, Document], *, query: Query, options: SearchOptions
) -> None:
    """Compare one search with the oracle: what is found, in which order, with which scores, facets and parts."""
    matches = searcher.search(query, options)
    ids, scores = oracle.search(query, options)
    found = [searcher.read_id(number) for number in matches.documents]
    assert matches.total == len(ids), (query, options)
    assert found == ids[options.offset : options.offset + options.limit], (query, options)
    for number, score in zip(matches.documents, matches.scores, strict=True):
        assert abs(score - scores[searcher.read_id(number)]) < 1e-5, (query, options)
    for number, score in list(zip(matches.documents, matches.scores, strict=True))[:2]:
        assert searcher.load_document(number) == live[searcher.read_id(number)]
        assert searcher.finds(query, number), query
        parts = searcher.explain_score(query, options, number)
        assert abs(sum(part.value for part in parts) - score) < 1e-8, (query, parts)
    for name in FACETS:
        counts = oracle.facets(ids)[name]
        assert {value.value: value.count for value in matches.facets[name]} == dict(counts), (query, name)
        assert matches.without[name] == oracle.count_without(ids, name), (query, name)
    assert matches.undated == sum(live[key].date is None for key in ids)
