"""Give the id of a document, or how it begins, or its path as results show it, get its number."""

from __future__ import annotations

from searchcsto.engines.base import Searcher
from searchcsto.errors import DocumentMissing


def find_number(searcher: Searcher, identifier: str) -> int:
    """Return the number of the document with this id, or of the one whose id begins so. Raises DocumentMissing."""
    if not isinstance(identifier, str):
        raise DocumentMissing(f"an id is a text, not {identifier!r}")
    numbers = searcher.find_numbers(identifier) or searcher.find_numbers(identifier, prefix=True)
    if not numbers and "/" in identifier:  # a path as results show it: the id is what stands below the root
        below = identifier.partition("/")[2]
        numbers = [n for n in searcher.find_numbers(below) if searcher.load_facts(n).path == identifier]
    if len(numbers) == 1:
        return numbers[0]
    if not numbers:
        raise DocumentMissing(f"no document has an id that begins with {identifier!r}")
    names = ", ".join(searcher.load_facts(number).id for number in numbers[:3])
    more = f" and {len(numbers) - 3} more" if len(numbers) > 3 else ""
    raise DocumentMissing(f"{len(numbers)} documents have ids that begin with {identifier!r}: {names}{more}")
