"""Lists of paths, exclusions, dry runs, retries, and names of fields: through the command line, as users run it."""

from __future__ import annotations

import csv
import io
import json
import os
import time
import zipfile
from pathlib import Path

import pytest

from searchcsto import BuildOptions, Index, build_index
from tests.conftest import Run, read_json

OLD = time.time() - 3600


@pytest.fixture
def press(tmp_path: Path) -> Path:
    for name in ("a.txt", "b.txt", "drafts/c.txt", "drafts/keep.txt", "2031/d.txt"):
        write(tmp_path / "press" / name, f"The pier {name} is old.")
    return tmp_path / "press"


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(path, (OLD, OLD))
    return path


def list_ids(tmp_path: Path) -> list[str]:
    with Index.open(tmp_path / "index") as index:
        return sorted(hit.id for hit in index.search("*").hits)


def snap(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return everything that is in a folder."""
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


class TestLists:
    @pytest.mark.parametrize(
        ("arguments", "separator"),
        [(["-"], "\n"), (["-0", "-"], "\0"), (["--files-from", "-"], "\n"), (["--null", "--files-from", "-"], "\0")],
    )
    def test_paths_from_standard_input(
        self, run: Run, press: Path, tmp_path: Path, arguments: list[str], separator: str
    ) -> None:
        completed = run("index", *arguments, input=separator.join(["press/a.txt", "press/2031/d.txt", ""]))
        assert (completed.returncode, completed.stderr) == (0, "")
        assert list_ids(tmp_path) == ["2031/d.txt", "a.txt"]

    def test_paths_from_a_file_and_named_ones(self, run: Run, press: Path, tmp_path: Path) -> None:
        write(tmp_path / "list", "press/a.txt\n\npress/b.txt\npress/a.txt\n")
        assert run("index", "--files-from", "list", "press/drafts").returncode == 0
        assert list_ids(tmp_path) == ["a.txt", "b.txt", "c.txt", "keep.txt"]

    def test_names_with_new_lines_need_zero_bytes(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path / "press" / "two\nlines.txt", "The pier is old.")
        write(tmp_path / "press" / "lines.txt", "The pier is older.")
        completed = run("index", "-", input="press/two\nlines.txt\npress/lines.txt\n")
        assert completed.stderr.count("there is no such file or folder") == 2
        completed = run("index", "-0", "-", input="press/two\nlines.txt\0press/lines.txt\0")
        assert completed.stderr == ""
        assert list_ids(tmp_path) == ["lines.txt", "two\nlines.txt"]

    def test_ids_do_not_depend_on_how_files_are_named(self, run: Run, press: Path, tmp_path: Path) -> None:
        run("index", "-", input="press/drafts/c.txt\npress/a.txt\n")
        before = list_ids(tmp_path)
        run("index", "press")
        assert set(before) < set(list_ids(tmp_path))
        completed = run("index", "-", input="press/drafts/c.txt\npress/2031/d.txt\n")
        assert "0 new, 0 replaced; 0 removed, 2 unchanged" in completed.stdout
        assert list_ids(tmp_path) == ["2031/d.txt", "a.txt", "b.txt", "drafts/c.txt", "drafts/keep.txt"]

    def test_a_listed_file_that_is_gone_keeps_its_document_without_prune(
        self, run: Run, press: Path, tmp_path: Path
    ) -> None:
        names = "press/a.txt\npress/b.txt\n"
        run("index", "-", input=names)
        (press / "a.txt").unlink()
        completed = run("index", "-", input=names)
        assert "a.txt is gone; its 1 document is kept (to remove what is gone: --prune)" in completed.stderr
        assert list_ids(tmp_path) == ["a.txt", "b.txt"]
        assert "1 removed" in run("index", "-", "--prune", input=names).stdout
        assert list_ids(tmp_path) == ["b.txt"]

    def test_files_that_are_not_listed_stay(self, run: Run, press: Path, tmp_path: Path) -> None:
        run("index", "press")
        (press / "b.txt").unlink()
        run("index", "-", input="press/a.txt\n")
        assert len(list_ids(tmp_path)) == 5

    def test_a_listed_file_that_was_never_there_is_named(self, run: Run, press: Path, tmp_path: Path) -> None:
        completed = run("index", "-", input="press/a.txt\npress/nothing.txt\n" + "x" * 5000 + "\n")
        assert completed.returncode == 0
        assert "skipped: press/nothing.txt: there is no such file or folder\n" in completed.stderr
        assert completed.stderr.count("\n") == 2
        assert list_ids(tmp_path) == ["a.txt"]
        assert run("errors").stdout == ""

    def test_a_list_of_nothing_that_is_there_is_refused(self, run: Run, tmp_path: Path) -> None:
        completed = run("index", "-", input="x/a.txt\nx/b.txt\n")
        assert completed.returncode == 2
        assert completed.stderr == "searchcsto: there is no file or folder x/a.txt, nor are the 1 others\n"
        assert not (tmp_path / "index").exists()

    def test_an_empty_list_is_not_the_default(self, run: Run, tmp_path: Path, seeds: Path) -> None:
        (tmp_path / "seeds").symlink_to(seeds)
        completed = run("index", "-", input="\n\n")
        assert (completed.returncode, completed.stderr) == (0, "note: the list is empty: there is nothing to do\n")
        assert not (tmp_path / "index").exists()

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--files-from", "nowhere"], "the list of paths nowhere cannot be read: No such file or directory"),
            (["--files-from", "."], "the list of paths . cannot be read: Is a directory"),
            (["-0"], "-0 is for lists of paths: give one with - or --files-from"),
        ],
    )
    def test_a_list_that_cannot_be_read(self, run: Run, arguments: list[str], message: str) -> None:
        completed = run("index", *arguments)
        assert (completed.returncode, completed.stderr) == (2, f"searchcsto: {message}\n")

    def test_names_that_are_not_text(self, run: Run, tmp_path: Path) -> None:
        name = os.fsdecode(b"caf\xe9.txt")
        write(tmp_path / "press" / name, "The pier is old.")
        write(tmp_path / "press" / "list", b"press/caf\xe9.txt\n")
        assert run("index", "--files-from", "press/list").stderr == ""
        assert list_ids(tmp_path) == ["caf\\xe9.txt"]


class TestExclusions:
    @pytest.mark.parametrize(
        ("patterns", "expected"),
        [
            (["drafts/"], ["2031/d.txt", "a.txt", "b.txt"]),
            (["drafts/*", "!keep.txt"], ["2031/d.txt", "a.txt", "b.txt", "drafts/keep.txt"]),
            (["drafts/", "!drafts/keep.txt"], ["2031/d.txt", "a.txt", "b.txt"]),
            (["/*.txt"], ["2031/d.txt", "drafts/c.txt", "drafts/keep.txt"]),
            (["[ab].txt", "20??"], ["drafts/c.txt", "drafts/keep.txt"]),
            (["**/d.txt", "# a comment", ""], ["a.txt", "b.txt", "drafts/c.txt", "drafts/keep.txt"]),
        ],
    )
    @pytest.mark.parametrize("place", ["option", "file"])
    def test_patterns(self, press: Path, tmp_path: Path, place: str, patterns: list[str], expected: list[str]) -> None:
        if place == "file":
            write(press / ".searchcstoignore", "\n".join(patterns))
        options = BuildOptions(exclude=tuple(patterns) if place == "option" else ())
        assert build_index([press], tmp_path / "index", options).skipped == []
        assert list_ids(tmp_path) == expected

    def test_a_file_of_patterns_speaks_of_its_folder(self, run: Run, press: Path, tmp_path: Path) -> None:
        write(press / ".searchcstoignore", "*.txt\n")
        write(press / "drafts" / ".searchcstoignore", "!keep.txt\n")
        write(press / "2031" / ".searchcstoignore", "!/d.txt\n/a.txt\n")
        run("index", "press")
        assert list_ids(tmp_path) == ["2031/d.txt", "drafts/keep.txt"]
        run("index", "press", "--exclude", "keep.txt")  # what the user says goes before files
        assert list_ids(tmp_path) == ["2031/d.txt"]

    def test_documents_of_what_is_excluded_now_are_removed(self, run: Run, press: Path, tmp_path: Path) -> None:
        run("index", "press")
        write(press / ".searchcstoignore", "drafts/\n/a.txt\n")
        completed = run("index", "press")
        assert "3 removed (3 of them excluded), 2 unchanged" in completed.stdout
        assert completed.stderr == ""
        assert list_ids(tmp_path) == ["2031/d.txt", "b.txt"]
        (press / ".searchcstoignore").unlink()
        assert "3 new" in run("index", "press").stdout

    def test_even_if_all_is_excluded(self, run: Run, press: Path, tmp_path: Path) -> None:
        run("index", "press")
        assert "5 removed (5 of them excluded)" in run("index", "press", "--exclude", "*").stdout
        assert list_ids(tmp_path) == []

    def test_lists_and_folders_below_follow_the_same_rules(self, run: Run, press: Path, tmp_path: Path) -> None:
        write(press / ".searchcstoignore", "drafts/c.txt\nb.txt\n")
        run("index", "press")
        assert list_ids(tmp_path) == ["2031/d.txt", "a.txt", "drafts/keep.txt"]
        run("index", "press/drafts")
        run("index", "-", input="press/b.txt\npress/drafts/c.txt\n")
        assert list_ids(tmp_path) == ["2031/d.txt", "a.txt", "drafts/keep.txt"]

    def test_a_folder_that_is_gone_is_not_excluded(self, run: Run, press: Path, tmp_path: Path) -> None:
        run("index", "press")
        for path in (press / "drafts").iterdir():
            path.unlink()
        (press / "drafts").rmdir()
        completed = run("index", "press", "--exclude", "b.txt")
        assert "1 removed (1 of them excluded)" in completed.stdout
        assert "drafts is gone; its 2 documents are kept" in completed.stderr

    @pytest.mark.parametrize("pattern", ["!", "a\\", "[z-a]", "*a*a*a*a*b"])
    def test_a_bad_pattern(self, run: Run, press: Path, tmp_path: Path, pattern: str) -> None:
        completed = run("index", "press", "--exclude", pattern)
        assert completed.returncode == 2
        assert completed.stderr.startswith("searchcsto: exclude: ")
        assert completed.stderr.count("\n") == 1
        assert not (tmp_path / "index").exists()
        run("index", "press")
        write(press / "drafts" / ".searchcstoignore", f"x\n{pattern}\n")
        completed = run("index", "press")
        reason = "skipped: press/drafts: not read, for it is not known what is excluded: .searchcstoignore: "
        assert completed.stderr.startswith(reason)
        assert len(list_ids(tmp_path)) == 5  # nothing is lost by a mistake

    def test_a_file_of_patterns_that_is_none(self, run: Run, press: Path, tmp_path: Path) -> None:
        os.mkfifo(press / ".searchcstoignore")
        assert "not a regular file" in run("index", "press", timeout=20).stderr
        (press / ".searchcstoignore").unlink()
        write(press / ".searchcstoignore", b"\xff\xfe\x00")
        assert ".searchcstoignore: 'utf-8' codec" in run("index", "press").stderr


class TestDryRun:
    def test_nothing_is_made(self, run: Run, press: Path, tmp_path: Path) -> None:
        write(press / "photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        (press / "up.txt").symlink_to(tmp_path)
        before = snap(tmp_path)
        completed = run("index", "press", "--dry-run", "--exclude", "drafts")
        assert completed.stdout.splitlines() == [
            "read    press/2031/d.txt",
            "read    press/a.txt",
            "read    press/b.txt",
            "exclude press/drafts",
            "skip    press/photo.png: a picture (image/png) is not read",
            "skip    press/up.txt: a symbolic link out of the folder",
        ]
        counts = "files to read: 3, to replace: 0, to remove: 0, skipped: 2, excluded: 1, unchanged: 0"
        assert completed.stderr == f"nothing was changed; {counts}\n"
        assert snap(tmp_path) == before

    def test_nothing_is_changed(self, run: Run, press: Path, tmp_path: Path) -> None:
        run("index", "press")
        write(press / "a.txt", "The ferry sank.")
        (press / "b.txt").unlink()
        os.utime(press / "2031" / "d.txt", (OLD + 5, OLD + 5))
        write(press / "drafts" / "c.txt", b"%PDF-1.7 now")
        write(press / "e.txt", "New.")
        before = snap(tmp_path)
        completed = run("index", "press", "--dry-run", "--exclude", "keep.txt")
        assert completed.stdout.splitlines() == [
            "replace press/a.txt (1 document)",
            "remove  press/b.txt: deleted (1 document)",
            "replace press/drafts/c.txt (1 document)",
            "remove  press/drafts/keep.txt: excluded (1 document)",
            "read    press/e.txt",
        ]
        assert "unchanged: 1\n" in completed.stderr
        assert snap(tmp_path) == before
        assert "to read: 5," in run("index", "press", "--dry-run", "--rebuild").stderr
        assert snap(tmp_path) == before

    def test_what_would_be_kept_and_what_is_missing(self, run: Run, press: Path, tmp_path: Path) -> None:
        run("index", "press")
        press.rename(tmp_path / "elsewhere")
        completed = run("index", "-", "--dry-run", input="press\nnowhere\n")
        assert completed.stdout == f"skip    {tmp_path / 'nowhere'}: there is no such file or folder\n"
        assert "press is gone; its 5 documents are kept" in completed.stderr
        assert run("index", "nowhere", "--dry-run").returncode == 2

    def test_what_it_says_is_what_is_done(self, run: Run, press: Path, tmp_path: Path) -> None:
        run("index", "press")
        write(press / "a.txt", "The ferry sank.")
        (press / "b.txt").unlink()
        write(press / "e.txt", "New.")
        preview = run("index", "press", "--dry-run", "--exclude", "keep.txt").stderr
        assert "files to read: 1, to replace: 1, to remove: 2, skipped: 0, excluded: 0, unchanged: 2" in preview
        done = run("index", "press", "--exclude", "keep.txt").stdout
        assert "1 new, 1 replaced; 2 removed (1 of them excluded), 2 unchanged, 0 skipped" in done


class TestErrors:
    @pytest.fixture
    def failed(self, run: Run, press: Path) -> Path:
        write(press / "photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        write(press / "empty.txt", "")
        write(press / "all.jsonl", '{"text": "one"}\nnonsense\n{"text": "two", "date": "soon"}\n')
        run("index", "press")
        return press

    EXPECTED = (
        ("press/all.jsonl", 2, "not JSON: Expecting value at column 1", False),
        ("press/all.jsonl", 3, "date: ", True),
        ("press/empty.txt", None, "empty", False),
        ("press/photo.png", None, "a picture (image/png) is not read", False),
    )

    def test_formats(self, run: Run, failed: Path) -> None:
        lines = run("errors")
        assert lines.stderr == "3 skipped, 1 partly read\n"
        assert lines.stdout.splitlines()[0] == "skipped: press/all.jsonl:2: not JSON: Expecting value at column 1"
        assert lines.stdout.splitlines()[1].startswith("partly read: press/all.jsonl:3: date: ")
        value = read_json(run("errors", "--format", "json"))
        assert (value["schema"], value["total"]) == (1, 4)
        rows = [json.loads(line) for line in run("errors", "--format", "jsonl").stdout.splitlines()]
        assert rows == value["errors"]
        for row, (path, line, reason, indexed) in zip(rows, self.EXPECTED, strict=True):
            assert (row["path"], row["line"], row["indexed"]) == (path, line, indexed)
            assert row["reason"].startswith(reason)
        table = list(csv.DictReader(io.StringIO(run("errors", "--format", "csv").stdout)))
        assert [(row["path"], row["reason"]) for row in table] == [(row["path"], row["reason"]) for row in rows]

    def test_no_index_and_no_errors(self, run: Run, press: Path, tmp_path: Path) -> None:
        assert run("errors").returncode == 3
        with Index.create(tmp_path / "index"):
            pass
        assert run("errors").returncode == 0
        run("index", "press")
        completed = run("errors", "--format", "json")
        assert read_json(completed) == {"schema": 1, "total": 0, "errors": []}

    def test_members_of_archives_are_named(self, run: Run, press: Path) -> None:
        with zipfile.ZipFile(press / "x.zip", "w") as archive:
            archive.writestr("dir/a.txt", "The pier is old.")
            archive.writestr("dir/b.jsonl", "nonsense")
        run("index", "press")
        assert run("errors").stdout == "skipped: press/x.zip/dir/b.jsonl:1: not JSON: Expecting value at column 1\n"
        assert run("show", "x.zip/dir/a.txt").returncode == 0

    def test_what_failed_is_tried_again(self, run: Run, failed: Path, tmp_path: Path) -> None:
        completed = run("index", "--retry-failed")
        assert "0 unchanged, 3 skipped" in completed.stdout
        assert completed.stderr == "".join(f"{line}\n" for line in run("errors").stdout.splitlines())
        status = (failed / "empty.txt").stat()
        write(failed / "empty.txt", "The ferry is late.")
        os.utime(failed / "empty.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
        write(failed / "a.txt", "This is not looked at.")
        (failed / "photo.png").unlink()
        assert "1 new, 2 replaced; 0 removed, 0 unchanged, 1 skipped" in run("index", "--retry-failed").stdout
        assert [line.split(":")[1] for line in run("errors").stdout.splitlines()] == [" press/all.jsonl"] * 2
        assert "empty.txt" in list_ids(tmp_path)

    def test_retrying_only_some(self, run: Run, failed: Path) -> None:
        write(failed / "drafts" / "bad.xyz", "x")
        run("index", "press")
        assert run("index", "--retry-failed", "press/drafts").stderr.startswith("skipped: press/drafts/bad.xyz: ")
        assert run("index", "--retry-failed", "press/drafts").stderr.count("\n") == 1
        assert len(run("errors").stdout.splitlines()) == 5

    def test_retrying_follows_no_links_and_keeps_to_exclusions(self, run: Run, failed: Path, tmp_path: Path) -> None:
        (failed / "out.txt").symlink_to(write(tmp_path / "secret.txt", "Secret."))
        run("index", "press")
        assert "a symbolic link out of the folder" in run("index", "--retry-failed").stderr
        write(failed / ".searchcstoignore", "*.jsonl\n")
        completed = run("index", "--retry-failed")
        assert "2 removed (2 of them excluded)" in completed.stdout
        assert "all.jsonl" not in run("errors").stdout
        assert not any("secret" in identifier for identifier in list_ids(tmp_path))

    def test_a_folder_that_could_not_be_read(self, run: Run, press: Path, tmp_path: Path) -> None:
        write(press / "drafts" / ".searchcstoignore", "!")
        run("index", "press")
        assert len(list_ids(tmp_path)) == 3
        (press / "drafts" / ".searchcstoignore").unlink()
        assert "2 new, 0 replaced; 0 removed, 0 unchanged, 0 skipped" in run("index", "--retry-failed").stdout
        assert run("errors").stdout == ""

    def test_retrying_needs_an_index(self, run: Run, tmp_path: Path) -> None:
        assert run("index", "--retry-failed").returncode == 3
        assert not (tmp_path / "index").exists()
        assert run("index", "--retry-failed", "--rebuild").returncode == 2

    def test_a_dry_run_of_it(self, run: Run, failed: Path) -> None:
        completed = run("index", "--retry-failed", "--dry-run")
        assert [line.split(":")[0] for line in completed.stdout.splitlines()] == [
            "replace press/all.jsonl (2 documents)",
            "skip    press/empty.txt",
            "skip    press/photo.png",
        ]


class TestFields:
    def test_unknown_fields_are_refused_with_the_nearest(self, run: Run, press: Path, tmp_path: Path) -> None:
        for pair, message in {
            "txt=body": "map: an article has no 'txt'; did you mean text?",
            "sorce=x": "map: an article has no 'sorce'; did you mean source?",
            "mood=x": "map: an article has no 'mood'; there are id, text, title, date, source",
            "text": "map: 'text' should say which field has what: --map text=body",
            "=body": "map: '=body' should say which field has what",
            "text=": "map: 'text=' should say which field has what",
        }.items():
            completed = run("index", "press", "--map", pair)
            assert completed.returncode == 2
            assert completed.stderr.startswith(f"searchcsto: {message}")
            assert completed.stderr.count("\n") == 1
        assert not (tmp_path / "index").exists()

    def test_settings(self, run: Run, press: Path, tmp_path: Path) -> None:
        write(tmp_path / "searchcsto.toml", 'paths = ["press"]\n[index]\npath = "mine"\nmap = { txt = "body" }\n')
        assert "did you mean text?" in run("index").stderr
        write(tmp_path / "searchcsto.toml", 'paths = ["press"]\n[index]\npath = "mine"\nmap = { text = "body" }\n')
        assert run("index").returncode == 0
        assert (tmp_path / "mine").is_dir()
        for text in ("[index]\ncolour = 1", "[index]\nmap = 3", "[index]\nmap = { text = 3 }", "[index]\npath = 3"):
            write(tmp_path / "searchcsto.toml", text)
            completed = run("index")
            assert (completed.returncode, completed.stderr.count("\n")) == (2, 1)

    def test_records_are_read_again_when_their_fields_have_other_names(
        self, run: Run, press: Path, tmp_path: Path
    ) -> None:
        write(press / "all.jsonl", '{"text": "one"}\n')
        run("index", "press")
        assert "6 unchanged" in run("index", "press").stdout
        completed = run("index", "press", "--map", "title=headline")
        assert "0 new, 1 replaced; 0 removed, 5 unchanged" in completed.stdout
        assert "unchanged: 6\n" in run("index", "press", "--map", "title=headline", "--dry-run").stderr
        assert "to replace: 1," in run("index", "press", "--dry-run").stderr


class TestOutlets:
    TEXT = "Talks resume in Orlo\n7 April 2021\n\nORLO, April 7 (Цапля). The two sides met again to talk about water.\n"

    def list_sources(self, tmp_path: Path) -> tuple[str, ...]:
        with Index.open(tmp_path / "index") as index:
            return index.search("talks").hits[0].sources

    def test_outlets_of_the_user_have_the_name_that_the_user_gives_them(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path / "press" / "a.txt", self.TEXT)
        write(tmp_path / "outlets.tsv", "# ours\nHeron Wire\tHW|Цапля\tXK\n")
        assert run("index", "press", "--outlets", "outlets.tsv").returncode == 0
        assert self.list_sources(tmp_path) == ("Heron Wire",)
        write(tmp_path / "searchcsto.toml", '[outlets]\nfile = "outlets.tsv"\n')
        write(tmp_path / "outlets.tsv", "Wire of Herons\tЦапля\n")
        assert "1 replaced" in run("index", "press", "--jobs", "2").stdout
        assert self.list_sources(tmp_path) == ("Wire of Herons",)
        assert "0 replaced" in run("index", "press").stdout
        (tmp_path / "searchcsto.toml").unlink()
        assert "a.txt" in run("index", "press", "--dry-run").stdout
        assert "1 replaced" in run("index", "press").stdout
        assert self.list_sources(tmp_path) == ("Цапля",)

    @pytest.mark.parametrize(
        ("rows", "problem"),
        [
            ("Heron\ta\tX\ty\n", "outlets.tsv, line 1: "),
            ("Heron\tHW\nLark\tHW\n", "outlets.tsv, line 2: 'HW' is 'Lark' here and 'Heron' in line 1"),
            (b"\xff\xfe\xff", "the outlets in outlets.tsv cannot be read: it is not UTF-8"),
            (None, "the outlets in outlets.tsv cannot be read: No such file or directory"),
        ],
    )
    def test_a_bad_table_is_refused_before_anything_is_done(
        self, run: Run, press: Path, tmp_path: Path, rows: str | bytes | None, problem: str
    ) -> None:
        if rows is not None:
            write(tmp_path / "outlets.tsv", rows)
        completed = run("index", "press", "--outlets", "outlets.tsv")
        assert completed.returncode == 2
        assert problem in completed.stderr
        assert not (tmp_path / "index").exists()
