"""Keep an index in a cluster: create it, open a searcher on what was committed last, open a writer, check it."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from searchcsto.deadlines import check_time
from searchcsto.engines.opensearch.connection import Cluster, NotFound, Refused, connect
from searchcsto.engines.opensearch.credentials import read_shards
from searchcsto.engines.opensearch.schema import compute_checksum, make_template
from searchcsto.engines.opensearch.searcher import ClusterSearcher
from searchcsto.engines.opensearch.target import (
    Target,
    find_generation,
    find_target,
    list_generations,
)
from searchcsto.errors import EngineForbidden, IndexMissing, IndexOutdated
from searchcsto.locations import Address

if TYPE_CHECKING:
    from searchcsto.engines.opensearch.batch import BulkBuilder
    from searchcsto.engines.opensearch.writer import ClusterWriter

MEMORY = 512 << 20  # bytes that loading may use, as with the other engine
_FOR_COPIES = 30.0  # seconds
_CHECKED = 200  # documents that are read at a time
_SHOWN = 20


def create_index(address: Address) -> None:
    """Make an empty index where there is none. Raises EngineUnusable, IndexForeign, IndexUnwritable."""
    cluster = connect(address)
    # Other loaders may be making it at this moment. All come to the same number: the index of the articles is made
    # last, at once with its name, and these are counted before the name is looked up.
    generation = max(list_generations(cluster, parts=[""]), default=0) + 1
    try:
        find_generation(cluster)
    except IndexMissing:
        make_generation(cluster, generation, is_visible=True)


def make_generation(cluster: Cluster, generation: int, *, is_visible: bool) -> Target:
    """Make the empty indexes of a generation; who searches sees them if they are made visible."""
    target = Target(cluster.address, generation)
    name, shards = cluster.address.index, read_shards()
    patterns = {"articles": f"{name}-g*", "words": f"{name}-words-g*", "files": f"{name}-files-g*"}
    for kind, pattern in patterns.items():
        template = make_template(kind, pattern=pattern, shards=shards)
        cluster.ask("PUT", f"/_index_template/searchcsto-{name}-{kind}", template)
    for each in target.names:
        is_last = each == target.articles
        body: dict[str, Any] = {"aliases": {name: {}}} if is_last and is_visible else {}
        try:
            cluster.ask("PUT", f"/{each}", body, wait_for_active_shards=1)
        except Refused as problem:
            if "resource_already_exists" not in problem.kind:  # another loader was faster
                raise
    _wait_for_copies(cluster, target)
    return target


def _wait_for_copies(cluster: Cluster, target: Target) -> None:
    """Wait, for a while, until there are all copies: what is written before dies with the first node that does."""
    ends = time.monotonic() + _FOR_COPIES
    path = f"/_cluster/health/{','.join(target.names)}"
    with suppress(Refused, EngineForbidden):  # who may not ask goes on as it is
        while time.monotonic() < ends:
            health = cluster.ask("GET", path)
            if health["status"] == "green" or health["number_of_data_nodes"] < 2:
                return
            check_time()
            time.sleep(0.1)


def open_searcher(address: Address) -> ClusterSearcher:
    """Return a searcher on the last committed state. Raises EngineUnusable, IndexMissing, IndexOutdated."""
    cluster = connect(address)
    target = find_target(cluster)
    return ClusterSearcher(cluster, target, version="-".join(map(str, _read_state(cluster, target.articles))))


def read_stamp(address: Address) -> tuple[object, ...]:
    """Return what changes with every commit. Raises EngineUnusable, IndexMissing."""
    return _read_state(connect(address), address.index)


def _read_state(cluster: Cluster, index: str) -> tuple[object, ...]:
    """Return what changes when documents become visible: the index, and how often that was."""
    try:
        stats = cluster.ask("GET", f"/{index}/_stats/refresh,docs", filter_path="indices.*.uuid,indices.*.primaries")
    except NotFound:
        raise IndexMissing(cluster.address) from None
    [(_, found)] = stats["indices"].items()
    primaries = found["primaries"]
    documents = primaries["docs"]
    return found["uuid"], primaries["refresh"]["external_total"], documents["count"], documents["deleted"]


def open_writer(address: Address, *, memory: int = MEMORY, rebuild: bool = False) -> ClusterWriter:
    """Return a writer; with `rebuild` of a new generation, which takes the old one's place when it is committed."""
    from searchcsto.engines.opensearch.writer import ClusterWriter

    cluster = connect(address)
    if not rebuild:
        return ClusterWriter(cluster, find_target(cluster))
    with suppress(IndexMissing):
        find_generation(cluster)
    return ClusterWriter(
        cluster,
        make_generation(cluster, max(list_generations(cluster), default=0) + 1, is_visible=False),
        is_rebuild=True,
    )


def open_builder(target: Target, *, memory: int) -> BulkBuilder:
    """Return what gathers documents for a writer, perhaps in another process."""
    from searchcsto.engines.opensearch.batch import BulkBuilder

    return BulkBuilder(connect(target.address), target)


def measure_index(address: Address) -> int:
    """Return the bytes of all primary shards of an index."""
    target = find_generation(cluster := connect(address))
    stats = cluster.ask("GET", f"/{','.join(target.names)}/_stats/store")
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


def check_index(address: Address) -> list[str]:
    """Read every stored document and compare its hash; return what is wrong, a line each. Raises IndexMissing."""
    cluster = connect(address)
    try:
        target = find_target(cluster)
    except IndexOutdated as problem:
        return [str(problem)]
    problems: list[str] = []
    with suppress(EngineForbidden):  # who may only search need not know
        for name in target.names:
            health = cluster.ask("GET", f"/_cluster/health/{name}")
            if health["status"] == "red":
                problems.append(f"{name}: {health['unassigned_shards']} shards are nowhere: documents are missing")
    if problems:
        return problems
    searcher = open_searcher(address)
    count = 0
    for key, source in searcher.scan({"match_all": {}}, ["facts", "article", "packed", "checksum"], size=_CHECKED):
        count += 1
        if compute_checksum(source) != source.get("checksum"):
            problems.append(f"{target.articles}: the document {key!r} is not what was stored")
        if len(problems) >= _SHOWN:
            break
    if not problems and count != searcher.document_count:
        problems.append(f"{target.articles}: {count:,} of {searcher.document_count:,} documents can be read")
    searcher.close()
    return problems
