"""Give a text and lines of the markup around it, get both as one text, and evidence that points into it.

What a header, a property or an element says of an article is quoted below the text that is seen, line by line, so that
every piece of evidence has its place. Used by readers that fill a `Markup`.

>>> quotes = Quotes("Talks resume.")
>>> evidence = quotes.cite("Date: 7 April 2031", "7 April 2031", rule="mail date")
>>> quotes.text, quotes.text[evidence.start : evidence.end]
('Talks resume.\\n\\nDate: 7 April 2031', '7 April 2031')
"""

from __future__ import annotations

from searchcsto.documents import Evidence

_LONGEST = 1_000  # characters of a line


class Quotes:
    """A text, and the lines quoted below it."""

    def __init__(self, text: str) -> None:
        self._visible = text.rstrip()
        self._lines: dict[str, int] = {}
        self._end = len(self._visible) + 2

    @property
    def start(self) -> int:
        """Where the quoted lines begin, or the text ends."""
        return len(self._visible)

    @property
    def text(self) -> str:
        """The text with the lines below it."""
        return "\n\n".join((self._visible, "\n".join(self._lines))) if self._lines else self._visible

    def cite(self, line: str, words: str, *, rule: str) -> Evidence:
        """Quote a line, once, and return the words in it as evidence; the whole line, if they are not in it."""
        line, words = " ".join(line.split()), " ".join(words.split())[:_LONGEST]
        at = len(line) - len(words) if line.endswith(words) else line.find(words, line.find(":") + 1)
        at = at if at >= 0 else line.find(words)  # the colon may be one of theirs
        if at < 0 or not words:
            at, words = 0, line[:_LONGEST]
        line = line[: max(_LONGEST, at + len(words))]
        if line not in self._lines:
            self._lines[line] = self._end
            self._end += len(line) + 1
        start = self._lines[line] + at
        return Evidence(rule, words, start, start + len(words))
