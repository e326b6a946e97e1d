"""The brake on signing in, over HTTP, under parallel attempts and several processes."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from libs.common.redis import build_redis
from services.auth.brakes.tasks import PurgeBrakes, purge_brakes
from tests.auth.running import PASSWORD, Auth

WRONG = "not the password"
ADA = "ada@example.com"


def from_address(address: str) -> dict[str, str]:
    """A header as the gateway sends it."""
    return {"X-Forwarded-For": address}


async def fail(auth: Auth, times: int, email: str = ADA, **more: Any) -> None:
    """So many wrong passwords, one after the other, each of them looked at."""
    for _ in range(times):
        assert (await auth.log_in(email, WRONG, **more)).status_code == 401


def count_hashes(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that come as far as being compared."""
    seen: list[str] = []
    passwords = auth.resources.passwords
    verify = type(passwords).verify

    async def watch(self: Any, password: str, stored: str | None) -> bool:
        seen.append(password)
        return await verify(self, password, stored)

    monkeypatch.setattr(type(passwords), "verify", watch)
    return seen


class TestPerAccount:
    async def test_five_wrong_passwords_are_free_then_waits_double(
        self, auth: Auth
    ) -> None:
        await auth.sign_up()
        await fail(auth, 5)
        for seconds in (1, 2, 4, 8):
            refused = await auth.log_in()
            assert refused.status_code == 429
            assert refused.json()["code"] == "TooManyAttempts"
            assert refused.headers["retry-after"] == str(seconds)
            assert refused.json()["retry_after_seconds"] == seconds
            auth.clock.advance(timedelta(seconds=seconds))
            await fail(auth, 1)

    async def test_refused_attempts_do_not_lengthen_the_wait(self, auth: Auth) -> None:
        await auth.sign_up()
        await fail(auth, 5)
        for _ in range(10):
            assert (await auth.log_in()).status_code == 429
        auth.clock.advance(timedelta(seconds=1))
        assert (await auth.log_in()).status_code == 200

    async def test_right_password_forgets_the_wrong_ones(self, auth: Auth) -> None:
        await auth.sign_up()
        for _ in range(3):
            await fail(auth, 4)
            assert (await auth.log_in()).status_code == 200

    async def test_unknown_address_brakes_just_the_same(self, auth: Auth) -> None:
        await auth.sign_up()
        answers = []
        for email in (ADA, "eve@example.com"):
            await fail(auth, 5, email)
            answers.append(await auth.log_in(email, WRONG))
        known, unknown = answers
        assert known.status_code == unknown.status_code == 429
        assert known.headers["retry-after"] == unknown.headers["retry-after"]
        ignored = {"request_id"}
        assert {k: v for k, v in known.json().items() if k not in ignored} == {
            k: v for k, v in unknown.json().items() if k not in ignored
        }

    async def test_session_of_the_owner_goes_on(self, auth: Auth) -> None:
        body = await auth.sign_up()
        await fail(auth, 5)
        assert (await auth.refresh(body["refresh_token"])).status_code == 200

    async def test_reset_lets_the_owner_in_at_once(self, auth: Auth) -> None:
        await auth.sign_up()
        await fail(auth, 5)
        await auth.http.post("/api/v1/accounts/reset-password", json={"email": ADA})
        token = await auth.newest_token()
        fresh = "a fresh long sentence"
        done = await auth.http.post(
            "/api/v1/accounts/reset-password/confirm",
            json={"token": token, "password": fresh},
        )
        assert done.status_code == 204
        assert (await auth.log_in(password=fresh)).status_code == 200

    async def test_strangers_elsewhere_do_not_make_the_owner_wait(
        self, auth: Auth
    ) -> None:
        await auth.sign_up()
        home = from_address("203.0.113.7")
        assert (await auth.log_in(headers=home)).status_code == 200
        await fail(auth, 5, headers=from_address("198.51.100.1"))
        away = await auth.log_in(headers=from_address("198.51.100.2"))
        assert away.status_code == 429
        # Another address of the same network, as providers give them out.
        again = from_address("203.0.113.99")
        assert (await auth.log_in(headers=again)).status_code == 200

    async def test_guessing_from_the_owners_network_is_braked_too(
        self, auth: Auth
    ) -> None:
        await auth.sign_up()
        home = from_address("203.0.113.7")
        await auth.log_in(headers=home)
        await fail(auth, 5, headers=home)
        assert (await auth.log_in(headers=home)).status_code == 429


