"""Give the tree of a query, get the tree with what means the same as its words, and what each addition brings.

    CSTO Kazakhstan               (CSTO = ОДКБ = "Collective Security Treaty Organization") OR Kazakhstan
    collective security treaty    collective OR security OR treaty OR ("collective security treaty" = CST)

A word becomes Synonyms of itself and what means the same, and ranks as one word. Words side by side that mean something
together stay as they are, so that an article with some of them is still found; the Synonyms come beside them (where
all words are asked for, instead of all of them). Below NOT it is the same, so that what a word finds and what its NOT
finds are still everything. Words in patterns and in Synonyms that were typed are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from searchcsto.engines.base import Searcher
from searchcsto.options import SearchOptions
from searchcsto.query.tree import And, Not, Or, Phrase, Query, Synonyms, Word, print_text, replace_nodes
from searchcsto.results import Expansion
from searchcsto.searching.facets import count_only
from searchcsto.searching.thesaurus import Meaning, Member, Thesaurus, make_nodes

MOST_WORDS = 50  # of a query that are expanded, from the left


@dataclass(frozen=True, slots=True)
class Addition:
    """What is searched beside a word or phrase, wherever it stands, or beside words of a run."""

    typed: str
    node: Word | Phrase
    parent: int | None  # the id of the And or Or that has the words of a run; None for a word or phrase
    start: int  # of the run, in the parent
    stop: int
    members: tuple[tuple[Member, tuple[Word | Phrase, ...]], ...]
    is_excluded: bool = False  # it stands below NOT


@dataclass(frozen=True, slots=True)
class Expanded:
    """A tree with what means the same as its words."""

    tree: Query
    typed: Query
    additions: tuple[Addition, ...] = ()
    notices: tuple[str, ...] = ()


def expand_query(tree: Query, query: str, searcher: Searcher, thesaurus: Thesaurus) -> Expanded:
    """Return a tree with what means the same as its words; `query` is what it was read from."""
    additions: list[Addition] = []
    notices: dict[str, None] = {}
    seen: set[Query] = set()
    for addition, meaning in _find_additions(tree, query, searcher, thesaurus):
        notices.update(dict.fromkeys(meaning.notices))
        if addition.members and (addition.parent is not None or addition.node not in seen):
            additions.append(addition)
            seen.add(addition.node)
    if not additions:
        return Expanded(tree, tree, (), tuple(notices))
    everything = {place: addition.members for place, addition in enumerate(additions)}
    return Expanded(_build(tree, additions, everything), tree, tuple(additions), tuple(notices))


def count_expansions(
    expanded: Expanded, total: int | None, searcher: Searcher, options: SearchOptions
) -> tuple[Expansion, ...]:
    """Return what each addition brings; `total` is what the expanded tree finds, if that is known."""
    bare = count_only(options)
    found: list[Expansion] = []
    everything = {place: addition.members for place, addition in enumerate(expanded.additions)}
    for place, addition in enumerate(expanded.additions):

        def count(*members: tuple[Member, tuple[Word | Phrase, ...]], place: int = place) -> int:
            tree = _build(expanded.typed, expanded.additions, {**everything, place: members})
            return searcher.search(tree, bare).total

        without = count()
        for member in addition.members:
            brought = (total if total is not None and len(addition.members) == 1 else count(member)) - without
            found.append(Expansion(addition.typed, *member[0][:2], brought, addition.is_excluded))
    return tuple(found)


def _find_additions(
    tree: Query, query: str, searcher: Searcher, thesaurus: Thesaurus
) -> Iterator[tuple[Addition, Meaning]]:
    left = MOST_WORDS
    stack = [(tree, False)]
    while stack and left > 0:
        node, is_excluded = stack.pop()
        match node:
            case Word(text) | Phrase(text):
                left -= 1
                is_exact = isinstance(node, Phrase)
                if isinstance(node, Phrase) and node.slop:
                    continue
                meaning = thesaurus.find_phrase(text) if is_exact else thesaurus.find_word(text)
                if meaning.members or meaning.notices:
                    yield replace(_make_addition(node, meaning, searcher), is_excluded=is_excluded), meaning
            case And(children) | Or(children):
                taken: set[int] = set()
                for addition, meaning in _find_runs(node, query, searcher, thesaurus):
                    taken.update(range(addition.start, addition.stop))
                    yield replace(addition, is_excluded=is_excluded), meaning
                rest = [(child, is_excluded) for place, child in enumerate(children) if place not in taken]
                stack += reversed(rest)
            case Not(child):
                stack.append((child, not is_excluded))
            case Synonyms():
                continue
            case _:
                stack += [(child, is_excluded) for child in reversed(_list_children(node))]


def _list_children(node: Query) -> list[Query]:
    """Return the children of a node of any kind."""
    children: list[Query] = []

    def note(child: Query) -> Query | None:
        if child is node:
            return None
        children.append(child)
        return child

    replace_nodes(node, note)
    return children


def _make_addition(node: Word | Phrase, meaning: Meaning, searcher: Searcher) -> Addition:
    typed = print_text(node)
    return Addition(typed, node, None, 0, 0, _choose_members(node, meaning, searcher))


def _choose_members(
    node: Word | Phrase, meaning: Meaning, searcher: Searcher
) -> tuple[tuple[Member, tuple[Word | Phrase, ...]], ...]:
    """Return what means the same, with what finds it; what was not written by the user only if it finds something."""
    members = []
    for member in meaning.members:
        nodes = make_nodes(member, searcher, field=node.field)
        kept = [each for each in nodes if searcher.count_documents(each)]
        if kept or member.reason == "file":
            members.append((member, tuple(kept or nodes[:1])))
    return tuple(members)


def _find_runs(
    parent: And | Or, query: str, searcher: Searcher, thesaurus: Thesaurus
) -> Iterator[tuple[Addition, Meaning]]:
    """Yield what words side by side mean together."""
    for first, words in _cut_runs(parent.children, query):
        for run in thesaurus.find_runs([word.text for word in words[:MOST_WORDS]]):
            chosen = words[run.start : run.stop]
            node = Phrase(" ".join(word.text for word in chosen), chosen[0].field, 0)
            members = _choose_members(node, run.meaning, searcher)
            start, stop = first + run.start, first + run.stop
            yield Addition(node.text, node, id(parent), start, stop, members), run.meaning


def _cut_runs(children: Sequence[Query], query: str) -> Iterator[tuple[int, list[Word]]]:
    """Yield words of one field with nothing but blanks between them, each time with the place of the first."""
    first, words = 0, list[Word]()
    for place, child in enumerate(children):
        is_next = isinstance(child, Word) and (not words or _is_beside(words[-1], child, query))
        if not is_next:
            if len(words) > 1:
                yield first, words
            words = []
        if isinstance(child, Word):
            first = first if words else place
            words.append(child)
    if len(words) > 1:
        yield first, words


def _is_beside(word: Word, other: Word, query: str) -> bool:
    between = query[word.span[1] : other.span[0]]
    return word.field == other.field and between.isspace() and word.text[-1].isalnum() and other.text[0].isalnum()


Choice = dict[int, tuple[tuple[Member, tuple[Word | Phrase, ...]], ...]]  # members of additions, by their places


def _build(tree: Query, additions: Sequence[Addition], choice: Choice) -> Query:
    single: dict[Query, Query] = {}
    runs: dict[int, list[tuple[Addition, Query]]] = {}
    for place, addition in enumerate(additions):
        if not choice[place]:
            continue
        added = [node for _, nodes in choice[place] for node in nodes]
        if not added:
            continue
        synonyms = Synonyms(tuple(dict.fromkeys([addition.node, *added])))
        if addition.parent is None:
            single[addition.node] = synonyms
        else:
            runs.setdefault(addition.parent, []).append((addition, synonyms))

    def change(node: Query) -> Query | None:
        if isinstance(node, Synonyms):
            return node
        if node in single:
            return single[node]
        if id(node) in runs and isinstance(node, And | Or):
            return _build_runs(node, runs[id(node)], [replace_nodes(child, change) for child in node.children])
        return None

    return replace_nodes(tree, change)


def _build_runs(parent: And | Or, runs: list[tuple[Addition, Query]], children: list[Query]) -> Query:
    made: list[Query] = []
    at = 0
    for addition, synonyms in runs:
        made += children[at : addition.start]
        words = tuple(children[addition.start : addition.stop])
        made += [Or((And(words), synonyms))] if isinstance(parent, And) else [*words, synonyms]
        at = addition.stop
    made += children[at:]
    return made[0] if len(made) == 1 else type(parent)(tuple(made))
