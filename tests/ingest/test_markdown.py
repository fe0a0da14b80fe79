"""Markdown: front matter is the user's word, the text is what the rendered page shows, its first heading the title."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.ingest import markdown
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.markdown import read_markdown


def read(source: str | bytes, **mapped: str) -> list[Article | Problem]:
    data = source.encode() if isinstance(source, str) else source
    return list(read_markdown(MemoryContent("a.md", data), ReadOptions(mapped)))


def read_one(source: str | bytes, **mapped: str) -> Article:
    (article,) = read(source, **mapped)
    assert isinstance(article, Article)
    return article


def find_title(article: Article) -> str | None:
    if article.markup is None:
        return None
    assert article.markup.title_evidence is not None
    evidence = article.markup.title_evidence
    assert article.text[evidence.start : evidence.end] == evidence.words
    assert article.markup.start == len(article.text)
    return article.markup.title


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Talks\ndate: 2031-04-07\nsources:\n  - Kestrel\n  - Lark\nlang: en\n---\n",
        "---\r\nTitle: 'Talks'\r\npublished: 7 April 2031\r\nsource: Kestrel; Lark\r\nlanguage: en-GB\r\n---\r\n",
        "\ufeff---\ntitle: Talks\npubDate: 2031-04-07 01:00:00 +03:00\nsource: [Kestrel, Lark]\nlang: en\n...\n",
        '+++\ntitle = "Talks"\ndate = 2031-04-07T01:00:00+03:00\nsources = ["Kestrel", "Lark"]\nlang = "en"\n+++\n',
        "---\nзаголовок: Talks\nдата: 7 апреля 2031 г.\nисточники: [Kestrel, Lark]\nязык: английский\n---\n",
    ],
)
def test_front_matter_is_given(front: str) -> None:
    article = read_one(front + "\nThey met.\n")
    assert article == Article("They met.", None, None, "Talks", "2031-04-07", ("Kestrel", "Lark"), language="en")


def test_a_clipped_page_is_dated_by_its_publication() -> None:
    article = read_one(
        "---\nsource: https://kestrel.example/talks\npublished: 2031-04-07\ncreated: 2031-05-01\n---\nText"
    )
    assert (article.date, article.sources) == ("2031-04-07", ("https://kestrel.example/talks",))


def test_switches_are_no_dates() -> None:
    assert read_one("---\npublished: true\ndate: 2031-04-07\ndraft: no\n---\nText").date == "2031-04-07"
    assert read_one("---\npublished: true\ntitle: null\n---\nText") == Article("Text")


def test_a_date_that_is_none_is_told() -> None:
    problem, article = read("---\ndate: 2031-02-30\n---\nText")
    assert isinstance(problem, Problem)
    assert not problem.skipped
    assert "'2031-02-30' is not a date" in problem.reason
    assert article == Article("Text")


def test_an_unquoted_colon_costs_no_field() -> None:
    problem, article = read("---\ntitle: Talks: again\ndate: 2031-04-07\n---\nText")
    assert isinstance(problem, Problem)
    assert problem.reason.startswith("its front matter is damaged: line 2: ")
    assert article == Article("Text", None, None, "Talks: again", "2031-04-07")


@pytest.mark.parametrize("front", ["---\n\nA line.\n\n---\n", "---\n- a\n- b\n---\n", "---\ntitle: x\n"])
def test_a_line_at_the_top_is_not_always_front_matter(front: str) -> None:
    article = read_one(front + "Text")
    assert article.title is None
    assert article.text.endswith("Text")


def test_ids_are_only_taken_when_asked_for() -> None:
    assert read_one("---\nid: 7\n---\nText").id is None
    assert read_one("---\nuid: k7\n---\nText", id="uid").id == "k7"


def test_front_matter_that_would_swell_does_not() -> None:
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9) if i else 'x'}]\n" for i in range(20))
    assert read_one(f"---\n{levels}title: T\n---\nText").title == "T"


def test_the_text_is_what_the_page_shows() -> None:
    source = (
        "# Talks *resume* in [Orlo](http://orlo.example/)\n\nBy Anna Bell\n**7 April** 2031\n\n![a pier](pier.png)\n\n"
        "> quoted\n> twice\n\n- one\n- two\n\n1. first\n\n   more\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "<div>a <b>block</b></div>\n\n```\ncode\n```\n\nWater &amp; `x`<br>\\*y ~~z~~ <http://a.example/>\n\n[l]: http://l.example/"
    )
    assert read_one(source).text == (
        "Talks resume in Orlo\n\nBy Anna Bell\n7 April 2031\n\nquoted\ntwice\n\none\ntwo\n\nfirst\n\nmore\n\n"
        "a b\n1 2\n\na block\n\ncode\n\nWater & x\n*y z http://a.example/"
    )


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# Talks\n\nText", "Talks"),
        ("Talks\n=====\n\nText", "Talks"),
        ("Kestrel, Monday\n\n# Переговоры в *Орло*\n\n# Second\n\nText", "Переговоры в Орло"),
        ("## Talks\n\nText", "Talks"),
        ("## Kestrel daily\n\n# Talks\n\nText", "Talks"),
        ("# 7 April 2031\n\n# Talks\n\nText", "Talks"),
        ("Text\n\n## Background\n\nMore", None),
        ("# 7 апреля 2031\n\nText", None),
        ("Text", None),
    ],
)
def test_the_first_heading_is_the_title(source: str, title: str | None) -> None:
    assert find_title(read_one(source)) == title


def test_the_user_may_say_another_title() -> None:
    article = read_one("---\ntitle: Mine\n---\n# Talks\n\nText")
    assert (article.title, find_title(article)) == ("Mine", "Talks")


@pytest.mark.parametrize(
    "source",
    [
        "> " * 14 + "a\n" + "b\n" * 140_000,  # each line was tried against fourteen quotes
        "[a]: b '" + "x\n" * 140_000,  # each line was read as a title that begins with the first
        "*a_ " * 70_000,
        "+++\n" + "a." * 30_000 + "b = 1\n+++\nwords",  # tomllib copies the key for each of its dots
    ],
    ids=["quotes", "reference", "emphasis", "toml"],
)
def test_a_hostile_source_is_not_rendered_and_keeps_its_words(source: str) -> None:
    started = time.process_time()
    assert read_one(source).text.strip() == source.strip()
    assert time.process_time() - started < 2  # it was 5 to 30 seconds


@pytest.mark.parametrize("source", [">" * 50_000 + "deep", "- a\n" + "  - b\n" * 40 + "> " * 40 + "deep"])
def test_what_is_nested_too_deep_keeps_its_signs_and_all_words(source: str) -> None:
    assert "deep" in read_one(source).text


def test_a_very_long_text_is_not_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "_MAX_RENDERED", 50)
    assert read_one("*a* " * 20).text == "*a* " * 20


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "it has no text"),
        (b"---\ntitle: T\n---\n", "it has no text"),
        (b"\0\1\2", "zero bytes"),
        (b"x" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_a_file_without_text(data: bytes, reason: str) -> None:
    (problem,) = read(data)
    assert isinstance(problem, Problem)
    assert reason in problem.reason


@given(st.text("#-=>*_[]()`|~+<!&;:\\ \n\tab1й", max_size=120))
def test_any_text(source: str) -> None:
    for found in read(source):
        if isinstance(found, Article):
            find_title(found)


@given(st.text("---: \n[]{}&*!|>'\"abc12,#", max_size=80))
def test_any_front_matter(front: str) -> None:
    assert read(f"---\n{front}\n---\nText")