class TestPerAddress:
    async def test_twenty_accounts_are_free_then_the_address_waits(
        self, auth: Auth
    ) -> None:
        await auth.sign_up()
        there = from_address("198.51.100.1")
        for number in range(20):
            await fail(auth, 1, f"user{number}@example.com", headers=there)
        assert (await auth.log_in(headers=there)).status_code == 429
        elsewhere = from_address("198.51.100.2")
        assert (await auth.log_in(headers=elsewhere)).status_code == 200

    async def test_own_account_does_not_open_the_way_to_others(
        self, auth: Auth
    ) -> None:
        await auth.sign_up()
        there = from_address("198.51.100.1")
        for number in range(20):
            await fail(auth, 1, f"user{number}@example.com", headers=there)
        auth.clock.advance(timedelta(seconds=1))
        assert (await auth.log_in(headers=there)).status_code == 200
        await fail(auth, 1, "someone@example.com", headers=there)
        refused = await auth.log_in("other@example.com", WRONG, headers=there)
        assert refused.headers["retry-after"] == "2"

    async def test_network_of_an_ipv6_client_counts_as_one(self, auth: Auth) -> None:
        for number in range(20):
            there = from_address(f"2001:db8:1:2::{number}")
            await fail(auth, 1, f"user{number}@example.com", headers=there)
        there = from_address("2001:db8:1:2:ffff::1")
        assert (await auth.log_in(headers=there)).status_code == 429


class TestAtOnce:
    async def test_of_a_hundred_at_once_only_the_free_are_looked_at(
        self, auth: Auth, start_auth: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two processes, and nothing in Redis."""
        await auth.sign_up()
        other: Auth = await start_auth()
        async with build_redis(
            auth.resources.settings.redis_url.get_secret_value()
        ) as r:
            await r.flushall()
        looked_at = count_hashes(auth, monkeypatch)
        answers = await asyncio.gather(
            *((auth, other)[n % 2].log_in(ADA, WRONG) for n in range(100))
        )
        assert Counter(a.status_code for a in answers) == {401: 5, 429: 95}
        assert len(looked_at) == 5

    async def test_right_ones_at_once_do_not_brake_each_other_for_long(
        self, auth: Auth
    ) -> None:
        await auth.sign_up()
        answers = await asyncio.gather(*(auth.log_in() for _ in range(5)))
        assert [a.status_code for a in answers] == [200] * 5
        assert await auth.ask("SELECT * FROM brakes") == []

    async def test_password_not_looked_at_is_not_counted(self, start_auth: Any) -> None:
        auth: Auth = await start_auth(password_threads=1, password_queue=1)
        await auth.sign_up()
        answers = await asyncio.gather(
            *(auth.log_in(ADA, PASSWORD) for _ in range(5)),
        )
        assert {a.status_code for a in answers} <= {200, 503}
        await fail(auth, 5)


class TestPurge:
    async def test_nothing_that_is_stored_names_anybody(self, auth: Auth) -> None:
        await fail(auth, 1, headers=from_address("198.51.100.1"))
        rows = await auth.ask("SELECT b::text FROM brakes b")
        assert len(rows) == 2
        assert not any("ada" in r[0] or "198.51" in r[0] for r in rows)

    async def test_what_is_forgotten_is_deleted(self, auth: Auth) -> None:
        await fail(auth, 1)
        for after, left in ((timedelta(hours=23), 1), (timedelta(hours=2), 0)):
            auth.clock.advance(after)
            async with auth.resources.database.unit_of_work() as session:
                await purge_brakes(auth.resources, session, PurgeBrakes())
            assert await auth.ask("SELECT count(*) FROM brakes") == [(left,)]
