"""Whatever the OpenAPI allows, and much that it does not, is answered without a server error."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from searchcsto.web.app import make_app
from searchcsto.web.settings import ServerSettings

schemathesis = pytest.importorskip("schemathesis", reason="pip install schemathesis")
checks = pytest.importorskip("schemathesis.specs.openapi.checks")

CHECKS: list[Callable[..., Any]] = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
EXAMPLES = 15  # of each question, allowed ones and others
SECONDS = 20  # after which no further question is begun


def test_no_server_error(seed_index: Path) -> None:
    app = make_app(ServerSettings(seed_index, rate=0, names=("testserver",)))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    ends = time.monotonic() + SECONDS
    asked = 0
    for result in schema.get_all_operations():
        for mode in schemathesis.GenerationMode:
            if time.monotonic() < ends:
                with suppress(Unsatisfiable):  # of what takes no parameters nothing can be wrong
                    check_operation(result.ok(), mode)
                    asked += 1
    assert asked >= 5


def check_operation(operation: Any, mode: Any) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    def check(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    check()
