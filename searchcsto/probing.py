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
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_FULL = 0xFFFFFFFF
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
        probes += [Probe(pattern, literal, whole) for literal in _choose_literals(whole)]
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


def _choose_literals(words: frozenset[bytes]) -> list[bytes]:
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
    return _table().take(codes, mode="clip").tobytes()  # all codes are in the table: "clip" looks for none that is not


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
    reach = max([_OVERLAP, *(max([probe.reach, *map(len, probe.words)]) for probe in probes)])
    wanted = {replace(probe, key=""): _Found() for probe in probes}  # many words begin alike
    pairs = _list_pairs(wanted)
    unclear = [np.empty(0, np.int64)]
    for start in range(0, len(text), _STEP):  # a piece stays within the processor's cache, and so do its sketches
        first, core = max(start - reach, 0), (start, min(start + _STEP, len(text)))
        piece = _Sketch(text[first : core[1] + reach], pairs)
        for probe, places in piece.find(probe for probe, found in wanted.items() if found.count < MOST):
            inside = slice(*np.searchsorted(places, [core[0] - first, core[1] - first]))
            wanted[probe].add(places[inside] + first)
        strange = piece.find_unclear() + first
        unclear.append(strange[(strange >= core[0]) & (strange < core[1])])
    places_of: dict[str, list[Places]] = {}
    for probe in probes:
        places_of.setdefault(probe.key, []).extend(wanted[replace(probe, key="")].parts)
    return {key: sort_places(parts) for key, parts in places_of.items()}, np.concatenate(unclear)


def _list_pairs(probes: Iterable[Probe]) -> npt.NDArray[np.bool_]:
    """Return which two letters stand side by side in what is looked for: only between these a joint matters."""
    pairs = np.zeros(1 << 16, np.bool_)
    for probe in probes:
        for piece in (probe.literal, *probe.words, *probe.near):
            codes = np.frombuffer(piece, np.uint8).astype(np.intp)
            pairs[codes[:-1] << 8 | codes[1:]] = True
    return pairs


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

    def __init__(self, text: str, pairs: npt.NDArray[np.bool_]) -> None:
        self._whole = b"".join([b" ", sketch_text(text), b" " * _LANES])
        self._plain = self._whole.replace(b"-", b" ")
        self._compounds, self._joints = _cut_compounds(self._whole, pairs)
        self._row_ends = np.flatnonzero(np.frombuffer(self._compounds, np.uint8) == ord("\n"))
        self._present: set[bytes] | None = None

    def find(self, probes: Iterable[Probe]) -> Iterator[tuple[Probe, Places]]:
        """Yield where each of some probes is found."""
        literals = {probe: self._list_literals(probe) for probe in probes}
        distinct = {literal for found in literals.values() for literal in found}
        plain, compounds = _find_literals(self._plain, distinct), _find_literals(self._compounds, distinct)
        for probe, own in literals.items():
            found: list[Places] = []
            for literal in own:
                # The blank at the beginning of the sketch stands for the one that most literals begin with.
                words = _keep_words(self._plain, plain[literal], probe, literal)
                found.append(words - (literal[:1] != b" "))
                found.append(self._find_joints(_keep_words(self._compounds, compounds[literal], probe, literal)))
            places = sort_places(found)
            for piece in probe.near:
                places = self._keep_near(places, piece, probe.reach)
            yield probe, places

    def find_unclear(self) -> Places:
        """Return where letters stand that it cannot show."""
        if bytes([_UNCLEAR]) not in self._whole:
            return np.empty(0, np.int64)
        return np.flatnonzero(np.frombuffer(self._whole, np.uint8) == _UNCLEAR)

    def _list_literals(self, probe: Probe) -> list[bytes]:
        """Return what to look for: words that have no literal in common are looked up among those that are there."""
        if probe.literal.strip():
            return [probe.literal]
        if self._present is None and probe.words:
            self._present = {*self._plain.split(), *self._compounds.split()}
        return [b" " + word for word in (self._present or set()) & probe.words]

    def _find_joints(self, rows: Places) -> Places:
        """Return where the joints stand that the rows at some places are about."""
        return self._joints[np.searchsorted(self._row_ends, rows)]

    def _keep_near(self, places: Places, piece: bytes, reach: int) -> Places:
        """Return the places near which another piece is, be it in a compound."""
        spans = [(max(at - reach, 0), at + reach) for at in places.tolist()]
        is_near = np.array([self._plain.find(piece, *span) >= 0 for span in spans], np.bool_)
        if is_near.all():
            return places
        joints = self._find_joints(_find_literals(self._compounds, [piece])[piece])
        return places[is_near | (joints.searchsorted(places + reach) > joints.searchsorted(places - reach))]


