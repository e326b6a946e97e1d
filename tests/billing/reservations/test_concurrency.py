"""However many ask at one moment, what is admitted fits the limit exactly."""

import asyncio
from collections import Counter

from libs.common.identity import Identity
from libs.common.ids import new_id
from tests.billing.asking import Billing
from tests.fixtures.auth import build_identity


class TestReserveAtOnce:
    async def test_1000_single_posts_at_a_limit_of_25_admit_25(
        self, billing: Billing, alice: Identity
    ) -> None:
        answers = await asyncio.gather(
            *(billing.reserve(alice.owner_id, 1) for _ in range(1_000))
        )
        assert Counter(a.status_code for a in answers) == {200: 25, 429: 975}
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
