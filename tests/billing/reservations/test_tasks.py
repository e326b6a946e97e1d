"""The messages of reservations through the queue and the worker."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from libs.common.contracts.billing import SettleUsage
from libs.common.identity import Identity
from libs.common.ids import derived_id, new_id
from libs.common.jobs.cron import CronClock
from services.billing.worker import CRON
from tests.billing.asking import Billing


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Waits up to 30 s until it holds."""
    async with asyncio.timeout(30):
        while not await holds():
            await asyncio.sleep(0.05)


async def send_settlement(
    billing: Billing, owner_id: UUID, reservation_id: UUID, **done: int
) -> None:
    """Sends it as analysis does, with the id that a repetition would have too."""
    held = billing.resources
    message = SettleUsage(
        reservation_id=reservation_id, owner_id=owner_id, done_by_platform=done
    )
    async with held.database.unit_of_work() as session:
        await held.jobs.send(
            session, message, message_id=derived_id(reservation_id, "settle")
        )


async def inbox_states(billing: Billing) -> dict[str, str]:
    """State of each message, by name."""
    url = billing.resources.settings.service_database_url.get_secret_value()
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        rows = await connection.fetch("SELECT name, state FROM inbox")
    finally:
        await connection.close()
    return {row["name"]: row["state"] for row in rows}


class TestSettleUsage:
    async def test_settlement_through_the_queue_is_charged_once(
        self, working_billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await working_billing.reserved(alice.owner_id, 5)
        for _ in range(3):
            await send_settlement(
                working_billing, alice.owner_id, reservation_id, youtube=4
            )

        async def is_settled() -> bool:
            return await working_billing.analyses(alice) == (4, 0, 21)

        await eventually(is_settled)

    async def test_settlement_of_nothing_known_ends_where_an_operator_sees_it(
        self, short_patience: Billing, alice: Identity
    ) -> None:
        await send_settlement(short_patience, alice.owner_id, new_id(), youtube=4)

        async def is_dead() -> bool:
            return await inbox_states(short_patience) == {SettleUsage.name: "dead"}

        await eventually(is_dead)
        assert await short_patience.analyses(alice) == (0, 0, 25)


class TestExpireReservations:
    async def test_cron_marks_what_is_past_its_time(
        self, working_billing: Billing, alice: Identity
    ) -> None:
        await working_billing.reserved(alice.owner_id, 5)
        working_billing.clock.advance(timedelta(hours=1))
        watch = CronClock(working_billing.resources, CRON)
        # The first look only notes the time, by the database's clock.
        await watch.look(datetime.now(UTC))
        await watch.look(datetime.now(UTC) + timedelta(minutes=10))

        async def is_swept() -> bool:
            return "done" in (await inbox_states(working_billing)).values()

        await eventually(is_swept)
        assert await working_billing.sweep() == 0
