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
_RARE = 1000  # places that are found one by one
_PIECE = 1 << 16  # characters that are looked at at once
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
    # Pieces of it stay within the processor's cache.
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    return b"".join(map(_sketch_piece, pieces))


def _sketch_piece(text: str) -> bytes:
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
    sketch = b"".join([b" ", sketch_text(text), b" "])
    plain = sketch.replace(b"-", b" ")
    compounds, joints = _cut_compounds(sketch, has_numbers=any(probe.literal.strip()[:1].isdigit() for probe in probes))
    row_ends = _row_ends(compounds)
    found: dict[str, list[Places]] = {}
    known: dict[Probe, list[Places]] = {}  # many words begin alike
    for probe in _name_words(probes, plain):
        same = replace(probe, key="")
        if same not in known:
            inside = joints[np.searchsorted(row_ends, _find_literal(compounds, probe))]
            known[same] = [_find_literal(plain, probe), inside]
        found.setdefault(probe.key, []).extend(known[same])
    places = {key: sort_places(parts) for key, parts in found.items()}
    unclear = (
        np.flatnonzero(np.frombuffer(sketch, np.uint8) == _UNCLEAR) if b"\x01" in sketch else np.empty(0, np.int64)
    )
    return places, unclear


def sort_places(parts: Iterable[Places]) -> Places:
    """Return all places of some lists in ascending order, each once.

    >>> sort_places([np.array([3, 8]), np.array([1, 3])]).tolist()
    [1, 3, 8]
    """
    joined = np.sort(np.concatenate([np.empty(0, np.int64), *parts]), kind="stable")  # runs are in order already
    return joined[np.diff(joined, prepend=-1) > 0]


def _name_words(probes: Sequence[Probe], plain: bytes) -> list[Probe]:
    """Return the probes, with the words that the text has for those that have no literal in common."""
    named: list[Probe] = []
    present: set[bytes] | None = None
    for probe in probes:
        if probe.literal or not probe.words:
            named.append(probe)
            continue
        present = present if present is not None else set(plain.split())
        named += [Probe(probe.key, b" " + word, probe.words) for word in present & probe.words]
    return named


def _find_literal(data: bytes, probe: Probe) -> Places:
    """Return where a probe is found, at most MOST places."""
    if not probe.literal.strip():
        return np.empty(0, np.int64)
    few: list[int] = []
    at = data.find(probe.literal)
    while at >= 0 and len(few) < _RARE:
        few.append(at)
        at = data.find(probe.literal, at + 1)
    places = np.array(few, np.int64)
    if at >= 0:  # what is frequent is found faster so, what is rare slower
        places = np.concatenate([places, _find_frequent(data, probe.literal, start=at)])
    size = len(probe.literal)
    if probe.words:
        places = places[[_cut_word(data, at, size) in probe.words for at in places.tolist()]]
    if probe.near:
        places = places[[_is_near(data, at, probe) for at in places.tolist()]]
    return places


def _find_frequent(data: bytes, literal: bytes, *, start: int) -> Places:
    """Return where a literal is found from a place on, at most MOST places less those that are _RARE."""
    codes = np.frombuffer(data, np.uint8)
    found: list[Places] = []
    most = MOST - _RARE
    for first in range(start, len(data) - len(literal) + 1, _PIECE):
        size = min(_PIECE, len(data) - len(literal) + 1 - first)
        is_there = codes[first : first + size] == literal[0]
        for place, code in enumerate(literal[1:], 1):
            is_there &= codes[first + place : first + place + size] == code
        found.append(np.flatnonzero(is_there)[:most] + first)
        most -= len(found[-1])
        if not most:
            break
    return np.concatenate(found)


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
    found = [np.empty(0, np.int64)]
    for start in range(1, len(codes) - 1, _PIECE):
        piece = codes[start - 1 : start + _PIECE + 1]
        is_joint = piece[1:-1] == _JOINT
        is_joint &= piece[:-2] > _JOINT
        is_joint &= piece[2:] > _BLANK
        found.append(np.flatnonzero(is_joint) + start)
    return np.concatenate(found)


def _row_ends(compounds: bytes) -> Places:
    return np.flatnonzero(np.frombuffer(compounds, np.uint8) == ord("\n"))
