"""Give an acronym, get what it stands for in the documents of an index; give stems of words, get acronyms."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from searchcsto.engines.base import LearnedAcronym
from searchcsto.engines.opensearch.counts import Counter as DocumentCounter
from searchcsto.engines.opensearch.facets import MOST
from searchcsto.engines.opensearch.globs import compile_glob
from searchcsto.engines.opensearch.snapshot import Snapshot
from searchcsto.engines.shared.acronyms import Pair, fold_acronym, gather_acronyms

Json = dict[str, Any]

_REMEMBERED = 5000
_FEW = 2000  # acronyms: of so many, all are asked for at once


class Acronyms:
    """The acronyms of one state of an index."""

    def __init__(self, snapshot: Snapshot, counter: DocumentCounter) -> None:
        self._snapshot = snapshot
        self._counter = counter
        self._known: dict[str, list[LearnedAcronym]] = {}
        self._forms: dict[str, list[tuple[str, str]]] = {}
        self._all: dict[str, dict[str, int] | None] = {}  # by field: every value, None if they are too many

    def find(self, acronym: str) -> Sequence[LearnedAcronym]:
        """Return what an acronym stands for, however it is written, most frequent first."""
        folded = fold_acronym(acronym)
        if folded not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known = {}
            self._known[folded] = self._gather(f"{folded}\t") if folded else []
        return self._known[folded]

    def list_all(self) -> Sequence[LearnedAcronym]:
        """Return all acronyms in their order, of each the most frequent long form first."""
        return self._gather("")

    def find_long_forms(self, beginning: str) -> Sequence[tuple[str, str]]:
        """Return the stems of all long forms that begin so, each with a folded acronym."""
        if beginning not in self._forms:
            if len(self._forms) >= _REMEMBERED:
                self._forms = {}
            found = sorted(self._count("long_form", beginning))
            self._forms[beginning] = [(key, folded) for key, _, folded in (line.partition("\t") for line in found)]
        return self._forms[beginning]

    def _gather(self, beginning: str) -> list[LearnedAcronym]:
        lines: defaultdict[Pair, list[str]] = defaultdict(list)
        shorts: defaultdict[Pair, Counter[str]] = defaultdict(Counter)
        longs: defaultdict[Pair, Counter[str]] = defaultdict(Counter)
        for line, count in self._count("acronym", beginning).items():
            folded, short, long, key = line.split("\t")
            lines[folded, key].append(line)
            shorts[folded, key][short] += count
            longs[folded, key][long] += count
        if not lines:
            return []

        def count_any(pairs: Sequence[Pair]) -> int:
            return self._counter.count_queries([_any([line for pair in pairs for line in lines[pair]])])[0]

        counts = self._counter.count_queries([_any(some) for some in lines.values()])
        documents = dict(zip(lines, counts, strict=True))
        return gather_acronyms(documents, shorts, longs, count_any=count_any)

    def _count(self, field: str, beginning: str) -> dict[str, int]:
        """Return the values of a field that begin so, with their documents."""
        if field not in self._all:
            found = self._ask(field, "", most=_FEW)
            self._all[field] = found if len(found) < _FEW else None
        known = self._all[field]
        if known is not None:
            return {value: count for value, count in known.items() if value.startswith(beginning)}
        return self._ask(field, beginning, most=MOST)

    def _ask(self, field: str, beginning: str, *, most: int) -> dict[str, int]:
        values: Json = {"field": field, "size": most}
        query: Json = {"exists": {"field": field}}
        if beginning:
            values["include"] = compile_glob(re.sub("[*?]", "", beginning)) + ".*"
            query = {"prefix": {field: beginning}}
        body = {"query": query, "size": 0, "track_total_hits": False, "aggs": {"values": {"terms": values}}}
        buckets = self._snapshot.search(body)["aggregations"]["values"]["buckets"]
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


def _any(lines: Sequence[str]) -> Json:
    return {"terms": {"acronym": list(lines)}}
