"""Words that mean the same: what is searched besides, what it brings, and where it comes from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from searchcsto import AliasGroup, Document, Expansion, Index, OptionInvalid, SearchOptions
from searchcsto.aliases import parse_aliases, print_group, read_aliases
from tests.conftest import Run, read_json

ARTICLES = {
    "en1": "The Harbour Council of Orlo (HCO) met. Then the HCO went home with Mr Sedov of the pier.",
    "en2": "The Harbour Council of Orlo (HCO) met again.",
    "en3": "Nobody but HCO agrees, said Tokayev, and what Tokayev said is known.",
    "en4": "What the Harbour Council of Orlo says is law, if it may say so. May is over.",
    "en5": "The Hotel Cooks of Orlo (HCO) ask who may start; the harbour is in Orlo and the council started.",
    "en6": "A council may keep a harbour, and the talks start with Tokaev.",
    "en8": "It is the harbour council of Orlo (HCO) again.",
    "ru1": "Портовый совет Орло (ПСО) собрался, и Токаев приехал. Потом пришёл Седов.",
    "ru2": "Решение Портового совета Орло (ПСО) известно, как и слова Токаева.",
    "ru3": "Сообщили в Портовом совете Орло. Наступил май, и роман кончился.",
    "ru4": "Читали роман в мае.",
    "en7": "The book that Roman wrote is out.",
}
FILE = """
# what we call them
HCO = ПСО = "Harbour Council of Orlo" # the council
Kyiv = Kiev = Киев
lone
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("aliases") / "index"
    with Index.create(folder) as index:
        for identifier, text in ARTICLES.items():
            index.add(Document(identifier, text))
    return folder


def find(index: Index, query: str, **options: bool) -> str:
    return " ".join(sorted(hit.id for hit in index.search(query, SearchOptions(limit=50, **options)).hits))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found", "added"),
    [
        ("HCO", "en1 en2 en3 en4 en5 en8", {"Harbour Council of Orlo": 1}),
        ("hco", "en1 en2 en3 en4 en5 en8", {"Harbour Council of Orlo": 1}),
        ('"HCO"', "en1 en2 en3 en4 en5 en8", {"Harbour Council of Orlo": 1}),
        ("HCO AND law", "en4", {"Harbour Council of Orlo": 1}),
        ("-HCO law", "", {"Harbour Council of Orlo": -1}),
        ("hco*", "en1 en2 en3 en5 en8", {}),
        ("title:HCO", "", {}),
        ("source:HCO", "", {}),
        ("ПСО", "ru1 ru2", {"Портового совета Орло": 0}),
        ('"Портового совета Орло"', "ru1 ru2", {"ПСО": 1, "Портовый совет Орло": 1}),
        ('"Портовом совете Орло"', "ru3", {}),  # in quotes: only what the texts explain so
        ("Tokayev", "en3 en6 ru1 ru2", {"токаев": 2, "tokaev": 1}),
        ("tokayev", "en3 ru1 ru2", {"токаев": 2}),
        ("Токаев", "en3 en6 ru1 ru2", {"tokayev": 1, "tokaev": 1}),
        ("Токаевым", "en3 en6 ru1 ru2", {"tokayev": 1, "tokaev": 1}),
        ("Sedov", "en1 ru1", {"седов": 1}),
        ('"Tokayev"', "en3", {}),
        ("Tokayev~", "en3 en6", {}),
        ("(Tokayev = Sedov)", "en1 en3", {}),
        ("May", "en4 en5 en6", {}),
        ("май", "ru3 ru4", {}),
        ("Roman", "en7", {}),
        ("роман", "ru3 ru4", {}),
        ("start", "en5 en6", {}),
        ("who", "en5", {}),
        ("Sedov AND Sedov", "en1 ru1", {"седов": 1}),
        ("йййййй", "", {}),
    ],
)
def test_what_is_learned_from_the_texts(folder: Path, query: str, found: str, added: dict[str, int]) -> None:
    with Index.open(folder) as index:
        results = index.search(query, SearchOptions(limit=50))
        assert {each.added: each.brought for each in results.expansions} == added
        assert sorted(hit.id for hit in results.hits) == found.split()
        assert index.search(query, SearchOptions(expand_aliases=False)).expansions == ()


