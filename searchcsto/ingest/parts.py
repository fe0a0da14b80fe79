"""Give a file, get the parts of it that have articles: itself, or the files within it if it is an archive.

Archives within archives are opened, too, so deep as `unpacking.MAX_DEPTH` says. `read_part` then gives the articles
and problems of one part. Whatever a reader raises for bytes that somebody has made up costs that part alone.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from searchcsto.ingest.content import Content, Member, ReadOptions, TooLarge
from searchcsto.ingest.formats import Format, describe_missing, load_function
from searchcsto.ingest.kinds import find_format_of
from searchcsto.ingest.limits import Article, Markup, Problem
from searchcsto.ingest.unpacking import MAX_DEPTH, Budget, Damaged

_MOST_ALIKE = 20  # problems of one archive with the same reason that are named one by one
_MOST = 1_000  # with any reason


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or a file within an archive, and how it is read. It can be read until the next one is asked for."""

    content: Content
    form: Format
    member: str | None = None  # where it stands within the archive
    url: str | None = None
    latest: datetime.date | None = None


def find_parts(content: Content, form: Format) -> Iterator[Part | Problem]:
    """Yield the parts of a file, and what of an archive is not read. Raises OSError, MemoryError."""
    try:
        yield from _open_part(Part(content, form), Budget(content.size if form.is_archive else 0), depth=0)
    except TooLarge as reason:
        yield Problem(str(reason))


def read_part(part: Part, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the articles and problems of a part. Raises OSError, MemoryError."""
    if part.url is not None:
        options = replace(options, url=part.url)
    for found in run_reader(part.form, part.content, options):
        if part.latest is not None and isinstance(found, Article):
            found = _limit_date(found, part.latest)
        yield found if part.member is None else replace(found, member=part.member)


def _open_part(part: Part, budget: Budget, *, depth: int) -> Iterator[Part | Problem]:
    if not part.form.is_archive:
        yield part
    elif depth == MAX_DEPTH:
        yield Problem(f"archives within archives, more than {MAX_DEPTH} deep", member=part.member)
    else:
        for found in run_reader(part.form, part.content, budget):
            if isinstance(found, Problem):
                yield replace(found, member=_join(part.member, found.member))
            else:
                yield from _open_member(found, part, budget, depth)


def _open_member(found: Member, outer: Part, budget: Budget, depth: int) -> Iterator[Part | Problem]:
    name = _join(outer.member, found.name)
    try:
        form = find_format_of(found.content)
    except (Damaged, TooLarge) as reason:
        form = Problem(str(reason))
    if isinstance(form, Problem):
        yield replace(form, member=name)
        return
    is_deeper = found.name != "" or form.kind in ("gzip", "zstd")  # what is packed as a whole (.tar.gz) is one
    part = Part(found.content, form, name, found.url or outer.url, found.latest or outer.latest)
    yield from _open_part(part, budget, depth=depth + is_deeper)


def run_reader(form: Format, *arguments: object, **settings: object) -> Iterator[Any]:
    """Yield what the function of a format yields, and a problem in the place of what it raises.

    The disk's faults are raised, and so is what bounds an archive: OSError, TooLarge; MemoryError.
    """
    try:
        yield from load_function(form)(*arguments, **settings)
    except ImportError as failure:
        yield describe_missing(form, failure)
    except Damaged as reason:
        yield Problem(str(reason))
    except TooLarge as reason:
        if form.is_archive:
            raise
        yield Problem(str(reason))
    except MemoryError:
        raise
    except Exception as failure:
        if isinstance(failure, OSError) and failure.errno is not None:
            raise
        words = " ".join(f"{type(failure).__name__}: {failure}".split())[:200]
        yield Problem(f"the reader of {form.name} failed on it ({words})")


def fold_problems(found: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """Pass on what comes of an archive; of many problems that are alike only the first, and how many there were more.

    >>> alike = [Problem("empty", member=str(number)) for number in range(100)]
    >>> [str(problem.reason) for problem in fold_problems(alike)][-2:]
    ['empty', '80 more files in it: empty']
    """
    counts: Counter[str] = Counter()
    for item in found:
        if isinstance(item, Problem) and item.member is not None and item.skipped:
            reason = item.reason if len(counts) < _MOST else "…"
            counts[reason] += 1
            if counts[reason] > _MOST_ALIKE or reason == "…":
                continue
        yield item
    for reason, count in counts.items():
        if reason == "…":
            yield Problem(f"{count:,} more files in it could not be read, for other reasons")
        elif count > _MOST_ALIKE:
            yield Problem(f"{count - _MOST_ALIKE:,} more files in it: {reason}")


def _limit_date(article: Article, latest: datetime.date) -> Article:
    markup = article.markup or Markup(len(article.text))
    return replace(article, markup=replace(markup, latest=min(latest, markup.latest or latest)))


def _join(outer: str | None, inner: str | None) -> str | None:
    """Return the path of a member within the outermost archive."""
    return "/".join(name for name in (outer, inner) if name) or None
