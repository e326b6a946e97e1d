"""API keys over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from libs.common.api_key_format import hash_api_key, is_api_key
from libs.common.contracts.scopes import Scope
from libs.common.ids import new_id
from services.auth.api_keys.service import MOST_KEYS
from services.auth.api_keys.tasks import PurgeApiKeys, purge_api_keys
from tests.auth.running import Auth

KEYS = "/api/v1/accounts/api-keys"
WANTED = {"name": "Nightly import", "scopes": ["social:write", "analysis:read"]}
ENDED = "/internal/auth/ended-credentials"


async def sign_up(auth: Auth, email: str = "ada@example.com") -> dict[str, str]:
    """Headers of a new user, which are good for a minute."""
    return auth.as_user((await auth.sign_up(email))["user"]["id"])


async def later(auth: Auth, **time: float) -> dict[str, str]:
    """The same user's headers after some time."""
    auth.clock.advance(timedelta(**time))
    (row,) = await auth.ask("SELECT id FROM users")
    return auth.as_user(row.id)


async def make(auth: Auth, headers: dict[str, str], **more: Any) -> Any:
    """A new key's answer."""
    answer = await auth.http.post(KEYS, json={**WANTED, **more}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def look_up(auth: Auth, key: str) -> httpx2.Response:
    """What a gateway is told about a key."""
    path = f"/internal/auth/api-keys/{hash_api_key(key).hex()}"
    return await auth.http.get(path, headers=auth.as_service("gateway"))


class TestWhoMay:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", ""),
            ("POST", ""),
            ("GET", "/scopes"),
            ("DELETE", "/00000000-0000-7000-8000-000000000000"),
        ],
    )
    async def test_nobody_without_an_identity(
        self, auth: Auth, method: str, path: str
    ) -> None:
        answer = await auth.http.request(method, KEYS + path, json=WANTED)
        assert answer.status_code == 401

    async def test_another_users_key_is_not_there(self, auth: Auth) -> None:
        ada, eve = await sign_up(auth), await sign_up(auth, "eve@example.com")
        made = await make(auth, ada)
        gone = await auth.http.delete(f"{KEYS}/{made['id']}", headers=eve)
        assert (gone.status_code, gone.json()["code"]) == (404, "ApiKeyNotFound")
        listed = await auth.http.get(KEYS, headers=eve)
        assert listed.json() == {"items": [], "next_cursor": None}
        assert (await look_up(auth, made["key"])).status_code == 200

    async def test_no_key_makes_or_revokes_keys(self, auth: Auth) -> None:
        user = (await auth.sign_up())["user"]["id"]
        made = await make(auth, auth.as_user(user))
        everything = frozenset(scope.value for scope in Scope)
        by_key = auth.as_user(user, authenticated_by="api_key", scopes=everything)
        for refused in (
            await auth.http.post(KEYS, json=WANTED, headers=by_key),
            await auth.http.delete(f"{KEYS}/{made['id']}", headers=by_key),
            await auth.http.post("/api/v1/accounts/logout", headers=by_key),
        ):
            told = refused.json()["code"]
            assert (refused.status_code, told) == (403, "SessionRequired")
        assert (await auth.http.get(KEYS, headers=by_key)).status_code == 200

    async def test_key_without_the_scope_is_told_which(self, auth: Auth) -> None:
        user = (await auth.sign_up())["user"]["id"]
        scopes = frozenset({"social:read"})
        by_key = auth.as_user(user, authenticated_by="api_key", scopes=scopes)
        refused = await auth.http.get(KEYS, headers=by_key)
        assert (refused.status_code, refused.json()["code"]) == (403, "ScopeMissing")
        assert refused.headers["www-authenticate"] == (
            'Bearer error="insufficient_scope", scope="accounts:read"'
        )

    @pytest.mark.parametrize("caller", ["billing", "user"])
    async def test_only_gateways_look_keys_up(self, auth: Auth, caller: str) -> None:
        ada = await sign_up(auth)
        key = (await make(auth, ada))["key"]
        headers = ada if caller == "user" else auth.as_service(caller)
        path = f"/internal/auth/api-keys/{hash_api_key(key).hex()}"
        assert (await auth.http.get(path, headers=headers)).status_code == 401


