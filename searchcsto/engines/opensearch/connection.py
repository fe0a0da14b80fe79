"""Give an address, get answers of its cluster as JSON; whatever goes wrong on the way is one of our errors.

Nodes that do not answer are passed over for the others of the address. What a cluster cannot take for the moment (429,
a node that went away) is asked again, a little later each time, for as long as `patience` says.
"""

from __future__ import annotations

import functools
import random
import ssl
import time
from typing import Any

from opensearchpy import OpenSearch, exceptions

from searchcsto.deadlines import check_time, read_time_left
from searchcsto.engines.opensearch.credentials import Credentials, read_credentials
from searchcsto.errors import (
    EngineBusy,
    EngineForbidden,
    EngineRefused,
    EngineUnreachable,
    IndexUnwritable,
    OptionInvalid,
    SearchError,
)
from searchcsto.locations import Address

Json = dict[str, Any]

_SECONDS = 60.0  # that an answer may take
_READING = 20.0  # that a node may take to answer a question, where another one can be asked
_PATIENCE = 5.0  # seconds of asking again
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
_BUSY = (429, 502, 503, 504)
_BUSY_SIGNS = ("rejected_execution", "circuit_breaking", "Data too large")  # also where the status says otherwise
_FULL = ("flood", "allow delete", "read-only-allow-delete", "create-index blocked")  # what OpenSearch does of itself
_CERTIFICATE = ("CERTIFICATE_VERIFY_FAILED", "certificate verify failed", "hostname mismatch")


class NotFound(EngineRefused):
    """The cluster does not have what was asked for; `kind` is its own word for it."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"the cluster does not have what was asked for ({kind})")
        self.kind = kind


class Refused(EngineRefused):
    """The cluster cannot do what was asked for: a fault of the question; `kind` and `reason` are its own words."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"the cluster does not do this: {_cut(f'{kind}: {reason}')}")
        self.kind = kind
        self.reason = reason


def connect(address: Address) -> Cluster:
    """Return the connections to an address, the same for all who ask in this process."""
    return _connect(address, read_credentials())


@functools.lru_cache(maxsize=16)
def _connect(address: Address, credentials: Credentials) -> Cluster:
    return Cluster(address, credentials)


