"""Give results or a document, get JSON for readers with a budget, as language models are.

It is that of `wire`, with what each number is of ("of"), whether something was left out ("truncated") and where to go
on ("next_offset", "next_start"), and with an address ("cite") for each passage, by which it is found in the text again.
Long titles, names and evidence are cut, ids and passages never.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from searchcsto.documents import Document
from searchcsto.excerpts import Excerpt
from searchcsto.lists import SimilarDocuments
from searchcsto.locators import make_locator
from searchcsto.results import Hit, Results, Snippet
from searchcsto.timelines import Timeline
from searchcsto.web.wire import write_document, write_expansion, write_hit, write_results, write_status
from searchcsto.web.wire_lists import write_count, write_similar, write_timeline

if TYPE_CHECKING:
    from searchcsto.status import IndexStatus

MAX_VALUE = 300  # characters of a title, a name, or words of evidence
MAX_LIST = 20  # sources of an article, spans of its body, other readings of its date
_LITERAL = frozenset({"id", "path", "cite", "text", "snippets"})


def write_found(results: Results, *, documents: int, offset: int, budget: int) -> dict[str, Any]:
    """Return the JSON of a search: as many of its hits as have room in so many characters."""
    shown, was_cut = _fit_hits(results.hits, budget=budget)
    values = write_results(dataclasses.replace(results, hits=()))  # their JSON is another one
    following = offset + len(shown)
    return {
        **{name: value for name, value in values.items() if name not in ("facets", "facet_summaries", "took_ms")},
        "of": documents,
        "offset": offset,
        "shown": len(shown),
        "truncated": was_cut,
        "next_offset": following if shown and following < results.total else None,
        "hits": shown,
    }


def write_citable_hit(hit: Hit) -> dict[str, Any]:
    """Return the JSON of a hit whose passages can be cited."""
    values = clip_values(write_hit(hit))
    snippets = [_write_citable_snippet(hit.id, snippet) for snippet in hit.snippets]
    return {**values, "lead": hit.lead[:MAX_VALUE] or None, "cite": make_locator(hit.id), "snippets": snippets}


def _write_citable_snippet(identifier: str, snippet: Snippet) -> dict[str, Any]:
    start, end = snippet.start, snippet.start + len(snippet.text)
    return {
        "text": snippet.text,
        "start": start,
        "end": end,
        "cite": make_locator(identifier, start=start, end=end),
        "cut_before": snippet.cut_before,
        "cut_after": snippet.cut_after,
    }


def fit_values(values: Sequence[dict[str, Any]], *, budget: int) -> tuple[list[dict[str, Any]], bool]:
    """Return the first of some values that have room in so many characters of JSON, and whether some have not.

    The first one is always there: if need be, without its passages.

    >>> fit_values([{"id": "a1"}, {"id": "a2"}], budget=20)
    ([{'id': 'a1'}], True)
    """
    shown: list[dict[str, Any]] = []
    for each in values:
        budget -= len(json.dumps(each, ensure_ascii=False))
        if budget < 0:
            return shown or [{**each, **({"snippets": []} if "snippets" in each else {})}], True
        shown.append(each)
    return shown, False


def _fit_hits(hits: Sequence[Hit], *, budget: int) -> tuple[list[dict[str, Any]], bool]:
    shown: list[dict[str, Any]] = []
    for hit in hits:  # one after the other: what has no room is not read
        fitting, was_cut = fit_values([write_citable_hit(hit)], budget=budget)
        if was_cut:
            return shown or fitting, True
        shown += fitting
        budget -= len(json.dumps(fitting[0], ensure_ascii=False))
    return shown, False


def write_excerpt(document: Document, excerpt: Excerpt) -> dict[str, Any]:
    """Return the JSON of a range of a document's text, and what is known about the document."""
    facts = {name: value for name, value in write_document(document).items() if name != "text"}
    return {
        **clip_values(facts),
        "cite": make_locator(document.id, start=excerpt.start, end=excerpt.end),
        "characters": len(document.text),
        "start": excerpt.start,
        "end": excerpt.end,
        "truncated": excerpt.was_cut,
        "next_start": excerpt.end if excerpt.end < len(document.text) else None,
        "text": excerpt.text,
    }


