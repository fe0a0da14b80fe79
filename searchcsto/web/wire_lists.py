"""Give lists, timelines and counts of articles, get the JSON values that every door shows, as `wire` gives results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from searchcsto.lists import BatchAnswer, Concordance, ConcordanceLine, SimilarDocument, SimilarDocuments
from searchcsto.results import Results
from searchcsto.timelines import Bucket, Series, Timeline
from searchcsto.web.wire import SCHEMA, write_facets, write_hit, write_summary


def write_concordance(found: Concordance) -> dict[str, Any]:
    """Return the JSON of a concordance."""
    return {
        "schema": SCHEMA,
        "query": found.query,
        "interpreted": found.interpreted,
        "lines": [write_concordance_line(line) for line in found.lines],
        "lines_found": found.found,
        "documents_read": found.read,
        "total": found.total,
        "notices": list(found.notices),
    }


def write_concordance_line(line: ConcordanceLine) -> dict[str, Any]:
    """Return the JSON of one line of a concordance."""
    return {
        "id": line.id,
        "start": line.start,
        "end": line.end,
        "left": line.left,
        "keyword": line.keyword,
        "right": line.right,
        "date": line.date,
        "sources": list(line.sources),
        "title": line.title,
        "path": line.path,
    }


def write_similar(found: SimilarDocuments) -> dict[str, Any]:
    """Return the JSON of the documents that are like one."""
    words = [{"word": each.word, "weight": round(each.weight, 6), "count": each.documents} for each in found.words]
    return {
        "schema": SCHEMA,
        "id": found.id,
        "title": found.title,
        "words": words,
        "total": found.total,
        "hits": [write_similar_document(each) for each in found.documents],
        "notices": list(found.notices),
    }


def write_similar_document(each: SimilarDocument) -> dict[str, Any]:
    """Return the JSON of a document that is like another: a hit, and the words that make it so."""
    return {**write_hit(each.hit), "words": list(each.words)}


def write_answer(answer: BatchAnswer) -> dict[str, Any]:
    """Return the JSON of the answer to one of many queries."""
    return {
        "schema": SCHEMA,
        "id": answer.query.id,
        "query": answer.query.text,
        "total": answer.total,
        "hits": [write_hit(hit) for hit in answer.hits],
    }


def write_timeline(timeline: Timeline) -> dict[str, Any]:
    """Return the JSON of a timeline."""
    return {
        "schema": SCHEMA,
        "query": timeline.query,
        "interpreted": timeline.interpreted,
        "by": timeline.unit,
        "total": timeline.total,
        "undated": timeline.undated,
        "imprecise": timeline.imprecise,
        "buckets": [write_bucket(bucket) for bucket in timeline.buckets],
        "series": [_write_series(series) for series in timeline.series],
        "gaps": list(timeline.gaps),
        "unplaced": timeline.unplaced,
        "took_ms": timeline.took_ms,
        "notices": list(timeline.notices),
    }


def write_bucket(bucket: Bucket) -> dict[str, Any]:
    """Return the JSON of one bucket of a timeline."""
    return {
        "period": bucket.label,
        "first": bucket.first.isoformat(),
        "last": bucket.last.isoformat(),
        "count": bucket.count,
        "articles": bucket.articles,
        "share": round(bucket.share, 6) if bucket.share is not None else None,
    }


def _write_series(series: Series) -> dict[str, Any]:
    return {
        "source": series.source,
        "total": series.total,
        "undated": series.undated,
        "imprecise": series.imprecise,
        "buckets": [write_bucket(bucket) for bucket in series.buckets],
    }


def write_counts(counts: Sequence[Results]) -> dict[str, Any]:
    """Return the JSON of how many documents each of some queries finds."""
    return {"schema": SCHEMA, "counts": [write_count(results) for results in counts]}


def write_count(results: Results) -> dict[str, Any]:
    """Return the JSON of how many documents a query finds."""
    return {
        "query": results.query,
        "interpreted": results.interpreted,
        "total": results.total,
        "undated": results.undated,
        "facets": write_facets(results.facets),
        "facet_summaries": {name: write_summary(item) for name, item in results.facet_summaries.items()},
        "notices": list(results.notices),
    }
