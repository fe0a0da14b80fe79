"""Give what a page shows and what should change, get the address of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from searchcsto.web.pages.parameters import PageParameters

# What belongs to the page alone: neither an article nor the API has to know it.
_OF_THE_PAGE = {"offset", "more", "in_source", "in_place", "in_language", "raw", "style"}

Pairs = list[tuple[str, str]]


def list_pairs(parameters: PageParameters, changes: Mapping[str, Any] | None = None) -> Pairs:
    """Return the parameters that are not as they are without being named, with changes.

    >>> list_pairs(PageParameters(q="tea", source=["A", "B"], offset=20), {"offset": 0, "undated": True})
    [('q', 'tea'), ('source', 'A'), ('source', 'B'), ('undated', 'true')]
    """
    values = {**parameters.model_dump(), **(changes or {})}
    pairs: Pairs = []
    for name, field in PageParameters.model_fields.items():
        value = values.get(name, field.default)
        if value == field.default or value in (None, "", []):
            continue
        pairs += [(name, _write(item)) for item in (value if isinstance(value, list) else [value])]
    return pairs


def _write(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def make_address(parameters: PageParameters, **changes: Any) -> str:
    """Return the address of the search page with changes; it begins with the first hit unless `offset` is given."""
    pairs = list_pairs(parameters, {"offset": 0, **changes})
    return f"/?{urlencode(pairs)}" if pairs else "/"


def keep_query(parameters: PageParameters) -> PageParameters:
    """Return the query in its order, without filters."""
    return PageParameters.model_validate({"q": parameters.q, "sort": parameters.sort})


def toggle(parameters: PageParameters, name: str, value: str) -> str:
    """Return the address with a value added to a list, or taken from it."""
    values = list(getattr(parameters, name))
    changed = [each for each in values if each != value] if value in values else [*values, value]
    changes = {name: changed}
    opposite = name.removeprefix("not_") if name.startswith("not_") else f"not_{name}"
    if hasattr(parameters, opposite):
        changes[opposite] = [each for each in getattr(parameters, opposite) if each != value]
    return make_address(parameters, **changes)


def make_article_address(identifier: str, parameters: PageParameters | None = None, **more: str) -> str:
    """Return the address of an article, with the search that it was found by."""
    path = f"/documents/{quote(identifier, safe='/')}"
    pairs = list_pairs(parameters) if parameters is not None else []
    pairs += list(more.items())
    return f"{path}?{urlencode(pairs)}" if pairs else path


def make_query_string(parameters: PageParameters, **more: str) -> str:
    """Return the filters, query and order as the API takes them."""
    pairs = [(name, value) for name, value in list_pairs(parameters) if name not in _OF_THE_PAGE and name != "q"]
    pairs = [("q", parameters.query), *pairs]
    if parameters.order != "score" and ("sort", parameters.order) not in pairs:
        pairs.append(("sort", parameters.order))
    return urlencode([*pairs, *more.items()])