def write_count_of(results: Results, *, documents: int) -> dict[str, Any]:
    """Return the JSON of how many of all documents a query finds."""
    counted = write_count(results)
    return {
        **{name: value for name, value in counted.items() if name not in ("facets", "facet_summaries")},
        "expansions": [write_expansion(each) for each in results.expansions],
        "of": documents,
    }


def write_facet(results: Results, *, field: str, documents: int) -> dict[str, Any]:
    """Return the JSON of the values of one facet, each with what its count is of."""
    summary = results.facet_summaries[field]
    shown = results.facets[field]
    values = [{"value": each.value[:MAX_VALUE], "count": each.count, "of": summary.documents} for each in shown]
    return {
        **write_count_of(results, documents=documents),
        "field": field,
        "values": values,
        "shown": len(values),
        "value_count": summary.size,
        "without": summary.without,
        "imprecise": summary.imprecise,
        "truncated": summary.was_cut(shown),
    }


def write_last_periods(timeline: Timeline, *, limit: int) -> dict[str, Any]:
    """Return the JSON of a timeline's last periods."""
    values = write_timeline(timeline)
    buckets = values.pop("buckets")
    shown = buckets[-limit:]
    labels = {bucket["period"] for bucket in shown}
    return {
        **{name: value for name, value in values.items() if name not in ("series", "took_ms")},
        "gaps": [label for label in timeline.gaps if label in labels],
        "shown": len(shown),
        "periods": len(buckets),
        "truncated": len(shown) < len(buckets),
        "before": sum(bucket["count"] for bucket in buckets[:-limit]),
        "buckets": shown,
    }


def clip_values(value: Any) -> Any:
    """Return JSON with its long texts and lists cut, those apart that must be literal.

    >>> len(clip_values({"title": "a" * 1000})["title"]), clip_values({"id": "b" * 400}) == {"id": "b" * 400}
    (301, True)
    """
    match value:
        case str() if len(value) > MAX_VALUE:
            return value[:MAX_VALUE] + "…"
        case list():
            return [clip_values(each) for each in value[:MAX_LIST]]
        case dict():
            return {name: each if name in _LITERAL else clip_values(each) for name, each in value.items()}
        case _:
            return value


def write_short_status(status: IndexStatus) -> dict[str, Any]:
    """Return the JSON of an index's status, without places of the disk, long lists cut."""
    values = write_status(status)
    facets = {
        name: [{**each, "of": status.documents} for each in (items[-MAX_LIST:] if name == "year" else items[:MAX_LIST])]
        for name, items in values["facets"].items()
    }
    sizes = {name: len(items) for name, items in values["facets"].items()}
    return {
        **{name: value for name, value in values.items() if name not in ("path", "roots", "skipped")},
        "of": status.documents,
        "facets": clip_values(facets),
        "value_counts": sizes,
        "skipped": sum(item.skipped for item in status.skipped),
        "partly_read": sum(not item.skipped for item in status.skipped),
        "truncated": any(size > MAX_LIST for size in sizes.values()),
    }


def write_similar_of(found: SimilarDocuments, *, documents: int, budget: int) -> dict[str, Any]:
    """Return the JSON of the documents that are like one: as many as have room in so many characters."""
    values = write_similar(found)
    similar = [{**clip_values(each), "cite": make_locator(each["id"])} for each in values.pop("hits")]
    shown, was_cut = fit_values(similar, budget=budget)
    return {
        **clip_values(values),
        "of": documents,
        "shown": len(shown),
        "truncated": was_cut or len(similar) < found.total,
        "hits": shown,
    }
