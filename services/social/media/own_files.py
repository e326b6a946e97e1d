"""The files of one owner: erased with him, and given to him with his data."""

from collections.abc import AsyncIterator, Sequence
from pathlib import PurePosixPath
from uuid import UUID

from libs.common.db.session import Database
from libs.common.personal_data.declaring import StoredFile
from libs.common.resources import Resources
from services.social.imports.stored_files import build_folder
from services.social.media.fetching import folder_of_post
from services.social.media.repository import OwnMediaRepository

_POSTS_AT_ONCE = 500


async def list_files(resources: Resources, owner_id: UUID) -> AsyncIterator[str]:
    """Keys of his uploads and of all that is stored of his own posts' media, also of
    what a worker that was killed could not note any more."""
    async for key in resources.storage.list_keys(build_folder(owner_id)):
        yield key
    async for post_ids in _list_posts(resources.database, owner_id):
        for post_id in post_ids:
            async for key in resources.storage.list_keys(folder_of_post(post_id)):
                yield key


async def list_media(resources: Resources, owner_id: UUID) -> AsyncIterator[StoredFile]:
    """The stored media of his own posts."""
    async for post_ids in _list_posts(resources.database, owner_id):
        async with resources.database.read() as session:
            media = OwnMediaRepository(session, owner_id)
            stored = await media.list_stored(post_ids)
        for medium in stored:
            if medium.file:
                ending = PurePosixPath(medium.file).suffix
                name = f"media/{medium.post_id}/{medium.kind}-{medium.position + 1}"
                yield StoredFile(f"{name}{ending}", medium.file)


async def _list_posts(
    database: Database, owner_id: UUID
) -> AsyncIterator[Sequence[UUID]]:
    """His own posts that have media, some at a time; holds no connection meanwhile."""
    after = UUID(int=0)
    while True:
        async with database.read() as session:
            media = OwnMediaRepository(session, owner_id)
            post_ids = await media.list_posts(after=after, limit=_POSTS_AT_ONCE)
        if not post_ids:
            return
        yield post_ids
        after = post_ids[-1]
