"""Give a Markdown file, get its article: the words that a reader of the rendered page sees, and what front matter says.

Front matter (YAML between `---`, TOML between `+++`) gives title, date, sources, language and place, under the names
that `fields.py` knows; it is the user's word and needs no evidence, so the text is without it. The first `# heading` is
the title that the page states. Links stand for their words, images for nothing.

Limits: front matter of more than 64 KB (TOML: 8 KB), or that is not a list of fields, is text; of damaged YAML, the
lines that say "name: value" are read. Above 300,000 characters, 10,000 lines, 5,000 links or 20,000 signs of emphasis
the text keeps its signs of markup, and so does one with eight lists or sixteen quotes in each other.

>>> from searchcsto.ingest.content import MemoryContent
>>> source = b"---\\ndate: 2031-04-07\\n---\\n# Talks\\n\\nThey [resume](http://orlo.example/) *now*."
>>> article = next(read_markdown(MemoryContent("a.md", source), ReadOptions()))
>>> article.text, article.date, article.markup.title
('Talks\\n\\nThey resume now.', '2031-04-07', 'Talks')
"""

from __future__ import annotations

import dataclasses
import html
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from searchcsto.documents import Evidence
from searchcsto.ingest.content import Content, ReadOptions, TooLarge, read_all
from searchcsto.ingest.encoding import NotText, decode_text
from searchcsto.ingest.hypertext import render_html
from searchcsto.ingest.limits import MAX_ARTICLE, Article, Markup, Problem
from searchcsto.ingest.mentions import find_mentions
from searchcsto.ingest.records import RecordReader

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MAX_FRONT = {"---": 64_000, "+++": 8_000}  # a key of TOML takes tomllib the square of its dots
_MAX_RENDERED = 300_000  # characters: 0.1 seconds, 5 of a hostile file
_MAX_LINES = 10_000  # each is tried against every block that is open
_MOST = {"[": 5_000, "*": 20_000, "_": 20_000}  # brackets that nothing closes take the parser hours, emphasis seconds
_NESTING = 16  # quotes and lists within each other; the parser drops what is deeper, and its time grows with them
_FRONT = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)(?:^|\n)(?:\1|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_FIELD = re.compile(r"^([\w-]{1,40})[ \t]*:[ \t]+(\S.*?)[ \t\r]*$", re.MULTILINE)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "yes": True, "no": False, "null": None, "~": None}
_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BREAKS = re.compile(r"[ \t]*\n[ \t]*")
# What parts a block from the next one, where it is not a blank line.
_GAPS = {"tr_close": "\n", "td_close": " ", "th_close": " "}
_LISTS = ("bullet_list_close", "ordered_list_close", "table_close", "blockquote_close")


