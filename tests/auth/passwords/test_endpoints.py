"""Forgotten and changed passwords over HTTP."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.auth.running import PASSWORD, Auth, session_id, text_of

RESET = "/api/v1/accounts/reset-password"
CONFIRM = "/api/v1/accounts/reset-password/confirm"
CHANGE = "/api/v1/accounts/change-password"
ADA = "ada@example.com"
FRESH = "a fresh long sentence"


async def ask(auth: Auth, email: str = ADA) -> Any:
    """What asking for a new password answers."""
    return await auth.http.post(RESET, json={"email": email})


async def confirm(auth: Auth, token: str, password: str = FRESH) -> Any:
    """What setting it answers."""
    return await auth.http.post(CONFIRM, json={"token": token, "password": password})


async def ended_sessions(auth: Auth) -> set[str]:
    """What gateways are told to refuse."""
    rows = await auth.ask("SELECT credential_id FROM ended_credentials")
    return {str(row.credential_id) for row in rows}


async def add_webhook(auth: Auth, row_id: str) -> None:
    """An endpoint of the only user there is."""
    async with auth.resources.database.unit_of_work() as session:
        statement = text(
            "INSERT INTO webhook_endpoints (id, owner_id, url, status, sealed_secret,"
            " created_at, updated_at) SELECT :id, id, 'https://hooks.example.com/in',"
            " 'enabled', '', now(), now() FROM users"
        )
        await session.execute(statement, {"id": row_id})


class TestResetPassword:
    async def test_answer_does_not_tell_who_has_an_account(self, auth: Auth) -> None:
        await auth.sign_up()
        known, unknown = await ask(auth), await ask(auth, "eve@example.com")
        assert known.status_code == unknown.status_code == 202
        assert known.json() == unknown.json()
        assert [mail["To"] for mail in await auth.mails()] == [ADA, ADA]

    async def test_database_sees_the_same_either_way(self, auth: Auth) -> None:
        """The time taken is that of the queries, so they are what is compared."""
        await auth.sign_up()
        before = "SELECT count(*) FROM outbox WHERE envelope->>'name' LIKE '%reset'"
        for email in (ADA, "eve@example.com"):
            ((count,),) = await auth.ask(before)
            await ask(auth, email)
            assert await auth.ask(before) == [(count + 1,)]

    async def test_unknown_address_takes_about_as_long(self, auth: Auth) -> None:
        await auth.sign_up()

        async def measure(email: str) -> float:
            start = time.perf_counter()
            await ask(auth, email)
            return time.perf_counter() - start

        known, unknown = [], []
        # In turns, so that a busy moment meets both.
        for _ in range(8):
            known.append(await measure(ADA))
            unknown.append(await measure("eve@example.com"))
        assert 1 / 3 < min(known) / min(unknown) < 3

    async def test_mailed_token_sets_a_new_password_once(self, auth: Auth) -> None:
        await auth.sign_up()
        await ask(auth)
        token = await auth.newest_token()
        assert (await confirm(auth, token)).status_code == 204
        assert (await auth.log_in(password=FRESH)).status_code == 200
        assert (await auth.log_in()).status_code == 401
        again = await confirm(auth, token, "another long sentence")
        assert again.json()["code"] == "LinkUsed"

    async def test_one_of_simultaneous_uses_wins(self, auth: Auth) -> None:
        await auth.sign_up()
        await ask(auth)
        token = await auth.newest_token()
        answers = await asyncio.gather(*(confirm(auth, token) for _ in range(5)))
        assert sorted(a.status_code for a in answers) == [204] + [422] * 4

    async def test_all_sessions_end_at_once(self, auth: Auth) -> None:
        first = await auth.sign_up()
        second = (await auth.log_in()).json()
        other = await auth.sign_up("eve@example.com")
        await ask(auth)
        await confirm(auth, await auth.newest_token())
        for body in (first, second):
            assert (await auth.refresh(body["refresh_token"])).status_code == 401
        assert (await auth.refresh(other["refresh_token"])).status_code == 200
        ended = {session_id(first), session_id(second)}
        assert await ended_sessions(auth) == ended

    async def test_nothing_is_left_to_who_took_an_address_that_is_not_his(
        self, auth: Auth
    ) -> None:
        stranger = auth.signed_in(await auth.sign_up())
        accounts = "/api/v1/accounts"
        wanted = {"name": "kept", "scopes": ["accounts:read"]}
        made = await auth.http.post(
            f"{accounts}/api-keys", json=wanted, headers=stranger
        )
        await add_webhook(auth, made.json()["id"])
        await ask(auth)
        await confirm(auth, await auth.newest_token())
        assert made.json()["id"] in await ended_sessions(auth)
        assert await auth.ask("SELECT 1 FROM api_keys WHERE revoked_at IS NULL") == []
        assert await auth.ask("SELECT 1 FROM webhook_endpoints") == []

    async def test_keys_and_webhooks_of_a_known_owner_stay(self, auth: Auth) -> None:
        owner = auth.signed_in(await auth.sign_up())
        accounts = "/api/v1/accounts"
        token = await auth.newest_token()
        await auth.http.post(f"{accounts}/verify-email", json={"token": token})
        wanted = {"name": "kept", "scopes": ["accounts:read"]}
        made = await auth.http.post(f"{accounts}/api-keys", json=wanted, headers=owner)
        await add_webhook(auth, made.json()["id"])
        await ask(auth)
        await confirm(auth, await auth.newest_token())
        assert len(await auth.ask("SELECT 1 FROM api_keys")) == 1
        assert len(await auth.ask("SELECT 1 FROM webhook_endpoints")) == 1
        newest = (await auth.mails())[-1]
        assert "/settings/api-keys" in text_of(newest)

    async def test_owner_is_told_and_is_verified(self, auth: Auth) -> None:
        body = await auth.sign_up()
        await ask(auth)
        await confirm(auth, await auth.newest_token())
        newest = (await auth.mails())[-1]
        assert newest["Subject"] == "Your password was changed"
        assert FRESH not in text_of(newest)
        me = await auth.http.get("/api/v1/accounts/me", headers=auth.signed_in(body))
        assert me.json()["email_verified"] is True

    async def test_token_is_over_after_an_hour(self, auth: Auth) -> None:
        await auth.sign_up()
        await ask(auth)
        token = await auth.newest_token()
        auth.clock.advance(timedelta(hours=1))
        assert (await confirm(auth, token)).json()["code"] == "LinkExpired"

    async def test_newer_token_ends_the_older(self, auth: Auth) -> None:
        await auth.sign_up()
        await ask(auth)
        older = await auth.newest_token()
        auth.clock.advance(timedelta(minutes=1))
        await ask(auth)
        await auth.work()
        assert (await confirm(auth, older)).json()["code"] == "LinkReplaced"

    async def test_verification_token_sets_no_password(self, auth: Auth) -> None:
        await auth.sign_up()
        answer = await confirm(auth, await auth.newest_token())
        assert answer.json()["code"] == "LinkNotKnown"

    async def test_flood_of_wishes_makes_five_mails_a_day(self, auth: Auth) -> None:
        await auth.sign_up()
        for _ in range(7):
            assert (await ask(auth)).status_code == 202
            assert (await ask(auth)).status_code == 202
            await auth.work()
            auth.clock.advance(timedelta(minutes=1))
        subjects = [mail["Subject"] for mail in await auth.mails()]
        assert subjects.count("Choose a new password") == 5

    @pytest.mark.parametrize("password", ["password123", "Ada@example.com", "short"])
    async def test_weak_password_leaves_the_token_usable(
        self, auth: Auth, password: str
    ) -> None:
        await auth.sign_up()
        await ask(auth)
        token = await auth.newest_token()
        refused = await confirm(auth, token, password)
        assert refused.status_code == 422
        assert refused.json()["fields"][0]["field"] == "password"
        assert (await confirm(auth, token)).status_code == 204


class TestChangePassword:
    async def change(
        self, auth: Auth, body: Any, current: str = PASSWORD, new: str = FRESH
    ) -> Any:
        """What the change answers."""
        return await auth.http.post(
            CHANGE,
            json={"current_password": current, "new_password": new},
            headers=auth.signed_in(body),
        )

    async def test_nobody_is_refused(self, auth: Auth) -> None:
        body = {"current_password": PASSWORD, "new_password": FRESH}
        assert (await auth.http.post(CHANGE, json=body)).status_code == 401

    async def test_key_may_not(self, auth: Auth) -> None:
        user = (await auth.sign_up())["user"]
        headers = auth.as_user(user["id"], authenticated_by="api_key")
        body = {"current_password": PASSWORD, "new_password": FRESH}
        answer = await auth.http.post(CHANGE, json=body, headers=headers)
        assert answer.status_code == 403

    async def test_new_password_holds_and_other_sessions_end(self, auth: Auth) -> None:
        here = await auth.sign_up()
        elsewhere = (await auth.log_in()).json()
        assert (await self.change(auth, here)).status_code == 204
        assert (await auth.log_in(password=FRESH)).status_code == 200
        assert (await auth.log_in()).status_code == 401
        assert (await auth.refresh(here["refresh_token"])).status_code == 200
        assert (await auth.refresh(elsewhere["refresh_token"])).status_code == 401
        assert await ended_sessions(auth) == {session_id(elsewhere)}
        assert (await auth.mails())[-1]["Subject"] == "Your password was changed"

    async def test_wrong_password_changes_nothing(self, auth: Auth) -> None:
        body = await auth.sign_up()
        answer = await self.change(auth, body, current="not the password")
        assert answer.status_code == 422
        assert answer.json()["code"] == "CurrentPasswordWrong"
        assert (await auth.log_in()).status_code == 200

    async def test_guessing_in_a_session_is_braked(self, auth: Auth) -> None:
        body = await auth.sign_up()
        for _ in range(5):
            answer = await self.change(auth, body, current="not the password")
            assert answer.status_code == 422
        answer = await self.change(auth, body)
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "1"
        # Signing in is counted apart.
        assert (await auth.log_in()).status_code == 200

    @pytest.mark.parametrize(
        ("new", "reason"),
        [
            (PASSWORD, "unchanged"),
            ("password123", "too_common"),
            ("Lovelace2026", "too_easy"),
            ("short", "too_short"),
        ],
    )
    async def test_password_that_is_not_taken_is_named(
        self, auth: Auth, new: str, reason: str
    ) -> None:
        body = await auth.sign_up(full_name="Ada Lovelace")
        answer = await self.change(auth, body, new=new)
        assert answer.status_code == 422
        (problem,) = answer.json()["fields"]
        assert (problem["field"], problem["reason"]) == ("new_password", reason)

    async def test_one_of_simultaneous_changes_wins(self, auth: Auth) -> None:
        body = await auth.sign_up()
        new = [f"{FRESH} number {number}" for number in range(3)]
        answers = await asyncio.gather(
            *(self.change(auth, body, new=each) for each in new)
        )
        assert sorted(a.status_code for a in answers) == [204, 422, 422]
