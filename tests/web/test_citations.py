"""Citations: only what the article supports, and nothing that a reference manager would read as a command."""

from __future__ import annotations

from searchcsto import Document
from searchcsto.web.citations import make_key, write_citation

ARTICLE = Document(
    "2022/a1.txt",
    "…",
    title="50 % of R&D_costs {paid}\nin $ – \\input{x}",
    date="2022-01-06",
    sources=("РИА Орло", "TASS"),
    place="ORLO",
    language="ru",
)


def test_bibtex_escapes_what_tex_would_read() -> None:
    citation = write_citation(ARTICLE, style="bibtex")
    assert r"title = {{50 \% of R\&D\_costs \{paid\} in \$ – \textbackslash{}input\{x\}}}," in citation
    assert "journal = {РИА Орло}," in citation and "month = jan," in citation and "day = {6}," in citation
    assert "credits TASS" in citation and citation.endswith("}\n")


def test_ris_has_one_line_for_each_value() -> None:
    lines = write_citation(ARTICLE, style="ris").splitlines()
    assert all(line[2:6] == "  - " for line in lines)
    assert lines[0] == "TY  - NEWS" and lines[-1] == "ER  - "
    assert "DA  - 2022/01/06/" in lines and "T2  - РИА Орло" in lines
    hostile = Document("x", "…", title="One\r\nER  - \r\nTY  - BOOK")
    assert write_citation(hostile, style="ris").count("TY  - ") == 1
    assert len(write_citation(hostile, style="ris").splitlines()) == 6


def test_nothing_is_claimed_that_is_not_known() -> None:
    bare = Document("x", "Talks resume.")
    bibtex = write_citation(bare, style="bibtex", lead="Talks resume.")
    assert "title = {{[Talks resume.]}}" in bibtex and "date unknown" in bibtex
    assert "year" not in bibtex and "journal" not in bibtex
    month = write_citation(Document("x", "…", date="2031-04"), style="bibtex")
    assert "month = apr" in month and "day" not in month.replace("date", "")


def test_keys_are_plain_and_of_one_article_each() -> None:
    keys = [make_key(Document(identifier, "…", sources=("Al-Marn",), date="2031")) for identifier in ("ä", "ö")]
    assert keys[0] != keys[1] and all(key.startswith("almarn2031-") for key in keys)
