"""Settling: what was done is charged on its day, the rest comes back."""

from datetime import timedelta
from uuid import UUID

import pytest

from libs.common.identity import Identity
from libs.common.ids import new_id
from services.billing.reservations.errors import SettlementNotPossible
from tests.billing.asking import USAGE, Billing

HISTORY = f"{USAGE}/history"


async def used_by_date(billing: Billing, identity: Identity) -> dict[str, int]:
    """Posts charged, by the date they are charged on."""
    page = await billing.get(identity, HISTORY)
    return {day["date"]: day["totals"]["url_lookups"] for day in page["items"]}


class TestSettle:
    async def test_failed_posts_come_back(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 20)
        await billing.settle(alice.owner_id, reservation_id, youtube=17)
        assert await billing.analyses(alice) == (17, 0, 8)

    async def test_nothing_done_gives_all_back(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 20)
        await billing.settle(alice.owner_id, reservation_id)
        assert await billing.analyses(alice) == (0, 0, 25)
        assert (await billing.get(alice, USAGE))["by_platform"] == []

    async def test_first_settlement_stands(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 20)
        await billing.settle(alice.owner_id, reservation_id, youtube=5)
        await billing.settle(alice.owner_id, reservation_id, youtube=5)
        await billing.settle(alice.owner_id, reservation_id, youtube=20)
        await billing.settle(alice.owner_id, reservation_id)
        assert await billing.analyses(alice) == (5, 0, 20)

    async def test_work_over_midnight_is_charged_on_the_day_it_was_reserved(
        self, billing: Billing, alice: Identity
    ) -> None:
        billing.clock.advance(timedelta(hours=11, minutes=30))  # 23:30 UTC
        reservation_id = await billing.reserved(alice.owner_id, 10)
        billing.clock.advance(timedelta(minutes=45))
        assert await billing.analyses(alice) == (0, 0, 25)
        await billing.settle(alice.owner_id, reservation_id, youtube=9)
        assert await billing.analyses(alice) == (0, 0, 25)
        assert await used_by_date(billing, alice) == {"2026-11-20": 9}

    @pytest.mark.parametrize("is_swept", [False, True])
    async def test_expired_reservation_is_charged_all_the_same(
        self, billing: Billing, alice: Identity, is_swept: bool
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 10)
        billing.clock.advance(timedelta(hours=2))
        if is_swept:
            await billing.sweep()
        await billing.settle(alice.owner_id, reservation_id, youtube=9)
        assert await billing.analyses(alice) == (9, 0, 16)

    async def test_late_settlement_may_pass_the_limit_and_then_nothing_is_left(
        self, billing: Billing, alice: Identity
    ) -> None:
        late = await billing.reserved(alice.owner_id, 20)
        billing.clock.advance(timedelta(hours=1))
        await billing.reserved(alice.owner_id, 20)
        await billing.settle(alice.owner_id, late, youtube=20)
        assert await billing.analyses(alice) == (20, 20, 0)
        refused = await billing.reserve(alice.owner_id, 1)
        assert (refused.status_code, refused.json()["left"]) == (429, 0)

    async def test_posts_found_on_another_platform_are_counted_there(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, {"youtube": 3})
        await billing.settle(alice.owner_id, reservation_id, youtube=1, x=2)
        rows = (await billing.get(alice, USAGE))["by_platform"]
        assert {r["platform"]: r["url_lookups"] for r in rows} == {"x": 2, "youtube": 1}

    async def test_posts_reached_by_a_handle_are_counted_as_such_and_to_one_limit(
        self, billing: Billing, alice: Identity
    ) -> None:
        reserved = new_id()
        for _ in range(2):
            answer = await billing.reserve(
                alice.owner_id,
                5,
                reservation_id=reserved,
                counts_as="handle_analyses",
            )
            assert answer.status_code == 200
        other = await billing.reserve(alice.owner_id, 5, reservation_id=reserved)
        assert other.json()["code"] == "ReservationIdReused"
        await billing.settle(alice.owner_id, reserved, youtube=4)
        await billing.settle(
            alice.owner_id, await billing.reserved(alice.owner_id, 2), youtube=2
        )
        [row] = (await billing.get(alice, USAGE))["by_platform"]
        assert (row["handle_analyses"], row["url_lookups"]) == (4, 2)
        assert await billing.analyses(alice) == (6, 0, 19)


class TestSettlementNotPossible:
    async def test_reservation_that_never_was_is_not_charged(
        self, billing: Billing, alice: Identity
    ) -> None:
        with pytest.raises(SettlementNotPossible, match="there is none"):
            await billing.settle(alice.owner_id, new_id(), youtube=1)
        assert await used_by_date(billing, alice) == {}

    async def test_another_owners_reservation_is_left_alone(
        self, billing: Billing, alice: Identity, bob: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 5)
        with pytest.raises(SettlementNotPossible, match="there is none"):
            await billing.settle(bob.owner_id, reservation_id, youtube=5)
        assert await billing.analyses(alice) == (0, 5, 20)
        assert await billing.analyses(bob) == (0, 0, 25)

    @pytest.mark.parametrize(
        "done", [{"youtube": 6}, {"youtube": 5, "x": 1}, {"youtube": 5, "x": -1}]
    )
    async def test_more_than_was_reserved_or_less_than_nothing_is_not_charged(
        self, billing: Billing, alice: Identity, done: dict[str, int]
    ) -> None:
        reservation_id: UUID = await billing.reserved(alice.owner_id, 5)
        with pytest.raises(SettlementNotPossible):
            await billing.settle(alice.owner_id, reservation_id, **done)
        assert await billing.analyses(alice) == (0, 5, 20)


class TestSweep:
    async def test_what_is_past_its_time_is_marked_once(
        self, billing: Billing, alice: Identity
    ) -> None:
        for _ in range(3):
            await billing.reserved(alice.owner_id, 1)
        billing.clock.advance(timedelta(minutes=30))
        await billing.reserved(alice.owner_id, 1)
        billing.clock.advance(timedelta(minutes=30))
        assert await billing.sweep() == 3
        assert await billing.sweep() == 0
        assert await billing.analyses(alice) == (0, 1, 24)

    async def test_settled_ones_stay_settled(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 5)
        await billing.settle(alice.owner_id, reservation_id, youtube=5)
        billing.clock.advance(timedelta(hours=2))
        assert await billing.sweep() == 0
        assert await billing.analyses(alice) == (5, 0, 20)
