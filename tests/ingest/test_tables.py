"""Tables: any delimiter, quotes and encoding; what does not fit its header is told with its row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.ingest import tables
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.tables import MAX_BROKEN, read_table


def read(table: str | bytes, **mapped: str) -> list[Article | Problem]:
    data = table.encode() if isinstance(table, str) else table
    return list(read_table(MemoryContent("a.csv", data), ReadOptions(mapped)))


def list_articles(found: list[Article | Problem]) -> list[Article]:
    return [each for each in found if isinstance(each, Article)]


def list_reasons(found: list[Article | Problem]) -> list[str]:
    return [each.reason for each in found if isinstance(each, Problem)]


def test_rows_are_numbered_as_in_a_spreadsheet() -> None:
    found = read('id,title,text,date\nk,T,"Talks, ""again""\nand more",07.04.2031\n\nl,U,b,2031\n')
    assert found == [
        Article('Talks, "again"\nand more', "k", 2, "T", "2031-04-07"),
        Article("b", "l", 4, "U", "2031"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    rows = [("Переговоры", "Переговоры о порте, начались; в понедельник | снова", "7 апреля 2031", "Кестрел")] * 3
    writer.writerows([("Заголовок", "Текст", "Дата", "Источник"), *rows])
    found = read(file.getvalue().encode(encoding))
    assert len(found) == 3
    assert found[0] == Article(rows[0][1], None, 2, "Переговоры", "2031-04-07", ("Кестрел",))


def test_the_line_that_excel_writes() -> None:
    (article,) = read("sep=;\r\ntitle;text\r\nT;a,b\r\n")
    assert article == Article("a,b", None, 3, "T")


def test_rows_above_the_header() -> None:
    (article,) = read("Export of 2031,,\n,,\ntitle,text,date\nT,a,2030\n")
    assert article == Article("a", None, 4, "T", "2030")


def test_quotes_that_are_part_of_the_text() -> None:
    found = read('title\ttext\nT\tHe said "no, and left\nU\t"A" is not "B\n')
    assert [each.text for each in list_articles(found)] == ['He said "no, and left', '"A" is not "B']


def test_quotes_with_backslashes() -> None:
    found = read('title,text\nT,"He said \\"no\\", and left"\nU,"b, \\"c\\""\n')
    assert [each.text for each in list_articles(found)] == ['He said "no", and left', 'b, "c"']


def test_a_row_that_does_not_fit_is_told_and_left_out() -> None:
    found = read("title,text\na,b,c\nd\ne,f,,\ng,h\n")
    assert [each.text for each in list_articles(found)] == ["f", "h"]
    assert [(each.number, each.reason) for each in found if isinstance(each, Problem)] == [
        (2, "row 2 has 3 cells where the header has 2: left out"),
        (3, "row 3 has 1 cell where the header has 2: left out"),
    ]


def test_a_quote_that_is_never_closed_costs_its_row_only() -> None:
    found = read('title,text\na,b\nc,"never closed\n' + "d,e\n" * 50)
    assert len(list_articles(found)) == 51
    assert list_reasons(found) == ["row 3 has a quote that is not closed: left out"]


def test_a_file_full_of_such_quotes_ends_early() -> None:
    rows = "".join(f'a,"b{number}" c, "d\n' for number in range(2 * MAX_BROKEN))
    found = read("title,text\na,b\n" + rows)
    assert len(list_reasons(found)) <= 2 * MAX_BROKEN
    assert list_articles(found)[0].text == "b"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("\n \n", "only blanks"),
        ("a,b\n1,2\n", "names no field"),
        ("T,Talks resume in Orlo\nU,Talks end\n", "or give it a header; the row is: T,Talks resume in Orlo"),
        ("title,text\n", "a header and no rows"),
        (b"\0" * 5_000, "zero bytes"),
        (b"title,text\n" + bytes(range(256)) * 20, ""),
    ],
)
def test_one_reason_for_a_file_without_a_table(text: str | bytes, reason: str) -> None:
    found = read(text)
    assert reason in list_reasons(found)[0]
    if reason:
        assert len(found) == 1


def test_one_column_of_texts() -> None:
    assert [each.text for each in list_articles(read('text\nTalks, resume\n"b"\n'))] == ["Talks, resume", "b"]


def test_mapped_columns_and_those_that_no_table_has() -> None:
    *articles, problem = read("a,b,c\nT,Talks,2031\n", title="a", text="b", date="day")
    assert articles == [Article("Talks", None, 2, "T")]
    assert isinstance(problem, Problem)
    assert problem.reason == "none of its 1 records has the field 'day'; there are: a, b, c"


def test_the_order_of_dates_is_proved_by_a_later_row() -> None:
    found = read("text,date\na,04/03/2031\n" + "b,04/05/2031\n" * 100 + "c,04/13/2031\n")
    assert list_articles(found)[0].date == "2031-04-03"


def test_a_long_line_is_never_held_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_MAX_LINE", 1_000)
    found = read("title,text\na," + "x" * 5_000 + "\nb,c\n")
    assert [each.text for each in list_articles(found)] == ["c"]
    assert list_reasons(found) == ["row 2 has a line that is longer than 1,000 bytes: left out"]


def test_zero_bytes_within_cells_are_dropped() -> None:
    (article,) = read("title,text\nT,Talks" + "x" * 300 + "\0\n")
    assert article == Article("Talks" + "x" * 300, None, 2, "T")


def test_of_two_columns_with_one_name_the_first_that_is_filled_counts() -> None:
    (article,) = read(",text,text\n1,,b\n")
    assert article == Article("b", None, 2)


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1).map(lambda text: f"a{text}")


@given(st.lists(st.tuples(_CELL, st.text('ab,;|\t"\n')), min_size=1, max_size=8), st.sampled_from(",;|"))
def test_what_the_csv_module_writes_is_read_again(rows: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("text", "other"), *rows])
    found = read(file.getvalue().encode())
    assert [each.text for each in list_articles(found)] == [text for text, _ in rows]
