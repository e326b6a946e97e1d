"""Whether all that social holds is whole, however it came about."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from deploy.local.local_system import LocalSystem
from libs.common.storage.local import LocalStorage

_OPEN_MESSAGES = """
    SELECT name FROM inbox WHERE state NOT IN ('done', 'failed') ORDER BY name
"""
_CLAIMS = """
    SELECT scope, key FROM collection_claims WHERE finished_at IS NULL ORDER BY 1, 2
"""
_HALF_POSTS = """
    SELECT platform_post_id FROM posts
    WHERE NOT EXISTS (SELECT FROM post_metric_snapshots WHERE post_id = posts.id)
"""
_HALF_LISTINGS = """
    SELECT creator_key FROM creator_listings
    WHERE reason IS NULL AND posts > (
        SELECT count(*) FROM posts
        WHERE owner_id IS NULL AND posts.platform = creator_listings.platform
          AND posts.creator_key = creator_listings.creator_key)
"""
_MISSING_MEDIA = """
    SELECT platform_post_id, post_media.kind FROM post_media
    JOIN posts ON posts.id = post_id
    WHERE file IS NULL
      AND EXISTS (SELECT FROM request_posts WHERE request_posts.post_id = posts.id)
"""
_FILES = """
    SELECT key, size_bytes, stored_at IS NOT NULL AND doomed_at IS NULL AS is_there
    FROM media_files WHERE NOT key LIKE 'demo/%'
"""
# Uploads have a sweep of their own; the demo's pictures are drawn when looked at.
_NOT_FETCHED = ("imports/", "demo/")
_SECONDS = 30


async def find_faults(system: LocalSystem) -> list[str]:
    """What is not as it should be once nothing is left to be done.

    Waits for that: a message that nobody works on any more is a fault."""
    connection = await asyncpg.connect(system.database_urls["social"])
    try:
        faults = await _wait_for_work(connection)
        for what, query in (
            ("claimed by nobody", _CLAIMS),
            ("post without figures", _HALF_POSTS),
            ("listing without its posts", _HALF_LISTINGS),
            ("not fetched", _MISSING_MEDIA),
        ):
            rows = await connection.fetch(query)
            faults += [f"{what}: {' '.join(row.values())}" for row in rows]
        known = await connection.fetch(_FILES)
    finally:
        await connection.close()
    return faults + await _compare_files(system.home.root / "storage", known)


async def _wait_for_work(connection: asyncpg.Connection) -> list[str]:
    try:
        async with asyncio.timeout(_SECONDS):
            while await connection.fetch(_OPEN_MESSAGES):
                await asyncio.sleep(0.1)
    except TimeoutError:
        rows = await connection.fetch(_OPEN_MESSAGES)
        return [f"never ended: {row['name']}" for row in rows]
    return []


async def _compare_files(folder: Path, known: Sequence[asyncpg.Record]) -> list[str]:
    """Files of posts that no row knows, and those that rows know and are not there.

    One that was given up, or not noted as stored yet, is the sweep's to delete."""
    storage = LocalStorage(folder)
    stored = {
        key async for key in storage.list_keys() if not key.startswith(_NOT_FETCHED)
    }
    faults = [f"orphan: {key}" for key in sorted(stored - {r["key"] for r in known})]
    for key, size_bytes, is_there in known:
        if is_there and key not in stored:
            faults.append(f"lost: {key}")
        elif is_there and (await storage.stat(key)).size_bytes != size_bytes:
            faults.append(f"cut off: {key}")
    return faults
