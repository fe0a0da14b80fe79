"""Write to an index in a cluster: what was sent is seen when it is committed.

Any number of writers may work at once, on any number of machines; a commit shows what all of them have sent. So `close`
forgets only what was not sent yet: documents are sent when some MB have gathered. In a rebuild a new generation is
filled, and takes the place of the old one with the last commit; before, nobody sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from urllib.parse import quote

from searchcsto.documents import Document
from searchcsto.engines.base import Provenance, Refusal
from searchcsto.engines.opensearch.batch import BulkBatch, BulkBuilder
from searchcsto.engines.opensearch.bulk import Change, send_changes
from searchcsto.engines.opensearch.connection import Cluster, NotFound
from searchcsto.engines.opensearch.counts import Counter
from searchcsto.engines.opensearch.schema import encode_record, make_key
from searchcsto.engines.opensearch.snapshot import Snapshot
from searchcsto.engines.opensearch.target import Target, find_generation, list_generations
from searchcsto.engines.opensearch.vocabulary import Words
from searchcsto.errors import DocumentInvalid, EngineUnusable, IndexMissing

_PATIENCE = 300.0
_COUNTED = 20_000  # words of the vocabulary that are counted at a time
_FREQUENT = 5000  # words that are counted again


class ClusterWriter:
    """A run of changes to one generation of an index."""

    def __init__(self, cluster: Cluster, target: Target, *, is_rebuild: bool = False) -> None:
        self._cluster = cluster
        self._target = target
        self._is_hidden = is_rebuild
        self._builder = BulkBuilder(cluster, target)
        self._deleted: list[str] = []

    @property
    def target(self) -> Target:
        """The generation that is written to."""
        return self._target

    def add(self, document: Document) -> None:
        """Add a document in the place of one with the same id. Raises DocumentInvalid for one that cannot be taken."""
        if document.id in self._builder or self._builder.is_full:
            self.flush()
        if document.id in self._deleted:
            self._send_deletions()
        self._builder.add(document, Provenance())

    def delete(self, identifier: str) -> bool:
        """Delete the document with this id; return whether there was one."""
        if identifier in self._builder:
            self.flush()
        if identifier in self._deleted:
            return False
        key = make_key(identifier)
        try:
            self._cluster.ask("GET", f"/{self._target.articles}/_doc/{_quote(key)}", _source=False, patience=_PATIENCE)
        except NotFound:
            return False
        self._deleted.append(identifier)
        return True

    def adopt(self, batch: BulkBatch, *, rejected: Iterable[str] = ()) -> Sequence[Refusal]:
        """Return what of a batch the cluster has not taken: `rejected` ids are among these."""
        return batch.refusals

    def reserve_name(self) -> str:
        """Return a name for a batch; a cluster needs none."""
        return ""

    def flush(self) -> None:
        """Send what has gathered. Raises DocumentInvalid for what the cluster does not take."""
        if len(self._builder):
            refusals = self._builder.write().refusals
            if refusals:
                more = f", and {len(refusals) - 1:,} more" if len(refusals) > 1 else ""
                raise DocumentInvalid(f"{refusals[0].reason}{more}")

    def commit(self, *, is_last: bool = True) -> None:
        """Make all changes so far visible; the last commit of a rebuild shows the new generation instead of the old."""
        self.flush()
        self._send_deletions()
        self._refresh()
        if is_last:
            with suppress(EngineUnusable):  # that only chooses among too many words: the next run does it, too
                self._count_words()
            if self._is_hidden:
                self._publish()

    def _refresh(self) -> None:
        self._cluster.ask("POST", f"/{','.join(self._target.names)}/_refresh", patience=_PATIENCE)

    def _send_deletions(self) -> None:
        changes = [Change("delete", make_key(identifier)) for identifier in self._deleted]
        if changes:
            send_changes(self._cluster, self._target.articles, changes)
        self._deleted = []

    def _count_words(self) -> None:
        """Note how many documents have the words that are new, and those that many have: see `vocabulary`."""
        words = Words(self._cluster, self._target.words)
        snapshot = Snapshot(self._cluster, self._target)
        counter = Counter(snapshot)
        some = words.find_frequent({"range": {"documents": {"gte": 2}}}, most=_FREQUENT)
        try:
            while True:
                new = words.find_frequent({"bool": {"must_not": [{"exists": {"field": "documents"}}]}}, most=_COUNTED)
                counts = counter.count_words([*some, *new])
                changes = [
                    Change("index", make_key(word), encode_record({"word": word, "documents": counts.get(word, 0)}))
                    for word in (*some, *new)
                ]
                if changes:
                    send_changes(self._cluster, self._target.words, changes)
                    self._cluster.ask("POST", f"/{self._target.words}/_refresh", patience=_PATIENCE)
                some = []
                if len(new) < _COUNTED:
                    return
        finally:
            snapshot.forget()

    def _publish(self) -> None:
        """Let the new generation take the place of the old ones, and delete these."""
        name = self._cluster.address.index
        actions: list[dict[str, object]] = []
        with suppress(IndexMissing):
            actions.append({"remove": {"index": find_generation(self._cluster).articles, "alias": name}})
        actions.append({"add": {"index": self._target.articles, "alias": name}})
        self._cluster.ask("POST", "/_aliases", {"actions": actions}, patience=_PATIENCE)
        self._is_hidden = False
        for generation in list_generations(self._cluster):
            if generation < self._target.generation:
                self._remove(Target(self._target.address, generation))

    def _remove(self, target: Target) -> None:
        for index in target.names:
            with suppress(NotFound):
                self._cluster.ask("DELETE", f"/{index}", patience=_PATIENCE)

    def optimize(self) -> None:
        """Commit, and make one segment of each shard, without what was deleted."""
        self.commit()
        for index in self._target.names:
            self._cluster.ask("POST", f"/{index}/_forcemerge", max_num_segments=1, patience=_PATIENCE)
        self._refresh()

    def close(self) -> None:
        """Forget what was not sent; of a rebuild that was not committed, everything."""
        self._builder = BulkBuilder(self._cluster, self._target)
        self._deleted = []
        if self._is_hidden:
            self._is_hidden = False
            self._remove(self._target)


def _quote(key: str) -> str:
    return quote(key, safe="")