def sort_places(parts: Iterable[Places]) -> Places:
    """Return all places of some lists in ascending order, each once.

    >>> sort_places([np.array([3, 8]), np.array([1, 3])]).tolist()
    [1, 3, 8]
    """
    joined = np.sort(np.concatenate([np.empty(0, np.int64), *parts]), kind="stable")  # runs are in order already
    return joined[np.diff(joined, prepend=-1) > 0]


def _keep_words(data: bytes, places: Places, probe: Probe, literal: bytes) -> Places:
    """Return the places of a literal where one of the words stands that a probe means, if it means whole words."""
    if not probe.words:
        return places
    return places[[_cut_word(data, at, len(literal)) in probe.words for at in places.tolist()]]


def _find_literals(data: bytes, literals: Iterable[bytes]) -> dict[bytes, Places]:
    """Return where each literal is found, but for the last three bytes.

    Their first four bytes are compared at once, at every fourth byte of the data, four times.
    """
    wanted = {literal: _pack(literal) for literal in literals}
    parts = [np.empty(0, np.int64)]
    lanes = np.empty(len(data) // _LANES, np.uint32)  # memory that is used again, not asked for again
    is_equal = np.empty(len(lanes), np.bool_)
    for start in range(min(_LANES, len(data) - _LANES + 1)):
        # A copy, so that the numbers are aligned: others are compared four times slower.
        own = np.frombuffer(data[start:], "<u4", count=(len(data) - start) // _LANES)
        is_found = np.zeros(len(own), np.bool_)
        for mask in {mask for _, mask in wanted.values()}:
            kept = own if mask == _FULL else np.bitwise_and(own, mask, out=lanes[: len(own)])
            for value in {value for value, own_mask in wanted.values() if own_mask == mask}:
                is_found |= np.equal(kept, value, out=is_equal[: len(own)])
        parts.append(is_found.nonzero()[0] * _LANES + start)
    places = np.sort(np.concatenate(parts))
    found: npt.NDArray[np.uint32] = np.ndarray((max(len(data) - _LANES + 1, 0),), "<u4", data, strides=(1,))[places]
    codes = np.frombuffer(data, np.uint8)
    return {
        literal: _keep_rest(codes, places[(found & mask) == value], literal)
        for literal, (value, mask) in wanted.items()
    }


def _pack(literal: bytes) -> tuple[np.uint32, np.uint32]:
    """Return the first four bytes of a literal as a number, and which of its bits count."""
    beginning = literal[:_LANES]
    return np.uint32(int.from_bytes(beginning, "little")), np.uint32((1 << 8 * len(beginning)) - 1)


def _keep_rest(codes: npt.NDArray[np.uint8], places: Places, literal: bytes) -> Places:
    """Return the places where not only the first four bytes of a literal stand, but all of it."""
    places = places[places <= len(codes) - len(literal)]
    for place in range(_LANES, len(literal)):
        places = places[codes[places + place] == literal[place]]
    return places


def _cut_word(data: bytes, at: int, size: int) -> bytes:
    """Return the word of a sketch that begins or ends with what was found; joints are blanks here."""
    if data[at] == _BLANK:
        return data[at + 1 : data.find(b" ", at + size)]
    return data[data.rfind(b" ", 0, at) + 1 : at + size - 1]


def _cut_compounds(sketch: bytes, pairs: npt.NDArray[np.bool_]) -> tuple[bytes, Places]:
    """Return the surroundings of the joints between some letters, without joints, a line each; and where they are."""
    codes = np.frombuffer(sketch, np.uint8)
    joints = _find_joints(codes)
    before, after = codes[joints - 1].astype(np.intp), codes[joints + 1]
    joints = joints[pairs[before << 8 | after] | (after == _JOINT)]
    is_possessive = (codes[joints + 1] == ord("s")) & (codes[np.minimum(joints + 2, len(codes) - 1)] == _BLANK)
    joints = joints[~is_possessive]
    padded = np.frombuffer(b"".join([b" " * _BEFORE, sketch, b" " * _AFTER]), np.uint8)
    rows = np.lib.stride_tricks.sliding_window_view(padded, _BEFORE + _AFTER)[joints]
    rows[:, 0] = rows[:, -2] = _BLANK
    rows[:, -1] = ord("\n")
    return rows.tobytes().translate(None, b"-"), joints


def _find_joints(codes: npt.NDArray[np.uint8]) -> Places:
    """Return where joints stand behind a letter or digit, and before one or another joint."""
    # Flags are compared before places are made of them: most joints are full stops and commas.
    is_joint = codes[1:-1] == _JOINT
    is_joint &= codes[:-2] > _JOINT
    is_joint &= codes[2:] > _BLANK
    found: Places = is_joint.nonzero()[0] + 1
    return found
