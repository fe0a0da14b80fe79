"""Imports go down only: never up, never sideways. The picture is in docs/architecture.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "searchcsto"

# Each layer with the layers it may import, itself apart. A module belongs to the layer with the longest matching name.
PLAIN = {"errors", "documents", "options", "reasons", "results", "config", "aliases", "periods", "timelines", "lists"}
PLAIN |= {"deadlines", "excerpts", "locators", "locations"}
LAYERS: dict[str, set[str]] = {
    "errors": set(),
    "deadlines": {"errors"},
    "documents": {"errors"},
    "options": {"errors", "documents"},
    "reasons": set(),
    "lists": {"results"},
    "results": {"documents", "reasons", "frames"},  # frames when they are asked for
    "frames": {"errors", "documents", "results"},
    "config": {"errors", "locations"},
    "locations": {"errors"},
    "aliases": {"errors"},
    "periods": set(),
    "timelines": {"periods"},
    "locators": {"errors"},
    "excerpts": {"errors", "documents"},
    "analysis": PLAIN,
    "ingest": PLAIN | {"analysis"},
    "query": PLAIN | {"analysis"},
    "probing": PLAIN | {"analysis"},
    "matching": PLAIN | {"analysis", "probing"},
    "snippets": PLAIN | {"analysis", "matching"},
    "engines.base": PLAIN | {"analysis", "query"},
    "engines.shared": PLAIN | {"analysis", "query", "engines.base"},
    "engines.whoosh": PLAIN | {"analysis", "query", "engines.base", "engines.shared"},
    "engines.opensearch": PLAIN | {"analysis", "query", "engines.base", "engines.shared"},
    "engines.choice": PLAIN | {"engines.base", "engines.whoosh", "engines.opensearch"},
    "ledger": PLAIN,
    "searching": PLAIN | {"analysis", "query", "matching", "snippets", "engines.base"},
    "index": PLAIN
    | {"snippets", "analysis", "ingest", "query", "engines.base", "engines.choice", "engines.whoosh", "searching"},
    "asynchronous": PLAIN | {"query", "index"},
    "cluster_ledger": PLAIN | {"engines.opensearch", "ledger"},
    "ledgers": PLAIN | {"ledger", "cluster_ledger"},
    "shares": PLAIN | {"ledger", "survey"},
    "loading": PLAIN | {"ingest", "engines.base", "engines.choice", "ledger"},
    "parallel_loading": PLAIN | {"ingest", "engines.base", "engines.choice", "loading"},
    "survey": PLAIN | {"ingest", "ledger"},
    "accounts": PLAIN | {"ingest", "engines.base", "ledger", "loading", "survey"},
    "build": PLAIN
    | {"ingest", "engines.base", "engines.choice", "ledger", "ledgers", "loading", "parallel_loading"}
    | {"survey", "shares", "accounts"},
    "preview": PLAIN | {"ingest", "ledger", "ledgers", "survey", "shares", "build"},
    "status": PLAIN | {"index", "ledger", "ledgers", "engines.choice"},
    "web": PLAIN | {"index", "build", "status", "ledger"},
    "mcp": PLAIN | {"index", "status", "web"},
    "cli": PLAIN | {"index", "build", "preview", "accounts", "status", "ledger", "web", "mcp"},
}


def find_layer(module: str) -> str | None:
    names = [name for name in LAYERS if module == name or module.startswith(f"{name}.")]
    return max(names, key=len, default=None)


def list_imports(path: Path) -> set[str]:
    """Return the modules of the package that a file imports, without the package's name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.removeprefix("searchcsto.") for name in found if name.startswith("searchcsto.")}


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    layer = find_layer(module)
    assert layer is not None, f"{module} has no place in the architecture"
    for imported in list_imports(path):
        target = find_layer(imported)
        assert target is None or target == layer or target in LAYERS[layer], f"{module} imports {imported}"


def test_plain_values_need_the_standard_library_only() -> None:
    for name in PLAIN:
        for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
                assert module.split(".")[0] in {*sys.stdlib_module_names, "searchcsto"}, f"{name} imports {module}"


def list_loaded(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    completed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(completed.stdout.split())


def test_help_loads_nothing_heavy() -> None:
    code = "from searchcsto.cli.main import cli\ncli.get_help(__import__('click').Context(cli))"
    heavy = {"numpy", "whoosh", "nltk", "charset_normalizer", "pathspec", "puremagic", "sqlite3", "searchcsto.index"}
    assert not list_loaded(code) & heavy


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not list_loaded("import searchcsto") & {"numpy", "whoosh", "nltk", "click"}


def test_a_query_does_not_load_what_only_indexing_needs() -> None:
    code = "import searchcsto.cli.query"
    heavy = {
        "nltk",
        "whoosh",
        "charset_normalizer",
        "filelock",
        "sqlite3",
        "pathspec",
        "puremagic",
        "searchcsto.ingest.dates",
        "searchcsto.build",
    }
    assert not list_loaded(code) & heavy
    assert "searchcsto.engines.whoosh.writer" not in list_loaded(code)


def test_indexing_text_loads_no_readers_of_other_formats(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The pier is old.")
    code = (
        f"from searchcsto import build_index\nbuild_index([{str(tmp_path / 'a.txt')!r}], {str(tmp_path / 'index')!r})"
    )
    readers = {f"searchcsto.ingest.{name}" for name in ("jsonl", "archives", "html", "pdf", "mail", "tables")}
    assert not list_loaded(code) & {*readers, "pathspec", "puremagic", "zstandard", "lxml"}
