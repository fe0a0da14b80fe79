"""Give me Maven and Java: here is the folder of an OpenSearch server, made of what Maven Central publishes.

Maven Central has the server's jars and its modules', but not the archive that joins them, so they are put in their
folders here, as the archive has them. What was made is kept in the user's cache (SEARCHCSTO_CLUSTER_CACHE names another
folder), under a name that follows from pom.xml and this module: the first start takes a minute, any other none.

A server has a folder of each: `plain`, and `secured`, which has the security plugin too.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
PATIENCE = 600  # seconds for Maven: a slow line, and a hundred megabytes


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the server: its class, the jars that are its own, and what Java's security manager grants them."""

    class_name: str
    jars: tuple[str, ...]  # beginnings of their names
    permissions: tuple[str, ...] = ()


MODULES = {
    "analysis-common": Module("org.opensearch.analysis.common.CommonAnalysisPlugin", ("analysis-common-",)),
    "mapper-extras": Module("org.opensearch.index.mapper.MapperExtrasPlugin", ("mapper-extras-client-",)),
    "lang-painless": Module(
        "org.opensearch.painless.PainlessPlugin",
        ("lang-painless-", "opensearch-scripting-painless-spi-", "asm-", "antlr4-runtime-"),
        (
            'java.lang.RuntimePermission "createClassLoader"',
            'java.lang.RuntimePermission "getClassLoader"',
            'org.opensearch.script.ClassPermission "<<STANDARD>>"',
        ),
    ),
    "reindex": Module(
        "org.opensearch.index.reindex.ReindexPlugin",
        ("reindex-client-", "opensearch-rest-client-", "opensearch-ssl-config-", "http", "commons-codec-", "commons-l"),
        ('java.net.SocketPermission "*", "connect"',),
    ),
    "transport-netty4": Module(
        "org.opensearch.transport.Netty4Plugin",
        ("transport-netty4-client-", "netty-"),
        (
            'java.lang.RuntimePermission "getClassLoader"',
            'java.lang.RuntimePermission "setContextClassLoader"',
            'java.util.PropertyPermission "sun.nio.ch.bugLevel", "write"',
            'java.io.FilePermission "/proc/sys/net/core/somaxconn", "read"',
            'java.net.SocketPermission "*", "accept,connect"',
            'java.net.SocketPermission "localhost:0", "listen,resolve"',
        ),
    ),
}


class ClusterUnavailable(Exception):
    """No cluster can run here; the message says what is missing."""


def find_program(name: str) -> str:
    """Return the path of a program; raise ClusterUnavailable where there is none."""
    program = shutil.which(name)
    if program is None:
        raise ClusterUnavailable(f"there is no {name}; install it with: apt-get install default-jdk-headless maven")
    return program


def find_java() -> str:
    """Return the java to run a server with: 11 to 21, since later ones lack the security manager it needs."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else find_program("java")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or not 11 <= int(version[1]) <= 21:
        raise ClusterUnavailable(f"OpenSearch 2 needs Java 11 to 21; {java} says: {said.strip() or 'nothing'}")
    return java


def find_distribution(*, secured: bool = False) -> Path:
    """Return the folder of a server, making it if it is not there; raise ClusterUnavailable where that cannot be."""
    folder = _find_cache() / f"opensearch-{read_version()}-{_hash_recipe()}"
    if not folder.exists():
        _make_distributions(folder)
    return folder / ("secured" if secured else "plain")


def read_version() -> str:
    """Return the version of OpenSearch that pom.xml names."""
    found = re.search(r"<opensearch.version>([\d.]+)<", POM.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def _find_cache() -> Path:
    named = os.environ.get("SEARCHCSTO_CLUSTER_CACHE")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "searchcsto"


def _hash_recipe() -> str:
    return hashlib.sha256(POM.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:12]


def _make_distributions(folder: Path) -> None:
    """Make both folders beside their place and rename them into it, so that what is there is whole."""
    maven = find_program("mvn")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as made:
        parts = Path(made, "parts")
        _run_maven(maven, parts)
        server = Path(made, "server")
        _lay_out(parts / "jars", server / "plain")
        shutil.copytree(server / "plain", server / "secured", copy_function=os.link)
        security = server / "secured" / "plugins" / "opensearch-security"
        shutil.copytree(parts / "opensearch-security", security)
        try:
            server.rename(folder)
        except OSError:
            if not folder.exists():  # otherwise another process was faster, and made the same
                raise


def _run_maven(maven: str, folder: Path) -> None:
    command = [maven, "--quiet", "--batch-mode", "--file", str(POM), "package", f"-Dfolder={folder}"]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise ClusterUnavailable(f"Maven Central did not give OpenSearch's jars in {PATIENCE} seconds") from error
    if ran.returncode != 0:
        reasons = [line for line in ran.stdout.splitlines() if "ERROR" in line] or ["no reason"]
        raise ClusterUnavailable(f"Maven cannot get OpenSearch's jars: {reasons[0]}")


def _lay_out(jars: Path, home: Path) -> None:
    for name in ("lib", "modules", "plugins"):
        (home / name).mkdir(parents=True)
    for jar in jars.iterdir():
        owner = next((name for name, module in MODULES.items() if jar.name.startswith(module.jars)), None)
        place = home / "lib" if owner is None else home / "modules" / owner
        place.mkdir(exist_ok=True)
        jar.rename(place / jar.name)
    for name, module in MODULES.items():
        _describe(name, module, home / "modules" / name)


def _describe(name: str, module: Module, folder: Path) -> None:
    """Write what the archive has beside a module's jars, and Maven Central has not."""
    version = read_version()
    lines = {
        "name": name,
        "description": name,
        "classname": module.class_name,
        "version": version,
        "opensearch.version": version,
        "java.version": "11",
        "has.native.controller": "false",
        "extended.plugins": "lang-painless" if name == "analysis-common" else "",
    }
    text = "".join(f"{key}={value}\n" for key, value in lines.items())
    (folder / "plugin-descriptor.properties").write_text(text, encoding="utf-8")
    if module.permissions:
        grants = "".join(f"  permission {permission};\n" for permission in module.permissions)
        (folder / "plugin-security.policy").write_text(f"grant {{\n{grants}}};\n", encoding="utf-8")
