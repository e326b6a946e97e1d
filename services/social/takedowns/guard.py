"""Keeps what was taken down from being held again, whoever brings it."""

from collections.abc import Iterable

from libs.common.db.session import WriteSession
from services.social.sources.registry import ChainOutcome
from services.social.sources.source import Failure
from services.social.takedowns.repository import Identity, TakedownRepository

TAKEN_DOWN = Failure(
    "not_found",
    "This post was taken down here, after a legal request, and cannot be collected.",
)


class TakedownGuard:
    """Asked by all who store posts, in their transaction and before they do."""

    def __init__(self, session: WriteSession) -> None:
        self._takedowns = TakedownRepository(session)

    async def find_refused(self, identities: Iterable[Identity]) -> set[Identity]:
        """Which of these must not be stored; for the others the transaction may."""
        await self._takedowns.hold_back()
        # A statement of its own: it sees what was committed while the first waited.
        return await self._takedowns.find_down(identities)

    async def strike(self, outcome: ChainOutcome) -> None:
        """Puts what must not be stored among the failures."""
        platforms = {key: post.platform for key, (_, post) in outcome.posts.items()}
        refused = await self.find_refused((p, key) for key, p in platforms.items())
        for _, key in refused:
            outcome.posts.pop(key, None)
            outcome.failures[key] = TAKEN_DOWN
