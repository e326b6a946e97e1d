"""Verifying an e-mail address, and changing it, over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from libs.common.ids import new_id
from tests.auth.running import PASSWORD, Auth, text_of

VERIFY = "/api/v1/accounts/verify-email"
RESEND = "/api/v1/accounts/verify-email/resend"
CHANGE = "/api/v1/accounts/change-email"
ME = "/api/v1/accounts/me"
ADA = "ada@example.com"
NEW = "countess@example.com"


async def is_verified(auth: Auth, body: Any) -> bool:
    """What the profile says."""
    answer = await auth.http.get(ME, headers=auth.signed_in(body))
    return bool(answer.json()["email_verified"])


async def verify(auth: Auth, token: str) -> Any:
    """What the answer to a token is: 204, or the error's name."""
    answer = await auth.http.post(VERIFY, json={"token": token})
    return answer.status_code if answer.status_code == 204 else answer.json()["code"]


class TestVerifyEmail:
    async def test_token_of_nobody_is_refused(self, auth: Auth) -> None:
        await auth.sign_up()
        answer = await auth.http.post(VERIFY, json={"token": "x" * 43})
        assert answer.status_code == 422
        assert answer.json()["code"] == "LinkNotKnown"
        assert answer.json()["fields"][0]["field"] == "token"

    async def test_new_account_is_not_verified_and_is_asked(self, auth: Auth) -> None:
        body = await auth.sign_up()
        assert not await is_verified(auth, body)
        (mail,) = await auth.mails()
        assert mail["To"] == ADA
        assert "http://127.0.0.1:8000/verify-email#token=" in text_of(mail)

    async def test_mailed_token_verifies_once(self, auth: Auth) -> None:
        body = await auth.sign_up()
        token = await auth.newest_token()
        assert await verify(auth, token) == 204
        assert await is_verified(auth, body)
        assert await verify(auth, token) == "LinkUsed"

    async def test_one_of_simultaneous_uses_wins(self, auth: Auth) -> None:
        await auth.sign_up()
        token = await auth.newest_token()
        answers = await asyncio.gather(*(verify(auth, token) for _ in range(8)))
        assert sorted(map(str, answers)) == ["204"] + ["LinkUsed"] * 7

    async def test_token_is_over_after_two_days(self, auth: Auth) -> None:
        body = await auth.sign_up()
        token = await auth.newest_token()
        auth.clock.advance(timedelta(hours=48))
        assert await verify(auth, token) == "LinkExpired"
        assert not await is_verified(auth, body)

    async def test_token_of_a_reset_verifies_nothing(self, auth: Auth) -> None:
        await auth.sign_up()
        await auth.http.post("/api/v1/accounts/reset-password", json={"email": ADA})
        assert await verify(auth, await auth.newest_token()) == "LinkNotKnown"

    async def test_tokens_are_stored_nowhere(self, auth: Auth) -> None:
        await auth.sign_up()
        token = await auth.newest_token()
        rows = await auth.ask("SELECT token_hash FROM one_time_tokens")
        assert [len(row.token_hash) for row in rows] == [32]
        for table in ("one_time_tokens", "outbox", "inbox"):
            found = f"SELECT 1 FROM {table} t WHERE t::text LIKE '%{token}%'"
            assert await auth.ask(found) == []

    async def test_mail_can_be_written_after_a_new_secret_key(
        self, auth: Auth, start_auth: Any
    ) -> None:
        await auth.sign_up()
        old = auth.resources.settings.secret_key
        after: Auth = await start_auth(
            secret_key="another secret of tests, long too", secret_key_previous=old
        )
        assert await verify(after, await after.newest_token()) == 204


class TestResend:
    async def test_nobody_is_refused(self, auth: Auth) -> None:
        assert (await auth.http.post(RESEND)).status_code == 401

    async def test_account_that_is_gone_is_not_found(self, auth: Auth) -> None:
        answer = await auth.http.post(RESEND, headers=auth.as_user(new_id()))
        assert answer.status_code == 404

    async def test_newer_token_ends_the_older(self, auth: Auth) -> None:
        body = await auth.sign_up()
        older = await auth.newest_token()
        auth.clock.advance(timedelta(minutes=1))
        answer = await auth.http.post(RESEND, headers=auth.signed_in(body))
        assert answer.status_code == 202
        newer = await auth.newest_token()
        assert await verify(auth, older) == "LinkReplaced"
        assert await verify(auth, newer) == 204

    async def test_at_most_one_a_minute_and_five_a_day(self, auth: Auth) -> None:
        body = await auth.sign_up()
        headers = auth.signed_in(body)
        refused = await auth.http.post(RESEND, headers=headers)
        assert refused.status_code == 429
        assert refused.json()["code"] == "TooManyMails"
        assert refused.headers["retry-after"] == "60"
        for _ in range(4):
            auth.clock.advance(timedelta(minutes=1))
            headers = auth.signed_in(body)
            answer = await auth.http.post(RESEND, headers=headers)
            assert answer.status_code == 202
        auth.clock.advance(timedelta(minutes=1))
        refused = await auth.http.post(RESEND, headers=auth.signed_in(body))
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == str(24 * 3600 - 5 * 60)

    async def test_simultaneous_wishes_make_one_mail(self, auth: Auth) -> None:
        body = await auth.sign_up()
        auth.clock.advance(timedelta(minutes=1))
        headers = auth.signed_in(body)
        answers = await asyncio.gather(
            *(auth.http.post(RESEND, headers=headers) for _ in range(6))
        )
        assert sorted(a.status_code for a in answers) == [202] + [429] * 5

    async def test_verified_address_needs_no_mail(self, auth: Auth) -> None:
        body = await auth.sign_up()
        await verify(auth, await auth.newest_token())
        answer = await auth.http.post(RESEND, headers=auth.signed_in(body))
        assert answer.status_code == 409
        assert answer.json()["code"] == "EmailAlreadyVerified"


