"""The demo's pictures in storage: drawn when first needed, or ahead by a job."""

import asyncio
import re
from collections.abc import AsyncIterator

from libs.common.storage.interface import ObjectNotFound, Storage
from services.social.demo.pictures import (
    PICTURE_CONTENT_TYPE,
    DemoPictureUnknown,
    picture_for,
)
from services.social.demo.posts import demo_posts
from services.social.showcase.repository import KEY_PREFIX

_KEY = re.compile(rf"{KEY_PREFIX}([a-z0-9-]{{1,80}})/(\d{{1,3}})\.png", re.ASCII)


async def draw_picture(storage: Storage, key: str) -> None:
    """Stores the picture of a demo key, unless it is there.

    Raises ObjectNotFound for a key that is no demo picture's."""
    named = _KEY.fullmatch(key)
    if named is None:
        raise ObjectNotFound
    if await storage.exists(key):
        return
    try:
        picture = await asyncio.to_thread(picture_for, named[1], int(named[2]))
    except DemoPictureUnknown:
        raise ObjectNotFound from None
    await storage.put_stream(key, _one(picture), PICTURE_CONTENT_TYPE)


def list_picture_keys() -> list[str]:
    """The keys of all demo pictures, the newest posts' first."""
    newest_first = sorted(
        demo_posts(), key=lambda post: post.published_at or post.as_of, reverse=True
    )
    return [
        f"{KEY_PREFIX}{post.platform_post_id}/{position}.png"
        for post in newest_first
        for position in range(len(post.media))
    ]


async def _one(data: bytes) -> AsyncIterator[bytes]:
    yield data
