"""Make web pages of invented outlets, and read them as the command line does."""

from __future__ import annotations

from searchcsto.documents import Document, Evidence
from searchcsto.ingest.articles import read_article
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.html import read_html
from searchcsto.ingest.limits import Article, Problem

MENU = "<nav><ul><li><a href=/>Home</a><li><a href=/w>World</a><li><a href=/s>Sport</a></ul></nav>"
FOOTER = "<footer><p>About us</p><p>Contacts</p></footer>"
BODY = """
<p>The talks about the harbour of Orlo resumed on Monday after a pause of nine weeks, the minister of transport of
Velia said, and added that both sides had brought new proposals.</p>
<p>The harbour has been closed to large ships since the storm of last winter. Its breakwater lost two hundred metres of
stone, and the insurers have not agreed who is to pay for them.</p>
<p>A second round is planned in the town hall of Mole, where the fishermen want to be heard, too. They have asked for a
channel of their own along the northern pier, and for lights on it.</p>
"""
RUSSIAN_BODY = """
<p>Переговоры о порте Орло возобновились в понедельник после перерыва в девять недель, сообщил министр транспорта Велии
и добавил, что обе стороны привезли новые предложения.</p>
<p>Порт закрыт для крупных судов со времени зимнего шторма. Волнолом потерял двести метров камня, а страховщики так и не
договорились, кто за них заплатит.</p>
<p>Второй раунд пройдёт в ратуше Моля, где хотят выступить и рыбаки. Они просят отдельный фарватер вдоль северного пирса
и огни на нём.</p>
"""
HEADLINE, RUSSIAN_HEADLINE = "Harbour talks resume in Orlo", "Переговоры о порте возобновились в Орло"


def make_page(*, head: str = "", above: str = "", headline: str = HEADLINE, below: str = "", body: str = BODY) -> str:
    """Return a page: `head` in its head, `above` and `below` around the headline."""
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{headline}</title>{head}</head><body>{MENU}{above}"
        f"<article><h1>{headline}</h1>{below}{body}</article>{FOOTER}</body></html>"
    )


def read_one(page: str | bytes, *, url: str | None = None) -> Article:
    """Return the one article of a page."""
    data = page.encode() if isinstance(page, str) else page
    (found,) = read_html(MemoryContent("page.html", data), ReadOptions(url=url))
    assert isinstance(found, Article), found
    return found


def read_document(page: str | bytes, *, url: str | None = None) -> Document:
    """Return the document of a page, all evidence checked."""
    article = read_one(page, url=url)
    document = read_article(article.text, id="a", markup=article.markup)
    check_evidence(document)
    return document


def read_problem(page: str | bytes) -> str:
    """Return why there is no article."""
    data = page.encode() if isinstance(page, str) else page
    (found,) = read_html(MemoryContent("page.html", data), ReadOptions())
    assert isinstance(found, Problem), found
    return found.reason


def check_evidence(document: Document) -> None:
    """Hold every evidence to the words at its place."""
    readings = [words for reading in document.alternatives for words in reading.evidence]
    every = [*document.date_evidence, *document.source_evidence, *readings]
    every += [words for words in (document.title_evidence, document.place_evidence) if words is not None]
    for words in every:
        assert isinstance(words, Evidence)
        assert document.text[words.start : words.end] == words.words, words
