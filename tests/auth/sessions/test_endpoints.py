"""Refreshing and ending sessions over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

import jwt
import pytest

from tests.auth.running import PASSWORD, Auth, session_id

REFRESH = "/api/v1/accounts/token/refresh"
LOG_OUT = "/api/v1/accounts/logout"
ENDED = "/internal/auth/ended-credentials"


class TestRotation:
    async def test_refresh_gives_new_tokens_of_the_session(self, auth: Auth) -> None:
        first = await auth.sign_up()
        auth.clock.advance(timedelta(minutes=9))
        answer = await auth.refresh(first["refresh_token"])
        assert answer.status_code == 200
        second = answer.json()
        assert second["refresh_token"] != first["refresh_token"]
        assert session_id(second) == session_id(first)
        assert second["user"] == first["user"]
        assert "set-cookie" not in answer.headers
        assert (await auth.refresh(second["refresh_token"])).status_code == 200

    async def test_tokens_are_stored_hashed_only(self, auth: Auth) -> None:
        token = (await auth.sign_up())["refresh_token"]
        rows = await auth.ask("SELECT token_hash FROM refresh_tokens")
        assert [len(row.token_hash) for row in rows] == [32]
        assert token.encode() not in rows[0].token_hash

    @pytest.mark.parametrize("after_seconds", [0, 1, 19.999, 20])
    async def test_reuse_within_grace_gives_same_successor(
        self, auth: Auth, after_seconds: float
    ) -> None:
        first = await auth.sign_up()
        second = (await auth.refresh(first["refresh_token"])).json()
        auth.clock.advance(timedelta(seconds=after_seconds))
        again = await auth.refresh(first["refresh_token"])
        assert again.status_code == 200
        assert again.json()["refresh_token"] == second["refresh_token"]

    async def test_slow_tab_gets_the_unused_token(self, auth: Auth) -> None:
        first = await auth.sign_up()
        second = (await auth.refresh(first["refresh_token"])).json()
        auth.clock.advance(timedelta(seconds=5))
        third = (await auth.refresh(second["refresh_token"])).json()
        auth.clock.advance(timedelta(seconds=5))
        slow = (await auth.refresh(first["refresh_token"])).json()
        assert slow["refresh_token"] == third["refresh_token"]
        auth.clock.advance(timedelta(minutes=9))
        assert (await auth.refresh(slow["refresh_token"])).status_code == 200

    async def test_later_reuse_ends_the_session(self, auth: Auth) -> None:
        first = await auth.sign_up()
        second = (await auth.refresh(first["refresh_token"])).json()
        auth.clock.advance(timedelta(seconds=20.001))
        reused = await auth.refresh(first["refresh_token"])
        assert reused.status_code == 401
        assert reused.json()["code"] == "RefreshTokenReused"
        refused = await auth.refresh(second["refresh_token"])
        assert refused.status_code == 401
        assert refused.json()["code"] == "RefreshTokenNotValid"
        listed = await auth.http.get(ENDED, headers=auth.as_service("gateway"))
        assert [i["credential_id"] for i in listed.json()["items"]] == [
            session_id(first)
        ]

    async def test_reuse_leaves_other_sessions_alone(self, auth: Auth) -> None:
        first = await auth.sign_up()
        login = {"email": "ada@example.com", "password": PASSWORD}
        elsewhere = await auth.http.post(
            "/api/v1/accounts/login", json={**login, "refresh_token_in": "body"}
        )
        await auth.refresh(first["refresh_token"])
        auth.clock.advance(timedelta(minutes=1))
        assert (await auth.refresh(first["refresh_token"])).status_code == 401
        other = elsewhere.json()["refresh_token"]
        assert (await auth.refresh(other)).status_code == 200

    async def test_simultaneous_refreshes_get_one_successor(self, auth: Auth) -> None:
        token = (await auth.sign_up())["refresh_token"]
        answers = await asyncio.gather(*(auth.refresh(token) for _ in range(20)))
        assert {a.status_code for a in answers} == {200}
        assert len({a.json()["refresh_token"] for a in answers}) == 1
        assert await auth.ask("SELECT count(*) FROM refresh_tokens") == [(2,)]

    async def test_successor_survives_a_new_secret_key(
        self, auth: Auth, start_auth: Any
    ) -> None:
        first = await auth.sign_up()
        second = (await auth.refresh(first["refresh_token"])).json()
        old = auth.resources.settings.secret_key
        after: Auth = await start_auth(
            secret_key="another secret of tests, long too", secret_key_previous=old
        )
        again = (await after.refresh(first["refresh_token"])).json()
        assert again["refresh_token"] == second["refresh_token"]
        assert (await after.refresh(second["refresh_token"])).status_code == 200

    async def test_refresh_carries_a_changed_role(self, auth: Auth) -> None:
        first = await auth.sign_up()
        await auth.set_role("ada@example.com", "admin")
        second = (await auth.refresh(first["refresh_token"])).json()
        claims = jwt.decode(second["access_token"], options={"verify_signature": False})
        assert claims["role"] == second["user"]["role"] == "admin"


class TestExpiry:
    async def test_token_unused_for_thirty_days_is_over(self, auth: Auth) -> None:
        token = (await auth.sign_up())["refresh_token"]
        auth.clock.advance(timedelta(days=30))
        assert (await auth.refresh(token)).json()["code"] == "RefreshTokenNotValid"

    async def test_each_use_gives_thirty_days_more(self, auth: Auth) -> None:
        token = (await auth.sign_up())["refresh_token"]
        for _ in range(3):
            auth.clock.advance(timedelta(days=30) - timedelta(seconds=1))
            answer = await auth.refresh(token)
            assert answer.status_code == 200
            token = answer.json()["refresh_token"]

    async def test_session_ends_after_half_a_year_of_use(self, auth: Auth) -> None:
        token = (await auth.sign_up())["refresh_token"]
        for _ in range(8):
            auth.clock.advance(timedelta(days=20))
            token = (await auth.refresh(token)).json()["refresh_token"]
        auth.clock.advance(timedelta(days=20) - timedelta(seconds=1))
        token = (await auth.refresh(token)).json()["refresh_token"]
        auth.clock.advance(timedelta(seconds=1))
        assert (await auth.refresh(token)).status_code == 401


class TestRefreshCookie:
    async def sign_up(self, auth: Auth) -> str:
        """A browser's refresh token; the client keeps no cookies by itself."""
        answer = await auth.http.post(
            "/api/v1/accounts/signup",
            json={"email": "ada@example.com", "password": PASSWORD},
        )
        auth.http.cookies.clear()
        return str(answer.headers["set-cookie"].split(";")[0])

    async def test_cookie_is_rotated_in_the_cookie(self, auth: Auth) -> None:
        cookie = await self.sign_up(auth)
        answer = await auth.http.post(REFRESH, headers={"Cookie": cookie})
        assert answer.status_code == 200
        assert answer.json()["refresh_token"] is None
        fresh = answer.headers["set-cookie"].split(";")[0]
        assert fresh.startswith("postscope_refresh=")
        assert fresh != cookie

    async def test_token_in_body_leaves_the_cookie_alone(self, auth: Auth) -> None:
        cookie = await self.sign_up(auth)
        token = (await auth.sign_up("eve@example.com"))["refresh_token"]
        answer = await auth.http.post(
            REFRESH, headers={"Cookie": cookie}, json={"refresh_token": token}
        )
        assert answer.json()["user"]["email"] == "eve@example.com"
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "https://evil.example"},
            {"Origin": "http://postscope.test:81"},
            {"Origin": "null"},
            {"Origin": "http://[broken"},
            {"Origin": "http://service", "Sec-Fetch-Site": "cross-site"},
        ],
    )
    async def test_other_sites_cannot_use_the_cookie(
        self, auth: Auth, headers: dict[str, str]
    ) -> None:
        cookie = await self.sign_up(auth)
        refused = await auth.http.post(REFRESH, headers={"Cookie": cookie, **headers})
        assert refused.status_code == 403
        assert refused.json()["code"] == "CrossSiteRefresh"
        assert await auth.ask("SELECT count(*) FROM refresh_tokens") == [(1,)]

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "same-origin", "Origin": "http://service"},
            {"Origin": "http://service"},
            {"Origin": "https://App.example", "X-Forwarded-Host": "app.example"},
        ],
    )
    async def test_own_pages_can_use_the_cookie(
        self, auth: Auth, headers: dict[str, str]
    ) -> None:
        cookie = await self.sign_up(auth)
        answer = await auth.http.post(REFRESH, headers={"Cookie": cookie, **headers})
        assert answer.status_code == 200

    @pytest.mark.parametrize("body", [None, {}, {"refresh_token": None}])
    async def test_no_token_at_all_is_said(self, auth: Auth, body: Any) -> None:
        answer = await auth.http.post(REFRESH, json=body)
        assert answer.status_code == 401
        assert answer.json()["code"] == "RefreshTokenMissing"


