"""compose.yaml is valid, and everything that it names is there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.distribution import read_version
from tests.conftest import Run
from tests.deploy.conftest import DEPLOY, HERE, Deployed, read_settings

ROOT = DEPLOY.parent


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


def test_it_follows_the_specification_of_compose() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_a_service_names_is_declared(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        assert set(service.get("depends_on", {})) <= set(compose["services"])
        volumes = [volume.split(":")[0] for volume in service.get("volumes", [])]
        assert {name for name in volumes if name[0] not in "./$"} <= set(compose["volumes"])


def test_the_files_it_mounts_are_there_once_prepared(compose: dict[str, Any], secrets: Path) -> None:
    named = [secret["file"] for secret in compose["secrets"].values()]
    for service in compose["services"].values():
        named += [volume.split(":")[0] for volume in service.get("volumes", []) if volume.startswith("./")]
    for name in named:
        inside = name.removeprefix("./secrets/")
        assert (secrets / inside if inside != name else DEPLOY / name).exists(), name


def test_prepared_secrets_are_closed_to_others_on_this_machine(secrets: Path) -> None:
    assert secrets.stat().st_mode & 0o077 == 0
    assert (secrets / "authority.key").stat().st_mode & 0o077 == 0
    again = subprocess.run([DEPLOY / "prepare.sh", secrets], capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_its_nodes_are_the_version_that_is_tested(compose: dict[str, Any]) -> None:
    images = {service["image"] for service in compose["services"].values()}
    assert images == {f"opensearchproject/opensearch:{read_version()}", "searchcsto"}


def test_commands_are_commands_of_searchcsto(compose: dict[str, Any], run: Run) -> None:
    for name in ("page", "loader"):
        command, *options = compose["services"][name]["command"]
        said = run(command, "--help").stdout
        assert all(option in said for option in options if option.startswith("--"))


def test_the_image_installs_extras_that_exist() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    named = re.search(r"\.whl\)\[([\w,]+)\]", text)
    assert named is not None
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(named[1].split(",")) <= set(project["optional-dependencies"])


def test_the_image_gets_all_that_a_wheel_is_built_from(tmp_path: Path) -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for line in (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if not line.startswith("COPY") or "--from" in line:
            continue
        for source in shlex.split(line)[1:-1]:
            assert f"!{source}" in ignored
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
            else:
                shutil.copy(ROOT / source, tmp_path)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        str(tmp_path),
    ]
    subprocess.run(command, env=os.environ | {"SEARCHCSTO_PURE": "1"}, check=True)  # what is compiled takes long
    assert list(tmp_path.glob("searchcsto-*-none-any.whl"))


def test_three_nodes_run_with_its_settings_and_users(deployed: Deployed) -> None:
    health = deployed.cluster.wait_until_green()
    assert health["number_of_nodes"] == 3
    found = deployed.cluster.ask("/_nodes/settings?flat_settings=true&filter_path=nodes.*.settings")["nodes"].values()
    for name, value in read_settings().items():
        shown = [node["settings"].get(name) for node in found]
        is_shown = name not in HERE and not name.startswith("plugins.security.")  # the plugin hides its own
        assert not is_shown or shown == [_write(value)] * 3, name


def test_a_node_is_healthy_in_the_words_of_its_health_check(compose: dict[str, Any], deployed: Deployed) -> None:
    node = deployed.cluster.nodes[0]
    command = compose["services"]["opensearch-1"]["healthcheck"]["test"][1].replace("$$", "$")
    here = command.replace("localhost:9200", f"localhost:{node.port}").replace("/run/secrets", str(deployed.secrets))
    asked = subprocess.run(["bash", "-c", here], cwd=node.folder, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stdout + asked.stderr


def _write(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
