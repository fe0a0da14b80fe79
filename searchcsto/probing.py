"""Give a long text and what is looked for in it, get the few places where that may stand, without finding its words.

Finding and analysing all words of a book takes seconds. Here a text is first *sketched*: one byte for each character,
letters folded, joints of words as hyphens, everything else as blanks. In the sketch the beginnings of the wanted words
are found as plain bytes. A place that is found may be wrong (many words begin alike, and letters of rare scripts share
bytes); a word that is wanted is never missed, up to MOST places of each. The caller looks closely at the places.

Why beginnings are enough: whatever the stemmers cut off or put in its place, all of a stem but its last letter begins
the word (a test compares this with a vocabulary); the few words for which that is not so are in _IRREGULAR. Compounds,
whose parts and whole are both terms, are looked at with and without their joints.

Use it for texts of more than some 20,000 characters; for others `analysis` is fast enough.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from searchcsto.analysis.terms import UNSPACED
from searchcsto.analysis.words import fold

Places = npt.NDArray[np.int64]

MOST = 20_000  # places of one wanted term or pattern
_IRREGULAR = {"die": ("dy",), "lie": ("ly",), "tie": ("ty",)}  # dying, lying, tying
_BLANK, _JOINT, _UNCLEAR = ord(" "), ord("-"), 1
_JOINTS = "-‐‑'’ʼ＇.,_\u00ad\u200b\u200c\u200d\u2060\ufeff"
_STEP = 1 << 19  # characters that are looked at at once
_OVERLAP = 512  # characters around them that are looked at, too
_LANES = 4  # bytes that are compared at once
_FEW = 6  # literals that stand for the words of a pattern
_BEFORE, _AFTER = 48, 24  # characters of a compound that are looked at around one of its joints
_PHRASE_GAP = 60  # characters between words of a phrase, for each of them


@dataclass(frozen=True, slots=True)
class Probe:
    """A literal piece of a sketch that stands for a wanted term; `words` are the only whole words that are meant."""

    key: str
    literal: bytes
    words: frozenset[bytes] = frozenset()
    near: tuple[bytes, ...] = ()  # pieces that must be near it: the other words of a phrase
    reach: int = 0  # how near


def make_probes(
    terms: Iterable[str], words: Mapping[str, str], phrases: Mapping[tuple[str, ...], int]
) -> tuple[Probe, ...]:
    """Return probes for terms of `text`, terms of `exact` with their patterns, and phrases of these with their slops.

    >>> [(probe.key, probe.literal) for probe in make_probes(["peacekeep"], {}, {})]
    [('peacekeep', b' peacekee')]
    """
    probes: list[Probe] = []
    for term in terms:
        beginnings = (term if len(term) < 3 else term[:-1], *_IRREGULAR.get(term, ()))
        probes += [Probe(term, _make_literal(beginning)) for beginning in beginnings]
    patterns: dict[str, list[bytes]] = {}
    for word, pattern in words.items():
        patterns.setdefault(pattern, []).append(_sketch_beginning(word))
    for pattern, forms in patterns.items():
        whole = frozenset(forms)
        probes += [Probe(pattern, literal, whole) for literal in _find_literals(whole)]
    for phrase, slop in phrases.items():
        # 1500 may be written 1,500: another word leads there, if there is one.
        pieces = [_make_literal(word) for word in phrase if not word.isdigit()] or [_make_literal(phrase[0])]
        longest = max(pieces, key=len)
        others = tuple({piece for piece in pieces if piece != longest})
        probes.append(Probe(" ".join(phrase), longest, near=others, reach=_PHRASE_GAP * (len(phrase) + slop)))
    return tuple(probes)


def _make_literal(beginning: str) -> bytes:
    """Return what a word that begins so has in a sketch; in scripts without blanks it may begin anywhere."""
    return (b"" if UNSPACED.search(beginning) else b" ") + _sketch_beginning(beginning)


def _sketch_beginning(term: str) -> bytes:
    """Return the sketch of a term as far as it is one run of letters and digits."""
    return sketch_text(term).replace(b"-", b" ").split(b" ", 1)[0].split(bytes([_UNCLEAR]), 1)[0]


def _find_literals(words: frozenset[bytes]) -> list[bytes]:
    """Return a few beginnings, or a few ends, that all words have; else nothing, which all words have."""
    if len(words) <= _FEW:
        return [b" " + word for word in words]
    for size in range(min(map(len, words)), 1, -1):
        beginnings = {b" " + word[:size] for word in words}
        ends = {word[-size:] + b" " for word in words}
        fewer = min(beginnings, ends, key=len)
        if len(fewer) <= _FEW:
            return sorted(fewer)
    return [b""]


def sketch_text(text: str) -> bytes:
    """Return one byte for each character: folded letters and digits, "-" for what joins words, else a blank.

    >>> sketch_text("The peace-keepers' Élan!")
    b'the peace-keepers- elan '
    """
    if text.isascii():
        return text.encode("ascii").translate(_ascii_table())
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    if len(codes) != len(text):
        wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        # Beyond the basic plane nothing is told apart: a private character stands for all of it.
        codes = np.where(wide > 0xFFFF, 0xE000, wide).astype("<u2")
    sketch: bytes = _table()[codes].tobytes()
    return sketch


@functools.cache
def _ascii_table() -> bytes:
    return bytes(_sketch_character(code) if code < 128 else _BLANK for code in range(256))


@functools.cache
def _table() -> npt.NDArray[np.uint8]:
    codes = np.arange(0x10000)
    table = (0x80 + (codes & 63)).astype(np.uint8)
    regular = [*range(0x600), *range(0x1E00, 0x2070), *range(0xFE00, 0xFE10), *range(0xFF00, 0xFFF0)]
    table[regular] = [_sketch_character(code) for code in regular]
    for first, last in ((0x0958, 0x0960), (0x2070, 0x2C00), (0x3200, 0x3400), (0xE000, 0xE001), (0xF900, 0xFE00)):
        table[first:last] = _UNCLEAR
    table[0x2190:0x2460] = table[0x2500:0x2C00] = _BLANK  # arrows, lines and signs
    table[0x3000:0x3005] = table[0x3008:0x3021] = _BLANK
    return table


def _sketch_character(code: int) -> int:
    letter = chr(code)
    if letter in _JOINTS or not (letter.isalnum() or letter.isspace() or letter.isprintable()):
        return _JOINT
    folded = fold(letter)
    if not folded and not letter.isspace():
        return _JOINT  # a mark without its letter
    if not letter.isalnum():
        return _JOINT if 0x300 <= code < 0x600 else _BLANK
    if len(folded) != 1:
        return _UNCLEAR
    if folded.isascii():
        return ord(folded)
    plain = {"й": "и", "ї": "і", "ў": "у"}.get(folded, folded)  # they may be written with a mark of its own
    return 0xC0 + (ord(plain) & 31) if "а" <= plain <= "я" else 0x80 + (ord(plain) & 63)


def find_places(text: str, probes: Sequence[Probe]) -> tuple[dict[str, Places], Places]:
    """Return about where each key may stand, and where letters stand that the sketch cannot show, in ascending order.

    A place is within the length of a word of what is meant.
    """
    has_numbers = any(probe.literal.strip()[:1].isdigit() for probe in probes)
    reach = max([_OVERLAP, *(max([probe.reach, *map(len, probe.words)]) for probe in probes)])
    wanted = {replace(probe, key=""): _Found() for probe in probes}  # many words begin alike
    unclear = [np.empty(0, np.int64)]
    for start in range(0, len(text), _STEP):  # a piece stays within the processor's cache, and so do its sketches
        first, core = max(start - reach, 0), (start, min(start + _STEP, len(text)))
        piece = _Sketch(text[first : core[1] + reach], has_numbers=has_numbers)
        for probe, found in wanted.items():
            if found.count < MOST:
                places = piece.find(probe) + first
                found.add(places[(places >= core[0]) & (places < core[1])])
        strange = piece.find_unclear() + first
        unclear.append(strange[(strange >= core[0]) & (strange < core[1])])
    places_of: dict[str, list[Places]] = {}
    for probe in probes:
        places_of.setdefault(probe.key, []).extend(wanted[replace(probe, key="")].parts)
    return {key: sort_places(parts) for key, parts in places_of.items()}, np.concatenate(unclear)


class _Found:
    """The places of a probe, MOST of them at most."""

    def __init__(self) -> None:
        self.parts: list[Places] = []
        self.count = 0

    def add(self, places: Places) -> None:
        """Take those of another piece."""
        self.parts.append(places[: MOST - self.count])
        self.count += len(self.parts[-1])


class _Sketch:
    """A piece of a text as a sketch: its words, and its compounds without their joints."""

    def __init__(self, text: str, *, has_numbers: bool) -> None:
        self._whole = b"".join([b" ", sketch_text(text), b" "])
        self._plain = self._whole.replace(b"-", b" ")
        self._compounds, self._joints = _cut_compounds(self._whole, has_numbers=has_numbers)
        self._row_ends = np.flatnonzero(np.frombuffer(self._compounds, np.uint8) == ord("\n"))
        self._present: set[bytes] | None = None

    def find(self, probe: Probe) -> Places:
        """Return where a probe is found."""
        found: list[Places] = []
        for literal in self._list_literals(probe):
            # The blank at the beginning of the sketch stands for the one that most literals begin with.
            found.append(_find_literal(self._plain, probe, literal) - (literal[:1] != b" "))
            found.append(self._joints[np.searchsorted(self._row_ends, _find_literal(self._compounds, probe, literal))])
        return sort_places(found)

    def find_unclear(self) -> Places:
        """Return where letters stand that it cannot show."""
        if bytes([_UNCLEAR]) not in self._whole:
            return np.empty(0, np.int64)
        return np.flatnonzero(np.frombuffer(self._whole, np.uint8) == _UNCLEAR)

    def _list_literals(self, probe: Probe) -> list[bytes]:
        """Return what to look for: words that have no literal in common are looked up among those that are there."""
        if probe.literal or not probe.words:
            return [probe.literal]
        if self._present is None:
            self._present = {*self._plain.split(), *self._compounds.split()}
        return [b" " + word for word in self._present & probe.words]


def sort_places(parts: Iterable[Places]) -> Places:
    """Return all places of some lists in ascending order, each once.

    >>> sort_places([np.array([3, 8]), np.array([1, 3])]).tolist()
    [1, 3, 8]
    """
    joined = np.sort(np.concatenate([np.empty(0, np.int64), *parts]), kind="stable")  # runs are in order already
    return joined[np.diff(joined, prepend=-1) > 0]


def _find_literal(data: bytes, probe: Probe, literal: bytes) -> Places:
    """Return where a literal of a probe is found."""
    if not literal.strip():
        return np.empty(0, np.int64)
    places = _find_long(data, literal) if len(literal) >= _LANES else _find_short(data, literal)
    if probe.words:
        places = places[[_cut_word(data, at, len(literal)) in probe.words for at in places.tolist()]]
    if probe.near:
        places = places[[_is_near(data, at, probe) for at in places.tolist()]]
    return places


def _find_long(data: bytes, literal: bytes) -> Places:
    """Return where a literal of four bytes or more is found: four bytes are compared at once, at every fourth place."""
    wanted = np.frombuffer(literal[:_LANES], "<u4")[0]
    parts = [np.empty(0, np.int64)]
    for start in range(_LANES):
        count = (len(data) - start) // _LANES
        if count > 0:
            lanes = np.frombuffer(data, "<u4", count=count, offset=start)
            parts.append((lanes == wanted).nonzero()[0] * _LANES + start)
    places = np.sort(np.concatenate(parts))
    places = places[places <= len(data) - len(literal)]
    codes = np.frombuffer(data, np.uint8)
    for place in range(_LANES, len(literal)):
        places = places[codes[places + place] == literal[place]]
    return places


def _find_short(data: bytes, literal: bytes) -> Places:
    """Return where a literal is found."""
    codes = np.frombuffer(data, np.uint8)
    size = len(data) - len(literal) + 1
    if size <= 0:
        return np.empty(0, np.int64)
    is_there = codes[:size] == literal[0]
    for place, code in enumerate(literal[1:], 1):
        is_there &= codes[place : place + size] == code
    return np.flatnonzero(is_there)


def _cut_word(data: bytes, at: int, size: int) -> bytes:
    """Return the word of a sketch that begins or ends with what was found; joints are blanks here."""
    if data[at] == _BLANK:
        return data[at + 1 : data.find(b" ", at + size)]
    return data[data.rfind(b" ", 0, at) + 1 : at + size - 1]


def _is_near(data: bytes, at: int, probe: Probe) -> bool:
    start, end = max(at - probe.reach, 0), at + probe.reach
    return all(data.find(piece, start, end) >= 0 for piece in probe.near)


def _cut_compounds(sketch: bytes, *, has_numbers: bool) -> tuple[bytes, Places]:
    """Return the surroundings of all joints within words, without joints, a line each; and where the joints are."""
    codes = np.frombuffer(sketch, np.uint8)
    joints = _find_joints(codes)
    is_possessive = (codes[joints + 1] == ord("s")) & (codes[np.minimum(joints + 2, len(codes) - 1)] == _BLANK)
    joints = joints[~is_possessive]
    if not has_numbers:
        joints = joints[(codes[joints - 1] > ord("9")) | (codes[joints + 1] > ord("9"))]
    padded = np.frombuffer(b"".join([b" " * _BEFORE, sketch, b" " * _AFTER]), np.uint8)
    rows = np.lib.stride_tricks.sliding_window_view(padded, _BEFORE + _AFTER)[joints]
    rows[:, 0] = rows[:, -2] = _BLANK
    rows[:, -1] = ord("\n")
    return rows.tobytes().translate(None, b"-"), joints


def _find_joints(codes: npt.NDArray[np.uint8]) -> Places:
    """Return where joints stand behind a letter or digit, and before one or another joint."""
    joints = (codes == _JOINT).nonzero()[0]  # neither the first nor the last
    found: Places = joints[(codes[joints - 1] > _JOINT) & (codes[joints + 1] > _BLANK)]
    return found
