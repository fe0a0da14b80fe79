"""Answer with pages: search, article, citations, help. Every state is an address, and nothing here changes anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, FastAPI, Query, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from searchcsto.documents import Document
from searchcsto.errors import OptionInvalid, QueryInvalid, SearchError
from searchcsto.index import Index
from searchcsto.options import SearchOptions
from searchcsto.web.citations import MEDIA_TYPES, SUFFIXES, write_citation
from searchcsto.web.clients import find_client
from searchcsto.web.pages.addresses import keep_query, list_pairs, make_address, make_article_address
from searchcsto.web.pages.marking import PROVEN, list_proofs, mark_article, mark_words
from searchcsto.web.pages.parameters import ArticleParameters, CitationParameters, PageParameters
from searchcsto.web.pages.results import find_page
from searchcsto.web.pages.templating import STATIC, show_page
from searchcsto.web.served_index import ServedIndex

_SIMILAR = 6  # articles
_CITED = 500  # articles whose citations are given at once

_Answer = TypeVar("_Answer")

router = APIRouter(include_in_schema=False)


def add_pages(app: FastAPI) -> None:
    """Add the pages and what they need to the application."""
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")


@router.get("/")
async def show_search(request: Request, parameters: Annotated[PageParameters, Query()]) -> Response:
    """Show what a search finds; without a query, everything, the newest first."""
    try:
        page = await _ask(request, lambda index: find_page(index, parameters))
    except (QueryInvalid, OptionInvalid) as error:
        return _show_refused(error, parameters)
    return show_page("search.html", page=page, parameters=parameters, hidden=_list_hidden(parameters))


@router.get("/help")
async def show_help() -> Response:
    """Show the keys, and the query language in short."""
    return show_page("help.html")


@router.get("/documents/{identifier:path}")
async def show_article(
    request: Request, identifier: str, parameters: Annotated[ArticleParameters, Query()]
) -> Response:
    """Show an article: its facts with their evidence, and its text with the matched words."""
    values = await _ask(request, lambda index: _read_article(index, identifier, parameters))
    return show_page("article.html", parameters=parameters, **values)


@router.get("/citations/{identifier:path}")
async def cite_article(
    request: Request, identifier: str, parameters: Annotated[CitationParameters, Query()]
) -> Response:
    """Give the citation of one article."""

    def read(index: Index) -> str:
        document = index.document(identifier)
        return write_citation(document, style=parameters.style, lead=index.lead(document))

    return _make_download(await _ask(request, read), "article", parameters)


@router.get("/citations")
async def cite_hits(request: Request, parameters: Annotated[CitationParameters, Query()]) -> Response:
    """Give the citations of what a search finds, of the best 500 articles at most."""

    def read(index: Index) -> str:
        options = parameters.make_options(limit=_CITED, sort=parameters.order, snippets=0, facets=())
        hits = index.search(parameters.query, options).hits
        citations = (
            write_citation(index.document(hit.id), style=parameters.style, lead=hit.lead) for hit in tuple(hits)
        )
        return "\n".join(citations)

    return _make_download(await _ask(request, read), "articles", parameters)


def _make_download(text: str, name: str, parameters: CitationParameters) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{SUFFIXES[parameters.style]}"',
        "Cache-Control": "private, no-cache",
    }
    kind = f"{MEDIA_TYPES[parameters.style]}; charset=utf-8"
    return Response(text.encode("utf-8", "replace"), headers={**headers, "Content-Type": kind})


def _read_article(index: Index, identifier: str, parameters: ArticleParameters) -> dict[str, Any]:
    document = index.document(identifier)
    lead = "" if document.title else index.lead(document)
    title = document.title or lead or document.id
    hits, title_hits = _find_hits(index, document, title, parameters)
    proofs = list_proofs(document)
    return {
        "document": document,
        "title": mark_words(title, title_hits),
        "plain_title": title,
        "blocks": mark_article(document, hits, proofs, raw=parameters.raw),
        "hits": len(hits),
        "proofs": {kind: [each for each in proofs if each.kind == kind] for kind in PROVEN},
        "back": make_address(parameters, offset=parameters.offset),
        "raw_href": make_article_address(document.id, parameters, raw="true"),
        "read_href": make_article_address(document.id, parameters),
        "similar": _list_similar(index, document, parameters),
        "cite_href": make_article_address(document.id).replace("/documents/", "/citations/", 1),
    }


def _list_similar(index: Index, document: Document, parameters: ArticleParameters) -> list[dict[str, Any]]:
    """Return the articles most like one, each with its address: the search is kept, to return to."""
    found = index.similar(document.id, SearchOptions(limit=_SIMILAR)).documents
    return [
        {"hit": each.hit, "words": each.words, "href": make_article_address(each.hit.id, parameters)} for each in found
    ]


def _find_hits(
    index: Index, document: Document, title: str, parameters: ArticleParameters
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Return the places of the words of the query in what was searched of the text, and in the title.

    There are none if the query cannot be read.
    """
    try:
        hits, title_hits = index.highlight(parameters.query, [document.text, title], parameters.make_options())
    except (QueryInvalid, OptionInvalid):
        return (), ()
    searched = list(document.body) if document.body is not None else [(0, len(document.text))]
    if document.title_evidence is not None:
        searched.append((document.title_evidence.start, document.title_evidence.end))
    hits = tuple(hit for hit in hits if any(start <= hit[0] and hit[1] <= end for start, end in searched))
    return hits, title_hits


def _show_refused(error: SearchError, parameters: PageParameters) -> Response:
    column = error.column if isinstance(error, QueryInvalid) else None
    return show_page(
        "refused.html",
        status=error.http_status,
        parameters=parameters,
        hidden=_list_hidden(parameters),
        problem=str(error),
        column=column,
        clear_href=make_address(keep_query(parameters)),
    )


def _list_hidden(parameters: PageParameters) -> list[tuple[str, str]]:
    """Return the filters as fields of a form: a new query keeps them."""
    return [pair for pair in list_pairs(parameters, {"offset": 0}) if pair[0] != "q"]


async def _ask(request: Request, question: Callable[[Index], _Answer]) -> _Answer:
    """Return what a question to the index is answered with, when it is this client's turn."""
    served: ServedIndex = request.app.state.served
    return await served.ask(question, client=find_client(request.scope))
