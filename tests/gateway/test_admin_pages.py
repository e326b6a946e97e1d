"""The admin pages' cookie: counts there alone, and only for our own pages."""

import time

import httpx2
import pytest

from libs.common.ids import new_id
from tests.gateway.conftest import World

PAGE = "/admin/auth/users/list"
READ = {"sec-fetch-site": "same-origin"}


def cookie(world: World, **claims: object) -> dict[str, str]:
    """The header of a browser that holds an admin session."""
    token = world.mint.issue(
        **{"role": "admin", "aud": "postscope-admin", **claims}  # type: ignore[arg-type]
    )
    return {"cookie": f"theme=dark; postscope_admin={token}"}


async def ask(
    world: World, headers: dict[str, str], method: str = "GET", path: str = PAGE
) -> httpx2.Response:
    return await world.client.request(method, path, headers=headers)


class TestWhoGetsIn:
    async def test_nobody_is_asked_to_sign_in(self, world: World) -> None:
        response = await ask(world, {})
        assert response.status_code == 401
        assert response.json()["code"] == "NotAuthenticated"

    async def test_administrator_with_cookie_gets_in(self, world: World) -> None:
        response = await ask(world, cookie(world) | READ)
        assert response.status_code == 200
        assert response.json()["raw"] == PAGE

    async def test_administrator_with_token_gets_in(self, world: World) -> None:
        response = await ask(world, world.bearer(role="admin"))
        assert response.status_code == 200

    @pytest.mark.parametrize(
        "claims",
        [
            {"aud": "postscope"},
            {"role": "user"},
            {"exp": int(time.time()) - 60},
            {"iss": "elsewhere"},
            {"sid": None},
        ],
    )
    async def test_other_cookies_do_not(
        self, world: World, claims: dict[str, object]
    ) -> None:
        response = await ask(world, cookie(world, **claims) | READ)
        assert response.status_code == (403 if "role" in claims else 401)

    async def test_user_with_token_does_not(self, world: World) -> None:
        response = await ask(world, world.bearer())
        assert response.status_code == 403

    async def test_cookie_ends_with_its_session(self, world: World) -> None:
        session = new_id()
        headers = cookie(world, sid=str(session)) | READ
        assert (await ask(world, headers)).status_code == 200
        world.gateway.parts.ended_credentials.add(str(session).encode())
        assert (await ask(world, headers)).status_code == 401


class TestNowhereElse:
    @pytest.mark.parametrize(
        "path", ["/api/v1/accounts/me", "/api/v1/billing/events", "/admin"]
    )
    async def test_cookie_counts_below_admin_alone(
        self, world: World, path: str
    ) -> None:
        response = await ask(world, cookie(world) | READ, path=path)
        assert response.status_code == (404 if path == "/admin" else 401)

    async def test_its_token_is_no_bearer_token(self, world: World) -> None:
        token = world.mint.issue(role="admin", aud="postscope-admin")
        headers = {"authorization": f"Bearer {token}"}
        for path in ("/api/v1/accounts/me", PAGE):
            assert (await ask(world, headers, path=path)).status_code == 401


class TestFromWhere:
    @pytest.mark.parametrize("site", ["cross-site", "same-site", "odd"])
    async def test_other_sites_cannot_read(self, world: World, site: str) -> None:
        response = await ask(world, cookie(world) | {"sec-fetch-site": site})
        assert response.status_code == 403
        assert response.json()["code"] == "NotFromAdminPages"

    async def test_typed_address_can_be_read(self, world: World) -> None:
        response = await ask(world, cookie(world) | {"sec-fetch-site": "none"})
        assert response.status_code == 200

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"sec-fetch-site": "same-origin"}, 200),
            ({"sec-fetch-site": "none"}, 403),
            ({"sec-fetch-site": "same-site"}, 403),
            ({"sec-fetch-site": "cross-site"}, 403),
            ({}, 403),
            ({"origin": "null"}, 403),
            ({"origin": "http://evil.example"}, 403),
            ({"origin": "http://127.0.0.1:1"}, 403),
            ({"origin": "https://[odd"}, 403),
        ],
    )
    @pytest.mark.parametrize("method", ["POST", "DELETE"])
    async def test_only_our_own_pages_change_anything(
        self, world: World, method: str, headers: dict[str, str], status: int
    ) -> None:
        response = await ask(world, cookie(world) | headers, method)
        assert response.status_code == status

    async def test_old_browser_tells_its_origin(self, world: World) -> None:
        response = await ask(
            world, cookie(world) | {"origin": world.public_url}, "POST"
        )
        assert response.status_code == 200
