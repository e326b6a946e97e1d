"""Asking for standings in tests, and waiting until they are there."""

import asyncio
from typing import Any

from libs.common.identity import Identity
from services.social.standings.orders import StandingOrders
from tests.social.running import Social


async def order(
    social: Social, owner: Identity, *creators: str, platform: str = "youtube"
) -> None:
    """Orders the standings of these accounts' posts."""
    async with social.resources.database.unit_of_work() as session:
        await StandingOrders(session, social.resources.jobs).ask(
            owner.owner_id, [(platform, creator) for creator in creators]
        )


async def wait_until_done(social: Social) -> None:
    """Waits until nothing is ordered any more; a worker must run."""
    async with asyncio.timeout(60):
        while await social.ask("SELECT 1 FROM standing_orders"):
            await asyncio.sleep(0.05)


async def read_standings(social: Social, owner: Identity) -> dict[str, Any]:
    """What is stored for an owner, by platform id."""
    rows = await social.ask(
        "SELECT p.platform_post_id, s.* FROM post_standings s "
        f"JOIN posts p ON p.id = s.post_id WHERE s.owner_id = '{owner.owner_id}'"
    )
    return {row.platform_post_id: row for row in rows}


async def list_messages(social: Social) -> list[Any]:
    """The messages sent for standings, those that have ended included."""
    return await social.ask(
        "SELECT id FROM outbox WHERE envelope->>'name' = "
        "'social.standings.compute_standings'"
    )
