"""What is peculiar to an index in a cluster: loaders, generations, what is refused, lists longer than an answer."""

from __future__ import annotations

import json
import random
import threading
from pathlib import Path

import pytest

from searchcsto import (
    BuildOptions,
    Document,
    EngineBusy,
    Index,
    IndexForeign,
    IndexOutdated,
    OptionInvalid,
    SearchOptions,
    build_index,
)
from searchcsto.engines.opensearch import batch
from searchcsto.engines.opensearch.connection import Cluster, connect
from searchcsto.engines.opensearch.target import find_target, list_generations
from searchcsto.locations import Address, parse_location
from searchcsto.status import check_index, list_errors, read_status


def open_cluster(location: str) -> Cluster:
    address = parse_location(location)
    assert isinstance(address, Address)
    return connect(address)


def write_press(folder: Path, *, files: int = 12) -> Path:
    """Write files with records and texts; all ids are different."""
    folder.mkdir()
    for number in range(files):
        rows = [{"id": f"{number}-{line}", "text": f"pier {number} and boat {line}"} for line in range(5)]
        (folder / f"{number}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        (folder / f"{number}.txt").write_text(f"A ferry of number {number}, and no boat.")
    return folder


def read_all(location: str) -> dict[str, str]:
    with Index.open(location) as index:
        return {hit.id: hit.path for hit in index.export("*")}


def test_parts_that_load_at_once_make_the_index_that_one_run_makes(index_url: str, tmp_path: Path) -> None:
    press = write_press(tmp_path / "press")
    reports = []

    def load(number: int) -> None:
        reports.append(build_index([press], index_url, BuildOptions(part=(number, 3))))

    loaders = [threading.Thread(target=load, args=(number,)) for number in (1, 2, 3)]
    for loader in loaders:
        loader.start()
    for loader in loaders:
        loader.join()
    assert sum(report.added for report in reports) == 72
    build_index([press], tmp_path / "index")
    assert read_all(index_url) == read_all(str(tmp_path / "index"))
    again = build_index([press], index_url)
    assert (again.files_read, again.files_unchanged, again.documents) == (0, 24, 0)
    status, here = read_status(parse_location(index_url)), read_status(tmp_path / "index")
    assert (status.documents, status.files, status.roots) == (here.documents, here.files, here.roots)
    assert status.path == index_url


def test_what_changed_is_replaced_and_what_is_gone_removed(index_url: str, tmp_path: Path) -> None:
    press = write_press(tmp_path / "press", files=3)
    build_index([press], index_url)
    (press / "0.txt").write_text("The lighthouse.")
    (press / "1.jsonl").write_text('{"id": "1-0", "text": "the lighthouse"}\nnonsense\n')
    (press / "2.jsonl").unlink()
    report = build_index([press], index_url)
    assert (report.replaced, report.removed, report.files_read) == (2, 9, 2)
    assert [(item.path, item.number) for item in list_errors(parse_location(index_url))] == [("press/1.jsonl", 2)]
    with Index.open(index_url) as index:
        assert sorted(hit.id for hit in index.search("lighthouse").hits) == ["0.txt", "1-0"]
        assert index.document_count == 9
    report = build_index([press], index_url, BuildOptions(exclude=("*.txt",)))
    assert report.excluded == 3


def test_whoever_brings_an_id_first_keeps_it(index_url: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.jsonl").write_text(
            "".join(json.dumps({"id": f"same-{line}", "text": f"pier of {name}"}) + "\n" for line in range(3))
        )
    build_index([tmp_path / "a"], index_url)
    report = build_index([tmp_path / "b"], index_url, BuildOptions(part=(1, 1)))
    assert report.added == 0
    assert len(report.skipped) == 3
    assert "taken by another article" in report.skipped[0].reason
    with Index.open(index_url) as index:
        assert index.document("same-0").text == "pier of a"
    (tmp_path / "a" / "a.jsonl").write_text('{"id": "same-0", "text": "new"}\n{"id": "same-0", "text": "newer"}\n')
    report = build_index([tmp_path / "a"], index_url)
    assert (report.replaced, report.removed, len(report.skipped)) == (1, 2, 1)
    with Index.open(index_url) as index:
        assert index.document("same-0").text == "new"


def test_an_id_that_comes_twice_in_a_run_is_kept_as_it_came_first(
    index_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_DOCUMENTS", 2)  # so that the second comes in another batch
    rows = [
        {"id": "x", "text": "first"},
        *({"id": f"{n}", "text": "pier"} for n in range(7)),
        {"id": "x", "text": "last"},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = build_index([tmp_path / "a.jsonl"], index_url)
    assert (report.added, len(report.skipped)) == (8, 1)
    with Index.open(index_url) as index:
        assert index.document("x").text == "first"


def test_what_the_cluster_refuses_is_told_one_by_one(index_url: str, tmp_path: Path) -> None:
    rows = [{"id": "fine", "text": "pier"}, {"id": "long" * 10_000, "text": "pier"}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = build_index([tmp_path / "a.jsonl"], index_url)
    assert [item.path for item in report.skipped] == [f"{tmp_path.name}/a.jsonl"]
    assert "does not take" in report.skipped[0].reason
    assert read_status(parse_location(index_url)).documents == 1


def test_a_rebuild_is_seen_when_it_is_whole(index_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    press = write_press(tmp_path / "press", files=2)
    build_index([press], index_url)
    cluster = open_cluster(index_url)
    with Index.open(index_url) as reader:
        (press / "0.txt").write_text("The lighthouse.")
        build_index([press], index_url, BuildOptions(rebuild=True))
        with pytest.raises(EngineBusy, match="replaced"):  # what it saw is gone
            reader.search("lighthouse")
        assert reader.follow()
        assert reader.search("lighthouse").total == 1
    assert (find_target(cluster).generation, list_generations(cluster)) == (2, [2])

    def fail(self: object, *, is_last: bool = True) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("searchcsto.engines.opensearch.writer.ClusterWriter.commit", fail)
    with pytest.raises(KeyboardInterrupt):
        build_index([press], index_url, BuildOptions(rebuild=True))
    assert list_generations(cluster) == [2]
    assert read_all(index_url)


def test_another_version_and_what_is_not_ours_are_named(index_url: str) -> None:
    cluster, address = open_cluster(index_url), parse_location(index_url)
    with Index.create(index_url):
        pass
    target = find_target(cluster)
    old = {"_meta": {"searchcsto": {"format": 0, "analysis": 1, "kind": "articles"}}}
    cluster.ask("PUT", f"/{target.articles}/_mapping", old)
    with pytest.raises(IndexOutdated, match="--rebuild --index opensearch://"):
        Index.open(index_url)
    assert len(check_index(address)) == 1
    build_index([], index_url, BuildOptions(rebuild=True))
    with Index.open(index_url) as index:
        assert index.document_count == 0
    cluster.ask("PUT", f"/{cluster.address.index}-foreign")
    with pytest.raises(IndexForeign, match="not made"):
        Index.open(f"{index_url}-foreign")
    with pytest.raises(OptionInvalid, match="Whoosh"), Index.open(index_url) as index:
        index.whoosh()


def test_a_document_that_was_changed_by_others_is_found_by_check(index_url: str) -> None:
    with Index.create(index_url) as index:
        index.add(*(Document(f"{number}", "pier") for number in range(450)))
    cluster, address = open_cluster(index_url), parse_location(index_url)
    assert check_index(address) == []
    articles = find_target(cluster).articles
    source = cluster.ask("GET", f"/{articles}/_doc/17")["_source"]
    cluster.ask("PUT", f"/{articles}/_doc/17", {**source, "article": "pear"}, refresh=True)
    assert [problem for problem in check_index(address) if "'17'" in problem]


def test_lists_longer_than_an_answer_are_those_of_a_folder(index_url: str, tmp_path: Path) -> None:
    chosen = random.Random(7)
    words = ["pier"] * 5 + ["boat", "ferry", "harbour", "the"]
    documents = [
        Document(f"{number:05d}", " ".join(chosen.choices(words, k=20)), date=f"{chosen.randint(1900, 2030)}")
        for number in range(5300)
    ]
    with Index.create(index_url) as far, Index.create(tmp_path / "index") as near:
        far.add(*documents)
        near.add(*documents)
        for query, options in (
            ("*", SearchOptions(snippets=0)),
            ("boat", SearchOptions(snippets=0)),
            ("harbour", SearchOptions(snippets=0, sort="newest")),
        ):
            ours, theirs = list(far.export(query, options)), list(near.export(query, options))
            assert sorted(hit.id for hit in ours) == sorted(hit.id for hit in theirs)
            assert [hit.rank for hit in ours] == list(range(1, len(ours) + 1))
            assert [hit.id for hit in ours[:200]] == [hit.id for hit in theirs[:200]]
            scores = {hit.id: hit.score for hit in theirs}
            assert all(abs(hit.score - scores[hit.id]) <= 0.15 * scores[hit.id] for hit in ours)
        page = far.search("boat", SearchOptions(limit=5, offset=4000, snippets=1)).hits
        assert [hit.rank for hit in page] == [4001, 4002, 4003, 4004, 4005]


def test_patterns_of_more_words_than_lucene_takes(index_url: str, tmp_path: Path) -> None:
    chosen = random.Random(3)
    letters = "abcdefgh"
    texts = [" ".join("pq"[n % 2] + "".join(chosen.choices(letters, k=6)) for n in range(12)) for _ in range(300)]
    documents = [Document(f"{number:03d}", text) for number, text in enumerate(texts)]
    with Index.create(index_url) as far, Index.create(tmp_path / "index") as near:
        far.add(*documents)
        near.add(*documents)
        for query in ("p*", "p* AND q*", "pa* OR q* OR p*", '(p* = q*) -"pa"'):
            ours, theirs = (index.search(query, SearchOptions(limit=50, snippets=0)) for index in (far, near))
            assert (ours.total, ours.notices) == (theirs.total, theirs.notices)
            assert [round(hit.score, 6) for hit in ours.hits[:1]] == [round(hit.score, 6) for hit in theirs.hits[:1]]


def test_addresses_that_cannot_be_used() -> None:
    for address, says in (
        ("http://search.example/csto", "no address of an index"),
        ("opensearch://me:secret@search.example/csto", "no user and no password"),
        ("opensearch://search.example", "no name of an index"),
        ("opensearch://search.example/UPPER", "no name of an index"),
        ("opensearch://search.example/a,b", "no name of an index"),
        ("opensearch://search.example:99999/csto", "no name of a machine"),
    ):
        with pytest.raises(OptionInvalid, match=says) as refused:
            Index.open(address)
        assert "secret" not in str(refused.value)


def test_a_password_is_never_sent_in_the_clear_nor_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEARCHCSTO_OPENSEARCH_USER", "me")
    with pytest.raises(OptionInvalid, match="go together"):
        Index.open("opensearch://search.example/csto")
    monkeypatch.setenv("SEARCHCSTO_OPENSEARCH_PASSWORD", "secret-word")
    with pytest.raises(OptionInvalid, match="in the clear") as refused:
        Index.open("opensearch://search.example/csto")
    assert "secret-word" not in str(refused.value)
    for name in ("USER", "PASSWORD"):
        monkeypatch.delenv(f"SEARCHCSTO_OPENSEARCH_{name}")
    file = tmp_path / "credentials"
    file.write_text("secret-word")
    monkeypatch.setenv("SEARCHCSTO_OPENSEARCH_CREDENTIALS", str(file))
    with pytest.raises(OptionInvalid, match="user:password") as refused:
        Index.open("opensearch://search.example/csto")
    assert "secret-word" not in str(refused.value)
