"""However many ask at one moment, what is admitted fits the limit exactly."""

import asyncio
from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest

from libs.common.contracts.billing import ReserveUsage
from libs.common.identity import Identity
from libs.common.ids import new_id
from services.billing.owners.repository import OwnerRepository
from services.billing.owners.turns import OwnerTurns
from services.billing.reservations.errors import DailyAnalysisLimitReached
from services.billing.reservations.tasks import build_reservation_service
from tests.billing.asking import Billing
from tests.fixtures.auth import build_identity


async def compete(billing: Billing, owner_id: UUID, count: int) -> Counter[str]:
    """So many reservations of one post, as if each came to a process of its own.

    Only the database stands between them; ten at a time, as the pool has it."""
    held = billing.resources
    places = asyncio.Semaphore(10)

    async def reserve() -> str:
        question = ReserveUsage(
            reservation_id=new_id(),
            owner_id=owner_id,
            posts_by_platform={"x": 1},
            urls=1,
        )
        alone = replace(held, turns=OwnerTurns())
        try:
            async with places, held.database.unit_of_work() as session:
                await build_reservation_service(alone, session).reserve(question)
        except DailyAnalysisLimitReached:
            return "refused"
        return "admitted"

    return Counter(await asyncio.gather(*(reserve() for _ in range(count))))


class TestReserveInManyProcesses:
    async def test_200_single_posts_at_a_limit_of_25_admit_25(
        self, billing: Billing, alice: Identity
    ) -> None:
        ended = await compete(billing, alice.owner_id, 200)
        assert ended == {"admitted": 25, "refused": 175}
        assert await billing.analyses(alice) == (0, 25, 0)

    @pytest.mark.prove
    async def test_5000_single_posts_at_a_limit_of_25_admit_25(
        self, billing: Billing, alice: Identity
    ) -> None:
        ended = await compete(billing, alice.owner_id, 5_000)
        assert ended == {"admitted": 25, "refused": 4_975}


class TestReserveAtOnce:
    @pytest.mark.timeout(300)
    @pytest.mark.parametrize(
        "count", [200, pytest.param(1_000, marks=pytest.mark.prove)]
    )
    async def test_single_posts_at_a_limit_of_25_admit_25(
        self, billing: Billing, alice: Identity, count: int
    ) -> None:
        answers = await asyncio.gather(
            *(billing.reserve(alice.owner_id, 1) for _ in range(count))
        )
        assert Counter(a.status_code for a in answers) == {200: 25, 429: count - 25}
        admitted = [a.json() for a in answers if a.status_code == 200]
        assert sorted(a["left_today"] for a in admitted) == list(range(25))
        assert await billing.analyses(alice) == (0, 25, 0)

    async def test_same_id_at_once_reserves_once(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = new_id()
        answers = await asyncio.gather(
            *(
                billing.reserve(alice.owner_id, 20, reservation_id=reservation_id)
                for _ in range(50)
            )
        )
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.text for answer in answers}) == 1
        assert await billing.analyses(alice) == (0, 20, 5)

    async def test_same_id_of_many_owners_at_once_is_one_owners(
        self, billing: Billing
    ) -> None:
        reservation_id = new_id()
        owners = [build_identity(f"owner-{n}").owner_id for n in range(20)]
        answers = await asyncio.gather(
            *(billing.reserve(o, 1, reservation_id=reservation_id) for o in owners)
        )
        assert Counter(a.status_code for a in answers) == {200: 1, 409: 19}


class TestFlood:
    async def test_others_are_served_while_one_owners_requests_wait(
        self, billing: Billing, alice: Identity, bob: Identity
    ) -> None:
        # More than the pool has connections, and all of them for an owner in use.
        async with billing.resources.database.unit_of_work() as session:
            await OwnerRepository(session).lock(alice.owner_id)
            flood = [
                asyncio.create_task(billing.reserve(alice.owner_id, 1))
                for _ in range(40)
            ]
            await asyncio.sleep(0.5)
            async with asyncio.timeout(10):
                await billing.reserved(bob.owner_id, 1)
            assert not any(task.done() for task in flood)
        answers = await asyncio.gather(*flood)
        assert Counter(a.status_code for a in answers) == {200: 25, 429: 15}
