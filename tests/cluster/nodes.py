"""Give me a folder and a number: here is a cluster of so many OpenSearch nodes on loopback, each a process of its own.

A node listens on ports that were free when it was made, and keeps them, so that it comes back where it was. It is ended
by its process id, kindly (`stop`) or as by a power cut (`kill`), and `start` brings it back with its data. What a
cluster is stands in `cluster.json` in its folder, so that another process can find it, and end it.

Heaps are small (384 MB): enough for a million short articles, not for measuring how fast OpenSearch can be.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tests.cluster.distribution import ClusterUnavailable, find_distribution, find_java

PATIENCE = 120  # seconds for a node to answer, or a cluster to turn green, on a machine with other work
_LOGGING = """\
status = error
appender.file.type = File
appender.file.name = file
appender.file.fileName = ${sys:opensearch.logs.base_path}${sys:file.separator}server.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %marker%m%n
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
"""
# As the server's own start script has it, but for native calls: they are switched off by hiding their library, because
# with them the server refuses to run as root, as whom containers run tests. What is tested here needs none.
_JAVA_OPTIONS = (
    "-XX:+UseSerialGC",
    "-Xss1m",
    "-Dfile.encoding=UTF-8",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dio.netty.allocator.numDirectArenas=0",
    "-Djava.locale.providers=SPI,COMPAT",
    "-Djava.security.manager=allow",
    "-Djna.nosys=true",
    "-Djna.nounpack=true",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
)
# Linux ends the server when the process that started it ends, even if that is killed (1 is PR_SET_PDEATHSIG).
_END_WITH_PARENT = """\
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
os.execv(sys.argv[1], sys.argv[1:])
"""


@dataclass(slots=True)
class Node:
    """One node: where it is, and the process that runs it, if one does."""

    name: str
    folder: Path
    port: int
    transport_port: int
    pid: int | None = None
    scheme: str = "http"
    process: subprocess.Popen[bytes] | None = None  # where this process started it

    @property
    def url(self) -> str:
        """Return the address of its HTTP."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def runs(self) -> bool:
        """Tell whether its process is there: a number that now belongs to another program does not count."""
        if self.pid is None:
            return False
        if self.process is not None:
            return self.process.poll() is None
        try:
            command = Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return False
        return str(self.folder).encode() in command


@dataclass(slots=True)
class Cluster:
    """The nodes of one cluster, and what is done with them."""

    folder: Path
    nodes: list[Node]
    heap: str = "384m"
    authority: Path | None = None  # of the certificates of nodes that have the security plugin
    user: tuple[str, str] = ("admin", "admin")  # as whom such nodes are asked, and the password
    settings: dict[str, Any] = field(default_factory=dict)
    detached: bool = False  # outlives the process that starts it

    @property
    def url(self) -> str:
        """Return the address of a node that runs."""
        return next(node.url for node in self.nodes if node.runs())

    @property
    def urls(self) -> list[str]:
        """Return the addresses of all nodes, whether they run or not."""
        return [node.url for node in self.nodes]

    def start(self, *nodes: Node) -> None:
        """Start these nodes (all, if none is named) that do not run, and wait until they answer as one cluster."""
        for node in nodes or self.nodes:
            if not node.runs():
                _launch(self, node)
        self.save()
        for node in nodes or self.nodes:
            _wait_for_port(node)
        self.wait_for(lambda health: health["number_of_nodes"] >= sum(node.runs() for node in self.nodes))

    def kill(self, node: Node) -> None:
        """End a node as a power cut would: no goodbye, nothing flushed."""
        _end(node, signal.SIGKILL)
        self.save()

    def stop(self, *nodes: Node) -> None:
        """End these nodes (all, if none is named) as an administrator would."""
        for node in nodes or self.nodes:
            self.resume(node)  # one that hangs would not hear it
            _end(node, signal.SIGTERM)
        self.save()

    def pause(self, node: Node) -> None:
        """Let a node hang: its connections stay open and nobody answers."""
        if node.runs() and node.pid is not None:
            os.kill(node.pid, signal.SIGSTOP)

    def resume(self, node: Node) -> None:
        """Let a node that hangs go on."""
        if node.runs() and node.pid is not None:
            os.kill(node.pid, signal.SIGCONT)

    def remove(self) -> None:
        """Stop all nodes and remove their folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, path: str, body: Any = None, *, method: str | None = None, seconds: float = 60) -> Any:
        """Return what a running node answers, as JSON; bytes are sent as they are. A refusal is urllib's HTTPError."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/x-ndjson" if isinstance(body, bytes) else "application/json"}
        trusted = None
        if self.authority is not None:
            trusted = ssl.create_default_context(cafile=self.authority)
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(self.user).encode()).decode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=seconds, context=trusted) as answer:
            text = answer.read()
        return json.loads(text) if text.strip() else None

    def wait_for(self, holds: Callable[[Mapping[str, Any]], bool], seconds: float = PATIENCE) -> Mapping[str, Any]:
        """Wait until the cluster's health is as wished, and return it; raise TimeoutError, which names the last one."""
        end = time.monotonic() + seconds
        health: Any = None
        while time.monotonic() < end:
            with contextlib.suppress(OSError, StopIteration):
                health = self.ask("/_cluster/health?timeout=5s")
                if holds(health):
                    return dict(health)
            time.sleep(0.2)
        raise TimeoutError(f"the cluster is not as it should be after {seconds:g} seconds: {health}")

    def wait_until_green(self, seconds: float = PATIENCE) -> Mapping[str, Any]:
        """Wait until every shard has all its copies."""
        return self.wait_for(lambda health: health["status"] == "green", seconds)

    def save(self) -> None:
        """Write what the cluster is to its folder."""
        shown = {each.name: getattr(self, each.name) for each in fields(self)}
        shown["nodes"] = [
            {each.name: getattr(node, each.name) for each in fields(node) if each.name != "process"}
            for node in self.nodes
        ]
        text = json.dumps(shown, indent=1, default=str)
        (self.folder / "cluster.json").write_text(text, encoding="utf-8")


