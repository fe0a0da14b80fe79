"""Give a word, get how the articles of an index write it: in capitals, with a capital, or small.

The index has words folded, so a few articles that have the word are looked at: whether it is a name ("Tokayev") or an
ordinary word ("may") decides if it is searched in other spellings, and if small letters can mean an acronym.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchcsto.engines.base import Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.tree import Phrase

_SAMPLE = SearchOptions(limit=3, facets=(), snippets=0)
_LONGEST = 100_000  # characters of an article that are looked at

# Words that begin most sentences or stand in all texts: too frequent for a sample to be sure of.
_ORDINARY = frozenset(
    {
        "all", "am", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "did", "do",
        "for", "from", "had", "has", "have", "he", "her", "him", "his", "how", "if", "in", "is",
        "it", "its", "may", "me", "most", "must", "my", "no", "nor", "not", "now", "of", "off",
        "on", "one", "or", "our", "out", "own", "she", "so", "some", "such", "than", "that", "the",
        "them", "then", "they", "this", "to", "too", "two", "up", "us", "was", "we", "were", "what",
        "when", "who", "will", "with", "would", "you", "your",
        "а", "без", "весь", "всех", "вся", "этот", "эта", "бы", "был", "в", "вам",
        "вас", "во", "все", "вы", "где", "да", "для", "до",
        "его", "ее", "если", "еще", "же", "за", "и", "из", "или", "им", "их", "к", "как", "ко",
        "мы", "на", "нас", "не", "ни", "но", "о", "об", "он", "она", "они", "оно", "от", "по",
        "при", "с", "со", "так", "там", "то", "тот", "у", "уже", "чем", "что", "эти", "это", "я",
    }
)  # fmt: skip


def is_name(word: str, searcher: Searcher) -> bool:
    """Return whether a folded word begins with a capital wherever it stands in a few articles.

    Once at least it must do so within a sentence: any word may begin one, or be a label ("Text: ...").
    """
    is_within = False
    if word in _ORDINARY:
        return False
    for written, before in _sample(word, searcher):
        if not written[0].isupper():
            return False
        is_within |= before[-1:] == " " and (before[-2:-1].isalnum() or before[-2:-1] in ',»”"')
    return is_within


def is_acronym(word: str, searcher: Searcher) -> bool:
    """Return whether a folded word is written in capitals in a few articles, and is nowhere inflected as a verb."""
    written = [word for word, _ in _sample(word, searcher)] if word not in _ORDINARY else []
    if not written or any(sum(map(str.isupper, each)) < 2 for each in written):
        return False
    return not any(searcher.count_documents(Phrase(f"{word}{ending}")) for ending in ("ed", "ing"))


def _sample(word: str, searcher: Searcher) -> Iterator[tuple[str, str]]:
    """Yield the word as it stands in a few articles that have it, each time with the two characters before it."""
    pattern = re.compile(rf"(?<!\w){re.escape(word).replace('е', '[её]')}(?!\w)", re.IGNORECASE)
    for number in searcher.search(Phrase(word), _SAMPLE).documents:
        document = searcher.load_document(number)
        text = f"{document.title or ''}\n{document.text[:_LONGEST]}"
        yield from (
            (match.group(), text[max(0, match.start() - 2) : match.start()]) for match in pattern.finditer(text)
        )
