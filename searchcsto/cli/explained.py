"""Write for a person why a query finds what it finds: the tree of its clauses, and the parts of a score."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from searchcsto.cli import terminal
from searchcsto.locations import Location
from searchcsto.options import SearchOptions
from searchcsto.reasons import Clause, Explanation, ScorePart, Suggestion

_INDENT = "  "
_SHOWN = 5  # words of feedback


def list_explanation(explanation: Explanation) -> Iterator[str]:
    """Yield the lines of a tree, each clause with its documents, and what the options ask for beside it."""
    yield from _list_clause(explanation.tree, 0)
    for clause in explanation.filters:
        yield from _list_clause(clause, 0, label="option ")


def _list_clause(clause: Clause, depth: int, *, label: str = "") -> Iterator[str]:
    name = clause.kind if clause.children else f"{terminal.make_line(clause.query)}  ({clause.kind})"
    about = [terminal.count_nouns(clause.documents, "document")] if clause.holds is None else []
    about += filter(None, ["" if clause.children else clause.detail, _describe_words(clause)])
    mark = _mark(clause.holds)
    head = f"{_INDENT * depth}{mark}{label}"
    text = f"{name}{': ' if about else ''}{terminal.make_line('; '.join(about))}"
    first, *rest = terminal.wrap(text, first=head, rest=f"{_INDENT * (depth + 2)}")
    yield _colour(first, clause.holds)
    yield from rest
    for child in clause.children:
        yield from _list_clause(child, depth + 1)


def _mark(holds: bool | None) -> str:
    return "" if holds is None else "✓ " if holds else "✗ "


def _colour(line: str, holds: bool | None) -> str:
    return line if holds is None else terminal.style(line, fg="green" if holds else "red")


def _describe_words(clause: Clause) -> str:
    """Say for which words of the index a pattern stands."""
    if not clause.word_count or clause.holds is not None:
        return ""
    words = ", ".join(f"{word} {count:,}" for word, count in clause.words)
    more = f" … {clause.word_count - len(clause.words):,} more" if clause.word_count > len(clause.words) else ""
    cut = ", the most frequent of too many" if clause.was_cut else ""
    return f"{terminal.count_nouns(clause.word_count, 'word')}{cut}: {words}{more}"


def describe_score(score: float, parts: Sequence[ScorePart]) -> str:
    """Return a score as the sum of its parts; feedback is one of them, with the words that count most.

    >>> describe_score(1.5, [ScorePart("bm25", 1.2, "peace"), ScorePart("coverage", 0.3, "")])
    'score 1.5000 = 1.2000 peace + 0.3000 coverage'
    >>> describe_score(0.5, [ScorePart("feedback", 0.1, "pier"), ScorePart("feedback", 0.4, "ferry")])
    'score 0.5000 = 0.5000 feedback (ferry 0.4000, pier 0.1000)'
    """
    shown = [f"{part.value:.4f} {_name_part(part)}" for part in parts if part.name != "feedback"]
    fed = sorted((part for part in parts if part.name == "feedback"), key=lambda part: -part.value)
    if fed:
        words = [f"{terminal.make_line(part.detail)} {part.value:.4f}" for part in fed[:_SHOWN]]
        words += [f"{len(fed) - _SHOWN} more"] if len(fed) > _SHOWN else []
        shown.append(f"{sum(part.value for part in fed):.4f} feedback ({', '.join(words)})")
    return f"score {score:.4f}" + (f" = {' + '.join(shown)}" if shown else "")


def _name_part(part: ScorePart) -> str:
    if part.name == "bm25":
        return terminal.make_line(part.detail)
    return f"{part.name} ({terminal.make_line(part.detail)})" if part.detail else part.name


def describe_suggestion(suggestion: Suggestion, options: Sequence[str] = ()) -> str:
    """Return a suggested query as a command that can be pasted into a shell, with the options of the one asked.

    >>> describe_suggestion(Suggestion("peace keeping", 12, "spelling"), ["--source", "TASS"])
    "did you mean: searchcsto query --source TASS 'peace keeping'  # 12 documents"
    """
    dashes = ["--"] if suggestion.query.startswith("-") else []
    command = shlex.join(["searchcsto", "query", *options, *dashes, terminal.make_line(suggestion.query)])
    lead = "this would find some" if suggestion.reason in ("relaxed", "nearness") else "did you mean"
    return f"{lead}: {command}  # {terminal.count_nouns(suggestion.total, 'document')}"


def list_options(options: SearchOptions, index: Location | None) -> list[str]:
    """Return the options that decide what is found, as they are typed.

    >>> list_options(SearchOptions(sources=("TASS",), undated=True), None)
    ['--source', 'TASS', '--undated']
    """
    typed = [text for name in options.sources for text in ("--source", name)]
    typed += [text for name in options.not_sources for text in ("--not-source", name)]
    typed += ["--after", str(options.after)] if options.after else []
    typed += ["--before", str(options.before)] if options.before else []
    typed += ["--undated"] if options.undated else []
    typed += ["--plain"] if options.plain else []
    typed += ["--all"] if options.require_all else []
    typed += [] if options.expand_aliases else ["--no-expand"]
    return typed + (["--index", str(index)] if index is not None else [])
