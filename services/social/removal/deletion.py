"""Deletes posts with all that hangs on them, the files in storage included."""

from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from libs.common.db.session import WriteSession
from libs.common.jobs.client import Jobs
from services.social.removal.messages import DeleteFiles
from services.social.removal.repository import PurgeRepository

_FILES_AT_ONCE = 200


class PostDeletion:
    """Works in the caller's transaction; the files go after its commit, for certain."""

    def __init__(self, session: WriteSession, jobs: Jobs) -> None:
        self._session = session
        self._jobs = jobs

    async def delete(self, post_ids: Sequence[UUID]) -> None:
        """Deletes these rows, which are nobody else's. Does not order standings."""
        if not post_ids:
            return
        keys = iter(await PurgeRepository(self._session).delete_posts(post_ids))
        while batch := tuple(islice(keys, _FILES_AT_ONCE)):
            await self._jobs.send(self._session, DeleteFiles(keys=batch))
