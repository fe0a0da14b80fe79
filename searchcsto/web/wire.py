"""Give results or a document, get the JSON values that every door shows: command line, HTTP and language models.

This, `wire_lists` and `wire_excerpts` are the only places that name JSON keys. The shape is versioned by `schema`; keys
are added, never renamed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from searchcsto.documents import DateReading, Document, Evidence
from searchcsto.reasons import Clause, Explanation, ScorePart, Suggestion, TypedSuggestions, Verdict
from searchcsto.results import AliasGroup, Expansion, FacetSummary, FacetValue, Hit, Results, Snippet

if TYPE_CHECKING:  # a query needs no ledger
    from searchcsto.ledger import SkippedItem
    from searchcsto.status import Basis, IndexStatus

SCHEMA = 1
CSV_COLUMNS = (
    "rank",
    "id",
    "path",
    "score",
    "title",
    "date",
    "date_precision",
    "date_status",
    "sources",
    "language",
    "place",
    "snippet",
)


def write_results(results: Results) -> dict[str, Any]:
    """Return the JSON of a search."""
    return {
        "schema": SCHEMA,
        "query": results.query,
        "interpreted": results.interpreted,
        "total": results.total,
        "took_ms": results.took_ms,
        "hits": [write_hit(hit) for hit in results.hits],
        "facets": write_facets(results.facets),
        "undated": results.undated,
        "notices": list(results.notices),
        "facet_summaries": {name: write_summary(item) for name, item in results.facet_summaries.items()},
        "suggestions": [_write_suggestion(item) for item in results.suggestions],
        "expansions": [write_expansion(expansion) for expansion in results.expansions],
        **({"explanation": write_explanation(results.explanation)} if results.explanation is not None else {}),
    }


def write_expansion(expansion: Expansion) -> dict[str, Any]:
    """Return the JSON of what was searched besides a word."""
    return {
        "word": expansion.word,
        "added": expansion.added,
        "reason": expansion.reason,
        "brought": expansion.brought,
        "excluded": expansion.is_excluded,
    }


def write_aliases(groups: Sequence[AliasGroup]) -> dict[str, Any]:
    """Return the JSON of all that is known to mean the same."""
    return {"schema": SCHEMA, "total": len(groups), "aliases": [write_alias(group) for group in groups]}


def write_alias(group: AliasGroup) -> dict[str, Any]:
    """Return the JSON of words that are known to mean the same."""
    return {
        "members": list(group.members),
        "origin": group.origin,
        "documents": group.documents,
        "used": group.is_used,
    }


def write_hit(hit: Hit) -> dict[str, Any]:
    """Return the JSON of one hit."""
    return {
        "rank": hit.rank,
        "id": hit.id,
        "path": hit.path,
        "score": round(hit.score, 6),
        "title": hit.title,
        "date": hit.date,
        "date_precision": hit.date_precision,
        "date_status": hit.date_status,
        "date_evidence": _write_evidence(hit.date_evidence),
        "sources": list(hit.sources),
        "language": hit.language,
        "place": hit.place,
        "snippets": [_write_snippet(snippet) for snippet in hit.snippets],
        **({"score_parts": write_score_parts(hit.score_parts)} if hit.score_parts else {}),
    }


def write_row(hit: Hit) -> list[Any]:
    """Return a hit as a row of CSV_COLUMNS."""
    snippet = " … ".join(" ".join(snippet.text.split()) for snippet in hit.snippets)
    values = {**write_hit(hit), "sources": "; ".join(hit.sources), "snippet": snippet}
    return [values[name] for name in CSV_COLUMNS]


def write_facets(facets: Mapping[str, tuple[FacetValue, ...]]) -> dict[str, Any]:
    """Return the JSON of facets."""
    return {name: [{"value": item.value, "count": item.count} for item in items] for name, items in facets.items()}


def write_summary(summary: FacetSummary) -> dict[str, Any]:
    """Return the JSON of a facet as a whole."""
    return {
        "values": summary.size,
        "documents": summary.documents,
        "without": summary.without,
        "imprecise": summary.imprecise,
        "excluded": [{"value": item.value, "count": item.count} for item in summary.excluded],
    }


def write_document(document: Document) -> dict[str, Any]:
    """Return the JSON of a whole document, with the evidence for each value."""
    return {
        "schema": SCHEMA,
        "id": document.id,
        "path": document.path,
        "title": document.title,
        "title_status": document.title_status,
        "title_evidence": _write_evidence(document.title_evidence),
        "date": document.date,
        "date_precision": document.date_precision,
        "date_status": document.date_status,
        "date_evidence": [_write_evidence(item) for item in document.date_evidence],
        "alternatives": [_write_reading(reading) for reading in document.alternatives],
        "sources": list(document.sources),
        "sources_status": document.sources_status,
        "source_evidence": [_write_evidence(item) for item in document.source_evidence],
        "place": document.place,
        "place_evidence": _write_evidence(document.place_evidence),
        "language": document.language,
        "sha256": document.sha256,
        "body": [list(span) for span in document.body] if document.body is not None else None,
        "text": document.text,
    }


def _write_evidence(evidence: Evidence | None) -> dict[str, Any] | None:
    if evidence is None:
        return None
    return {"rule": evidence.rule, "words": evidence.words, "start": evidence.start, "end": evidence.end}


def _write_reading(reading: DateReading) -> dict[str, Any]:
    evidence = [_write_evidence(item) for item in reading.evidence]
    return {"date": reading.value, "date_status": reading.status, "date_evidence": evidence}


def _write_snippet(snippet: Snippet) -> dict[str, Any]:
    return {"text": snippet.text, "start": snippet.start, "highlights": [list(span) for span in snippet.highlights]}


def write_bases(bases: Sequence[Basis], field: str) -> dict[str, Any]:
    """Return the JSON of what the dates or sources of an index rest on."""
    rows = [{"status": basis.status, "rule": basis.rule, "count": basis.count} for basis in bases]
    return {"schema": SCHEMA, "field": field, "bases": rows}


def write_status(status: IndexStatus) -> dict[str, Any]:
    """Return the JSON of an index's status."""
    return {
        "schema": SCHEMA,
        "path": status.path,
        "size": status.size,
        "age_seconds": status.age_seconds,
        "documents": status.documents,
        "undated": status.undated,
        "files": status.files,
        "facets": write_facets({"source": status.sources, "year": status.years, "language": status.languages}),
        "roots": list(status.roots),
        "skipped": [write_error(item) for item in status.skipped],
    }