def make_cluster(folder: Path, nodes: int = 3, **options: Any) -> Cluster:
    """Lay out the folders of so many nodes; `start` runs them. Options are those of Cluster."""
    folder = folder.resolve()
    ports = _find_ports(2 * nodes)
    scheme = "https" if options.get("authority") else "http"
    made = [
        Node(f"node-{number + 1}", folder / f"node-{number + 1}", ports.pop(), ports.pop(), scheme=scheme)
        for number in range(nodes)
    ]
    cluster = Cluster(folder, made, **options)
    for node in made:
        _write_configuration(cluster, node)
    return cluster


def open_cluster(folder: Path) -> Cluster:
    """Return the cluster that another process made in this folder; raise ClusterUnavailable where none is."""
    file = folder / "cluster.json"
    if not file.exists():
        raise ClusterUnavailable(f"no cluster in {folder}; start one with: python -m tests.cluster start")
    stored = json.loads(file.read_text(encoding="utf-8"))
    try:
        nodes = [Node(**{**node, "folder": Path(node["folder"])}) for node in stored.pop("nodes")]
        authority = stored["authority"] and Path(stored["authority"])
        user = tuple(stored["user"])
        return Cluster(**{**stored, "folder": folder, "nodes": nodes, "authority": authority, "user": user})
    except (KeyError, TypeError) as error:
        raise ClusterUnavailable(f"{file} is from another version of these tests; remove {folder}") from error


def _find_ports(count: int) -> list[int]:
    """Return ports that are free now: the system gives each out anew only after many others."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _write_configuration(cluster: Cluster, node: Node) -> None:
    for name in ("config", "data", "logs", "tmp"):
        (node.folder / name).mkdir(parents=True, exist_ok=True)
    (node.folder / "config" / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
    settings = {
        "cluster.name": "searchcsto-tests",
        "node.name": node.name,
        "network.host": "127.0.0.1",
        "http.port": node.port,
        "transport.port": node.transport_port,
        "discovery.seed_hosts": [f"127.0.0.1:{each.transport_port}" for each in cluster.nodes],
        "cluster.initial_cluster_manager_nodes": [each.name for each in cluster.nodes],
        "path.data": str(node.folder / "data"),
        "path.logs": str(node.folder / "logs"),
        "path.repo": str(cluster.folder / "snapshots"),
        # The disk belongs to others too: only the test of a full disk minds how full it is.
        "cluster.routing.allocation.disk.threshold_enabled": False,
        **cluster.settings,
    }
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
    (node.folder / "config" / "opensearch.yml").write_text(lines, encoding="utf-8")


def _launch(cluster: Cluster, node: Node) -> None:
    home = find_distribution(secured=cluster.authority is not None)
    command = [
        find_java(),
        f"-Xms{cluster.heap}",
        f"-Xmx{cluster.heap}",
        *_JAVA_OPTIONS,
        f"-Djava.io.tmpdir={node.folder / 'tmp'}",
        f"-Dopensearch.path.home={home}",
        f"-Dopensearch.path.conf={node.folder / 'config'}",
        "-cp",
        f"{home / 'lib'}/*",
        "org.opensearch.bootstrap.OpenSearch",
    ]
    if not cluster.detached:
        command = [sys.executable, "-c", _END_WITH_PARENT, *command]
    with (node.folder / "logs" / "process.log").open("ab") as log:
        node.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    node.pid = node.process.pid


def _wait_for_port(node: Node) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not node.runs():
            raise ClusterUnavailable(f"{node.name} ended while starting:\n{_read_end(node)}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", node.port), timeout=1):
            return
        time.sleep(0.1)
    raise ClusterUnavailable(f"{node.name} does not listen after {PATIENCE} seconds:\n{_read_end(node)}")


def _read_end(node: Node) -> str:
    logs = (node.folder / "logs").glob("*.log")
    return "\n".join(line for log in logs for line in log.read_text("utf-8", "replace").splitlines()[-15:])


def _end(node: Node, how: signal.Signals) -> None:
    if node.pid is None or not node.runs():
        node.pid = None
        return
    os.kill(node.pid, how)
    end = time.monotonic() + PATIENCE / 4
    while node.runs():
        if time.monotonic() > end:
            os.kill(node.pid, signal.SIGKILL)
        time.sleep(0.05)
    node.pid = node.process = None