class TestChangeEmail:
    async def change(self, auth: Auth, body: Any, **changes: Any) -> Any:
        """What asking for a change answers."""
        wanted = {"current_password": PASSWORD, "email": NEW, **changes}
        return await auth.http.post(CHANGE, json=wanted, headers=auth.signed_in(body))

    async def test_nobody_is_refused(self, auth: Auth) -> None:
        wanted = {"current_password": PASSWORD, "email": NEW}
        assert (await auth.http.post(CHANGE, json=wanted)).status_code == 401

    async def test_key_may_not(self, auth: Auth) -> None:
        body = await auth.sign_up()
        headers = auth.as_user(body["user"]["id"], authenticated_by="api_key")
        wanted = {"current_password": PASSWORD, "email": NEW}
        answer = await auth.http.post(CHANGE, json=wanted, headers=headers)
        assert answer.status_code == 403

    async def test_wrong_password_changes_nothing(self, auth: Auth) -> None:
        body = await auth.sign_up()
        answer = await self.change(auth, body, current_password="not the password")
        assert answer.status_code == 422
        assert answer.json()["fields"][0]["field"] == "current_password"
        assert await auth.mails(NEW) == []

    async def test_address_changes_when_it_is_confirmed(self, auth: Auth) -> None:
        body = await auth.sign_up()
        answer = await self.change(auth, body, email=" Countess@Example.com")
        assert answer.status_code == 202
        me = await auth.http.get(ME, headers=auth.signed_in(body))
        assert me.json()["email"] == ADA
        assert await verify(auth, await auth.newest_token(NEW)) == 204
        me = await auth.http.get(ME, headers=auth.signed_in(body))
        assert (me.json()["email"], me.json()["email_verified"]) == (NEW, True)
        assert (await auth.log_in(NEW)).status_code == 200
        assert (await auth.log_in(ADA)).status_code == 401

    async def test_old_address_is_told_twice(self, auth: Auth) -> None:
        body = await auth.sign_up(language="de")
        await auth.work()
        await self.change(auth, body)
        await verify(auth, await auth.newest_token(NEW))
        subjects = [mail["Subject"] for mail in await auth.mails(ADA)]
        assert subjects[1:] == [
            "Deine E-Mail-Adresse soll geändert werden",
            "Deine E-Mail-Adresse wurde geändert",
        ]

    async def test_other_services_are_told_of_the_new_address(self, auth: Auth) -> None:
        body = await auth.sign_up()
        await self.change(auth, body)
        await verify(auth, await auth.newest_token(NEW))
        told = await auth.ask(
            "SELECT envelope->'payload'->>'email' FROM outbox"
            " WHERE envelope->>'name' = 'user.updated'"
        )
        assert {email for (email,) in told} == {NEW}

    async def test_taken_address_is_not_revealed(self, auth: Auth) -> None:
        body = await auth.sign_up()
        await auth.sign_up(NEW)
        await auth.work()
        taken = await self.change(auth, body)
        auth.clock.advance(timedelta(minutes=1))
        free = await self.change(auth, body, email="free@example.com")
        assert taken.status_code == free.status_code == 202
        assert taken.json() == free.json()
        subjects = [mail["Subject"] for mail in await auth.mails(NEW)]
        assert subjects == [
            "Confirm your e-mail address",
            "You already have an account",
        ]
        assert "#token" not in text_of((await auth.mails(NEW))[-1])

    async def test_address_taken_meanwhile_stays_with_its_owner(
        self, auth: Auth
    ) -> None:
        body = await auth.sign_up()
        await self.change(auth, body)
        token = await auth.newest_token(NEW)
        await auth.sign_up(NEW)
        assert await verify(auth, token) == "EmailAlreadyRegistered"
        me = await auth.http.get(ME, headers=auth.signed_in(body))
        assert me.json()["email"] == ADA

    async def test_links_to_the_old_address_end_with_it(self, auth: Auth) -> None:
        body = await auth.sign_up()
        to_old = await auth.newest_token(ADA)
        await self.change(auth, body)
        await verify(auth, await auth.newest_token(NEW))
        assert await verify(auth, to_old) == "LinkReplaced"

    async def test_new_password_stops_a_change(self, auth: Auth) -> None:
        body = await auth.sign_up()
        await self.change(auth, body)
        token = await auth.newest_token(NEW)
        await auth.http.post(
            "/api/v1/accounts/change-password",
            json={
                "current_password": PASSWORD,
                "new_password": "a fresh long sentence",
            },
            headers=auth.signed_in(body),
        )
        assert await verify(auth, token) == "LinkReplaced"

    async def test_present_address_is_no_change(self, auth: Auth) -> None:
        body = await auth.sign_up()
        answer = await self.change(auth, body, email="ADA@example.com")
        assert answer.status_code == 422
        assert answer.json()["code"] == "EmailUnchanged"

    @pytest.mark.parametrize("taken", [True, False])
    async def test_at_most_one_a_minute(self, auth: Auth, *, taken: bool) -> None:
        body = await auth.sign_up()
        if taken:
            await auth.sign_up(NEW)
        await self.change(auth, body)
        answer = await self.change(auth, body)
        assert answer.status_code == 429