def write_public_status(status: IndexStatus, *, version: str, skipped: Sequence[SkippedItem]) -> dict[str, Any]:
    """Return the JSON of an index's status for those who need not know where it lies; `skipped` are named."""
    return {
        "schema": SCHEMA,
        "version": version,
        "size": status.size,
        "age_seconds": status.age_seconds,
        "documents": status.documents,
        "undated": status.undated,
        "files": status.files,
        "facets": write_facets({"source": status.sources, "year": status.years, "language": status.languages}),
        "skipped_total": len(status.skipped),
        "skipped": [write_error(item) for item in skipped],
    }


def write_suggestions(found: TypedSuggestions) -> dict[str, Any]:
    """Return the JSON of what may become of what somebody is typing."""
    return {
        "schema": SCHEMA,
        "query": found.query,
        "completions": [{"query": item.query, "documents": item.documents} for item in found.completions],
        "corrections": [_write_suggestion(item) for item in found.corrections],
    }


def write_errors(errors: Sequence[SkippedItem]) -> dict[str, Any]:
    """Return the JSON of what was skipped, or not indexed as it stands."""
    return {"schema": SCHEMA, "total": len(errors), "errors": [write_error(item) for item in errors]}


def write_error(item: SkippedItem) -> dict[str, Any]:
    """Return the JSON of one file, or line, that was skipped or not indexed as it stands."""
    return {"path": item.path, "line": item.number, "reason": item.reason, "indexed": not item.skipped}


def _write_suggestion(suggestion: Suggestion) -> dict[str, Any]:
    return {"query": suggestion.query, "total": suggestion.total, "reason": suggestion.reason}


def write_explanation(explanation: Explanation) -> dict[str, Any]:
    """Return the JSON of how a query was understood."""
    filters = [_write_clause(clause) for clause in explanation.filters]
    return {"tree": _write_clause(explanation.tree), "filters": filters}


def _write_clause(clause: Clause) -> dict[str, Any]:
    """Return the JSON of a clause; what says nothing of it is left out."""
    values: dict[str, Any] = {"kind": clause.kind, "query": clause.query, "documents": clause.documents}
    if clause.holds is not None:
        values["holds"] = clause.holds
    if clause.detail:
        values["detail"] = clause.detail
    if clause.word_count is not None:
        values["words"] = [{"value": word, "count": count} for word, count in clause.words]
        values |= {"word_count": clause.word_count, "was_cut": clause.was_cut}
    if clause.children:
        values["children"] = [_write_clause(child) for child in clause.children]
    return values


def write_score_parts(parts: Sequence[ScorePart]) -> list[dict[str, Any]]:
    """Return the JSON of the parts that a score is the sum of."""
    return [{"name": part.name, "value": round(part.value, 9), "detail": part.detail} for part in parts]


def write_verdict(verdict: Verdict) -> dict[str, Any]:
    """Return the JSON of why a query finds a document or does not."""
    return {
        "schema": SCHEMA,
        "id": verdict.id,
        "path": verdict.path,
        "title": verdict.title,
        "query": verdict.query,
        "interpreted": verdict.interpreted,
        "found": verdict.is_found,
        "rank": verdict.rank,
        "total": verdict.total,
        "score": round(verdict.score, 6) if verdict.score is not None else None,
        "score_parts": write_score_parts(verdict.score_parts),
        "failing": [_write_clause(clause) for clause in verdict.failing],
        "explanation": write_explanation(verdict.explanation),
        "feedback": list(verdict.feedback),
    }
