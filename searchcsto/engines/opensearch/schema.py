"""Say how an index is kept in a cluster, and give a document, get what is sent of it.

The name in an address is an alias. Behind it stand, for generation 1 (each rebuild makes the next one):

| index          | what                                                                                    |
| -------------- | --------------------------------------------------------------------------------------- |
| csto-g1        | the documents                                                                           |
| csto-words-g1  | the vocabulary: each word of `exact`, once; what patterns and corrections are looked up in |
| csto-files-g1  | the ledger: which files the index was built from                                        |

Fields of a document; the terms are those of `analysis`, sent with blanks between them:

| field                   | what                                                                              |
| ----------------------- | --------------------------------------------------------------------------------- |
| text                    | stems, the title's twice; BM25 with our k1 and b                                  |
| title                   | stems of the title; BM25                                                          |
| exact, heading          | unstemmed words with positions, of all and of the title; scored by frequency, see below |
| text_length, title_length | how many terms `text` and `title` have: Lucene keeps it rounded                 |
| source, language, place | the values, and under `_key` how they are compared                                |
| first_day, last_day     | the days from which and to which it may be; precision                             |
| year, month, week, day  | labels of the periods that are known                                              |
| date-status, ...        | what the date and the first source rest on                                        |
| path_key                | the path, as globs are compared with it                                           |
| acronym, long_form      | the acronyms that it explains                                                     |
| owner, run, place_number | where it comes from, see `base.Provenance`                                       |
| facts, article, checksum | the stored document, kept once: metadata, text, and the hash of both            |

`exact` and `heading` have a similarity that gives the plain frequency: a phrase, a pattern or words that mean the same
count as one term, which no similarity of Lucene's knows, so that BM25 is computed of it in `translate`.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import zlib
from typing import Any

from searchcsto.analysis.acronyms import find_acronyms, make_long_key
from searchcsto.analysis.terms import ANALYSIS_VERSION, Analyzer
from searchcsto.analysis.values import value_key
from searchcsto.analysis.words import find_words
from searchcsto.documents import Document, date_range
from searchcsto.engines.base import K1, TITLE_WEIGHT, B, Provenance
from searchcsto.engines.shared.acronyms import fold_acronym
from searchcsto.engines.shared.bases import BASIS_FIELDS, list_bases, read_basis
from searchcsto.engines.shared.paths import fold_path
from searchcsto.engines.shared.records import decode_document, encode_document
from searchcsto.periods import label_period, number_period

Json = dict[str, Any]

FORMAT = 1  # to be raised with every change of the mapping
POSITION_GAP = 100  # between the title and the body, and between two spans of the body
LONGEST_ID = 512  # bytes that OpenSearch takes as its own id of a document
_LONGEST_KEYWORD = 8000  # characters: Lucene takes 32,766 bytes
_EACH = "each_word"
ALTERNATIVES = "alternatives"  # the analyzer of a query for any of several words as one term

_ANALYSIS: Json = {
    "analyzer": {
        "terms": {"type": "custom", "tokenizer": "blanks"},
        # All words at one position: Lucene takes them for synonyms, and sums up their frequencies.
        ALTERNATIVES: {"type": "custom", "tokenizer": "keyword", "filter": [_EACH]},
    },
    "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": 10_000}},
    "filter": {_EACH: {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^ ]+)"]}},
}
_SIMILARITY: Json = {
    "terms": {"type": "BM25", "k1": K1, "b": B},
    "frequency": {"type": "scripted", "script": {"source": "return query.boost * doc.freq"}},
}
_STEMS: Json = {"type": "text", "analyzer": "terms", "similarity": "terms", "index_options": "freqs"}
_WORDS: Json = {
    "type": "text",
    "analyzer": "terms",
    "similarity": "frequency",
    "norms": False,
    "position_increment_gap": POSITION_GAP,
}
_DAY: Json = {"type": "date", "format": "yyyy-MM-dd"}
_KEYWORD: Json = {"type": "keyword", "ignore_above": _LONGEST_KEYWORD}
_KEY: Json = {"type": "keyword", "ignore_above": _LONGEST_KEYWORD, "doc_values": False}
_VALUE_FIELDS = ("source", "language", "place")
ARTICLES: Json = {
    "dynamic": False,
    "_source": {"excludes": ["text", "title", "exact", "heading"]},
    "properties": {
        "id": {"type": "keyword"},
        "text": _STEMS,
        "title": _STEMS,
        "exact": _WORDS,
        "heading": _WORDS,
        "text_length": {"type": "integer"},
        "title_length": {"type": "integer"},
        **dict.fromkeys(_VALUE_FIELDS, _KEYWORD),
        **{f"{name}_key": _KEY for name in _VALUE_FIELDS},
        "first_day": _DAY,
        "last_day": _DAY,
        "precision": _KEYWORD,
        **dict.fromkeys(("year", "month", "week", "day"), _KEYWORD),
        **dict.fromkeys(BASIS_FIELDS, _KEYWORD),
        "path_key": _KEY,
        "acronym": _KEYWORD,
        "long_form": _KEYWORD,
        "owner": _KEYWORD,
        "run": _KEY,
    },
}
_VOCABULARY: Json = {"dynamic": False, "properties": {"word": {"type": "keyword"}, "documents": {"type": "long"}}}
_FILES: Json = {"dynamic": False, "properties": {"kind": {"type": "keyword"}, "key": {"type": "keyword"}}}


def make_settings(*, shards: int) -> Json:
    """Return the settings of the index of documents; what is written is seen when it is committed, never by itself."""
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "-1",
        "codec": "best_compression",
        "analysis": _ANALYSIS,
        "similarity": _SIMILARITY,
        "max_terms_count": 65536,
    }


def make_template(kind: str, *, pattern: str, shards: int) -> Json:
    """Return the index template of "articles", "words" or "files"."""
    small: Json = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "refresh_interval": "-1"}
    mappings = {"articles": ARTICLES, "words": _VOCABULARY, "files": _FILES}[kind]
    meta = {"searchcsto": {"format": FORMAT, "analysis": ANALYSIS_VERSION, "kind": kind}}
    settings = make_settings(shards=shards) if kind == "articles" else small
    return {
        "index_patterns": [pattern],
        "priority": 500,
        "version": FORMAT,
        "template": {"settings": settings, "mappings": {**mappings, "_meta": meta}},
        "_meta": meta,
    }


def make_key(identifier: str) -> str:
    """Return what OpenSearch knows a document by: its id, or a hash of one that is too long."""
    encoded = identifier.encode("utf-8", "surrogatepass")
    if len(encoded) <= LONGEST_ID and identifier.isprintable() and not identifier.startswith("sha256:"):
        return identifier
    return f"sha256:{hashlib.sha256(encoded).hexdigest()}"


class RecordMaker:
    """Make of documents what is sent, and collect the words of all."""

    def __init__(self) -> None:
        self._analyzer = Analyzer()
        self.words: set[str] = set()

    def make_record(self, document: Document, provenance: Provenance) -> Json:
        """Return what is sent of a document."""
        spans = document.body if document.body is not None else ((0, len(document.text)),)
        pieces = [document.text[start:end] for start, end in spans]
        title_stems, heading = self._analyze(document.title or "")
        analyzed = [self._analyze(piece) for piece in pieces]
        stems = [*title_stems * TITLE_WEIGHT, *(stem for found, _ in analyzed for stem in found)]
        bodies = [found for _, found in analyzed]
        self.words.update(heading, *bodies)
        record: Json = {
            "id": document.id,
            "text": " ".join(stems),
            "title": " ".join(title_stems),
            "exact": [" ".join(terms) for terms in (heading, *bodies) if terms],
            "heading": " ".join(heading),
            "text_length": len(stems),
            "title_length": len(title_stems),
            "path_key": fold_path(document.path),
            "owner": provenance.owner,
            "run": provenance.run,
            "place_number": list(provenance.place),
            **self._find_acronyms(pieces),
            **_describe_values(document),
            **describe_date(document.date),
            **encode_stored(document),
        }
        return record

    def _analyze(self, text: str) -> tuple[list[str], list[str]]:
        """Return the terms that a text has in `text`, and in `exact`."""
        stems: list[str] = []
        words: list[str] = []
        for terms in map(self._analyzer.analyze, find_words(text)):
            stems += terms.text
            words += terms.exact
        return stems, words

    def _find_acronyms(self, pieces: list[str]) -> Json:
        entries: dict[str, None] = {}
        keys: dict[str, None] = {}
        for short, long in (pair for piece in pieces for pair in find_acronyms(piece)):
            folded, key = fold_acronym(short), make_long_key(long, self._analyzer.stem)
            entries[f"{folded}\t{short}\t{long}\t{key}"] = None
            keys[f"{key}\t{folded}"] = None
        return {"acronym": list(entries), "long_form": list(keys)} if entries else {}


def _describe_values(document: Document) -> Json:
    values: Json = {"source": list(dict.fromkeys(document.sources))}
    if document.language:
        values["language"] = document.language
    if document.place:
        values["place"] = document.place
    for name in _VALUE_FIELDS:
        if value := values.get(name):
            values[f"{name}_key"] = value_key(value) if isinstance(value, str) else [value_key(each) for each in value]
    bases = list_bases(document)
    for name, (kind, _) in BASIS_FIELDS.items():
        values[name] = read_basis(bases[kind], name)
    return values


def describe_date(date: str | None) -> Json:
    """Return the fields of a date.

    >>> describe_date("2031-04")["last_day"], describe_date("2031-04").get("week"), describe_date("2031-04")["month"]
    ('2031-04-30', None, '2031-04')
    """
    if date is None:
        return {}
    first, last = date_range(date)
    values = {"first_day": first.isoformat(), "last_day": last.isoformat(), "year": date[:4]}
    values["precision"] = {4: "year", 7: "month"}.get(len(date), "day")
    if len(date) >= 7:
        values["month"] = date[:7]
    if len(date) == 10:
        values |= {"day": date, "week": label_period(number_period(datetime.date.fromisoformat(date), "week"), "week")}
    return values


def encode_stored(document: Document) -> Json:
    """Return the fields from which the document can be had back, and their hash."""
    facts, text = encode_document(document)
    try:
        stored: Json = {"facts": facts, "article": text.decode("utf-8")}
        json.dumps(facts, ensure_ascii=False).encode("utf-8")
    except UnicodeError:  # lone surrogates, which JSON may hold, but not what OpenSearch makes of it
        stored = {"packed": _pack({"facts": facts, "article": text.decode("utf-8", "surrogatepass")})}
    stored["checksum"] = compute_checksum(stored)
    return stored


def compute_checksum(stored: Json) -> str:
    """Return the hash of what is stored of a document."""
    kept = {name: stored[name] for name in ("facts", "article", "packed") if name in stored}
    text = json.dumps(kept, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def decode_stored(source: Json) -> Document:
    """Return the document of what is stored; with an empty text if that was not asked for."""
    if "packed" in source:
        source = json.loads(zlib.decompress(base64.b64decode(source["packed"])))
    facts = dict(source["facts"])
    if "article" not in source:
        facts.pop("body", None)
    return decode_document((facts, source.get("article", "").encode("utf-8", "surrogatepass")))


def _pack(stored: Json) -> str:
    return base64.b64encode(zlib.compress(json.dumps(stored, ensure_ascii=True).encode("ascii"))).decode("ascii")


def encode_record(record: Json) -> bytes:
    """Return a record as a line of JSON; what UTF-8 cannot hold of its values is replaced, but not of what is packed.

    >>> encode_record({"id": "a\\ud800"})
    b'{"id":"a?"}'
    """
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")
