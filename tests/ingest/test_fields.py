"""Fields are found by their usual names, in English and Russian, or where the user says."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.fields import _NAMES, Fields, fold_name
from searchcsto.ingest.json_file import read_json
from searchcsto.ingest.jsonl import read_jsonl
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.records import RecordReader

Record = dict[str, object]


def read(*records: Record, **mapped: str) -> list[Article | Problem]:
    reader = RecordReader(ReadOptions(mapped), sample=lambda: records)
    found = [each for number, record in enumerate(records, 1) for each in reader.read(record, number)]
    return [*found, *reader.list_problems(len(records))]


def read_one(record: Record, **mapped: str) -> Article:
    (article,) = read(record, **mapped)
    assert isinstance(article, Article)
    return article


def list_reasons(found: list[Article | Problem]) -> list[str]:
    assert all(not each.skipped for each in found if isinstance(each, Problem))
    return [each.reason for each in found if isinstance(each, Problem)]


@pytest.mark.parametrize(
    "record",
    [
        {"headline": "T", "articleBody": "B", "datePublished": "2031-04-07", "publisher": {"name": "Kestrel"}},
        {"Title": "T", "Full-Text": "B", "pub_date": "7 April 2031", "Outlet": "Kestrel"},
        {"title": "T", "maintext": "B", "date_publish": "2031-04-07 08:15:00", "source_domain": "Kestrel"},
        {"Заголовок": "T", "Текст": "B", "Дата публикации": "07.04.2031", "Издание": "Kestrel"},
        {"title": {"rendered": "T"}, "content": {"rendered": "<p>B</p>"}, "date": "2031-04-07", "site": "Kestrel"},
        {"_index": "news", "_source": {"title": "T", "text": "B", "date": 1933315200, "source": {"name": "Kestrel"}}},
        {"title": "T", "body": "B", "meta": {"published_at": "2031-04-07", "source": ["Kestrel"]}},
        {"title": "T", "text": ["B"], "date": {"$date": "2031-04-07T08:15:00Z"}, "sitename": "Kestrel"},
    ],
)  # fmt: skip
def test_usual_names(record: Record) -> None:
    article = read_one(record)
    assert (article.title, article.text, article.date, article.sources) == ("T", "B", "2031-04-07", ("Kestrel",))


def test_the_user_decides() -> None:
    record: Record = {
        "text": "a summary",
        "body": {"plain": "The talks."},
        "date": "2031",
        "meta": {"day": "2031-04-07"},
    }
    article = read_one(record, text="body.plain", date="meta.day")
    assert (article.text, article.date) == ("The talks.", "2031-04-07")


def test_dots_may_belong_to_a_name_and_numbers_to_a_list() -> None:
    record: Record = {"meta.day": "2031-04-07", "parts": [{"words": "The talks."}]}
    article = read_one(record, text="parts.0.words", date="meta.day")
    assert (article.text, article.date) == ("The talks.", "2031-04-07")


def test_a_field_that_the_user_names_and_one_record_lacks_is_not_replaced() -> None:
    first, second = read({"text": "a", "day": "2031", "date": "2030"}, {"text": "b", "date": "2030"}, date="day")
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.date, second.date) == ("2031", None)


def test_a_field_that_no_record_has_is_told_with_those_there_are() -> None:
    found = read({"text": "a", "when": "2031"}, {"text": "b", "Where": "Orlo"}, date="published")
    (reason,) = list_reasons(found)
    assert reason == "none of its 2 records has the field 'published'; there are: text, when, Where"


def test_a_record_without_text_names_its_fields() -> None:
    (problem,) = read({"kind": "a", "words": "b"})
    assert isinstance(problem, Problem)
    assert problem.skipped
    assert "kind, words; name the right one with --map text=FIELD" in problem.reason


@pytest.mark.parametrize("name", ["timestamp", "created_at", "updated", "crawled", "date_download", "modified"])
def test_when_it_was_stored_or_changed_is_no_date_of_publication(name: str) -> None:
    assert read_one({"text": "a", name: "2031-04-07"}).date is None
    assert read_one({"text": "a", name: "2031-04-07"}, date=name).date == "2031-04-07"


def test_the_order_of_a_field_is_proved_by_its_other_values() -> None:
    dates = ["03/04/2031", "13/04/2031", "5/4/2031"]
    records: list[Record] = [{"text": "a", "date": date} for date in dates]
    found = read(*records)
    assert [each.date for each in found if isinstance(each, Article)] == ["2031-04-03", "2031-04-13", "2031-04-05"]
    assert not list_reasons(found)


@pytest.mark.parametrize("dates", [["03/04/2031"], ["03/04/2031", "13/04/2031", "04/13/2031"]])
def test_without_proof_or_with_contrary_proofs_a_date_is_open(dates: list[str]) -> None:
    records: list[Record] = [{"text": "a", "date": date} for date in dates]
    found = read(*records)
    first = next(each for each in found if isinstance(each, Article))
    assert first.date is None
    (reason,) = list_reasons(found)
    assert "can be 2031-04-03 or 2031-03-04" in reason


def test_one_field_proves_nothing_about_another() -> None:
    records: list[Record] = [{"text": "a", "date": "03/04/2031", "pubdate": "04/13/2031"}] * 2
    found = read(*records, date="date")
    assert len(list_reasons(found)) == 2


def test_a_second_field_helps_where_the_first_is_no_date() -> None:
    article = read_one({"text": "a", "date": "two hours ago", "published_at": "2031-04-07"})
    assert article.date == "2031-04-07"


@pytest.mark.parametrize("value", ["", "None", "null", "NaN", float("nan"), "N/A", "-", None, [], {}])
def test_absent_values(value: object) -> None:
    article = read_one({"text": "a", "title": value, "date": value, "source": value, "id": value})
    assert article == Article("a", number=1)


@pytest.mark.parametrize("value", ["0000-00-00 00:00:00", "0001-01-01", 0])
def test_empty_dates_are_passed_over(value: object) -> None:
    assert read_one({"text": "a", "date": value}) == Article("a", number=1)


def test_published_may_be_a_yes_or_no() -> None:
    assert read_one({"text": "a", "published": True}) == Article("a", number=1)


def test_a_teaser_stands_for_a_text_only_where_there_is_none() -> None:
    assert read_one({"description": "teaser", "content": "The talks."}).text == "The talks."
    assert read_one({"description": "teaser", "content": None}).text == "teaser"


def test_html_is_rendered_and_titles_are_freed_of_it() -> None:
    article = read_one(
        {"title": "Talks &#8211; <b>again</b>", "content": "<p>Talks &amp; water.</p><p>More<br>here</p>"}
    )
    assert (article.title, article.text) == ("Talks – again", "Talks & water.\n\nMore\nhere")


def test_a_text_with_signs_of_mathematics_is_not_html() -> None:
    assert read_one({"text": "a < b and c > d, <quote>"}).text == "a < b and c > d, <quote>"


def test_sources_are_the_publisher_then_the_agencies() -> None:
    assert read_one({"text": "a", "agency": "Lark", "source": "Kestrel"}).sources == ("Kestrel", "Lark")
    assert read_one({"text": "a", "source": "Kestrel; Lark|Kestrel"}).sources == ("Kestrel", "Lark")
    assert read_one({"text": "a", "source": [{"name": "Kestrel"}, "Lark", 3]}).sources == ("Kestrel", "Lark")


def test_the_address_of_the_page_is_the_source_only_where_nothing_else_is() -> None:
    record: Record = {"text": "a", "source": "https://kestrel.example/2031/talks"}
    assert read_one(record).sources == ("https://kestrel.example/2031/talks",)
    assert read_one({**record, "hostname": "kestrel.example"}).sources == ("kestrel.example",)


def test_language_and_place() -> None:
    article = read_one({"text": "a", "lang": "en-US", "place": "Orlo"})
    assert (article.language, article.place) == ("en", "Orlo")
    assert read_one({"text": "a", "язык": "Русский"}).language == "ru"
    assert read_one({"text": "a", "language": "the usual one"}).language is None


def test_an_address_that_comes_again_is_no_id() -> None:
    first, second = read({"text": "a", "url": "http://x.example/"}, {"text": "b", "url": "http://x.example/"})
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, second.id) == ("http://x.example/", None)


def test_keys_that_are_no_names_are_passed_over() -> None:
    fields = Fields({"date": "meta.1.x"})
    record: dict[object, object] = {1: "a", None: "b", "text": "c", "meta": {2: "d"}}
    assert fields.find(record)["text"] == [("text", "c")]  # type: ignore[arg-type]
    assert fold_name("Ёж_Дата") == "еждата"


def test_lines_share_the_proof_of_the_order_though_they_are_read_in_pieces() -> None:
    lines = [b'{"text": "a", "date": "03/04/2031"}\n', b'{"text": "b", "date": "13/04/2031"}\n']
    content = MemoryContent("a.jsonl", b"".join(lines))
    (first,) = read_jsonl(content, ReadOptions(), stop=len(lines[0]))
    assert isinstance(first, Article)
    assert first.date == "2031-04-03"


def test_the_proof_is_found_at_some_place_of_a_large_file() -> None:
    filler = b'{"text": "' + b"x" * 900 + b'", "date": "03/04/2031"}\n'
    proof = b'{"text": "y", "date": "03/14/2031"}\n'
    content = MemoryContent("a.jsonl", filler * 6_000 + proof * 3_000 + filler * 100)
    assert content.size > 5_000_000
    article = next(read_jsonl(content, ReadOptions()))
    assert isinstance(article, Article)
    assert article.date == "2031-03-04"


def test_a_missing_field_is_told_once_though_lines_are_read_in_pieces() -> None:
    lines = [b'{"text": "a"}\n', b'{"text": "b"}\n']
    content = MemoryContent("a.jsonl", b"".join(lines))
    options = ReadOptions({"date": "when"})
    *_, problem = read_jsonl(content, options, stop=len(lines[0]))
    assert isinstance(problem, Problem)
    assert [type(each) for each in read_jsonl(content, options, start=len(lines[0]), first_line=2)] == [Article]


def test_a_field_that_only_later_pieces_have_is_not_missing() -> None:
    first, later = b'{"text": "a"}\n' * 500_000, b'{"text": "b", "when": "2031-04-07"}\n' * 60_000
    content = MemoryContent("a.jsonl", first + later)
    found = [*read_jsonl(content, ReadOptions({"date": "when"}), stop=140)]
    assert [type(each) for each in found] == [Article] * 10
    *_, problem = read_jsonl(content, ReadOptions({"date": "day"}), stop=140)
    assert isinstance(problem, Problem)
    assert problem.reason.startswith("none of its first 10 records, nor of others looked at, has the field 'day'")


def test_both_formats_of_json_read_alike() -> None:
    line = b'{"headline": "T", "body": "B", "publisher": {"name": "Kestrel"}}'
    from_line = next(read_jsonl(MemoryContent("a.jsonl", line), ReadOptions()))
    from_list = next(read_json(MemoryContent("a.json", b"[" + line + b"]"), ReadOptions()))
    assert from_line == from_list


def test_the_documentation_lists_all_names() -> None:
    page = (Path(__file__).parents[2] / "docs" / "fields.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")][2:]
    assert dict(rows) == {role: " ".join(names.split()) for role, names in _NAMES.items()}
