"""What the API's own description says can be asked, for those who ask wrongly."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from deploy.local.local_system import LocalSystem

# Signed in or not: what these answer does not depend on it.
_FOR_ANYBODY = frozenset(
    {
        "/api/v1/accounts/signup",
        "/api/v1/accounts/login",
        "/api/v1/accounts/token/refresh",
        "/api/v1/accounts/plans",
        "/api/v1/social/platforms",
        "/.well-known/jwks.json",
        "/media/{key}",
    }
)
_FIELDS_OF_ERRORS = {"error", "code", "request_id", "fields"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, with the names in it."""

    method: str
    path: str
    names: tuple[str, ...]
    takes_json: bool

    @property
    def is_for_anybody(self) -> bool:
        return self.path in _FOR_ANYBODY

    def fill(self, value: str = "") -> str:
        """The path with every name replaced: by the value, else by an unknown id."""
        path = self.path
        for name in self.names:
            path = path.replace(f"{{{name}}}", value or str(uuid4()))
        return path


async def read_operations(system: LocalSystem) -> list[Operation]:
    """Every operation of the running system's own description."""
    async with httpx2.AsyncClient(
        base_url=system.public_url, trust_env=False, timeout=30
    ) as http:
        document = (await http.get("/api/openapi.json")).json()
    found = list(_operations(document["paths"]))
    assert len(found) > 20
    return found


def _operations(paths: dict[str, dict[str, Any]]) -> Iterator[Operation]:
    for path, methods in paths.items():
        for method, described in methods.items():
            parameters = described.get("parameters", ())
            names = tuple(p["name"] for p in parameters if p["in"] == "path")
            content = described.get("requestBody", {}).get("content", {})
            yield Operation(method.upper(), path, names, "application/json" in content)


def check_refusal(response: httpx2.Response, *statuses: int) -> None:
    """A refusal in the shape that all errors have, with one of these statuses."""
    assert response.status_code in statuses, (response.request.url, response.text)
    told = response.json()
    assert set(told) >= _FIELDS_OF_ERRORS, told
    assert told["request_id"] == response.headers["x-request-id"]


def find_mistakes(system: LocalSystem) -> list[str]:
    """Lines with which a process said that something unforeseen has happened."""
    signs = ("unexpected_error", "job_dead", "failure_not_told")
    found = []
    for log in sorted(Path(system.home.log_folder).glob("*")):
        lines = log.read_text(errors="replace").splitlines()
        found += [line for line in lines if any(sign in line for sign in signs)]
    return found