def test_unquoted_words_that_mean_something_together(folder: Path) -> None:
    with Index.open(folder) as index:
        results = index.search("harbour council of orlo", SearchOptions(limit=50))
        assert results.interpreted == ('harbour OR council OR of OR orlo OR ("harbour council of orlo" = HCO)')
        assert "en3" in [hit.id for hit in results.hits]  # which has none of these words
        plain = index.search("harbour council of orlo", SearchOptions(limit=50, expand_aliases=False))
        assert results.total == plain.total + 1
        assert results.expansions == (Expansion("harbour council of orlo", "HCO", "acronym", 1),)
        for apart in ("harbour OR council OR of OR orlo", "harbour, council of orlo", "harbour council law of orlo"):
            assert {each.added for each in index.search(apart).expansions} == {"орло"}, apart


def test_what_means_the_same_ranks_as_one_word(folder: Path) -> None:
    with Index.open(folder, aliases=[["law", "pier", "home"]]) as index:
        scores = {hit.id: hit.score for hit in index.search("law").hits}
        alone = {hit.id: hit.score for hit in index.search("(law = pier = home)").hits}
        assert scores == alone
        assert set(scores) == {"en1", "en4"}
        rare = index.search("law", SearchOptions(expand_aliases=False)).hits[0].score
        assert scores["en4"] < rare  # it is as frequent as all of them together


def test_an_acronym_with_several_meanings_says_so(folder: Path) -> None:
    with Index.open(folder) as index:
        (notice,) = index.search("HCO").notices
    assert notice == (
        'HCO is searched as "Harbour Council of Orlo" (3); in these articles it also stands for '
        '"Hotel Cooks of Orlo" (1)'
    )


def test_the_file_has_the_last_word(folder: Path) -> None:
    with Index.open(folder, aliases=parse_aliases(FILE, path="a")) as index:
        assert find(index, "HCO") == "en1 en2 en3 en4 en5 en8 ru1 ru2"
        assert find(index, "псо") == "en1 en2 en3 en4 en5 en8 ru1 ru2"
        assert find(index, '"harbour council of Orlo"') == "en1 en2 en3 en4 en5 en8 ru1 ru2"
        assert find(index, "lone") == ""
        results = index.search("Kiev")
        assert [(each.added, each.reason, each.brought) for each in results.expansions] == [
            ("Kyiv", "file", 0),
            ("Киев", "file", 0),
        ]
        groups = index.list_aliases()
    assert groups[:3] == [
        AliasGroup(("HCO", "ПСО", "Harbour Council of Orlo"), "file"),
        AliasGroup(("Kyiv", "Kiev", "Киев"), "file"),
        AliasGroup(("lone",), "file"),
    ]
    assert AliasGroup(("HCO", "Harbour Council of Orlo"), "acronym", 3, False) in groups
    with Index.open(folder, aliases=[["HCO"]]) as index:
        assert find(index, "HCO") == "en1 en2 en3 en5 en8"
        assert index.search("HCO").expansions == ()
    with Index.open(folder, aliases=[["ПСО", "Портовый совет Орло"]]) as index:
        assert find(index, "Портовый совет Орло") == "ru1 ru2 ru3"
        (expansion,) = index.search("ПСО").expansions  # the cases that the texts have count as one
        assert expansion == Expansion("ПСО", "Портовый совет Орло", "file", 0)


def test_an_acronym_of_the_file_needs_capitals_where_the_texts_have_the_word(folder: Path) -> None:
    with Index.open(folder, aliases=[["MAY", "Tokayev"], ["WHO", "Sedov"]]) as index:
        assert [index.search(query).expansions != () for query in ("MAY", "may", "WHO", "who")] == [
            True, False, True, False,
        ]  # fmt: skip


def test_snippets_mark_all_that_means_the_same(folder: Path) -> None:
    with Index.open(folder) as index:
        hit = next(hit for hit in index.search("HCO").hits if hit.id == "en4")
    (snippet,) = hit.snippets
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["Harbour", "Council", "of", "Orlo"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a = b\nc = ", 2, "nothing before or behind ="),
        ("= a", 1, "nothing before or behind ="),
        ('a = "b', 1, "not closed"),
        ('\n"a" b = c', 2, "'b = c' behind a quote"),
        ("a = ---", 1, "neither letters nor digits"),
        ("a = " + "b" * 201, 1, "more than 200 characters"),
        (" = ".join(f"a{number}" for number in range(101)), 1, "at most 100"),
    ],
)
def test_errors_name_file_and_line(text: str, line: int, words: str) -> None:
    with pytest.raises(OptionInvalid) as refused:
        parse_aliases(text, path="my.txt")
    assert str(refused.value).startswith(f"my.txt, line {line}: ")
    assert words in str(refused.value)


