"""A gateway, this service and Clerk, each on a socket of its own: one person's way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from deploy.local.servers import LocalServers
from tests.auth.clerk.at_clerk import AtClerk, our_id
from tests.emulators.serving import serve_app
from tests.fixtures.app import TEST_SECRET
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world

ME = "/api/v1/accounts/me"
PARTY = "http://localhost:8000"


@pytest.fixture
async def door(
    at_clerk: AtClerk, local_servers: LocalServers, tmp_path: Path
) -> AsyncIterator[World]:
    """A gateway before the service, both with the settings of the same Clerk."""
    names = ("AUTH_PROVIDER", "CLERK_PUBLISHABLE_KEY", "CLERK_JWKS_URL")
    clerk = {name.lower(): at_clerk.clerk.settings[name] for name in names}
    redis = cast("LoneRedis", SimpleNamespace(url=local_servers.redis_url))
    async with serve_app(at_clerk.auth.app) as url:
        settings: dict[str, Any] = {
            **clerk,
            "clerk_authorized_parties": PARTY,
            "secret_key": TEST_SECRET,
            "upstream_auth": url,
        }
        async with open_world(
            redis, tmp_path, at_clerk.auth.clock, **settings
        ) as world:
            yield world


class TestJourney:
    async def test_person_comes_in_is_known_and_goes(
        self, at_clerk: AtClerk, door: World
    ) -> None:
        clerk = at_clerk.clerk
        user = clerk.add_user("ada@example.com", first_name="Ada")
        first, second = (clerk.sign_in(user["id"], azp=PARTY) for _ in range(2))

        async def ask(token: str, method: str = "GET", path: str = ME) -> Any:
            headers = {"authorization": f"Bearer {token}"}
            return await door.client.request(method, path, headers=headers, json={})

        # Many at once, of whom nobody has heard: one account, and all are let in.
        answers = await asyncio.gather(*(ask(first) for _ in range(30)))
        assert {a.status_code for a in answers} == {200}
        assert {a.json()["id"] for a in answers} == {str(our_id(user["id"]))}
        assert len(await at_clerk.auth.ask("SELECT id FROM users")) == 1
        await at_clerk.auth.work()
        assert (await ask(first)).json()["email"] == "ada@example.com"

        login = await ask(first, "POST", "/api/v1/accounts/login")
        assert login.json()["user"]["full_name"] == "Ada"
        cookie = {"cookie": f"__session={first}", "sec-fetch-site": "same-origin"}
        assert (await door.client.get(ME, headers=cookie)).status_code == 200

        out = await ask(first, "POST", "/api/v1/accounts/logout")
        assert out.status_code == 204
        await _until_refused(lambda: ask(first))
        assert (await ask(second)).status_code == 200  # another session goes on

        gone = await ask(second, "DELETE")
        assert gone.status_code == 202, gone.text
        await _until_refused(lambda: ask(second))
        await at_clerk.auth.work()
        assert clerk.users == {}
        third = clerk.keys.mint(user["id"], azp=PARTY, sid="sess_third")
        assert (await ask(third)).status_code == 401


async def _until_refused(ask: Any) -> None:
    async with asyncio.timeout(5):
        while (await ask()).status_code != 401:
            await asyncio.sleep(0.02)
