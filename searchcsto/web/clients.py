"""Tell clients apart by their addresses, as they are seen here: what a request claims (X-Forwarded-For) is nothing."""

from __future__ import annotations

import functools
import ipaddress

from starlette.types import Scope


def find_client(scope: Scope) -> str:
    """Return the client of a request."""
    client = scope.get("client")
    return name_client(client[0]) if client else ""


@functools.lru_cache(maxsize=4096)
def name_client(address: str) -> str:
    """Return the client that has an address; with IPv6, everybody has a network of them.

    >>> name_client("2001:db8::1:2"), name_client("::ffff:192.0.2.7"), name_client("192.0.2.7"), name_client("?")
    ('2001:db8::', '192.0.2.7', '192.0.2.7', '?')
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)
