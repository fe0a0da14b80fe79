"""What the markup of a file says goes before what its text says, and behind what the user says."""

from __future__ import annotations

import datetime

from searchcsto.documents import DateReading, Document, Evidence
from searchcsto.ingest.articles import Given, read_article
from searchcsto.ingest.limits import Markup

TEXT = "Talks resume in Orlo\n7 April 2021\n\nORLO (Kestrel) - The two sides met again on Monday to talk about water.\n"
TODAY = datetime.date(2024, 5, 1)


def quote(words: str, rule: str = "meta") -> tuple[str, Evidence]:
    """Return a text with words of the markup at its end, and the evidence that points there."""
    text = f"{TEXT}\n{words}"
    return text, Evidence(rule, words, len(TEXT) + 1, len(text))


def read(text: str, markup: Markup, *, given: Given | None = None) -> Document:
    return read_article(text, id="a", markup=markup, given=given, today=TODAY)


def test_the_markup_goes_before_the_text() -> None:
    text, words = quote('<meta name="date" content="2021-04-08">')
    document = read(text, Markup(len(TEXT), date=DateReading("2021-04-08", "stated", (words,))))
    assert (document.date, document.date_status, document.date_evidence) == ("2021-04-08", "stated", (words,))
    assert [each.value for each in document.alternatives] == ["2021-04-07"]
    assert text[words.start : words.end] == words.words


def test_a_guess_comes_after_the_text() -> None:
    text, words = quote("https://kestrel.example/2021/04/09/talks")
    guess = DateReading("2021-04-09", "derived", (words,))
    document = read(text, Markup(len(TEXT), guess=guess))
    assert (document.date, document.alternatives) == ("2021-04-07", (guess,))
    undated = text.replace("7 April 2021", "A report today.")
    assert read(undated, Markup(len(undated) - len(words.words), guess=guess)).date == "2021-04-09"


def test_the_user_goes_before_the_markup() -> None:
    text, words = quote("Date: 8 April 2021")
    markup = Markup(
        len(TEXT), title="Talks", title_evidence=words, date=DateReading("2021-04-08", "stated", (words,)),
        sources=("Orlo Courier",), source_evidence=(words,),
    )  # fmt: skip
    given = Given("My title", "2021-05", ("My source",))
    document = read(text, markup, given=given)
    assert (document.title, document.date, document.sources) == ("My title", "2021-05", ("My source",))
    assert (document.title_status, document.date_status, document.sources_status) == ("given",) * 3


def test_the_publisher_of_the_markup_stands_before_the_agency_of_the_text() -> None:
    text, words = quote("publisher: Orlo Courier")
    document = read(text, Markup(len(TEXT), sources=("Orlo Courier",), source_evidence=(words,)))
    assert document.sources == ("Orlo Courier", "Kestrel")
    assert [each.words for each in document.source_evidence] == ["publisher: Orlo Courier", "Kestrel"]


def test_no_date_is_later_than_the_day_of_fetching() -> None:
    text, words = quote("WARC-Date: 2020-01-01")
    markup = Markup(len(TEXT), date=DateReading("2021-04-08", "stated", (words,)), latest=datetime.date(2020, 1, 1))
    assert read(text, markup).date is None


def test_what_the_markup_quotes_is_not_part_of_the_article() -> None:
    text, _ = quote("Keywords: heron")
    document = read(text, Markup(len(TEXT)))
    assert document.text == text
    assert document.body is not None
    assert "heron" not in "".join(text[start:end] for start, end in document.body)


def test_what_lies_aside_is_no_part_of_the_body() -> None:
    head = len("Talks resume in Orlo")
    document = read(TEXT, Markup(len(TEXT), body=((0, len(TEXT)),), aside=((0, head), (50, 60))))
    assert document.body == ((head, 50), (60, len(TEXT)))


def test_the_rules_for_plain_text_look_where_the_markup_says_that_the_article_is() -> None:
    menu, text = "Lark News 11 May 2021\n\n", TEXT + "\n\nCopyright 2021 Lark News"
    focus = (len(menu), len(menu + TEXT))
    document = read(menu + text, Markup(len(menu + text), focus=focus))
    assert (document.date, document.sources, document.place) == ("2021-04-07", ("Kestrel",), "ORLO")
    for words in (*document.date_evidence, *document.source_evidence):
        assert document.text[words.start : words.end] == words.words
    assert document.body is not None and all(focus[0] <= start <= end <= focus[1] for start, end in document.body)


def test_beside_a_stated_publisher_only_a_known_name_counts_where_publishers_stand() -> None:
    stamp = (
        "Talks resume in Orlo\n7 April 2021 | {}\n\nThe two sides met again on Monday to talk about water, they said.\n"
    )
    for beside, sources in (("Harbour News", ("Orlo Courier",)), ("Reuters", ("Orlo Courier", "Reuters"))):
        text = stamp.format(beside) + "\nOrlo Courier"
        words = Evidence("meta", "Orlo Courier", len(text) - 12, len(text))
        document = read(text, Markup(len(text) - 13, sources=("Orlo Courier",), source_evidence=(words,)))
        assert document.sources == sources
