"""Give the function that answers a question, get its route: parameters are read in one step.

FastAPI asks for each field of a class of parameters by itself, which took longer than most searches. The function's
signature still tells /api/docs what there is.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from searchcsto.web.parameters import list_parameters, refuse_strange


class QuestionRoute(APIRoute):
    """A route to a function of a request, of strings from its path, and of at most one class of parameters."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request. It raises OptionInvalid and RequestValidationError."""
        endpoint = self.endpoint
        models = {
            name: kind
            for name, kind in typing.get_type_hints(endpoint).items()
            if isinstance(kind, type) and issubclass(kind, BaseModel)
        }

        async def answer(request: Request) -> Response:
            refuse_strange(request)
            values = {name: _read_parameters(request, model) for name, model in models.items()}
            return typing.cast(Response, await endpoint(request, **request.path_params, **values))

        return answer


def _read_parameters(request: Request, model: type[BaseModel]) -> BaseModel:
    known, given = list_parameters(request.scope["endpoint"]), request.query_params
    values = {name: given.getlist(name) if known[name] else given[name] for name in given}
    try:
        return model.model_validate(values)
    except ValidationError as problem:
        errors = [{**each, "loc": ("query", *each["loc"])} for each in problem.errors(include_url=False)]
        raise RequestValidationError(errors) from None