class TestCreate:
    async def test_key_is_shown_once_and_stored_hashed(self, auth: Auth) -> None:
        ada = await sign_up(auth)
        made = await make(auth, ada)
        key = made.pop("key")
        assert is_api_key(key)
        assert made == {
            "id": made["id"],
            "name": "Nightly import",
            "prefix": "ps_live_",
            "last_four": key[-4:],
            "scopes": ["analysis:read", "social:write"],
            "created_at": "2026-11-20T12:00:00Z",
            "expires_at": None,
            "last_used_at": None,
            "is_expired": False,
        }
        listed = (await auth.http.get(KEYS, headers=ada)).json()
        assert listed == {"items": [made], "next_cursor": None}
        rows = await auth.ask("SELECT * FROM api_keys")
        assert key not in str(rows)
        assert key[8:38] not in str(rows)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "two\nlines"}, "name"),
            ({"name": None}, "name"),
            ({"scopes": []}, "scopes"),
            ({"scopes": ["all"]}, "scopes.0"),
            ({"scopes": ["analysis:read", "admin"]}, "scopes.1"),
            ({"expires_at": "2026-11-20T12:00:00Z"}, "expires_at"),
            ({"expires_at": "2026-12-20T12:00:00"}, "expires_at"),
            ({"role": "admin"}, "role"),
        ],
    )
    async def test_wrong_fields_are_named(
        self, auth: Auth, change: dict[str, Any], field: str
    ) -> None:
        ada = await sign_up(auth)
        answer = await auth.http.post(KEYS, json={**WANTED, **change}, headers=ada)
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["fields"]] == [field]

    async def test_of_many_at_once_only_so_many_are_made(self, auth: Auth) -> None:
        ada = await sign_up(auth)
        for _ in range(MOST_KEYS - 2):
            await make(auth, ada)
        asked = (auth.http.post(KEYS, json=WANTED, headers=ada) for _ in range(6))
        statuses = sorted(a.status_code for a in await asyncio.gather(*asked))
        assert statuses == [201, 201, 409, 409, 409, 409]
        refused = await auth.http.post(KEYS, json=WANTED, headers=ada)
        assert refused.json()["code"] == "TooManyApiKeys"

    async def test_expired_and_revoked_keys_make_room(self, auth: Auth) -> None:
        ada = await sign_up(auth)
        soon = "2026-11-20T13:00:00Z"
        made = [await make(auth, ada, expires_at=soon)]
        made += [await make(auth, ada) for _ in range(MOST_KEYS - 1)]
        await auth.http.delete(f"{KEYS}/{made[1]['id']}", headers=ada)
        await make(auth, ada)
        await make(auth, await later(auth, hours=2))

    async def test_users_that_are_gone_make_none(self, auth: Auth) -> None:
        answer = await auth.http.post(KEYS, json=WANTED, headers=auth.as_user(new_id()))
        assert answer.status_code == 404


class TestList:
    async def test_pages_come_newest_first(self, auth: Auth) -> None:
        ada = await sign_up(auth)
        for number in range(3):
            await make(auth, ada, name=f"key {number}")
            auth.clock.advance(timedelta(seconds=1))
        first = (await auth.http.get(f"{KEYS}?limit=2", headers=ada)).json()
        path = f"{KEYS}?limit=2&cursor={first['next_cursor']}"
        second = (await auth.http.get(path, headers=ada)).json()
        names = [item["name"] for page in (first, second) for item in page["items"]]
        assert names == ["key 2", "key 1", "key 0"]
        assert second["next_cursor"] is None

    async def test_scopes_are_told_with_what_they_allow(self, auth: Auth) -> None:
        answer = await auth.http.get(f"{KEYS}/scopes", headers=await sign_up(auth))
        told = {each["scope"]: each["description"] for each in answer.json()["items"]}
        assert list(told) == sorted(scope.value for scope in Scope)
        assert all(len(description) > 10 for description in told.values())


class TestRevoke:
    async def test_gateways_hear_of_it_once(self, auth: Auth) -> None:
        ada = await sign_up(auth)
        made = await make(auth, ada)
        async with auth.resources.redis.pubsub(ignore_subscribe_messages=True) as heard:
            await heard.subscribe("auth:credentials_ended")
            await heard.get_message(timeout=1)
            for _ in range(2):
                gone = await auth.http.delete(f"{KEYS}/{made['id']}", headers=ada)
                assert (gone.status_code, gone.content) == (204, b"")
            message = await heard.get_message(timeout=5)
            assert message is not None
            assert message["data"].decode() == made["id"]
            assert await heard.get_message(timeout=0.1) is None
        listed = await auth.http.get(ENDED, headers=auth.as_service("gateway"))
        assert [i["credential_id"] for i in listed.json()["items"]] == [made["id"]]
        assert (await auth.http.get(KEYS, headers=ada)).json()["items"] == []
        assert (await look_up(auth, made["key"])).status_code == 404

    async def test_other_keys_go_on(self, auth: Auth) -> None:
        ada = await sign_up(auth)
        gone, kept = await make(auth, ada), await make(auth, ada)
        await auth.http.delete(f"{KEYS}/{gone['id']}", headers=ada)
        assert (await look_up(auth, kept["key"])).status_code == 200