class Cluster:
    """Connections to the nodes of an address; may be shared by threads."""

    def __init__(self, address: Address, credentials: Credentials) -> None:
        self.address = address
        if credentials.user is not None and not address.is_secure and not _is_local(address):
            raise OptionInvalid(
                "a password would be sent in the clear: use opensearch+https://, or a cluster on this machine"
            )
        self._reader = self._connect(credentials, seconds=_READING, again=True)
        self._writer = self._connect(credentials, seconds=_SECONDS, again=False)

    def _connect(self, credentials: Credentials, *, seconds: float, again: bool) -> OpenSearch:
        """Return a client; with `again` a node that does not answer in time is left for the next one."""
        address = self.address
        return OpenSearch(
            hosts=[{"host": host.strip("[]"), "port": port} for host, port in address.nodes],
            http_auth=(credentials.user, credentials.password) if credentials.user is not None else None,
            use_ssl=address.is_secure,
            verify_certs=True,
            ca_certs=credentials.authorities,
            timeout=seconds,
            max_retries=len(address.nodes) if len(address.nodes) > 1 else 0,
            retry_on_status=(502, 503, 504),
            retry_on_timeout=again,
            http_compress=len(address.nodes) > 1 or not _is_local(address),
            pool_maxsize=16,
        )

    def ask(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        *,
        patience: float = _PATIENCE,
        **parameters: object,
    ) -> Any:
        """Return the answer to a request. Raises EngineUnusable, IndexUnwritable, SearchTimeout, NotFound, Refused."""
        ends = time.monotonic() + patience
        pause = _FIRST_PAUSE
        while True:
            try:
                return self._ask_once(method, path, body, parameters)
            except (EngineBusy, EngineUnreachable) as problem:
                is_worth_it = isinstance(problem, EngineBusy) or len(self.address.nodes) > 1 or patience > _PATIENCE
                if not is_worth_it or time.monotonic() + pause > ends:
                    raise
                check_time()
                time.sleep(pause * random.uniform(0.5, 1))
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _ask_once(self, method: str, path: str, body: Json | bytes | None, parameters: dict[str, object]) -> Any:
        left = read_time_left()
        params = {name: _write_parameter(value) for name, value in parameters.items()}
        is_reading = _is_reading(method, path)
        seconds = _READING if is_reading and len(self.address.nodes) > 1 else _SECONDS
        params["request_timeout"] = seconds if left is None else min(left, seconds)
        client = self._reader if is_reading else self._writer
        headers = {"content-type": "application/x-ndjson"} if isinstance(body, bytes) else None
        try:
            return client.transport.perform_request(method, path, params=params, body=body, headers=headers)
        except exceptions.SerializationError:
            raise EngineUnreachable(f"what answers at {self.address} is not OpenSearch") from None
        except exceptions.TransportError as problem:
            check_time()  # it was stopped by us
            raise self._translate_error(problem) from None

    def _translate_error(self, problem: exceptions.TransportError) -> Exception:
        if isinstance(problem, exceptions.ConnectionError):
            return self._describe_connection(problem)
        status, info = problem.status_code, problem.info if isinstance(problem.info, dict) else {}
        error = info.get("error")
        kind, reason = _find_cause(error) if isinstance(error, dict) else (str(problem.error), str(error or ""))
        if "block_exception" in kind or "cluster_block" in reason:
            return self.describe_block(f"{kind} {reason}")
        if status in (401, 403):
            what = "does not know the user or the password" if status == 401 else "does not allow this"
            return EngineForbidden(
                f"the cluster at {self.address} {what}: check SEARCHCSTO_OPENSEARCH_USER and _PASSWORD"
            )
        if status in _BUSY or any(sign in f"{kind} {reason}" for sign in _BUSY_SIGNS):
            return EngineBusy(
                f"the cluster at {self.address} has too much to do or lost a node ({_cut(kind)}); try again"
            )
        if status == 404:
            return NotFound(kind)
        return Refused(kind, reason)

    def _describe_connection(self, problem: exceptions.ConnectionError) -> SearchError:
        text = f"{problem.error} {problem.info}"
        if isinstance(problem, exceptions.SSLError) or any(sign in text for sign in _CERTIFICATE):
            return EngineUnreachable(
                f"the certificate of {self.address} cannot be trusted ({_find_reason(problem)}); "
                "SEARCHCSTO_OPENSEARCH_CA names a file with the authority that signed it"
            )
        if isinstance(problem, exceptions.ConnectionTimeout):
            return EngineBusy(f"the cluster at {self.address} does not answer in time; try again")
        hint = "" if self.address.is_secure else ", or wants opensearch+https://"
        return EngineUnreachable(f"the cluster at {self.address} cannot be reached ({_find_reason(problem)}){hint}")

    def describe_block(self, reason: str) -> SearchError:
        """Return the error for an index, or a whole cluster, that may not be written to or read for now."""
        if "read-only" in reason or "FORBIDDEN" in reason:
            is_full = any(sign in reason for sign in _FULL)
            full = "the cluster's disks are nearly full" if is_full else "it is read-only"
            return IndexUnwritable(
                self.address, f"{full}; make room, then set index.blocks.read_only_allow_delete to null"
            )
        return EngineBusy(f"the cluster at {self.address} is not ready ({_cut(reason)}); try again")

    def search(self, path: str, body: Json, *, patience: float = _PATIENCE, **parameters: object) -> Any:
        """Return the answer of a search over all shards, or raise: half an answer is none."""
        return self.ask("POST", path, body, patience=patience, allow_partial_search_results=False, **parameters)


def _is_reading(method: str, path: str) -> bool:
    """Return whether a request changes nothing, so that it may be put to two nodes."""
    return method in ("GET", "HEAD") or "/_search" in path or path.endswith(("/_msearch", "/_mget", "/_count"))


def _is_local(address: Address) -> bool:
    return all(host in ("127.0.0.1", "localhost", "[::1]") for host, _ in address.nodes)


def _write_parameter(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _find_cause(error: Json) -> tuple[str, str]:
    """Return the kind and the reason of an error: of its root, where that says more."""
    causes = [error, *error.get("root_cause", []), *(each.get("reason", {}) for each in error.get("failed_shards", []))]
    causes = [cause for cause in causes if isinstance(cause, dict)]
    nested = causes[-1].get("caused_by")
    while isinstance(nested, dict):
        causes.append(nested)
        nested = nested.get("caused_by")
    kinds = dict.fromkeys(str(cause.get("type", "")) for cause in causes)
    reasons = dict.fromkeys(str(cause.get("reason", "")) for cause in causes if cause.get("reason"))
    return " ".join(kinds), "; ".join(reasons)


def _find_reason(problem: exceptions.ConnectionError) -> str:
    """Return the words of the innermost cause."""
    cause: Any = problem.info
    while True:
        inner = getattr(cause, "reason", None) or (cause.args[0] if getattr(cause, "args", None) else None)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message or "it cannot be verified"
        if isinstance(cause, OSError) and cause.strerror and not isinstance(inner, BaseException):
            return cause.strerror
        if not isinstance(inner, BaseException):
            return _cut(str(cause).rpartition(": ")[2])
        cause = inner


def _cut(text: str) -> str:
    return " ".join(text.split())[:200]
