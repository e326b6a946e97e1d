"""Opening the admin pages to a browser."""

from datetime import timedelta
from typing import Any

import jwt
import pytest

from libs.common.ids import new_id
from tests.auth.running import Auth

PATH = "/api/v1/accounts/admin-session"
ENDED = "/internal/auth/ended-credentials"


async def admin(auth: Auth) -> dict[str, str]:
    """The headers of a signed-in administrator."""
    user = (await auth.sign_up())["user"]
    await auth.set_role(user["email"], "admin")
    return auth.as_user(user["id"], new_id(), role="admin")


def claims_of(cookie: str) -> Any:
    """What the token in a Set-Cookie header says."""
    token = cookie.partition("=")[2].partition(";")[0]
    return jwt.decode(token, options={"verify_signature": False})


class TestOpen:
    async def test_nobody_is_let_in(self, auth: Auth) -> None:
        answer = await auth.http.post(PATH)
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize("role", ["user", "admin"])
    async def test_role_counts_as_the_database_has_it(
        self, auth: Auth, role: str
    ) -> None:
        user = (await auth.sign_up())["user"]
        headers = auth.as_user(user["id"], new_id(), role=role)
        answer = await auth.http.post(PATH, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["code"] == "AdminOnly"
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize(
        "more",
        [
            {"authenticated_by": "api_key", "scopes": ["accounts:write"]},
            {"authenticated_by": "session"},
        ],
    )
    async def test_only_a_session_opens_it(
        self, auth: Auth, more: dict[str, Any]
    ) -> None:
        user = (await auth.sign_up())["user"]
        await auth.set_role(user["email"], "admin")
        headers = auth.as_user(user["id"], role="admin", **more)
        answer = await auth.http.post(PATH, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["code"] == "SessionRequired"

    async def test_cookie_is_short_and_for_the_pages_alone(self, auth: Auth) -> None:
        answer = await auth.http.post(PATH, headers=await admin(auth))
        assert answer.status_code == 200
        assert answer.json()["expires_in"] == 900
        assert {"service": "auth", "url": "/admin/auth"} in answer.json()["areas"]
        cookie = answer.headers["set-cookie"]
        for part in ("HttpOnly", "SameSite=strict", "Path=/admin", "Max-Age=900"):
            assert part in cookie
        assert "Secure" not in cookie
        claims = claims_of(cookie)
        assert claims["aud"] == "postscope-admin"
        assert claims["exp"] - claims["iat"] == 900

    async def test_cookie_is_secure_over_https(self, auth: Auth) -> None:
        headers = {**await admin(auth), "x-forwarded-proto": "https"}
        answer = await auth.http.post(PATH, headers=headers)
        assert "Secure" in answer.headers["set-cookie"]

    async def test_end_of_session_is_told_for_as_long_as_the_cookie_lasts(
        self, auth: Auth
    ) -> None:
        signed_in = await auth.sign_up()
        token = jwt.decode(
            signed_in["access_token"], options={"verify_signature": False}
        )
        headers = auth.as_user(signed_in["user"]["id"], token["sid"])
        await auth.http.post("/api/v1/accounts/logout", headers=headers)
        auth.clock.advance(timedelta(minutes=15, seconds=30))
        listed = await auth.http.get(ENDED, headers=auth.as_service("gateway"))
        assert [i["credential_id"] for i in listed.json()["items"]] == [token["sid"]]


class TestClose:
    async def test_cookie_is_forgotten(self, auth: Auth) -> None:
        answer = await auth.http.delete(PATH, headers=await admin(auth))
        assert answer.status_code == 204
        assert 'postscope_admin=""; ' in answer.headers["set-cookie"]
        assert "Max-Age=0" in answer.headers["set-cookie"]
