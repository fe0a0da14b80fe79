"""Give the OpenAPI of the server, get a page that a person can read: no script, and nothing from another host."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from fastapi import APIRouter, Request
from starlette.responses import Response

STYLE = "page.css"  # of the page, in static/

router = APIRouter(include_in_schema=False)


class Parameter(NamedTuple):
    """One parameter of a question."""

    name: str
    kind: str  # what may stand there
    default: str
    is_needed: bool
    is_many: bool
    description: str


class Question(NamedTuple):
    """One question that the API answers."""

    path: str
    anchor: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]  # status and meaning


@router.get("/api/docs")
async def show_documentation(request: Request) -> Response:
    """Show what can be asked."""
    schema = request.app.openapi()
    page = render("documentation.html", info=schema["info"], questions=list(list_questions(schema)))
    return Response(page, headers={"Cache-Control": "private, no-cache"}, media_type="text/html")


def list_questions(schema: Mapping[str, Any]) -> Iterator[Question]:
    """Yield the questions of an OpenAPI schema."""
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            yield Question(
                path,
                operation["operationId"],
                operation.get("summary", ""),
                operation.get("description", ""),
                tuple(map(_read_parameter, operation.get("parameters", ()))),
                tuple((status, each["description"]) for status, each in operation["responses"].items()),
            )


def _read_parameter(parameter: Mapping[str, Any]) -> Parameter:
    schema = parameter["schema"]
    is_many = schema.get("type") == "array"
    default = schema.get("default")
    shown = ", ".join(default) if isinstance(default, list) else str(default).lower() if default is not None else ""
    return Parameter(
        parameter["name"],
        _name_kind(schema["items"] if is_many else schema),
        shown,
        parameter.get("required", False),
        is_many,
        parameter.get("description", ""),
    )


def _name_kind(schema: Mapping[str, Any]) -> str:
    """Return in a few words what a schema allows.

    >>> _name_kind({"type": "integer", "minimum": 0, "maximum": 20}), _name_kind({"enum": ["a", "b"]})
    ('number, 0 to 20', 'a or b')
    """
    schema = next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), schema)
    if "enum" in schema:
        return " or ".join(schema["enum"])
    if schema.get("type") in ("integer", "number"):
        return f"number, {schema.get('minimum', '')} to {schema.get('maximum', '')}"
    if schema.get("type") == "boolean":
        return "true or false"
    return "date, as 2022-01-20" if schema.get("format") == "date" else "text"


def render(name: str, **values: Any) -> str:
    """Return a template with values, which are escaped."""
    return _environment().get_template(name).render(style=_find_style(), **values)


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("searchcsto.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )


@functools.cache
def _find_style() -> str | None:
    """Return the address of the style sheet, None if this installation has none."""
    return f"/static/{STYLE}" if (Path(__file__).parent / "static" / STYLE).is_file() else None
