"""Collecting a post's media from an emulated host, and what came of it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from libs.common.contracts.social import CollectMedia, MediaCollected
from libs.common.identity import Identity
from services.social.media.expiry.messages import TrimMedia
from services.social.sources.collected_post import CollectedMedia
from tests.factories.social import build_post
from tests.social.running import Social

Kind = Any


async def save_media(
    social: Social,
    *media: tuple[Kind, str],
    number: int = 1,
    owner: Identity | None = None,
) -> UUID:
    """A post with these media (kind, URL), public unless it is an owner's."""
    collected = tuple(CollectedMedia(kind, url) for kind, url in media)
    return await social.save_one(build_post(number, media=collected), owner=owner)


async def collect_media(
    social: Social, who: Identity, post_id: UUID, message_id: UUID | None = None
) -> MediaCollected:
    """Has them brought, through the worker."""
    message = CollectMedia(post_id=post_id, owner_id=who.owner_id)
    return await social.call(message, MediaCollected, message_id=message_id)


async def list_objects(social: Social) -> set[str]:
    """What lies in the storage, but for the demo's pictures."""
    storage = social.resources.storage
    return {key async for key in storage.list_keys() if not key.startswith("demo/")}


async def list_noted(social: Social) -> set[str]:
    """What is noted as stored, but for the demo's pictures."""
    rows = await social.ask(
        "SELECT key FROM media_files WHERE key NOT LIKE 'demo/%'"
        " AND stored_at IS NOT NULL AND doomed_at IS NULL"
    )
    return {row.key for row in rows}


async def read_files(social: Social, post_id: UUID) -> list[str | None]:
    """The keys of a post's media, in order."""
    rows = await social.ask(
        f"SELECT file FROM post_media WHERE post_id = '{post_id}'"
        " ORDER BY position, kind"
    )
    return [row.file for row in rows]


async def wait_until_idle(social: Social) -> None:
    """Until its worker has nothing to do."""
    async with asyncio.timeout(10):
        while await social.ask(
            "SELECT id FROM inbox WHERE state IN ('pending', 'running')"
            " UNION ALL SELECT id FROM outbox WHERE acknowledged_at IS NULL"
        ):
            await asyncio.sleep(0.02)


async def trim_by_worker(social: Social, *, after: timedelta) -> None:
    """The hourly job, so much later."""
    social.clock.advance(after)
    async with social.resources.database.unit_of_work() as session:
        await social.resources.jobs.send(session, TrimMedia())
    await wait_until_idle(social)
