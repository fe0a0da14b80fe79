"""HTML within other things becomes the text that its reader sees, whatever its state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchcsto.ingest.hypertext import is_html, render_html


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Talks <b>resume</b>\n in&nbsp;Orlo.</p><p>More</p>", "Talks resume in Orlo.\n\nMore"),
        ("<div>a</div><div><div>b</div></div>c<br>d<br><br>e", "a\nb\nc\nd\n\ne"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3<td>4</table>", "1 2\n3 4"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<style>p {}</style>a<script>b()</script><!-- c --><title>d</title> e", "a e"),
        ('<span style="display: none">a</span><p hidden>b</p>c', "c"),
        ("&lt;b&gt; &amp; &#1055;", "<b> & П"),
        ("Орло", "Орло"),
        ('<?xml version="1.0" encoding="koi8-r"?><p>Орло</p>', "Орло"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("", ""),
        ("<", "<"),
        ("\0\0", ""),
    ],
)
def test_what_a_reader_sees(markup: str, text: str) -> None:
    assert render_html(markup) == text


@pytest.mark.parametrize("depth", [10, 300, 2_000, 3_000, 200_000])
def test_no_text_is_lost_in_the_depth(depth: int) -> None:
    text = render_html("<p>before</p>" + "<div>" * depth + "deep" + "</div>" * depth + "behind")
    assert text.split() == ["before", "deep", "behind"]


def test_what_is_html() -> None:
    assert is_html("a<br>b")
    assert is_html("<P>a</P>")
    assert not is_html("a < b > c")
    assert not is_html("<http://orlo.example/> and <quote>")


@given(st.text("<>/pdivb r&;#x1!-\n\0é", max_size=80))
def test_any_text(markup: str) -> None:
    render_html(markup)
