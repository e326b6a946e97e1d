"""Notes when stored media are looked at, so that nobody loses what he uses."""

from datetime import datetime, timedelta

from libs.common.clock import Clock
from libs.common.db.session import Database
from libs.common.recent import Recent
from services.social.media.keeping.repository import MediaFileRepository
from services.social.media.keys import PREFIX

_EVERY = timedelta(hours=12)
_REMEMBERED = 20_000


class MediaLooks:
    """Once in half a day for each object: a page of pictures writes nothing then."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._noted: Recent[str, datetime] = Recent(_REMEMBERED)

    async def note(self, key: str) -> None:
        """Somebody looks at it now."""
        now = self._clock.now()
        noted = self._noted.get(key)
        is_known = noted is not None and now - noted < _EVERY
        if is_known or not key.startswith(PREFIX):
            return
        self._noted.remember(key, now)
        async with self._database.unit_of_work() as session:
            await MediaFileRepository(session).note_look(key, now, now - _EVERY)