@pytest.mark.parametrize("value", [3, ["ab"], [3], [["a", 3]], [["a", ""]]])
def test_groups_that_are_none(value: object) -> None:
    with pytest.raises(OptionInvalid, match="aliases"):
        read_aliases(value)  # type: ignore[arg-type]


def test_what_is_printed_is_read_again() -> None:
    groups = (("CSTO", "ОДКБ", "Collective Security"), ("AT&T", "Covid-19"), ("U.S", "a = b"), ("x", "y # z"))
    text = "\n".join(map(print_group, groups))
    assert parse_aliases(text, path="a").groups == groups


def test_the_command_line(run: Run, folder: Path, tmp_path: Path) -> None:
    shown = run("query", "HCO", "--index", folder, "--format", "jsonl").stderr
    assert "also searched: Harbour Council of Orlo (+1 article)" in shown
    assert "(not with --no-expand)" in shown
    assert "also excluded: Harbour Council of Orlo (-1 article)" in run("query", "law -HCO", "--index", folder).stderr
    assert "also" not in run("query", "HCO", "--index", folder, "--no-expand").stderr.split("HCO is")[0]
    answer = read_json(run("query", "HCO", "--index", folder, "--format", "json"))
    assert answer["expansions"][0] == {
        "word": "HCO", "added": "Harbour Council of Orlo", "reason": "acronym", "brought": 1, "excluded": False,
    }  # fmt: skip
    (tmp_path / "mine.txt").write_text(FILE, encoding="utf-8")
    assert "ПСО (+2 articles)" in run("query", "HCO", "--index", folder, "--aliases", "mine.txt").stderr
    (tmp_path / "searchcsto.toml").write_text('aliases = "mine.txt"\n')
    assert "ПСО (+2 articles)" in run("query", "HCO", "--index", folder).stderr
    (tmp_path / "mine.txt").write_text("HCO = \n")
    refused = run("query", "HCO", "--index", folder)
    assert refused.returncode == 2
    assert "mine.txt, line 1: there is nothing" in refused.stderr
    missing = run("query", "HCO", "--index", folder, "--aliases", "none.txt")
    assert missing.returncode == 2
    assert "none.txt cannot be read" in missing.stderr


def test_the_command_that_lists_is_a_file_of_aliases(run: Run, folder: Path, tmp_path: Path) -> None:
    listed = run("aliases", "--index", folder)
    assert 'HCO = "Harbour Council of Orlo"  # 3 articles\n' in listed.stdout
    (tmp_path / "learned.txt").write_text(listed.stdout, encoding="utf-8")
    assert len(read_aliases(tmp_path / "learned.txt").groups) == 2 == listed.stdout.count("\n") - 1  # one is not used
    one = read_json(run("aliases", "псо", "--index", folder, "--format", "json"))
    assert one["aliases"] == [
        {"members": ["ПСО", "Портового совета Орло"], "origin": "acronym", "documents": 2, "used": True}
    ]
    rows = list(csv.DictReader(run("aliases", "--index", folder, "--format", "csv").stdout.splitlines()))
    assert rows[0]["members"] == 'HCO = "Harbour Council of Orlo"'
    assert run("aliases", "nothing", "--index", folder).returncode == 1


def test_a_file_in_the_folder_of_the_index(tmp_path: Path) -> None:
    with Index.create(tmp_path) as index:
        index.add(Document("a", "The pier."))
        index.commit()
        assert index.search("quay").total == 0
        (tmp_path / "aliases.txt").write_text("quay = pier\n", encoding="utf-8")
        index.refresh()
        assert index.search("quay").total == 1
        index.optimize()
        index.add(Document("b", "The quay."))
        assert index.search("pier").total == 2
    assert (tmp_path / "aliases.txt").exists()
