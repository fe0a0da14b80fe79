"""Say where an index is: in a folder of this machine, or in an OpenSearch cluster.

    opensearch://search.example:9200/csto
    opensearch+https://one.example,two.example,three.example:9243/csto

The name behind the slash is the index. Several nodes of one cluster may be named: where one does not answer, the next
is asked. An address holds no name of a user and no password: these come from the environment or a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from searchcsto.errors import OptionInvalid

PORT = 9200
_SCHEMES = {"opensearch": False, "opensearch+http": False, "opensearch+https": True}
_LOOKS_LIKE_ONE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_NODE = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?", re.ASCII)
# OpenSearch's own rules, and no comma, star or dash in front, which would name several indexes.
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*", re.ASCII)
_LONGEST_NAME = 200
_EXAMPLE = "opensearch://search.example:9200/csto"


@dataclass(frozen=True, slots=True)
class Address:
    """An index in an OpenSearch cluster.

    >>> str(parse_location("opensearch+https://search.example/csto"))
    'opensearch+https://search.example:9200/csto'
    """

    nodes: tuple[tuple[str, int], ...]  # names and ports
    index: str
    is_secure: bool = False

    def __str__(self) -> str:
        nodes = ",".join(f"{host}:{port}" for host, port in self.nodes)
        return f"opensearch{'+https' if self.is_secure else ''}://{nodes}/{self.index}"


Location = Path | Address


def parse_location(place: str | Path | Address) -> Location:
    """Return where an index is. Raises OptionInvalid for an address that cannot be used; its password is not shown.

    >>> parse_location("archive/index"), parse_location("opensearch://[::1]:9201/csto").nodes
    (PosixPath('archive/index'), (('[::1]', 9201),))
    """
    if isinstance(place, Path | Address):
        return place
    if not isinstance(place, str):
        raise OptionInvalid(f"an index is at a path or an address, not at {place!r:.80}")
    found = _LOOKS_LIKE_ONE.match(place)
    if found is None:
        return Path(place)
    scheme = found.group()[:-3].lower()
    if scheme not in _SCHEMES:
        raise OptionInvalid(f"{scheme}:// is no address of an index; write {_EXAMPLE}, or a path")
    nodes, _, name = place[found.end() :].partition("/")
    if "@" in nodes:
        raise OptionInvalid(
            "an address holds no user and no password: "
            "set SEARCHCSTO_OPENSEARCH_USER and SEARCHCSTO_OPENSEARCH_PASSWORD"
        )
    name = name.removesuffix("/")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise OptionInvalid(
            f"{name[:80]!r} is no name of an index: small letters, digits, '-', '_' and '.', as in {_EXAMPLE}"
        )
    return Address(_parse_nodes(nodes), name, _SCHEMES[scheme])


def _parse_nodes(text: str) -> tuple[tuple[str, int], ...]:
    nodes: list[tuple[str, int]] = []
    parts = [_NODE.fullmatch(part) for part in text.split(",")]
    last = next((int(match[2]) for match in reversed(parts) if match and match[2]), PORT)
    for part, match in zip(text.split(","), parts, strict=True):
        port = int(match[2] or last) if match else 0
        if match is None or not 0 < port < 65536:
            raise OptionInvalid(f"{part[:80]!r} is no name of a machine with a port; write {_EXAMPLE}")
        nodes.append((match[1], port))
    return tuple(dict.fromkeys(nodes))
