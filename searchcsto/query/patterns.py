"""Give a word as it was typed, get a Word, or the pattern that its signs make of it, or an error at the column.

| written             | finds words                                            |
| ------------------- | ------------------------------------------------------ |
| peace*              | that begin so                                          |
| *stan, w?rd, p*e*ce | where * is any letters or none, and ? one letter       |
| word~, word~1       | that one edit makes of this one, but for its first letter |
| word~2              | the same with two edits                                |
| word=               | just this one: what "word" in quotes finds             |

A question mark at the end of a word is punctuation. In a web address, no sign means anything.

Refused with the column: patterns without a letter or digit, patterns of several words ("peace-keep*", for a hyphen
parts words), and other numbers of edits.
"""

from __future__ import annotations

import re

from searchcsto.analysis.words import find_words
from searchcsto.documents import Span
from searchcsto.errors import QueryInvalid
from searchcsto.query.lexer import ADDRESS, Token
from searchcsto.query.tree import Fuzzy, Phrase, Prefix, TextField, Wildcard, Word

MAX_EDITS = 2

_SIGNS = re.compile(r"[*?~]")
_JOINT = re.compile(r"[-‐‑'’ʼ＇.,_]")
_FUZZY = re.compile(r"(.+?)~(\d*)\W*", re.DOTALL)
_HEAD = re.compile(r"[^\w*?]*")
_TAIL = re.compile(r"[^\w*~]*$")
_UNSTEMMED = re.compile(r"([^=]*[\w+#])=[^\w=]*")


def read_word(token: Token, field: TextField, *, span: Span, query: str) -> Word | Phrase | Prefix | Wildcard | Fuzzy:
    """Return the node of a word. Raises QueryInvalid."""
    text = token.text
    if ADDRESS.match(text):
        return Word(text, field, span)
    if not _SIGNS.search(text):
        unstemmed = _UNSTEMMED.fullmatch(text)
        return make_phrase(unstemmed[1], field, span=span) if unstemmed else Word(text, field, span)
    start = len(_HEAD.match(text)[0])  # type: ignore[index]  # it matches always
    fuzzy = _FUZZY.fullmatch(text, start)
    if fuzzy is not None:
        return _read_fuzzy(fuzzy, token, field, span=span, query=query)
    body = _TAIL.sub("", text[start:])
    if "*" not in body and "?" not in body:
        return Word(text, field, span)
    _check_single(body, column=token.start + start, query=query)
    if body.endswith("*") and not re.search(r"[*?]", body[:-1]):
        return Prefix(body[:-1], field, span)
    return Wildcard(body, field, span)


def make_phrase(text: str, field: TextField, *, span: Span, slop: int = 0) -> Phrase | Word:
    """Return the node of what stands in quotes: a phrase, but of C++ or C# alone the word.

    Where the places of words are kept, signs are not, so that the phrase would find the plain C. These words have no
    other forms, so that the word finds just them.
    """
    words = find_words(text)
    if len(words) == 1 and words[0].endswith(("+", "#")):
        return Word(words[0], field, span)
    return Phrase(text, field, slop, span)


def _read_fuzzy(
    fuzzy: re.Match[str], token: Token, field: TextField, *, span: Span, query: str
) -> Word | Prefix | Wildcard | Fuzzy:
    body, edits = fuzzy.groups()
    if re.search(r"[*?]", body):
        problem = "a pattern has either * and ?, or ~ behind it"
        raise QueryInvalid(problem, query=query, column=token.start + fuzzy.end(1))
    _check_single(body, column=token.start + fuzzy.start(1), query=query)
    if edits not in ("", "1", "2"):
        problem = f"~{edits} is not a number of edits; write ~1 or ~2"
        raise QueryInvalid(problem, query=query, column=token.start + fuzzy.end(1))
    return Fuzzy(body, int(edits or 1), field, span)


def _check_single(body: str, *, column: int, query: str) -> None:
    """Refuse what is not one word."""
    if not any(sign.isalnum() for sign in body):
        raise QueryInvalid("a pattern needs a letter or a digit; * alone finds everything", query=query, column=column)
    plain = re.sub(r"[*?]", "x", body)
    if find_words(plain) != [plain] or _JOINT.search(body):
        problem = f'{body} is a pattern of several words; write them one by one, or "in quotes" without signs'
        raise QueryInvalid(problem, query=query, column=column)
