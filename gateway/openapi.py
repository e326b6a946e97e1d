"""The services' OpenAPI documents as one: what the public door offers, nothing else."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from typing import Any

import structlog

from gateway.routes import Access, RouteTable
from gateway.upstreams import Upstreams
from libs.common.errors import DomainError, UpstreamFailed
from libs.common.openapi import SECURITY_SCHEMES, SESSION

log = structlog.get_logger()

Document = dict[str, Any]

_KEPT_SECONDS = 5.0
_INNER_PATHS = ("/internal", "/health", "/metrics", "/openapi.json")
_REFERENCE = "#/components/schemas/"
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch"})
# Of libs.common and of the framework: under their own names even if one service
# alone was heard.
_COMMON_SCHEMAS = frozenset(
    {"ErrorRead", "ErrorField", "HTTPValidationError", "ValidationError"}
)


class PathsConflict(ValueError):
    """Two services describe the same operation, or one that is not routed to them."""


def merge_openapi(
    documents: Mapping[str, Document], table: RouteTable | None = None
) -> Document:
    """One document of the documents by service name, in their order.

    Paths stay as they are, without the inner ones. A schema is called `AnalysisX`
    for `X` of analysis, but for those that several services share word for word.
    With `table`, operations say what access they need, and a path that is not routed
    to its service raises PathsConflict, as two of the same kind do."""
    shared = _shared_schemas(documents)
    paths: Document = {}
    schemas: Document = {}
    for service, document in documents.items():
        names = _new_names(service, document, shared)
        for path, item in _public_paths(document):
            access = _access_of(table, service, path)
            renamed = _renamed(item, names)
            for method, operation in _described(renamed, service, access).items():
                if method in paths.setdefault(path, {}):
                    raise PathsConflict(f"{method.upper()} {path} is there twice")
                paths[path][method] = operation
        for name, schema in _schemas(document).items():
            schemas[names[name]] = _renamed(schema, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Postscope", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": _reachable(paths, schemas),
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


class ApiDescription:
    """The merged document of the running services, kept for some seconds."""

    def __init__(self, upstreams: Upstreams, table: RouteTable) -> None:
        self._upstreams = upstreams
        self._table = table
        self._lock = asyncio.Lock()
        self._kept: Document = {}
        self._kept_until = 0.0

    async def get(self) -> Document:
        """The document; services that did not answer stand in `x-unavailable`.

        Raises UpstreamFailed if the documents contradict each other."""
        async with self._lock:
            if time.monotonic() >= self._kept_until:
                self._kept = await self._build()
                self._kept_until = time.monotonic() + _KEPT_SECONDS
        return self._kept

    async def _build(self) -> Document:
        names = self._upstreams.names
        answers = await asyncio.gather(*(self._fetch(name) for name in names))
        found = {n: a for n, a in zip(names, answers, strict=True) if a is not None}
        try:
            document = merge_openapi(found, self._table)
        except PathsConflict as error:
            log.error("openapi_conflict", error=str(error))  # noqa: TRY400
            raise UpstreamFailed(
                f"The services contradict each other: {error}."
            ) from None
        if missing := [name for name in names if name not in found]:
            document["x-unavailable"] = missing
        return document

    async def _fetch(self, service: str) -> Document | None:
        try:
            status, document = await self._upstreams.ask(service, "/openapi.json")
        except DomainError:
            return None
        return document if status == 200 and isinstance(document, dict) else None


def _public_paths(document: Document) -> Iterator[tuple[str, Document]]:
    for path, item in document.get("paths", {}).items():
        is_inner = any(path == p or path.startswith(f"{p}/") for p in _INNER_PATHS)
        if not is_inner:
            yield path, item


def _access_of(table: RouteTable | None, service: str, path: str) -> Access | None:
    if table is None:
        return None
    route = table.find(path)
    if route is None or route.service != service:
        raise PathsConflict(f"{path} is described by {service} but not routed to it")
    return route.access


def _described(item: Document, service: str, access: Access | None) -> Document:
    """The operations of a path, each with an id that is its own among all."""
    found = {}
    for method, operation in item.items():
        if method not in _METHODS:
            continue
        found[method] = dict(operation)
        found[method].setdefault("tags", [service])
        if "operationId" in operation:
            found[method]["operationId"] = f"{service}_{operation['operationId']}"
        if access == "admin":
            found[method]["security"] = [{SESSION: []}]
        elif access == "user":
            # The service may have told more: which scope, also by an API key.
            found[method].setdefault("security", [{SESSION: []}])
    return found


def _schemas(document: Document) -> Document:
    schemas: Document = document.get("components", {}).get("schemas", {})
    return schemas


def _shared_schemas(documents: Mapping[str, Document]) -> frozenset[str]:
    """Names that mean the same, all the way down, wherever they are used."""
    found: dict[str, list[Any]] = {}
    for document in documents.values():
        for name, schema in _schemas(document).items():
            found.setdefault(name, []).append(schema)
    shared = {
        name
        for name, schemas in found.items()
        if (len(schemas) > 1 or name in _COMMON_SCHEMAS)
        and all(schema == schemas[0] for schema in schemas)
    }
    while True:
        doubtful = {
            name for name in shared if not set(_references(found[name][0])) <= shared
        }
        if not doubtful:
            return frozenset(shared)
        shared -= doubtful


def _new_names(
    service: str, document: Document, shared: frozenset[str]
) -> dict[str, str]:
    prefix = service.capitalize()
    return {
        name: name if name in shared else f"{prefix}{name}"
        for name in _schemas(document)
    }


def _references(value: object) -> Iterator[str]:
    """Names of all schemas that a part of a document refers to."""
    if isinstance(value, str) and value.startswith(_REFERENCE):
        yield value.removeprefix(_REFERENCE)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str) and value.startswith(_REFERENCE):
        name = value.removeprefix(_REFERENCE)
        return f"{_REFERENCE}{names.get(name, name)}"
    if isinstance(value, dict):
        return {key: _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names) for inner in value]
    return value


def _reachable(paths: Document, schemas: Document) -> Document:
    """The schemas that a path needs, directly or through others, by name."""
    needed: set[str] = set()
    waiting = set(_references(paths))
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in needed:
            needed.add(name)
            waiting |= set(_references(schemas[name]))
    return {name: schemas[name] for name in sorted(needed)}
