"""A person (or an integrator) who uses the running system through its one door."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2

from libs.common.ids import new_id

PASSWORD = "a quite uncommon sentence"
# What people typed and were told since the tests began: no log may hold any of it.
SECRETS: set[str] = {PASSWORD}
ENDED = frozenset({"COMPLETED", "FAILED", "CANCELLED"})
_LOST = (httpx2.TransportError, httpx2.HTTPStatusError)


@dataclass
class Person:
    """Someone with an account; every call goes through the gateway."""

    http: httpx2.AsyncClient
    email: str
    token: str = ""
    refresh_token: str = ""
    user: dict[str, Any] = field(default_factory=dict)

    @classmethod
    async def sign_up(cls, base_url: str, **profile: Any) -> "Person":
        """Someone new."""
        http = httpx2.AsyncClient(base_url=base_url, timeout=30, trust_env=False)
        email = f"person-{new_id().hex}@example.com"
        body = {
            "email": email,
            "password": PASSWORD,
            "refresh_token_in": "body",
            **profile,
        }
        response = await http.post("/api/v1/accounts/signup", json=body)
        assert response.status_code == 201, response.text
        person = cls(http, email)
        person._take(response.json())
        return person

    def _take(self, told: dict[str, Any]) -> None:
        self.token = told["access_token"]
        self.refresh_token = told["refresh_token"]
        self.user = told["user"]
        SECRETS.update((self.token, self.refresh_token))

    async def call(self, method: str, path: str, **arguments: Any) -> httpx2.Response:
        """One request with the access token."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            **arguments.pop("headers", {}),
        }
        return await self.http.request(
            method, f"/api/v1{path}", headers=headers, **arguments
        )

    async def get(self, path: str) -> Any:
        """The JSON of a GET that must succeed."""
        response = await self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    async def see_demo(self) -> Any:
        """The demo creators, drawn in the background of the very first start."""
        async with asyncio.timeout(60):
            while True:
                demo = await self.get("/social/demo")
                if demo["creators"]:
                    return demo
                await asyncio.sleep(0.2)

    async def analyse(self, urls: Sequence[str], **headers: str) -> str:
        """Asks for an analysis; its id."""
        response = await self.call(
            "POST", "/analysis/analyze", json={"post_urls": list(urls)}, headers=headers
        )
        assert response.status_code == 202, response.text
        request_id: str = response.json()["id"]
        return request_id

    async def wait_for(self, request_id: str, *, seconds: float = 60) -> Any:
        """The request once it has ended; parts of the system may be down meanwhile."""
        async with asyncio.timeout(seconds):
            while True:
                try:
                    body = await self.get(f"/analysis/requests/{request_id}")
                    if body["status"] in ENDED:
                        return body
                except (*_LOST, AssertionError):
                    pass
                await asyncio.sleep(0.1)

    async def follow(self, request_id: str) -> AsyncIterator[dict[str, Any]]:
        """The status rows as they come, across lost connections, until the end."""
        seen = 0
        while True:
            try:
                async for event, data in self._stream(request_id, seen):
                    if event == "end":
                        return
                    seen = data["seq"]
                    yield data
            except _LOST:
                pass
            await asyncio.sleep(0.05)

    async def _stream(
        self, request_id: str, seen: int
    ) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Last-Event-ID": str(seen),
        }
        path = f"/api/v1/analysis/requests/{request_id}/events"
        async with self.http.stream("GET", path, headers=headers) as response:
            response.raise_for_status()
            event = ""
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield event, json.loads(line.removeprefix("data: "))

    async def import_posts(
        self,
        content: bytes,
        mapping: dict[str, Any],
        *,
        name: str = "posts.csv",
        **fields: str,
    ) -> Any:
        """Imports a file; the import once it is done. An export has no mapping."""
        told = {"mapping": json.dumps(mapping)} if mapping else {}
        response = await self.call(
            "POST",
            "/social/posts/import",
            files={"file": (name, content)},
            data={**told, **fields},
        )
        assert response.status_code == 202, response.text
        path = f"/social/imports/{response.json()['id']}"
        async with asyncio.timeout(120):
            while True:
                found = await self.get(path)
                if found["status"] in ENDED:
                    return found
                await asyncio.sleep(0.1)

    async def erase(self) -> Any:
        """Asks for the account to be erased; what is told of it."""
        body = {"password": PASSWORD}
        answer = await self.call("DELETE", "/accounts/me", json=body)
        assert answer.status_code == 202, answer.text
        return answer.json()

    async def wait_for_receipt(self, begun: Any, *, seconds: float = 60) -> Any:
        """The receipt of an erasure that is complete; asked for by nobody."""
        async with asyncio.timeout(seconds):
            while True:
                with suppress(*_LOST):
                    receipt = (await self.http.get(begun["receipt_url"])).json()
                    if receipt.get("state") == "done":
                        return receipt
                await asyncio.sleep(0.1)

    async def wait_for_usage(self, used: int, *, seconds: float = 30) -> None:
        """Waits until exactly this many posts are charged and nothing is reserved."""
        limit: Any = None
        try:
            async with asyncio.timeout(seconds):
                while True:
                    limits = await self.get("/accounts/usage/limits")
                    limit = limits["limits"]["max_analyses_per_day"]
                    if (limit["used"], limit["reserved"]) == (used, 0):
                        return
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"expected {used} charged, found {limit}") from None
