"""Documents are like one another if they share the words that few others have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from searchcsto import Document, DocumentMissing, Index, SearchOptions
from tests.cluster.places import ENGINES, choose_place

FILLER = "The board met on Monday and said that it would say more on Friday after the talks. "
TOPICS = {
    "ferry": "The ferry to Orlo stops at the harbour of Belmar when the tide is low. ",
    "mine": "The cobalt mine near Zell pumps brine from its third shaft into the lake. ",
    "opera": "The soprano sang an aria, and the orchestra of the opera house in Vint played on. ",
}


@pytest.fixture(scope="module", params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.create(choose_place(request, tmp_path_factory)) as index:
        for name, text in TOPICS.items():
            for number in range(4):
                words = text * (number + 1) + FILLER * number
                source = "Kestrel" if number % 2 else "Wren"
                index.add(Document(f"{name}{number}", words, date=f"203{number}", sources=(source,)))
        index.add(Document("alone", "Zyx qwv."))
        index.commit()
        yield index


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_the_documents_of_a_topic_come_first_and_the_one_itself_never(index: Index, topic: str) -> None:
    found = index.similar(f"{topic}2", SearchOptions(limit=100))
    ids = [each.hit.id for each in found.documents]
    assert set(ids[:3]) == {f"{topic}0", f"{topic}1", f"{topic}3"}
    assert f"{topic}2" not in ids
    assert found.total == len(ids)
    assert [each.hit.rank for each in found.documents] == list(range(1, len(ids) + 1))


def test_the_words_that_made_it_so_are_shown(index: Index) -> None:
    found = index.similar("mine2")
    assert {each.word for each in found.words[:8]} <= set(TOPICS["mine"].replace(".", "").split()) - {"The", "the"}
    for each in found.documents[:3]:
        text = index.document(each.hit.id).text
        assert each.words
        assert all(word in text for word in each.words)
    assert all(each.documents > 1 for each in found.words)


def test_filters_pages_and_counts(index: Index) -> None:
    kestrel = index.similar("ferry2", SearchOptions(sources=("Kestrel",)))
    assert {each.hit.sources for each in kestrel.documents} == {("Kestrel",)}
    assert kestrel.total == len(kestrel.documents)
    everything = [each.hit.id for each in index.similar("ferry2", SearchOptions(limit=100)).documents]
    pages = [index.similar("ferry2", SearchOptions(limit=2, offset=offset)) for offset in range(0, 14, 2)]
    assert [each.hit.id for page in pages for each in page.documents] == everything
    assert {page.total for page in pages} == {len(everything)}


def test_what_has_no_word_in_common_says_so(index: Index) -> None:
    found = index.similar("alone")
    assert (found.total, found.documents) == (0, ())
    assert "no word that another one has" in found.notices[0]
    with pytest.raises(DocumentMissing):
        index.similar("nowhere")
