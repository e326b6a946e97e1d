"""The client of Clerk's Backend API against an emulated instance."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from libs.common.clock import FixedClock
from libs.common.errors import UpstreamFailed, UpstreamTimedOut, UpstreamUnavailable
from libs.common.http.vendor_terms import VendorPatience
from services.auth.clients.clerk import ClerkClient, ClerkRefused
from tests.emulators.clerk import serve_clerk
from tests.emulators.clerk_instance import PWNED, Clerk
from tests.emulators.clerk_keys import SECRET_KEY
from tests.fixtures.telemetry import build_outside_calls

NEW_USER = {"email_address": ["ada@example.com"], "password": "a good long one"}
QUICK = VendorPatience(
    attempts=3,
    timeout_seconds=0.8,
    longest_wait_seconds=1,
    first_delay_seconds=0.01,
    repeats_timeouts=True,
)


@pytest.fixture(scope="module")
async def instance() -> AsyncIterator[Clerk]:
    async with serve_clerk() as clerk:
        yield clerk


@pytest.fixture
def clerk(instance: Clerk) -> Clerk:
    """The instance, without users and calls."""
    for held in (instance.users, instance.sessions, instance.calls, instance.faults):
        held.clear()
    instance.retry_after = "0"
    return instance


@pytest.fixture
async def client(clerk: Clerk) -> AsyncIterator[ClerkClient]:
    client = client_of(f"{clerk.url}/v1")
    yield client
    await client.close()


def client_of(url: str, key: str = SECRET_KEY) -> ClerkClient:
    clock = FixedClock(datetime.now(UTC))
    return ClerkClient(url, key, clock, build_outside_calls(), QUICK)


class TestUsers:
    async def test_user_is_made_found_changed_and_deleted(
        self, client: ClerkClient
    ) -> None:
        made = await client.create_user({**NEW_USER, "first_name": "Ada"})
        changed = await client.update_user(made["id"], {"last_name": "Lovelace"})
        found = await client.find_user(made["id"])

        assert found == changed
        assert (found["first_name"], found["last_name"]) == ("Ada", "Lovelace")
        await client.delete_user(made["id"])
        assert await client.find_user(made["id"]) is None
        await client.delete_user(made["id"])  # what is gone is deleted

    async def test_addresses_count_as_verified_until_told_otherwise(
        self, clerk: Clerk, client: ClerkClient
    ) -> None:
        made = await client.create_user(NEW_USER)
        email = made["email_addresses"][0]
        assert email["verification"]["status"] == "verified"

        await client.set_email_verified(email["id"], is_verified=False)

        found = clerk.users[made["id"]]["email_addresses"][0]
        assert found["verification"]["status"] == "unverified"

    async def test_list_is_a_page_in_the_order_asked_for(
        self, clerk: Clerk, client: ClerkClient
    ) -> None:
        users = [clerk.add_user(f"p{n}@example.com") for n in range(120)]
        page = await client.list_users(order_by="-updated_at")
        rest = await client.list_users(offset=100, order_by="-updated_at")

        newest_first = [user["id"] for user in reversed(users)]
        assert [user["id"] for user in (*page, *rest)] == newest_first

    async def test_sessions_that_are_over_are_left_out(
        self, clerk: Clerk, client: ClerkClient
    ) -> None:
        user = clerk.add_user("ada@example.com")
        first, second = (clerk.open_session(user["id"])["id"] for _ in range(2))
        await client.revoke_session(first)
        await client.revoke_session("sess_unknown")

        active = await client.list_active_sessions(user["id"])
        assert [session.id for session in active] == [second]


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"password": "short"}, "form_password_length_too_short", "password"),
            ({"password": PWNED}, "form_password_pwned", "password"),
            (
                {"email_address": ["nobody"]},
                "form_param_format_invalid",
                "email_address",
            ),
            ({"unknown": 1}, "form_param_unknown", "unknown"),
        ],
    )
    async def test_reasons_are_told_by_their_code(
        self, client: ClerkClient, changes: dict[str, Any], code: str, field: str
    ) -> None:
        with pytest.raises(ClerkRefused) as raised:
            await client.create_user({**NEW_USER, **changes})

        (problem,) = raised.value.problems
        assert (raised.value.status, problem.code, problem.field) == (422, code, field)
        assert problem.message

    async def test_wrong_key_is_a_refusal(self, clerk: Clerk) -> None:
        client = client_of(f"{clerk.url}/v1", "sk_test_other")
        with pytest.raises(ClerkRefused) as raised:
            await client.list_users()
        await client.close()

        assert raised.value.has("authentication_invalid")
        assert "sk_test_other" not in str(raised.value)


class TestPatience:
    @pytest.mark.parametrize("fault", [429, 500, 503, "cut", "hang"])
    async def test_question_is_asked_again(
        self, clerk: Clerk, client: ClerkClient, fault: int | str
    ) -> None:
        clerk.faults.extend([fault, 502])
        assert await client.list_users() == []
        assert clerk.count("GET /users") == 3

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (500, UpstreamFailed),
            ("lost", UpstreamFailed),
            ("cut", UpstreamFailed),
            ("malformed", UpstreamFailed),
            ("hang", UpstreamTimedOut),
        ],
    )
    async def test_user_is_never_made_twice_in_doubt(
        self,
        clerk: Clerk,
        client: ClerkClient,
        fault: int | str,
        error: type[Exception],
    ) -> None:
        clerk.faults.append(fault)
        with pytest.raises(error):
            await client.create_user(NEW_USER)

        assert clerk.count("POST /users") == 1
        assert len(clerk.users) == (fault == "lost")

    async def test_user_is_made_after_one_too_many(
        self, clerk: Clerk, client: ClerkClient
    ) -> None:
        clerk.faults.append(429)
        made = await client.create_user(NEW_USER)

        assert list(clerk.users) == [made["id"]]

    async def test_wait_that_is_asked_for_is_kept(
        self, clerk: Clerk, client: ClerkClient
    ) -> None:
        clerk.faults.append(429)
        clerk.retry_after = "1"
        begun = time.monotonic()
        await client.list_users()

        assert time.monotonic() - begun >= 1

    async def test_longer_wait_is_left_to_the_caller(
        self, clerk: Clerk, client: ClerkClient
    ) -> None:
        clerk.faults.append(429)
        clerk.retry_after = "60"
        with pytest.raises(UpstreamUnavailable) as raised:
            await client.list_users()

        assert raised.value.headers["Retry-After"] == "60"
        assert clerk.count("GET /users") == 1

    async def test_nobody_there_is_told_by_name(self) -> None:
        client = client_of("http://127.0.0.1:1/v1")
        with pytest.raises(UpstreamUnavailable, match="Clerk") as raised:
            await client.create_user(NEW_USER)
        await client.close()

        assert raised.value.details == {"provider": "Clerk"}
