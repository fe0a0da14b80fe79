"""Give an address, get the names of the indexes that stand behind it, once it is sure that they are ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from searchcsto.analysis.terms import ANALYSIS_VERSION
from searchcsto.engines.opensearch.connection import Cluster, NotFound
from searchcsto.engines.opensearch.schema import FORMAT
from searchcsto.errors import IndexForeign, IndexMissing, IndexOutdated
from searchcsto.locations import Address

PARTS = ("", "-words", "-files")


@dataclass(frozen=True, slots=True)
class Target:
    """One generation of an index."""

    address: Address
    generation: int

    @property
    def articles(self) -> str:
        """The index of the documents."""
        return f"{self.address.index}-g{self.generation}"

    @property
    def words(self) -> str:
        """The index of the vocabulary."""
        return f"{self.address.index}-words-g{self.generation}"

    @property
    def files(self) -> str:
        """The index of the ledger."""
        return f"{self.address.index}-files-g{self.generation}"

    @property
    def names(self) -> tuple[str, str, str]:
        """All indexes, in the order in which they are made."""
        return self.words, self.files, self.articles

    def __str__(self) -> str:
        return str(self.address)


def find_target(cluster: Cluster) -> Target:
    """Return what stands behind an address. Raises IndexMissing, IndexForeign, IndexOutdated."""
    target, meta = _find(cluster)
    check_version(target, meta)
    return target


def find_generation(cluster: Cluster) -> Target:
    """Return what stands behind an address, of whatever version. Raises IndexMissing, IndexForeign."""
    return _find(cluster)[0]


def _find(cluster: Cluster) -> tuple[Target, dict[str, Any]]:
    address = cluster.address
    try:
        found: dict[str, Any] = cluster.ask("GET", f"/{address.index}/_mapping")
    except NotFound:
        raise IndexMissing(address) from None
    names = [re.fullmatch(rf"{re.escape(address.index)}-g(\d+)", name) for name in found]
    metas = [_read_meta(mapping) for mapping in found.values()]
    if len(found) != 1 or names[0] is None or metas[0] is None:
        what = ", ".join(sorted(found)[:3])
        raise IndexForeign(
            f"{address.index} at {address} is {what}, which searchcsto has not made: choose another name"
        )
    return Target(address, int(names[0][1])), metas[0]


def check_version(target: Target, meta: dict[str, Any]) -> None:
    """Compare the version of the mapping with ours. Raises IndexOutdated."""
    known, ours = (meta.get("format"), meta.get("analysis")), (FORMAT, ANALYSIS_VERSION)
    if known != ours:
        is_newer = any(isinstance(one, int) and one > other for one, other in zip(known, ours, strict=True))
        mending = f"build it anew: searchcsto index PATH --rebuild --index {target}"
        raise IndexOutdated(
            f"the index at {target} has the mapping {known[0]} and the analysis {known[1]}, this program {ours[0]} and "
            f"{ours[1]}; {'it needs a newer searchcsto' if is_newer else mending}"
        )


def _read_meta(mapping: Any) -> dict[str, Any] | None:
    meta = mapping.get("mappings", {}).get("_meta", {}).get("searchcsto")
    return meta if isinstance(meta, dict) else None


def list_generations(cluster: Cluster, parts: Sequence[str] = PARTS) -> list[int]:
    """Return the numbers of all generations that there are anything of: of these parts."""
    name = cluster.address.index
    patterns = ",".join(f"{name}{part}-g*" for part in parts)
    try:
        found = cluster.ask("GET", f"/{patterns}", expand_wildcards="all", ignore_unavailable=True)
    except NotFound:
        return []
    matches = [re.fullmatch(rf"{re.escape(name)}(?:{'|'.join(parts)})-g(\d+)", each) for each in found]
    return sorted({int(match[1]) for match in matches if match})
