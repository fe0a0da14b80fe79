import pytest

from searchcsto.errors import QueryInvalid
from searchcsto.query.lexer import MAX_QUERY
from searchcsto.query.plain import parse_plain
from searchcsto.query.tree import Or, Word, walk


def list_words(text: str) -> list[str]:
    return [node.text for node, _ in walk(parse_plain(text)) if isinstance(node, Word)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("talks", ["talks"]),
        ("-war +peace NOT (talks", ["war", "peace", "NOT", "talks"]),
        ('source:tass "collective', ["source", "tass", "collective"]),
        ("peace* w?rd~2 1,500", ["peace", "w", "rd", "2", "1,500"]),
        ("to be, or not to be?", ["to", "be", "or", "not", "to", "be"]),
    ],
)
def test_signs_mean_nothing(text: str, words: list[str]) -> None:
    assert list_words(text) == words


def test_spans_point_to_the_words() -> None:
    tree = parse_plain("«war», peace")
    assert isinstance(tree, Or)
    assert [child.span for child in tree.children if isinstance(child, Word)] == [(1, 4), (7, 12)]


@pytest.mark.parametrize("text", ["", " -- ", "x" * (MAX_QUERY + 1)])
def test_what_cannot_be_searched_is_refused(text: str) -> None:
    with pytest.raises(QueryInvalid):
        parse_plain(text)
