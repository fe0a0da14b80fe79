"""Give a word, a phrase or a run of words, get what means the same: by a user's file, the texts, or another spelling.

What the file says of a word is all that is searched for it. For others, acronyms count that the texts explain, and
names in other spellings:

- An acronym with several long forms stands for those that at least half as many documents give as the most frequent
  one; a long form for its acronym only if three in four documents that explain the acronym give it.
- What was explained in one document counts only where nothing else was explained of that acronym.
- In small letters an acronym counts only if the texts do not have it as an ordinary word ("who", "start").

A Thesaurus belongs to one Searcher, remembers its answers, and may be shared by threads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from searchcsto.aliases import AliasTable
from searchcsto.analysis.acronyms import SMALL_WORDS, make_long_key
from searchcsto.analysis.terms import ABBREVIATIONS
from searchcsto.analysis.words import find_words, fold
from searchcsto.engines.base import LearnedAcronym, Searcher
from searchcsto.query.tree import Phrase, Word
from searchcsto.searching.spellings import find_spellings, list_scripts
from searchcsto.searching.writing import is_acronym

Reason = Literal["file", "acronym", "spelling"]
MOST_WRITINGS = 8  # of one long form that are searched
_MOST_FORMS = 3  # of one acronym
_LONGEST_RUN = 15  # words of a long form
_MOST_ONCE = 20  # documents that have an acronym which one document explains: more, and it means something else
_REMEMBERED = 20_000


class Member(NamedTuple):
    """Something that means the same as a word; it may have several writings."""

    text: str
    reason: Reason
    writings: tuple[str, ...]


class Meaning(NamedTuple):
    """What means the same as a word, and what a person should know about it."""

    members: tuple[Member, ...] = ()
    notices: tuple[str, ...] = ()


NOTHING = Meaning()


class Run(NamedTuple):
    """Words of a run, from start to stop, that mean something together."""

    start: int
    stop: int
    meaning: Meaning


class Thesaurus:
    """What is known of words in an index; `read_table` gives the user's groups when they are first needed."""

    def __init__(self, searcher: Searcher, read_table: Callable[[], AliasTable]) -> None:
        self._searcher = searcher
        self._read_table = read_table
        self._groups: _Groups | None = None
        self._scripts: frozenset[int] | None = None
        self._known: dict[tuple[str, str], Meaning] = {}
        self._long_forms: dict[str, Sequence[tuple[str, str]]] = {}

    def find_word(self, text: str) -> Meaning:
        """Return what means the same as a word that stands without quotes."""
        return self._remember("word", text, self._find_word)

    def find_phrase(self, text: str) -> Meaning:
        """Return what means the same as the words between two quotes, all of them together."""
        return self._remember("phrase", text, self._find_phrase)

    def find_runs(self, texts: Sequence[str]) -> list[Run]:
        """Return which words side by side, two or more, mean something together; of those that overlap the longest."""
        if len(texts) < 2:
            return []
        words = [[fold(part) for word in find_words(text) for part in _PARTS.split(word) if part] for text in texts]
        runs: list[Run] = []
        start = 0
        while start < len(texts) - 1:
            stop = self._table.find_run(words, start, stem=self._searcher.analyzer.stem)
            stop = max(stop, self._find_long_form(words, start))
            meaning = self._remember("run", " ".join(texts[start:stop]), self._find_run) if stop else NOTHING
            if meaning.members:
                runs.append(Run(start, stop, meaning))
            start = stop if meaning.members else start + 1
        return runs

    def list_groups(self) -> Sequence[tuple[str, ...]]:
        """Return the groups of the user's file."""
        return self._table.table.groups

    def has_group(self, text: str) -> bool:
        """Return whether the user's file has a word."""
        return self._table.find(text, stem=None) is not None

    @property
    def _table(self) -> _Groups:
        if self._groups is None:
            self._groups = _Groups(self._read_table())
        return self._groups

    def _remember(self, kind: str, text: str, find: Callable[[str], Meaning]) -> Meaning:
        known = self._known.get((kind, text))
        if known is None:
            known = find(text)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[kind, text] = known
        return known

    def _find_word(self, text: str) -> Meaning:
        words = find_words(text)
        if not words:
            return NOTHING
        group = self._table.find(text, stem=self._searcher.analyzer.stem)
        if group is not None:
            return self._use_group(group, text) if self._fits(text, group) else NOTHING
        if len(words) > 1:
            return NOTHING
        learned = self._find_long(words[0]) if self._may_be_acronym(words[0]) else NOTHING
        spellings = find_spellings(words[0], self._searcher, scripts=self._find_scripts())
        return Meaning((*learned.members, *(Member(name, "spelling", (name,)) for name in spellings)), learned.notices)

    def _find_phrase(self, text: str) -> Meaning:
        words = find_words(text)
        group = self._table.find(text, stem=None)
        if group is not None:
            return self._use_group(group, text) if self._fits(text, group) else NOTHING
        if len(words) == 1:
            return self._find_long(words[0]) if self._may_be_acronym(words[0]) else NOTHING
        return self._find_short(text, is_quoted=True)

    def _find_run(self, text: str) -> Meaning:
        group = self._table.find(text, stem=self._searcher.analyzer.stem)
        return self._use_group(group, text) if group is not None else self._find_short(text, is_quoted=False)

    def _use_group(self, group: Sequence[str], text: str) -> Meaning:
        key = _split(text)
        others = [member for member in group if _split(member) != key]
        return Meaning(tuple(Member(other, "file", self._list_writings(other)) for other in others))

    def _list_writings(self, text: str) -> tuple[str, ...]:
        """Return a phrase, and the cases in which the texts have it: phrases are not stemmed."""
        if len(find_words(text)) < 2:
            return (text,)
        forms = self._find_forms(make_long_key(text, self._searcher.analyzer.stem))
        return _join([text, *(long for form in forms for long in form.longs)])

    def _fits(self, text: str, group: Sequence[str]) -> bool:
        """Whether a word of a group is meant: not if it is an acronym there, and typed like an ordinary word."""
        member = next((each for each in group if _split(each) == _split(text)), "")
        is_typed_so = not member.isupper() or text.isupper() or len(find_words(text)) > 1
        return is_typed_so or is_acronym(fold(text), self._searcher) or not self._stands(text)

    def _stands(self, text: str) -> bool:
        return self._searcher.count_documents(Phrase(text)) > 0

    def _find_scripts(self) -> frozenset[int]:
        if self._scripts is None:
            self._scripts = list_scripts(self._searcher)
        return self._scripts

    def _may_be_acronym(self, word: str) -> bool:
        if not self._searcher.find_acronyms(word):
            return False
        return sum(map(str.isupper, word)) > 1 or is_acronym(fold(word), self._searcher)

    def _find_long(self, short: str) -> Meaning:
        forms = self._searcher.find_acronyms(short)
        used = choose_forms(forms)
        members = tuple(Member(form.longs[0], "acronym", _join(form.longs)) for form in used)
        others = [form for form in forms if form not in used]
        if not others:
            return Meaning(members)
        named = ", ".join(f'"{form.longs[0]}" ({form.documents:,})' for form in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        searched = ", ".join(f'"{form.longs[0]}" ({form.documents:,})' for form in used)
        why = f"searched as {searched}" if used else "not searched in full: no meaning is given twice"
        return Meaning(members, (f"{forms[0].short} is {why}; in these articles it also stands for {named}{more}",))

    def _find_short(self, text: str, *, is_quoted: bool) -> Meaning:
        key = make_long_key(text, self._searcher.analyzer.stem)
        typed = _split(text)
        members: list[Member] = []
        for form in self._find_forms(key):
            if not self._stands_for(form) or (is_quoted and typed not in map(_split, form.longs)):
                continue
            members.append(Member(form.short, "acronym", (form.short,)))
            others = [long for long in _join(form.longs) if _split(long) != typed]
            if others:
                members.append(Member(others[0], "acronym", tuple(others)))
        return Meaning(tuple(members))

    def _find_forms(self, key: str) -> list[LearnedAcronym]:
        """Return the acronyms that stand for something with these stems, with it."""
        shorts = [folded for _, folded in self._look_up(f"{key}\t")] if key else []
        return [form for short in shorts for form in self._searcher.find_acronyms(short) if key in form.keys]

    def _stands_for(self, form: LearnedAcronym) -> bool:
        """Whether an acronym stands for this, and hardly for anything else."""
        forms = self._searcher.find_acronyms(form.folded)
        if form not in choose_forms(forms) or 4 * form.documents < 3 * sum(each.documents for each in forms):
            return False
        return form.documents > 1 or self._searcher.count_documents(Phrase(form.short)) <= _MOST_ONCE

    def _look_up(self, beginning: str) -> Sequence[tuple[str, str]]:
        known = self._long_forms.get(beginning)
        if known is None:
            if len(self._long_forms) >= _REMEMBERED:
                self._long_forms.clear()
            known = self._long_forms[beginning] = self._searcher.find_long_forms(beginning)
        return known

    def _find_long_form(self, words: list[list[str]], start: int) -> int:
        """Return where the longest form of an acronym that begins at a word ends, 0 if none does."""
        if not words[start] or words[start][0] in SMALL_WORDS:
            return 0
        best, keys = 0, None
        stems: list[str] = []
        for place in range(start, min(len(words), start + _LONGEST_RUN)):
            wanted = [word for word in words[place] if word not in SMALL_WORDS]
            stems += map(self._searcher.analyzer.stem, wanted)
            if len(stems) > 1 and keys is None:
                keys = {key for key, _ in self._look_up(" ".join(stems))}
            if keys is not None and not keys:
                return 0
            if keys and wanted and place > start and " ".join(stems) in keys:
                best = place + 1
        return best


class _Groups:
    """The groups of a user's file, found by their members."""

    def __init__(self, table: AliasTable) -> None:
        self.table = table
        self._exact: dict[tuple[str, ...], Sequence[str]] = {}
        self._near: dict[str, list[tuple[str, ...]]] = {}  # by the first letters
        for group in table.groups:
            for member in group:
                words = _split(member)
                known = self._exact.get(words, ())
                self._exact[words] = tuple(dict.fromkeys((*known, *group)))
                if not member.isupper():
                    self._near.setdefault(words[0][:3], []).append(words)

    def find(self, text: str, *, stem: Callable[[str], str] | None) -> Sequence[str] | None:
        """Return the group of a word or phrase, also in another form if `stem` is given."""
        if not self._exact:
            return None
        words = _split(text)
        if not words:
            return None
        group = self._exact.get(words)
        if group is None and stem is not None:
            near = self._near.get(words[0][:3], ())
            group = next((self._exact[other] for other in near if _are_forms(words, other, stem)), None)
        return group

    def find_run(self, words: list[list[str]], start: int, *, stem: Callable[[str], str]) -> int:
        """Return where the longest member that begins at a word ends, 0 if there is none of several words."""
        if not self._near or not words[start]:
            return 0
        best = 0
        for member in self._near.get(words[start][0][:3], ()):
            typed: list[str] = []
            stop = start
            while stop < len(words) and len(typed) < len(member):
                typed += words[stop]
                stop += 1
            if stop > start + 1 and _are_forms(tuple(typed), member, stem):
                best = max(best, stop)
        return best


def choose_forms(forms: Sequence[LearnedAcronym]) -> Sequence[LearnedAcronym]:
    """Return which of the long forms of an acronym it is searched with; the most frequent one comes first."""
    if not forms or (forms[0].documents < 2 and len(forms) > 1):
        return ()
    return [form for form in forms if 2 * form.documents >= forms[0].documents][:_MOST_FORMS]


def make_nodes(member: Member, searcher: Searcher, *, field: Literal["text", "title"]) -> list[Word | Phrase]:
    """Return what finds a member: a word in all its forms, an acronym and a phrase just so."""
    return [_make_node(text, member, searcher, field) for text in member.writings if _may_stand(text, searcher)]


def _may_stand(text: str, searcher: Searcher) -> bool:
    """Whether the index may have a text. Russian words that it has not are better not stemmed: that loads a library."""
    if text.isascii():
        return True
    words = [fold(word) for word in find_words(text)]
    if len(words) == 1:
        return bool(searcher.list_words(words[0][:3], limit=1)[0])
    return all(word in searcher.list_words(word, limit=1)[0] for word in words if word.isalpha())


def _make_node(text: str, member: Member, searcher: Searcher, field: Literal["text", "title"]) -> Word | Phrase:
    words = find_words(text)
    if len(words) > 1:
        return Phrase(text, field)
    terms = searcher.analyzer.analyze(words[0])
    is_latin_name = member.reason == "spelling" and words[0].isascii()
    is_exact = (text.isupper() or is_latin_name) and words[0] not in ABBREVIATIONS
    return Phrase(text, field) if is_exact and terms.query not in terms.exact else Word(text, field)


_PARTS = re.compile(r"[^\w]+")


def _split(text: str) -> tuple[str, ...]:
    """Return the folded parts of a text's words."""
    return tuple(part for word in find_words(text) for part in _PARTS.split(_plain(fold(word))) if part)


def _plain(word: str) -> str:
    return word[:-2] if word.endswith("'s") else word.replace(".", "")


def _are_forms(words: Sequence[str], others: Sequence[str], stem: Callable[[str], str]) -> bool:
    return len(words) == len(others) and all(
        word == other or (word[:3] == other[:3] and stem(word) == stem(other))
        for word, other in zip(words, others, strict=True)
    )


def _join(writings: Sequence[str]) -> tuple[str, ...]:
    """Return writings that differ in more than capitals and small signs."""
    return tuple({_split(writing): writing for writing in reversed(writings)}.values())[::-1][:MOST_WRITINGS]
