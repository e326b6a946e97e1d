"""Seeing one's sessions, and ending them, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from tests.auth.running import Auth, session_id

SESSIONS = "/api/v1/accounts/sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
HOME = {"X-Forwarded-For": "203.0.113.7", "User-Agent": FIREFOX}


async def listed(auth: Auth, body: Any, **query: Any) -> Any:
    """What the caller of a session sees."""
    answer = await auth.http.get(SESSIONS, headers=auth.signed_in(body), params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestListSessions:
    async def test_nobody_is_refused(self, auth: Auth) -> None:
        assert (await auth.http.get(SESSIONS)).status_code == 401

    async def test_key_without_scope_is_refused(self, auth: Auth) -> None:
        user = (await auth.sign_up())["user"]
        headers = auth.as_user(
            user["id"], scopes={"analysis:read"}, authenticated_by="api_key"
        )
        assert (await auth.http.get(SESSIONS, headers=headers)).status_code == 403

    async def test_own_sessions_alone_are_seen_newest_first(self, auth: Auth) -> None:
        first = await auth.sign_up()
        await auth.sign_up("eve@example.com")
        auth.clock.advance(timedelta(hours=1))
        second = (await auth.log_in(headers=HOME)).json()
        page = await listed(auth, second)
        assert page == {
            "items": [
                {
                    "id": session_id(second),
                    "created_at": "2026-11-20T13:00:00Z",
                    "last_used_at": "2026-11-20T13:00:00Z",
                    "expires_at": "2026-12-20T13:00:00Z",
                    "address": "203.0.113.0/24",
                    "device": "Firefox on Linux",
                    "is_current": True,
                },
                {
                    "id": session_id(first),
                    "created_at": "2026-11-20T12:00:00Z",
                    "last_used_at": "2026-11-20T12:00:00Z",
                    "expires_at": "2026-12-20T12:00:00Z",
                    "address": None,
                    "device": "python-httpx2",
                    "is_current": False,
                },
            ],
            "next_cursor": None,
        }

    async def test_whole_address_is_stored_nowhere(self, auth: Auth) -> None:
        await auth.sign_up()
        await auth.log_in(headers=HOME)
        for table in ("sessions", "refresh_tokens", "outbox", "brakes"):
            found = f"SELECT 1 FROM {table} t WHERE t::text LIKE '%203.0.113.7%'"
            assert await auth.ask(found) == []

    async def test_refresh_moves_last_use_and_end(self, auth: Auth) -> None:
        body = await auth.sign_up()
        auth.clock.advance(timedelta(days=2))
        await auth.refresh(body["refresh_token"])
        (item,) = (await listed(auth, body))["items"]
        assert item["last_used_at"] == "2026-11-22T12:00:00Z"
        assert item["expires_at"] == "2026-12-22T12:00:00Z"

    async def test_what_is_over_is_not_listed(self, auth: Auth) -> None:
        await auth.sign_up()  # not used for 30 days
        auth.clock.advance(timedelta(days=30))
        ended = (await auth.log_in()).json()
        await auth.http.post("/api/v1/accounts/logout", headers=auth.signed_in(ended))
        here = (await auth.log_in()).json()
        items = (await listed(auth, here))["items"]
        assert [item["id"] for item in items] == [session_id(here)]

    async def test_pages_hold_every_session_once(self, auth: Auth) -> None:
        body = await auth.sign_up()
        for _ in range(4):
            auth.clock.advance(timedelta(seconds=1))
            await auth.log_in()
        seen: list[str] = []
        query: dict[str, Any] = {"limit": 2}
        while query:
            page = await listed(auth, body, **query)
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            query = {"limit": 2, "cursor": cursor} if cursor else {}
        assert len(seen) == len(set(seen)) == 5
        assert seen[-1] == session_id(body)


class TestEndSession:
    async def test_nobody_is_refused(self, auth: Auth) -> None:
        body = await auth.sign_up()
        answer = await auth.http.delete(f"{SESSIONS}/{session_id(body)}")
        assert answer.status_code == 401

    async def test_another_users_session_is_not_there(self, auth: Auth) -> None:
        body = await auth.sign_up()
        eve = await auth.sign_up("eve@example.com")
        answer = await auth.http.delete(
            f"{SESSIONS}/{session_id(body)}", headers=auth.signed_in(eve)
        )
        assert answer.status_code == 404
        assert answer.json()["code"] == "SessionNotFound"
        assert (await auth.refresh(body["refresh_token"])).status_code == 200

    async def test_key_may_not(self, auth: Auth) -> None:
        body = await auth.sign_up()
        headers = auth.as_user(body["user"]["id"], authenticated_by="api_key")
        for path in (SESSIONS, f"{SESSIONS}/{session_id(body)}"):
            answer = await auth.http.delete(path, headers=headers)
            assert answer.status_code == 403

    @pytest.mark.parametrize("name", ["00000000-0000-7000-8000-000000000000", "me"])
    async def test_what_is_no_session_is_not_there(self, auth: Auth, name: str) -> None:
        body = await auth.sign_up()
        answer = await auth.http.delete(
            f"{SESSIONS}/{name}", headers=auth.signed_in(body)
        )
        assert answer.status_code in (404, 422)

    async def test_ended_session_is_refused_at_once(self, auth: Auth) -> None:
        here = await auth.sign_up()
        lost = (await auth.log_in()).json()
        path = f"{SESSIONS}/{session_id(lost)}"
        for _ in range(2):
            answer = await auth.http.delete(path, headers=auth.signed_in(here))
            assert answer.status_code == 204
        assert (await auth.refresh(lost["refresh_token"])).status_code == 401
        assert (await auth.refresh(here["refresh_token"])).status_code == 200
        ended = await auth.ask("SELECT credential_id FROM ended_credentials")
        assert [str(row.credential_id) for row in ended] == [session_id(lost)]


class TestEndOtherSessions:
    async def test_nobody_is_refused(self, auth: Auth) -> None:
        assert (await auth.http.delete(SESSIONS)).status_code == 401

    async def test_only_the_callers_others_end(self, auth: Auth) -> None:
        first = await auth.sign_up()
        second = (await auth.log_in()).json()
        eve = await auth.sign_up("eve@example.com")
        answer = await auth.http.delete(SESSIONS, headers=auth.signed_in(second))
        assert answer.status_code == 204
        assert (await auth.refresh(first["refresh_token"])).status_code == 401
        assert (await auth.refresh(second["refresh_token"])).status_code == 200
        assert (await auth.refresh(eve["refresh_token"])).status_code == 200
