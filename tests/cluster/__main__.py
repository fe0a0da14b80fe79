"""Run a cluster from a terminal: `python -m tests.cluster start`, then `status`, `kill 2`, `restart 2`, `stop`.

The cluster goes on when the command ends. Its folder (`--folder`) is one of this checkout's own in the system's folder
for temporary files; another folder is another cluster. `start` prints one URL on stdout, and nothing else.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

from tests.cluster.distribution import ClusterUnavailable
from tests.cluster.nodes import Cluster, make_cluster, open_cluster


def find_default_folder() -> Path:
    """Return the folder of this checkout's cluster."""
    checkout = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir(), f"searchcsto-cluster-{checkout}")


def main() -> int:
    """Do what the command line says."""
    options = _parse_arguments()
    try:
        return _obey(options)
    except ClusterUnavailable as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("command", choices=["start", "stop", "remove", "kill", "restart", "status", "url"])
    parser.add_argument("node", nargs="?", type=int, help="number of a node, for stop, kill and restart")
    parser.add_argument("--nodes", type=int, default=3, help="how many nodes a new cluster has")
    parser.add_argument("--heap", default="384m", help="memory of each node, as Java writes it")
    parser.add_argument("--folder", type=Path, default=find_default_folder(), help="where the cluster lives")
    return parser.parse_args()


def _obey(options: argparse.Namespace) -> int:
    if options.command == "start":
        return _start(options)
    cluster = open_cluster(options.folder)
    named = [cluster.nodes[options.node - 1]] if options.node else []
    match options.command:
        case "stop":
            cluster.stop(*named)
        case "remove":
            cluster.remove()
        case "kill":
            for node in named or cluster.nodes:
                cluster.kill(node)
        case "restart":
            cluster.stop(*named)
            cluster.start(*named)
        case "url":
            print(cluster.url)
        case _:
            _show(cluster)
    return 0


def _start(options: argparse.Namespace) -> int:
    if (options.folder / "cluster.json").exists():
        cluster = open_cluster(options.folder)
    else:
        cluster = make_cluster(options.folder, options.nodes, heap=options.heap, detached=True)
    cluster.start()
    print(cluster.url)
    return 0


def _show(cluster: Cluster) -> None:
    for node in cluster.nodes:
        print(f"{node.name}  {node.url}  {f'process {node.pid}' if node.runs() else 'not running'}  {node.folder}")


if __name__ == "__main__":
    sys.exit(main())