class TestLookUp:
    async def test_gateway_is_told_what_it_needs(self, auth: Auth) -> None:
        user = (await auth.sign_up())["user"]["id"]
        end = "2026-12-20T12:00:00Z"
        made = await make(auth, auth.as_user(user), expires_at=end)
        assert (await look_up(auth, made["key"])).json() == {
            "api_key_id": made["id"],
            "user_id": user,
            "owner_id": user,
            "scopes": ["analysis:read", "social:write"],
            "expires_at": end,
        }

    async def test_unknown_keys_are_not_there(self, auth: Auth) -> None:
        assert (await look_up(auth, "anything")).status_code == 404

    @pytest.mark.parametrize("digest", ["00", "x" * 64, "A" * 64])
    async def test_only_digests_are_asked_for(self, auth: Auth, digest: str) -> None:
        path = f"/internal/auth/api-keys/{digest}"
        answer = await auth.http.get(path, headers=auth.as_service("gateway"))
        assert answer.status_code == 422

    async def test_key_is_over_at_its_end(self, auth: Auth) -> None:
        ada = await sign_up(auth)
        made = await make(auth, ada, expires_at="2026-11-20T13:00:00Z")
        auth.clock.advance(timedelta(minutes=59, seconds=59))
        assert (await look_up(auth, made["key"])).status_code == 200
        ada = await later(auth, seconds=1)
        assert (await look_up(auth, made["key"])).status_code == 404
        listed = (await auth.http.get(KEYS, headers=ada)).json()["items"]
        assert [item["is_expired"] for item in listed] == [True]

    async def test_keys_go_with_their_user(self, auth: Auth) -> None:
        made = await make(auth, await sign_up(auth))
        async with auth.resources.database.unit_of_work() as session:
            await session.execute(text("DELETE FROM users"))
        assert (await look_up(auth, made["key"])).status_code == 404


class TestLastUse:
    async def used_at(self, auth: Auth) -> str | None:
        """What is written down, after the next batch."""
        await auth.resources.api_key_uses.write()
        (row,) = await auth.ask("SELECT last_used_at FROM api_keys")
        return row.last_used_at.isoformat() if row.last_used_at else None

    async def test_question_alone_writes_nothing(self, auth: Auth) -> None:
        made = await make(auth, await sign_up(auth))
        await look_up(auth, made["key"])
        assert await auth.ask("SELECT last_used_at FROM api_keys") == [(None,)]
        assert await self.used_at(auth) == "2026-11-20T12:00:00+00:00"

    async def test_time_moves_once_a_minute_at_most(self, auth: Auth) -> None:
        made = await make(auth, await sign_up(auth))
        seen = []
        for seconds in (0, 59, 1, 30, 30):
            auth.clock.advance(timedelta(seconds=seconds))
            await look_up(auth, made["key"])
            seen.append((await self.used_at(auth) or "")[11:19])
        assert seen == ["12:00:00", "12:00:00", "12:01:00", "12:01:00", "12:02:00"]

    async def test_many_keys_are_written_together(self, auth: Auth) -> None:
        ada = await sign_up(auth)
        made = [await make(auth, ada) for _ in range(3)]
        for each in made[:2]:
            await look_up(auth, each["key"])
            auth.clock.advance(timedelta(seconds=5))
        await auth.resources.api_key_uses.write()
        listed = (await auth.http.get(KEYS, headers=ada)).json()["items"]
        used = {item["id"]: item["last_used_at"] for item in listed}
        assert [used[each["id"]] for each in made] == [
            "2026-11-20T12:00:00Z",
            "2026-11-20T12:00:05Z",
            None,
        ]

    async def test_what_is_noted_is_written_at_the_end(
        self, auth: Auth, start_auth: Any
    ) -> None:
        made = await make(auth, await sign_up(auth))
        await look_up(auth, made["key"])
        await auth.resources.api_key_uses.close()
        assert await auth.ask("SELECT count(last_used_at) FROM api_keys") == [(1,)]


class TestPurge:
    async def test_keys_that_are_long_over_go(self, auth: Auth) -> None:
        ada = await sign_up(auth)
        revoked = await make(auth, ada)
        await make(auth, ada, expires_at="2026-11-20T13:00:00Z")
        kept = await make(auth, ada)
        await auth.http.delete(f"{KEYS}/{revoked['id']}", headers=ada)
        left = []
        for days in (89, 2):
            auth.clock.advance(timedelta(days=days))
            async with auth.resources.database.unit_of_work() as session:
                await purge_api_keys(auth.resources, session, PurgeApiKeys())
            left.append(len(await auth.ask("SELECT id FROM api_keys")))
        assert left == [3, 1]
        assert (await auth.ask("SELECT id FROM api_keys"))[0].id.hex == kept[
            "id"
        ].replace("-", "")


class TestSecrecy:
    async def test_no_log_line_holds_a_key(
        self, auth: Auth, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ada = await sign_up(auth)
        made = await make(auth, ada)
        await auth.http.delete(f"{KEYS}/{made['id']}", headers=ada)
        out = capsys.readouterr()
        assert "api_key_created" in out.out
        assert "api_key_revoked" in out.out
        assert made["key"] not in out.out + out.err
