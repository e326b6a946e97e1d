"""Passwords that were stolen elsewhere."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.auth.clients.breached_passwords import BreachedPasswords
from tests.auth.running import Auth
from tests.emulators.breached_passwords import BreachedList, serve_breached_list
from tests.fixtures.telemetry import build_outside_calls

STOLEN = "correct horse battery staple"
FRESH = "a fresh long sentence"


@pytest.fixture
async def breached() -> AsyncIterator[BreachedList]:
    """A list with one password in it."""
    async with serve_breached_list() as served:
        served.passwords[STOLEN] = 12
        yield served


class TestBreachedPasswords:
    async def test_stolen_one_is_known_and_others_are_not(
        self, breached: BreachedList
    ) -> None:
        client = BreachedPasswords(breached.url, build_outside_calls())
        assert await client.has(STOLEN)
        assert not await client.has(FRESH)
        await client.close()

    async def test_only_five_digits_of_the_hash_are_told(
        self, breached: BreachedList
    ) -> None:
        client = BreachedPasswords(breached.url, build_outside_calls())
        await client.has(STOLEN)
        await client.close()
        (asked,) = breached.asked
        assert len(asked) == 5
        assert breached.headers[0]["add-padding"] == "true"

    async def test_padding_is_no_password(self, breached: BreachedList) -> None:
        breached.passwords[FRESH] = 0
        client = BreachedPasswords(breached.url, build_outside_calls())
        assert not await client.has(FRESH)
        await client.close()

    @pytest.mark.parametrize("fault", [500, 404, "slow", "malformed", "endless"])
    async def test_list_that_fails_keeps_nobody_out(
        self, breached: BreachedList, fault: int | str
    ) -> None:
        breached.fault = fault
        client = BreachedPasswords(
            breached.url, build_outside_calls(), patience_seconds=0.2
        )
        with capture_logs() as logs:
            assert not await client.has(STOLEN)
        await client.close()
        assert [line["event"] for line in logs] == ["breached_passwords_not_asked"]
        assert STOLEN not in str(logs)

    async def test_without_a_list_nobody_is_asked(self) -> None:
        assert not await BreachedPasswords(None, build_outside_calls()).has(STOLEN)


class TestSignUp:
    async def test_stolen_password_is_not_taken(
        self, start_auth: Any, breached: BreachedList
    ) -> None:
        auth: Auth = await start_auth(breached_passwords_url=breached.url)
        body = {"email": "ada@example.com", "password": STOLEN}
        answer = await auth.http.post("/api/v1/accounts/signup", json=body)
        assert answer.status_code == 422
        (problem,) = answer.json()["fields"]
        assert (problem["field"], problem["reason"]) == ("password", "breached")
        await auth.sign_up(password=FRESH)

    async def test_too_easy_ones_are_not_even_asked_about(
        self, start_auth: Any, breached: BreachedList
    ) -> None:
        auth: Auth = await start_auth(breached_passwords_url=breached.url)
        body = {"email": "ada@example.com", "password": "password123"}
        answer = await auth.http.post("/api/v1/accounts/signup", json=body)
        assert answer.json()["fields"][0]["reason"] == "too_common"
        assert breached.asked == []
