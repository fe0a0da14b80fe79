"""Russian articles and queries, from the command line to the snippets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from searchcsto import Index, build_index
from tests.conftest import Run

ARTICLES = {
    "a": "Причал открыт\n\n07.04.2021 12:30\n\nОРЛО, 7 апреля. /ТАСС/. Миротворцы в Казахстане охраняют старый причал.",
    "b": "В Казахстан прибыла делегация портового совета. Она осмотрела паромы и ёлки у воды.",
    "c": "Переговоры в Ереване прошли спокойно, сообщил представитель совета.",
}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "press").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "press" / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index([tmp_path / "press"], tmp_path / "index")
    return tmp_path / "index"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Казахстан", "a b"),
        ("казахстану", "a b"),
        ("миротворец", "a"),
        ("Ереван", "c"),
        ("елка", "b"),
        ('"портового совета"', "b"),
        ("source:TASS", "a"),
        ("date:2021-04-07", "a"),
        ("lang:ru", "a b c"),
        ("казах*", "a b"),
        ("NOT совет", "a"),
    ],
)
def test_what_is_found(index: Path, query: str, found: str) -> None:
    with Index.open(index) as opened:
        assert sorted(hit.id.removesuffix(".txt") for hit in opened.search(query).hits) == found.split()


def test_snippets_mark_all_cases(run: Run, index: Path) -> None:
    output = run("query", "Казахстан миротворец", "--index", index).stdout
    assert "*Миротворцы* в *Казахстане* охраняют" in output
    assert "В *Казахстан* прибыла" in output
    assert "2021-04-07 (stated" in output
    assert " · TASS" in output


def test_a_russian_query_needs_no_stemmer_for_words_of_the_index(index: Path) -> None:
    script = (
        "import sys\nfrom searchcsto import Index\n"
        f"print(Index.open({str(index)!r}).search('Казахстане причал').total, 'nltk' in sys.modules)"
    )
    completed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert completed.stdout == "2 False\n"