class TestLogOut:
    async def test_nobody_is_refused(self, auth: Auth) -> None:
        assert (await auth.http.post(LOG_OUT)).status_code == 401

    async def test_key_has_no_session_to_end(self, auth: Auth) -> None:
        user = (await auth.sign_up())["user"]
        answer = await auth.http.post(LOG_OUT, headers=auth.as_user(user["id"]))
        assert answer.status_code == 409

    async def test_session_is_over_at_once(self, auth: Auth) -> None:
        body = await auth.sign_up()
        headers = auth.as_user(body["user"]["id"], session_id(body))
        answer = await auth.http.post(LOG_OUT, headers=headers)
        assert answer.status_code == 204
        assert "max-age=0" in answer.headers["set-cookie"].lower()
        assert "path=/api/v1/accounts" in answer.headers["set-cookie"].lower()
        refused = await auth.refresh(body["refresh_token"])
        assert refused.json()["code"] == "RefreshTokenNotValid"

    async def test_logging_out_twice_is_fine(self, auth: Auth) -> None:
        body = await auth.sign_up()
        headers = auth.as_user(body["user"]["id"], session_id(body))
        for _ in range(2):
            answer = await auth.http.post(LOG_OUT, headers=headers)
            assert answer.status_code == 204
            assert answer.content == b""

    async def test_session_of_another_user_goes_on(self, auth: Auth) -> None:
        ada = await auth.sign_up()
        eve = await auth.sign_up("eve@example.com")
        headers = auth.as_user(eve["user"]["id"], session_id(ada))
        assert (await auth.http.post(LOG_OUT, headers=headers)).status_code == 204
        assert (await auth.refresh(ada["refresh_token"])).status_code == 200

    async def test_listeners_hear_of_it_once(self, auth: Auth) -> None:
        body = await auth.sign_up()
        headers = auth.as_user(body["user"]["id"], session_id(body))
        async with auth.resources.redis.pubsub(ignore_subscribe_messages=True) as heard:
            await heard.subscribe("auth:credentials_ended")
            await heard.get_message(timeout=1)
            for _ in range(2):
                await auth.http.post(LOG_OUT, headers=headers)
            message = await heard.get_message(timeout=5)
            assert message is not None
            assert message["data"].decode() == session_id(body)
            assert await heard.get_message(timeout=0.2) is None

    async def test_refresh_and_logout_at_once_end_signed_out(self, auth: Auth) -> None:
        body = await auth.sign_up()
        headers = auth.as_user(body["user"]["id"], session_id(body))
        refreshed, *_ = await asyncio.gather(
            auth.refresh(body["refresh_token"]),
            auth.http.post(LOG_OUT, headers=headers),
        )
        if refreshed.status_code == 200:
            refreshed = await auth.refresh(refreshed.json()["refresh_token"])
        assert refreshed.status_code == 401
