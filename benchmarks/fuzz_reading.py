"""Give the bytes of a file, read it as `index` does, but with no net under the readers: what they raise is raised.

To be imported where a fuzzer instruments what is imported. An archive is opened, and what is in it is read by its
format, archives within it included.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from searchcsto.errors import DocumentInvalid
from searchcsto.ingest.articles import Given, read_article
from searchcsto.ingest.content import Content, MemoryContent, ReadOptions, TooLarge
from searchcsto.ingest.formats import Format, find_format, load_function
from searchcsto.ingest.kinds import find_format_of
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.unpacking import MAX_DEPTH, Budget, Damaged

_TODAY = datetime.date(2035, 1, 1)  # so that the same input gives the same tomorrow


def read_file(kind: str, data: bytes) -> int:
    """Return how many articles a file has. Raises AssertionError if one cites what its text does not say."""
    form = find_format(kind)
    name = f"a.txt{form.suffixes[0]}" if form.is_archive else f"a{form.suffixes[0]}"
    try:
        return sum(_read(article) for article in _find_articles(form, MemoryContent(name, data), Budget(len(data))))
    except OSError:
        return 0


def _find_articles(form: Format, content: Content, budget: Budget, depth: int = 0) -> Iterator[Article]:
    if not form.is_archive:
        found = load_function(form)(content, ReadOptions())
        yield from (article for article in found if isinstance(article, Article))
    elif depth < MAX_DEPTH:
        try:
            for member in load_function(form)(content, budget):
                if not isinstance(member, Problem):
                    yield from _find_inner(member.content, budget, depth + 1)
        except (Damaged, TooLarge):
            pass  # as archives say


def _find_inner(content: Content, budget: Budget, depth: int) -> Iterator[Article]:
    form = find_format_of(content)
    if isinstance(form, Problem):
        return
    try:
        load_function(form)
    except ImportError:
        return  # an extra
    yield from _find_articles(form, content, budget, depth)


def _read(found: Article) -> bool:
    known = Given(found.title, found.date, found.sources, found.language, found.place)
    try:
        document = read_article(found.text, id="a", given=known, markup=found.markup, today=_TODAY)
    except DocumentInvalid:
        return False  # told as a problem of the file
    document.text.encode()
    cited = [document.title_evidence, *document.date_evidence, *document.source_evidence]
    cited += [words for each in document.alternatives for words in each.evidence]
    for words in cited:
        if words is not None and document.text[words.start : words.end] != words.words:
            raise AssertionError(f"cited words that do not stand in the text: {words}")
    return True
