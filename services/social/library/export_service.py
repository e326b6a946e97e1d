"""Takes posts out of the library as a file, and notes that it was done."""

from libs.common.clock import Clock
from libs.common.identity import Identity
from services.social.activity.done import Done
from services.social.activity.repository import ActivityRepository
from services.social.library.exporting import render_csv
from services.social.library.schemas import LibraryQuery
from services.social.library.service import LibraryService

MOST_POSTS = 10_000


class LibraryExport:
    """One user's exports."""

    def __init__(
        self,
        identity: Identity,
        library: LibraryService,
        activity: ActivityRepository,
        clock: Clock,
    ) -> None:
        self._identity = identity
        self._library = library
        self._activity = activity
        self._clock = clock

    async def export(self, query: LibraryQuery) -> str:
        """The file. Raises TooManyToExport."""
        posts = await self._library.list_all(query, MOST_POSTS)
        now = self._clock.now()
        who = self._identity.owner_id, self._identity.user_id
        await self._activity.add(Done(*who, p.id, "exported", now) for p in posts)
        return render_csv(posts)
