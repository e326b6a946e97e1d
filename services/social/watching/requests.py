"""Has accounts looked at."""

from libs.common.db.session import WriteSession
from libs.common.jobs.client import Jobs
from services.social.creators.models import Creator
from services.social.watching.messages import LookAtCreator


class LookRequests:
    """Asks in the caller's transaction."""

    def __init__(self, session: WriteSession, jobs: Jobs) -> None:
        self._session = session
        self._jobs = jobs

    async def ask(self, creator: Creator) -> None:
        """Asks for a look. One that is fresh is not repeated, only its posts are given
        to those who follow since."""
        await self._jobs.send(self._session, LookAtCreator(creator_id=creator.id))
