"""The visible text of a page, the bytes that it comes from, and where a piece of it stands."""

from __future__ import annotations

import pytest

from searchcsto.ingest.encoding import NotText
from searchcsto.ingest.pages.alignment import find_paragraphs
from searchcsto.ingest.pages.charsets import decode_page
from searchcsto.ingest.pages.parsing import parse_page
from searchcsto.ingest.pages.rendering import render_page


def render(markup: str) -> str:
    tree = parse_page(f"<html><body>{markup}</body></html>")
    assert tree is not None
    return render_page(tree).text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Talks  <b>re</b>sume\n in&nbsp;Orlo.</p><p>They go on.", "Talks resume in Orlo.\n\nThey go on."),
        ("<ul><li>One<li>Two</ul>After", "One\nTwo\n\nAfter"),
        ("<h1>Talks</h1>By A. Bell<br>Orlo", "Talks\n\nBy A. Bell\nOrlo"),
        ("<table><tr><td>7 April<td>Talks<tr><td>8 April</table>", "7 April\nTalks\n8 April"),
        ("<pre>ORLO, April 7.\n\nThe talks\nresumed.</pre>", "ORLO, April 7.\n\nThe talks\nresumed."),
        ("peace\u00adkeeping \u200bforce", "peacekeeping force"),
        ("<span>Kestrel</span><span>7.4.2021</span><span>08:15</span>", "Kestrel 7.4.2021 08:15"),
        ("<span>Kest</span><span>rel</span>", "Kestrel"),
        ("a<script>b</script><style>c</style><svg><text>d</text></svg><select><option>e</select>f", "af"),
        (
            "<div hidden>a</div><div style='visibility:hidden'>b</div><div style='Display : NONE'>c</div>" + "d" * 9,
            "d" * 9,
        ),
        ("<p>1</p><div><div><div><p>2", "1\n\n2"),
        ("", ""),
    ],
)
def test_the_visible_text(markup: str, text: str) -> None:
    assert render(markup) == text


def test_a_page_that_a_script_shows_is_not_hidden() -> None:
    assert render("<div style='display:none'>" + "<p>The talks go on.</p>" * 20 + "</div>Loading").count("go on") == 20
    assert render("<noscript><div>" + "<p>The talks go on.</p>" * 20 + "</div></noscript>Loading").count("go on") == 20


def test_spans_of_elements_hold_their_words() -> None:
    tree = parse_page(
        "<p>By <b>Ann  Bell</b>, <i>Orlo</i></p><h1>\n Talks <br> resume </h1><time>7.4.</time><hr><u></u>"
    )
    assert tree is not None
    elements = [next(tree.iter(tag)) for tag in ("b", "i", "h1", "time", "u")]
    text, spans = render_page(tree, set(elements))
    assert [text[slice(*spans[element])] for element in elements] == ["Ann Bell", "Orlo", "Talks\nresume", "7.4.", ""]


RUSSIAN = "Переговоры о порте возобновились в Орло, сообщил министр."


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "koi8-r"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251"),
        ("<meta charset=utf-8>", "cp1251"),  # wrong
        ("<meta charset=windows-1251>", "utf-8"),  # wrong, too
        ("<meta charset=nonsense>", "koi8-r"),
        ("<meta charset=rot13>", "cp1251"),
        ("", "cp1251"),
        ("", "utf-8-sig"),
        ("<meta charset=windows-1251>", "utf-16"),
        ("<meta charset=windows-1251>", "utf-16-le"),
    ],
)
def test_the_encoding_of_a_page(declared: str, encoding: str) -> None:
    page = f"<html><head>{declared}</head><body><p>{RUSSIAN}</p></body></html>"
    assert RUSSIAN in decode_page(page.encode(encoding))


def test_western_quotes_behind_a_wrong_name() -> None:
    assert "“Kestrel”" in decode_page(b"<meta charset=iso-8859-1><p>\x93Kestrel\x94")


def test_the_header_that_came_with_a_page_names_its_encoding() -> None:
    assert decode_page("Café au lait, déjà vu à Orlo".encode("cp1250", "replace"), "latin-1").startswith("Café")


def test_no_page_is_a_picture() -> None:
    with pytest.raises(NotText):
        decode_page(bytes(range(1, 32)) * 100)


TEXT = "Menu\nTalks\n\nTalks resume\n\nThe talks\nresumed on Monday. They go on.\n\nShare\n\nRead more"


@pytest.mark.parametrize(
    ("paragraphs", "found"),
    [
        (["The talks resumed on Monday. They go on."], ["The talks\nresumed on Monday. They go on."]),  # was parted
        (["The talks resumed on Monday.", "They go on."], ["The talks\nresumed on Monday. They go on."]),  # joined
        (["Talks resume", "The talks resumed on Monday."], ["Talks resume\n\nThe talks\nresumed on Monday."]),
        (["The talks resumed on Monday.", "Talks resume"], ["Talks resume\n\nThe talks\nresumed on Monday."]),  # order
        (["Another text"], []),
        ([" ", ""], []),
    ],
)
def test_paragraphs_are_found_however_they_were_cut(paragraphs: list[str], found: list[str]) -> None:
    alignment = find_paragraphs(TEXT, paragraphs)
    assert [TEXT[start:end] for start, end in alignment.spans] == found
    assert alignment.share == (1.0 if found else 0.0)


def test_a_short_paragraph_is_looked_for_where_the_article_is() -> None:
    (span,) = find_paragraphs("Talks\n\nTalks resume", ["Talks"], start=7).spans
    assert span == (7, 12)


def test_a_paragraph_that_was_changed_within_is_known_by_its_ends() -> None:
    text = "Menu\n\nThe talks about the harbour of Orlo [photo] resumed on Monday after a pause, they said.\n\nShare"
    (span,) = find_paragraphs(
        text, ["The talks about the harbour of Orlo resumed on Monday after a pause, they said."]
    ).spans
    assert text[slice(*span)].startswith("The talks") and text[slice(*span)].endswith("they said.")
