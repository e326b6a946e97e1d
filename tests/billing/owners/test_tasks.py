"""What billing does when it hears of a user."""

import asyncio
from datetime import timedelta

from libs.common.contracts.domain_events import UserCreated, UserUpdated
from libs.common.identity import Identity
from tests.billing.asking import LIMITS, Billing

HISTORY = "/api/v1/billing/subscription/history"


class TestUserCreated:
    async def test_new_user_has_the_free_plan_and_his_own_midnight(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.tell(alice, "Asia/Tokyo", is_new=True)
        [step] = (await billing.get(alice, HISTORY))["items"]
        assert (step["plan_id"], step["to_status"]) == ("free", "ACTIVE")
        body = await billing.get(alice, LIMITS)
        assert (body["date"], body["timezone"]) == ("2026-11-20", "Asia/Tokyo")
        assert body["resets_at"] == "2026-11-20T15:00:00Z"

    async def test_event_and_first_need_at_once_make_one_plan(
        self, billing: Billing, alice: Identity
    ) -> None:
        await asyncio.gather(
            billing.tell(alice, "Asia/Tokyo", is_new=True),
            *(billing.reserved(alice.owner_id, 1) for _ in range(10)),
            billing.get(alice, "/api/v1/accounts/subscription"),
            billing.tell(alice, "Asia/Tokyo", is_new=True),
        )
        assert len((await billing.get(alice, HISTORY))["items"]) == 1
        assert await billing.analyses(alice) == (0, 10, 15)

    async def test_event_through_the_queue_is_handled(
        self, working_billing: Billing, alice: Identity
    ) -> None:
        held = working_billing.resources
        event = UserCreated(
            user_id=alice.user_id,
            owner_id=alice.owner_id,
            email="alice@example.com",
            timezone="Europe/Berlin",
            changed_at=working_billing.clock.now(),
        )
        async with held.database.unit_of_work() as session:
            await held.jobs.publish(session, event)
        async with asyncio.timeout(20):
            while (await working_billing.get(alice, LIMITS))["timezone"] == "UTC":
                await asyncio.sleep(0.05)


class TestUserUpdated:
    async def test_present_day_stays_and_the_next_follows_the_new_timezone(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.tell(alice, "Europe/London", is_new=True)
        billing.clock.advance(timedelta(hours=1))
        await billing.tell(alice, "Europe/Paris")
        body = await billing.get(alice, LIMITS)
        assert body["timezone"] == "Europe/London"
        assert body["resets_at"] == "2026-11-21T00:00:00Z"
        billing.clock.advance(timedelta(hours=11))
        body = await billing.get(alice, LIMITS)
        assert (body["date"], body["timezone"]) == ("2026-11-21", "Europe/Paris")
        assert body["resets_at"] == "2026-11-21T23:00:00Z"

    async def test_moving_gives_no_second_day(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.tell(alice, "UTC", is_new=True)
        used_up = await billing.reserved(alice.owner_id, 20)
        await billing.settle(alice.owner_id, used_up, youtube=20)
        for timezone in ("Pacific/Kiritimati", "Etc/GMT+12", "Asia/Tokyo", "UTC"):
            billing.clock.advance(timedelta(minutes=1))
            await billing.tell(alice, timezone)
            assert await billing.analyses(alice) == (20, 0, 5)
            assert (await billing.reserve(alice.owner_id, 6)).status_code == 429

    async def test_older_change_that_comes_late_changes_nothing(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.tell(alice, "Asia/Tokyo", is_new=True)
        billing.clock.advance(timedelta(days=-1))
        await billing.tell(alice, "America/New_York")
        billing.clock.advance(timedelta(days=3))
        assert (await billing.get(alice, LIMITS))["timezone"] == "Asia/Tokyo"

    async def test_change_that_comes_before_the_creation_stands(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.tell(alice, "Asia/Tokyo")
        billing.clock.advance(timedelta(hours=-1))
        await billing.tell(alice, "UTC", is_new=True)
        assert (await billing.get(alice, LIMITS))["timezone"] == "Asia/Tokyo"

    async def test_first_word_of_a_timezone_leaves_a_day_in_use_alone(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.reserved(alice.owner_id, 20)  # before any event has come
        await billing.tell(alice, "Asia/Tokyo", is_new=True)
        billing.clock.advance(timedelta(hours=4))  # Tokyo's midnight is past
        body = await billing.get(alice, LIMITS)
        assert body["resets_at"] == "2026-11-21T00:00:00Z"

    async def test_timezone_unknown_to_this_machine_changes_nothing(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.tell(alice, "Asia/Tokyo", is_new=True)
        billing.clock.advance(timedelta(hours=1))
        await billing.tell(alice, "Mars/Olympus")
        billing.clock.advance(timedelta(days=2))
        assert (await billing.get(alice, LIMITS))["timezone"] == "Asia/Tokyo"
        await billing.reserved(alice.owner_id, 1)

    async def test_same_timezone_told_again_opens_no_day(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.tell(alice, "UTC", is_new=True)
        event = UserUpdated(
            user_id=alice.user_id,
            owner_id=alice.owner_id,
            email="new@example.com",
            changed_at=billing.clock.now() + timedelta(seconds=1),
        )
        await billing.receive(event)
        assert (await billing.get(alice, "/api/v1/accounts/usage/history"))[
            "items"
        ] == []
