"""Stock Whoosh opens what searchcsto wrote, and does with it what it does with its own indexes."""

from __future__ import annotations

import datetime
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import index, query, sorting
from whoosh.fields import Schema
from whoosh.qparser import QueryParser
from whoosh.query.spans import SpanFirst, SpanNear

from searchcsto.documents import Document
from searchcsto.engines.whoosh.bridge.segment import ColumnCodec, ColumnSegment
from searchcsto.engines.whoosh.bridge.whoosh_index import open_whoosh
from searchcsto.engines.whoosh.codec.build import SegmentBuilder
from searchcsto.engines.whoosh.codec.merge import merge_segments
from searchcsto.engines.whoosh.codec.segment import Segment, segment_path
from searchcsto.engines.whoosh.schema import make_schema
from searchcsto.engines.whoosh.toc import write_toc
from searchcsto.errors import IndexDamaged, IndexMissing, SearchError

FIRST = (
    Document(
        "b",
        "Peace talks resume in Minsk. Peace-keepers of the CSTO leave.",
        title="Crude oil",
        date="2022-01-20",
        sources=("TASS",),
        language="en",
        place="Minsk",
        path="b.txt",
    ),
    Document(
        "a", "Oil prices of crude goods; peacekeepers, peace", title="Prices", date="2022", sources=("BelTA", "Tass")
    ),
)
SECOND = (
    Document("gone", "crude peace talks in Minsk", date="2022-01-21", sources=("TASS",)),
    Document("d", "Peace. Talks 上海 \ud800", date="2023-02", sources=("Al Jazeera",)),
    Document("e", "war"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, documents in (("first", FIRST), ("second", SECOND)):
        builder = SegmentBuilder()
        for document in documents:
            builder.add(document)
        builder.write(tmp_path, name)
    write_toc(tmp_path, 7, [("first", 2, None), ("second", 3, np.array([True, False, False]))])
    return tmp_path


def find(searcher: Any, wanted: str | query.Query, **options: Any) -> list[str]:
    if isinstance(wanted, str):
        wanted = QueryParser("text", searcher.schema).parse(wanted)
    results = searcher.search(wanted, limit=None, **options)
    assert len(results) == len(list(results))
    return [hit["id"] for hit in results]


FRESH = """
import sys, whoosh.index
from whoosh.qparser import QueryParser
index = whoosh.index.open_dir(sys.argv[1])
with index.searcher() as searcher:
    results = searcher.search(QueryParser("text", index.schema).parse("peacekeepers"))
    print(len(results), sorted((hit["id"], hit.highlights("text")) for hit in results))
print(sorted(name for name in sys.modules if name.startswith("searchcsto.") and ".bridge" in name)[:1])
"""


def test_a_fresh_process_opens_it(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FRESH, str(folder)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 [('a', ")
    assert ">Peace-keepers</b>" in done.stdout
    assert done.stdout.endswith("['searchcsto.engines.whoosh.bridge']\n")


QUERIES = {
    "peacekeepers": {"a", "b"},
    "peace-keepers": {"a", "b"},
    "title:price": {"a"},
    'exact:"peace talks"': {"b", "d"},
    'exact:"oil peace"': set(),  # the title does not run on into the body
    'exact:"peace minsk"~4': {"b"},
    "exact:pea*": {"a", "b", "d"},
    "exact:PEA*": {"a", "b", "d"},
    "exact:p?ace": {"a", "b", "d"},
    "exact:[crude TO goods]": {"a", "b"},
    "crude NOT minsk": {"a"},
    "crude ANDMAYBE minsk": {"a", "b"},
    "peace AND talks": {"b", "d"},
    "minsk OR war": {"b", "e"},
    "上海": {"d"},
    "source:tass": {"a", "b"},
    'source:"al-jazeera"': {"d"},
    "source:t*": {"a", "b"},
    "language:EN place:minsk": {"b"},
    "id:a": {"a"},
    "year:2022": {"a", "b"},
    "month:2022-01": {"b"},
    "date:2022-01-20": {"a", "b"},
    "date:[2022-02 TO 2022-03]": {"a"},
    "date:[2022-06 TO]": {"a", "d"},
    "date:[TO 2022-02]": {"a", "b"},
    "*": {"a", "b", "d", "e"},
    "*:*": {"a", "b", "d", "e"},
    "place:*": {"b"},
    "nothing": set(),
}


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("fast", [False, True])
def test_parsed_queries(folder: Path, text: str, fast: bool) -> None:
    opened = open_whoosh(folder) if fast else index.open_dir(str(folder))
    with opened.searcher() as searcher:
        found = find(searcher, text)
        assert set(found) == QUERIES[text]
        assert len(found) == len(QUERIES[text])


BUILT = [
    (query.FuzzyTerm("exact", "peece"), {"a", "b", "d"}),
    (query.Regex("exact", "t.*s"), {"b", "d"}),
    (query.TermRange("exact", "a", "d"), {"a", "b"}),
    (query.Variations("exact", "price"), {"a"}),
    (query.DateRange("date", datetime.datetime(2022, 1, 20), datetime.datetime(2022, 1, 20)), {"a", "b"}),
    (query.DateRange("date", datetime.datetime(2022, 1, 20), datetime.datetime(2022, 1, 21), startexcl=True), {"a"}),
    (query.NumericRange("date", None, None), {"a", "b", "d"}),
    (query.Every("date"), {"a", "b", "d"}),
    (query.Every("source"), {"a", "b", "d"}),
    (query.Every("title"), {"a", "b"}),
    (query.ConstantScoreQuery(query.Term("text", "peac"), 3.0), {"a", "b", "d"}),
    (query.DisjunctionMax([query.Term("text", "crude"), query.Term("text", "war")]), {"a", "b", "e"}),
    (SpanNear(query.Term("exact", "peace"), query.Term("exact", "csto"), slop=20), {"b"}),
    (SpanFirst(query.Term("exact", "peace")), {"d"}),
    (query.Phrase("exact", ["peace", "minsk"], slop=4), {"b"}),
    (query.Term("source", "TASS"), {"a", "b"}),
    (query.NullQuery, set()),
]


@pytest.mark.parametrize("wanted,expected", BUILT, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("fast", [False, True])
def test_built_queries(folder: Path, wanted: query.Query, expected: set[str], fast: bool) -> None:
    opened = open_whoosh(folder) if fast else index.open_dir(str(folder))
    with opened.searcher() as searcher:
        assert set(find(searcher, wanted)) == expected


def test_spans_within_other_queries_are_found(folder: Path) -> None:
    wanted = query.And([SpanFirst(query.Term("exact", "peace")), query.Term("text", "talk")])
    with open_whoosh(folder).searcher() as searcher:  # Whoosh's own And cannot hold a SpanFirst
        assert find(searcher, wanted) == ["d"]


def test_phrases_in_stems_are_refused(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher, pytest.raises(query.QueryError, match="positions"):
        find(searcher, '"peace talks"')


def test_sorting(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:
        every = query.Every()
        assert find(searcher, every, sortedby="date") == ["a", "b", "d", "e"]
        assert find(searcher, every, sortedby=sorting.FieldFacet("date", reverse=True)) == ["d", "b", "a", "e"]
        assert find(searcher, every, sortedby="id") == ["a", "b", "d", "e"]
        assert find(searcher, every, sortedby=["source", "id"]) == ["e", "d", "a", "b"]
        assert find(searcher, every, sortedby=sorting.FieldFacet("source", reverse=True)) == ["b", "a", "d", "e"]


def test_groups(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:

        def group(facet: Any) -> dict[Any, list[str]]:
            groups = searcher.search(query.Every(), groupedby=facet).groups()
            return {name: sorted(searcher.stored_fields(n)["id"] for n in numbers) for name, numbers in groups.items()}

        assert group("source") == {"TASS": ["b"], "BelTA": ["a"], "Al Jazeera": ["d"], "": ["e"]}
        several = sorting.FieldFacet("source", allow_overlap=True)
        assert group(several) == {"TASS": ["b"], "BelTA": ["a"], "Tass": ["a"], "Al Jazeera": ["d"], "": ["e"]}
        assert group("year") == {"2022": ["a", "b"], "2023": ["d"], "": ["e"]}
        assert group("month") == {"2022-01": ["b"], "2023-02": ["d"], "": ["a", "e"]}
        assert group("language") == {"en": ["b"], "": ["a", "d", "e"]}
        assert group("place") == {"Minsk": ["b"], "": ["a", "d", "e"]}
        days = {"2022-01-20": ["b"], "2022-01-01": ["a"], "2023-02-01": ["d"], "": ["e"]}
        assert {str(day.date()) if day else "": ids for day, ids in group("date").items()} == days


def test_stored_fields_and_highlights(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:
        stored = searcher.document(id="b")
        assert stored["text"] == FIRST[0].text
        assert (stored["date"], stored["source"], stored["path"]) == ("2022-01-20", ("TASS",), "b.txt")
        assert "language" not in searcher.document(id="d")
        assert searcher.document(id="d")["text"] == SECOND[1].text
        assert searcher.document(id="gone") is None
        assert sorted(fields["id"] for fields in searcher.documents()) == ["a", "b", "d", "e"]
        hit = searcher.search(QueryParser("text", searcher.schema).parse("peacekeeper resume"), terms=True)[0]
        assert hit.highlights("text").count("<b ") == 2
        assert set(hit.matched_terms()) == {("text", b"peacekeep"), ("text", b"resum")}
        phrase = searcher.search(query.Phrase("exact", ["peace", "talks"]))[0]
        assert "<b " in phrase.highlights("exact", text=phrase["text"])


def test_statistics_and_suggestions(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:
        reader = searcher.reader()
        assert (searcher.doc_count(), searcher.doc_count_all()) == (4, 5)
        assert list(reader.lexicon("source")) == [b"aljazeera", b"belta", b"tass"]
        assert list(reader.expand_prefix("exact", "pea")) == [b"peace", b"peacekeepers"]
        assert [text for _, text in reader.terms_from("id", "b")][:3] == [b"b", b"d", b"e"]
        assert (reader.frequency("exact", "peace"), reader.doc_frequency("exact", "peace")) == (5.0, 4)
        assert reader.term_info("exact", "peace").max_weight() == 2.0
        assert ("text", "peac") in reader
        assert ("text", "peace") not in reader
        assert reader.doc_frequency("text", "nothing") == 0
        assert searcher.suggest("exact", "peaec") == ["peace"]
        assert "peacekeep" in dict(searcher.key_terms([0, 1], "text"))
        assert dict(reader.most_frequent_terms("exact", 1)) == {5.0: b"peace"}
        lengths = [reader.doc_field_length(number, "text") for number in range(5)]
        assert reader.field_length("text") == sum(lengths)
        assert (reader.min_field_length("text"), reader.max_field_length("text")) == (1, max(lengths))
        names = [name for name, _ in reader.all_terms()]
        assert names == sorted(names)
        assert sum(1 for _ in reader) == len(names)
        matcher = reader.postings("exact", "peace")
        assert list(matcher.value_as("positions")) == [102, 107]
        assert matcher.value() == searcher.schema["exact"].format.encode([102, 107])


def test_pickles_are_small_and_without_whoosh(folder: Path) -> None:
    content = (folder / "_MAIN_7.toc").read_bytes()
    assert len(content) < 400
    for name in (b"searchcsto.engines.whoosh.bridge.segment", b"ColumnSegment"):
        assert name in content  # these must be found in every later version
    for name in (b"searchcsto.engines.whoosh.schema", b"make_schema"):
        assert name in content
    schema = make_schema()
    assert b"whoosh.f" not in pickle.dumps(schema)
    assert isinstance(pickle.loads(pickle.dumps(schema)), Schema)
    flags = np.zeros(500_000, bool)
    flags[::1000] = True
    segment = pickle.loads(pickle.dumps(ColumnSegment("x", 500_000, b"")))
    assert (segment.deleted_count(), segment.segment_id()) == (0, "MAIN_x")
    write_toc(folder, 8, [("x", 500_000, flags)])
    assert (folder / "_MAIN_8.toc").stat().st_size < 3_000


def test_a_value_of_deleted_documents_only_is_no_term(folder: Path) -> None:
    segments = [Segment(segment_path(folder, name)) for name in ("first", "second")]
    merge_segments(segments, [np.array([False, True]), np.array([False, True, True])], folder, "merged")
    write_toc(folder, 8, [("merged", 2, None)])
    with index.open_dir(str(folder)).searcher() as searcher:
        assert list(searcher.reader().lexicon("source")) == [b"tass"]
        assert list(searcher.reader().lexicon("year")) == [b"2022"]
        assert sum(1 for _ in searcher.reader()) > 20


def test_a_new_table_of_contents_takes_the_place_of_the_old(folder: Path) -> None:
    (folder / "_MAIN_6.toc.1234.5").write_bytes(b"left over")
    write_toc(folder, 8, [("first", 2, None)])
    assert sorted(path.name for path in folder.glob("_MAIN*")) == ["_MAIN_8.toc"]
    opened = index.open_dir(str(folder))
    assert (opened.latest_generation(), opened.doc_count()) == (8, 2)
    index.clean_files(opened.storage, "MAIN", 8, opened._segments())
    assert segment_path(folder, "first").exists()


def test_an_index_may_be_empty(tmp_path: Path) -> None:
    write_toc(tmp_path, 1, [])
    for opened in (index.open_dir(str(tmp_path)), open_whoosh(tmp_path)):
        with opened.searcher() as searcher:
            assert find(searcher, "peace") == []
    SegmentBuilder().write(tmp_path, "none")
    write_toc(tmp_path, 2, [("none", 0, None)])
    for opened in (index.open_dir(str(tmp_path)), open_whoosh(tmp_path)):
        with opened.searcher() as searcher:
            assert find(searcher, "peace OR source:tass OR date:[2022 TO 2023]") == []


def test_writing_through_whoosh_is_refused_and_does_no_harm(folder: Path) -> None:
    def change(action: Any) -> None:
        opened = index.open_dir(str(folder))
        writer = opened.writer()
        try:
            with pytest.raises(SearchError, match="not through Whoosh"):
                action(writer)
        finally:
            if not writer.is_closed:  # whoosh3 closes it when a commit fails
                writer.cancel()

    change(lambda writer: writer.add_document(id="x", text="y"))
    change(lambda writer: writer.add_document(path="x"))
    change(lambda writer: writer.add_document(date=datetime.datetime(2022, 1, 1)))
    change(lambda writer: writer.delete_by_term("id", "a"))
    change(lambda writer: writer.update_document(id="a", text="y"))
    change(lambda writer: writer.commit(merge=False))
    change(lambda writer: writer._merge_segments(None, True, None))
    with index.open_dir(str(folder)).searcher() as searcher:
        assert set(find(searcher, "*")) == {"a", "b", "d", "e"}
    codec = ColumnCodec()
    for name in ("new_segment", "field_writer", "per_document_writer", "postings_writer"):
        with pytest.raises(SearchError, match="not through Whoosh"):
            getattr(codec, name)(None, None)


def test_damage_is_an_error_and_never_a_wrong_answer(folder: Path) -> None:
    path = segment_path(folder, "first")
    whole = path.read_bytes()

    def answer() -> list[Any]:
        with index.open_dir(str(folder)).searcher() as searcher:
            found: list[Any] = [find(searcher, text) for text in ("peace OR crude", 'exact:"peace talks"', "source:t*")]
            found += [find(searcher, query.Every(), sortedby="date"), list(searcher.documents())]
            return found

    expected = answer()
    named = 0
    for offset in range(0, len(whole), 7):
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 16]) + whole[offset + 1 :])
        try:
            assert answer() == expected, offset
        except SearchError as error:
            assert "MAIN_first.col" in str(error)
            named += 1
    assert named > len(whole) // 14
    path.write_bytes(whole[:-1])
    with pytest.raises(IndexDamaged, match=r"MAIN_first\.col"):
        answer()
    path.unlink()
    with pytest.raises(IndexDamaged, match=r"MAIN_first\.col is missing"):
        answer()
    path.write_bytes(segment_path(folder, "second").read_bytes())
    with pytest.raises(IndexDamaged, match="3 documents"):
        answer()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves the file open
def test_a_damaged_table_of_contents_gives_no_wrong_answer(folder: Path) -> None:
    path = folder / "_MAIN_7.toc"
    whole = path.read_bytes()
    named = 0
    for offset in range(len(whole)):
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1 << offset % 8]) + whole[offset + 1 :])
        try:
            with open_whoosh(folder).searcher() as searcher:
                assert find(searcher, "*") == ["a", "b", "d", "e"], offset
        except SearchError:
            named += 1
    assert named > len(whole) // 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves the file open
def test_opening_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        open_whoosh(tmp_path / "none")
    with pytest.raises(IndexMissing):
        open_whoosh(tmp_path)
    (tmp_path / "_MAIN_1.toc").write_bytes(b"")
    with pytest.raises(IndexDamaged, match="table of contents"):
        open_whoosh(tmp_path)
