"""The OpenAPI document of a service: what it really answers."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from libs.common.identity import Requirement
from libs.common.schemas import ErrorRead

_REFERENCE = "#/components/schemas/"
# What the framework would answer to wrong fields. Here `error_handlers` does, as ever.
_FRAMEWORK_PARTS = ("HTTPValidationError", "ValidationError")
_FRAMEWORK_ERROR = {"$ref": f"{_REFERENCE}HTTPValidationError"}
_OWN_ERROR = {"$ref": f"{_REFERENCE}{ErrorRead.__name__}"}


# How a caller can show who is asking; the gateway's document holds these.
SESSION = "session"
API_KEY = "api_key"
API_KEY_HEADER = "api_key_header"
SECURITY_SCHEMES = {
    SESSION: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of somebody who has signed in",
    },
    API_KEY: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "ps_live_...",
        "description": "An API key with the scopes named",
    },
    API_KEY_HEADER: {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "The same API key, where `Authorization` is not to be had",
    },
}


class ServiceApp(FastAPI):
    """An application whose document tells of errors in the one shape they have, and of
    the scope that each operation requires."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            document = _with_own_errors(super().openapi())
            _tell_requirements(document["paths"], iter_route_contexts(self.routes))
            self.openapi_schema = document
        return self.openapi_schema


def _tell_requirements(paths: dict[str, Any], routes: Iterable[RouteContext]) -> None:
    for route in routes:
        if not isinstance(route.original_route, APIRoute):
            continue
        required = list(find_requirements(route.dependant))
        operations = paths.get(route.path_format or "", {})
        for method in route.methods or ():
            if required and method.lower() in operations:
                operations[method.lower()]["security"] = _security(required)


def find_requirements(dependant: Dependant) -> Iterator[Requirement]:
    """What a route requires of its caller, by its dependencies."""
    if isinstance(dependant.call, Requirement):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from find_requirements(inner)


def _security(required: Iterable[Requirement]) -> list[dict[str, list[str]]]:
    """Any one of these; beside a scheme stand the scopes it needs (OpenAPI 3.1)."""
    if any(each.is_session_only for each in required):
        return [{SESSION: []}]
    scopes = sorted({each.scope.value for each in required})
    return [{SESSION: []}, {API_KEY: scopes}, {API_KEY_HEADER: scopes}]


def _with_own_errors(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _FRAMEWORK_PARTS:
        schemas.pop(name, None)
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status >= "400":
                    _mend(response)
    if _OWN_ERROR["$ref"] in json.dumps(document["paths"]):
        own = ErrorRead.model_json_schema(ref_template=_REFERENCE + "{model}")
        schemas.update(own.pop("$defs"))
        schemas[ErrorRead.__name__] = own
    return document


def _mend(response: dict[str, Any]) -> None:
    """An error is JSON also where the answer would be a stream or a file."""
    told = [content.get("schema") for content in response.get("content", {}).values()]
    if _FRAMEWORK_ERROR in told:
        response["description"] = "InvalidFields"
    if all(schema in (_FRAMEWORK_ERROR, _OWN_ERROR) for schema in told):
        response["content"] = {"application/json": {"schema": _OWN_ERROR}}
