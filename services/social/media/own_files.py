"""The files of one owner: erased with him, and given to him with his data."""

from collections.abc import AsyncIterator, Sequence
from pathlib import PurePosixPath
from uuid import UUID

from libs.common.db.session import Database
from libs.common.personal_data.declaring import StoredFile
from libs.common.resources import Resources
from services.social.imports.stored_files import build_folder
from services.social.media.keeping.repository import MediaFileRepository
from services.social.media.keys import folder_of_owner
from services.social.media.repository import OwnMediaRepository

_AT_ONCE = 500


async def list_files(resources: Resources, owner_id: UUID) -> AsyncIterator[str]:
    """Keys of his uploads and of all that is stored of his own posts' media: what lies
    in his folders, and what was stored before there were any."""
    async for key in resources.storage.list_keys(build_folder(owner_id)):
        yield key
    async for key in _list_noted(resources.database, owner_id):
        if not key.startswith(folder_of_owner(owner_id)):
            yield key
    async for key in resources.storage.list_keys(folder_of_owner(owner_id)):
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


async def _list_noted(database: Database, owner_id: UUID) -> AsyncIterator[str]:
    """What is noted as stored for him, some at a time."""
    after = ""
    while True:
        async with database.read() as session:
            files = MediaFileRepository(session)
            keys = await files.list_of_owner(owner_id, after=after, limit=_AT_ONCE)
        for key in keys:
            yield key
        if len(keys) < _AT_ONCE:
            return
        after = keys[-1]


async def _list_posts(
    database: Database, owner_id: UUID
) -> AsyncIterator[Sequence[UUID]]:
    """His own posts that have media, some at a time; holds no connection meanwhile."""
    after = UUID(int=0)
    while True:
        async with database.read() as session:
            media = OwnMediaRepository(session, owner_id)
            post_ids = await media.list_posts(after=after, limit=_AT_ONCE)
        if not post_ids:
            return
        yield post_ids
        after = post_ids[-1]