def read_markdown(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the article of a Markdown file, and what is wrong with it. Raises OSError."""
    try:
        source = decode_text(read_all(content, MAX_ARTICLE))
    except (TooLarge, NotText) as reason:
        yield Problem(str(reason))
        return
    front, source, problem = _split_front(source)
    if problem:
        yield Problem(problem, skipped=False)
    text, title = _render(source)
    if not text.strip():
        yield Problem("empty" if not content.size else "it has no text")
        return
    markup = Markup(len(text), title=" ".join(title.words.split()), title_evidence=title) if title else None
    for found in RecordReader(options, sample=lambda: [front]).read(front, None, text=text):
        if isinstance(found, Article):
            # The path is what is unique: tools for notes and sites number their pages anew in each folder.
            found = dataclasses.replace(found, markup=markup, id=found.id if "id" in options.fields else None)
        yield found


def _split_front(source: str) -> tuple[dict[str, Any], str, str]:
    """Return the fields of the front matter, the text below it, and what is wrong with it."""
    match = _FRONT.match(source, 0, _MAX_FRONT.get(source.lstrip("\ufeff")[:3], 0))
    if match is None:
        return {}, source, ""
    reason = ""
    try:
        fields = tomllib.loads(match[2].replace("\r\n", "\n")) if match[1] == "+++" else _read_yaml(match[2])
    except (ValueError, RecursionError) as problem:
        fields = {line[1]: line[2].strip("\"'") for line in _FIELD.finditer(match[2])} or None
        reason = f"its front matter is damaged: {str(problem)[:200] or 'it is nested too deep'}; " + (
            'its lines "name: value" were read' if fields else "it was taken for text"
        )
    if not isinstance(fields, dict):
        return {}, source, reason
    known = {
        name: _WORDS.get(value.lower(), value) if isinstance(value, str) else value for name, value in fields.items()
    }
    return known, source[match.end() :], reason


def _read_yaml(words: str) -> Any:
    """Return what YAML says. Raises ValueError.

    Values stay as they are written: a moment that YAML would turn into UTC could become the day before.
    """
    import yaml

    try:
        return yaml.load(words, Loader=yaml.BaseLoader)  # it makes nothing but texts, lists and objects
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 2 if problem.problem_mark else 1
        raise ValueError(f"line {line}: {problem.problem}") from None
    except yaml.YAMLError as problem:
        raise ValueError(" ".join(str(problem).split())) from None


def _render(source: str) -> tuple[str, Evidence | None]:
    """Return the visible text, and the heading that is the title."""
    if len(source) > _MAX_RENDERED or max(map(source.count, "\n\r")) > _MAX_LINES:
        return source, None
    if any(source.count(sign) > most for sign, most in _MOST.items()):
        return source, None
    try:
        tokens = _make_parser().parse(source)
    except Exception:  # noqa: BLE001 - whatever the parser stumbles over, the source is a text
        return source, None
    if any(token.level >= _NESTING - 1 for token in tokens):  # what is deeper was dropped
        return source, None
    return _Page().render(tokens)


@lru_cache(maxsize=1)
def _make_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])


class _Page:
    """The blocks of a page, joined as they come."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._gap = ""  # what parts the next block from the one before
        self._title: Evidence | None = None
        self._title_level = ""

    def render(self, tokens: Sequence[Token]) -> tuple[str, Evidence | None]:
        opening = ""
        for token in tokens:
            if token.type == "inline":
                self._add_block(_render_inline(token.children or ()).strip(), heading=opening)
            elif token.type in ("fence", "code_block"):
                self._add_block(token.content.strip("\n"))
            elif token.type == "html_block":
                self._add_block(_render_block(token.content))
            elif token.type in _GAPS:
                self._gap = _GAPS[token.type]
            elif token.type == "paragraph_close" and token.hidden:
                self._gap = "\n"  # an item of a list without blank lines
            elif token.type in _LISTS:
                self._gap = "\n\n"
            opening = token.tag if token.type == "heading_open" else ""
        return "".join(self._pieces), self._title

    def _add_block(self, words: str, *, heading: str = "") -> None:
        if not words:
            return
        is_first = not self._pieces
        if not is_first:
            self._add(self._gap or "\n\n")
        self._gap = "\n\n"
        start = self._size
        self._add(words)
        is_better = heading == "h1" and self._title_level != "h1"  # one of a lower level opens many a note
        if heading and (is_better or is_first) and _is_title(words):
            self._title, self._title_level = Evidence("heading", words, start, self._size), heading

    def _add(self, words: str) -> None:
        self._pieces.append(words)
        self._size += len(words)


def _render_inline(tokens: Sequence[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak") or (token.type == "html_inline" and _BREAK.match(token.content)):
            pieces.append("\n")
        elif token.type in ("text", "code_inline", "text_special"):
            pieces.append(token.content)
    return _BREAKS.sub("\n", "".join(pieces))


def _render_block(markup: str) -> str:
    """Return the words of a block of HTML; without lxml, what is left without the tags."""
    try:
        return render_html(markup)
    except ImportError:
        return html.unescape(_TAG.sub(" ", markup)).strip()


def _is_title(words: str) -> bool:
    """Whether a heading is a headline: it has letters, and more than a date."""
    for mention in reversed(find_mentions(words, 0, len(words))):
        words = words[: mention.start] + words[mention.end :]
    return sum(char.isalpha() for char in words) > 2
