"""What the API's own description says can be asked, for those who ask wrongly."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx2

from deploy.local.local_system import LocalSystem

Item = TypeVar("Item")

# Signed in or not: what these answer does not depend on it.
_FOR_ANYBODY = frozenset(
    {
        "/api/v1/accounts/signup",
        "/api/v1/accounts/login",
        "/api/v1/accounts/token/refresh",
        "/api/v1/accounts/verify-email",
        "/api/v1/accounts/reset-password",
        "/api/v1/accounts/reset-password/confirm",
        "/api/v1/accounts/erasures/{token}",
        "/api/v1/accounts/webhooks/clerk",
        "/api/v1/accounts/plans",
        "/api/v1/social/platforms",
        "/.well-known/jwks.json",
        "/media/{key}",
    }
)
_FOR_ADMINS = "/api/v1/social/takedowns"
_FIELDS_OF_ERRORS = {"error", "code", "request_id", "fields"}
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, with the names in it, what it can be asked, the schema
    of its JSON body, and the names of its form's fields."""

    method: str
    path: str
    names: tuple[str, ...]
    queries: tuple[str, ...]
    body: dict[str, Any] | None
    form: tuple[str, ...]
    security: tuple[dict[str, list[str]], ...]

    @property
    def takes_json(self) -> bool:
        return self.body is not None

    @property
    def is_for_anybody(self) -> bool:
        return self.path in _FOR_ANYBODY

    @property
    def is_for_admins(self) -> bool:
        """Whoever is none is told so, whatever he asks."""
        return self.path.startswith(_FOR_ADMINS)

    @property
    def is_session_only(self) -> bool:
        """No API key may do it, whatever its scopes."""
        return bool(self.security) and not self.scopes

    @property
    def scopes(self) -> frozenset[str]:
        """What an API key must be allowed, to do it."""
        return frozenset(
            scope
            for way in self.security
            for scopes in way.values()
            for scope in scopes
        )

    def fill(self, value: str = "") -> str:
        """The path with every name replaced: by the value, else by an unknown id."""
        return self.fill_with(dict.fromkeys(self.names, value))

    def fill_with(self, values: dict[str, str]) -> str:
        """The path with each name replaced by its value, an empty one by an unknown id.

        Raises KeyError for a name without value."""
        path = self.path
        for name in self.names:
            path = path.replace(f"{{{name}}}", values[name] or str(uuid4()))
        return path


async def read_operations(system: LocalSystem) -> list[Operation]:
    """Every operation of the running system's own description."""
    async with httpx2.AsyncClient(
        base_url=system.public_url, trust_env=False, timeout=30
    ) as http:
        document = (await http.get("/api/openapi.json")).json()
    found = list(_operations(document))
    assert len(found) > 20
    return found


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            parameters = described.get("parameters", ())
            content = described.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            form = content.get("multipart/form-data", {}).get("schema", {})
            fields = resolve(form, document).get("properties", {})
            yield Operation(
                method.upper(),
                path,
                names=tuple(p["name"] for p in parameters if p["in"] == "path"),
                queries=tuple(p["name"] for p in parameters if p["in"] == "query"),
                body=resolve(schema, document) if schema else None,
                form=tuple(fields),
                security=tuple(described.get("security", ())),
            )


def resolve(schema: Any, document: dict[str, Any]) -> Any:
    """The schema with every reference replaced by what it refers to."""
    if isinstance(schema, list):
        return [resolve(part, document) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return resolve(document["components"]["schemas"][name], document)
    return {key: resolve(value, document) for key, value in schema.items()}


async def for_each(
    items: Iterable[Item], ask: Callable[[Item], Awaitable[None]]
) -> None:
    """Asks some at once; the first that fails fails all."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(item: Item) -> None:
        async with places:
            await ask(item)

    async with asyncio.TaskGroup() as group:
        for item in items:
            group.create_task(one(item))


def check_refusal(response: httpx2.Response, *statuses: int) -> None:
    """A refusal in the shape that all errors have, with one of these statuses."""
    assert response.status_code in statuses, (response.request.url, response.text)
    told = response.json()
    assert set(told) >= _FIELDS_OF_ERRORS, told
    assert told["request_id"] == response.headers["x-request-id"]


def check_outcome(response: httpx2.Response) -> bool:
    """Whether it was taken; if it was not, the refusal is the caller's fault."""
    if response.is_success:
        return True
    check_refusal(response, *range(400, 432))
    return False


def find_mistakes(system: LocalSystem) -> list[str]:
    """Lines with which a process said that something unforeseen has happened."""
    signs = ("unexpected_error", "job_dead", "failure_not_told", "Traceback (most")
    found = []
    for log in sorted(Path(system.home.log_folder).glob("*")):
        lines = log.read_text(errors="replace").splitlines()
        found += [line for line in lines if any(sign in line for sign in signs)]
    return found
