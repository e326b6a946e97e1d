"""Ends credentials everywhere at once: the gateways verify by themselves, and have to
be told what they must no longer take."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from libs.common.jobs.dispatch import Dispatcher
from services.auth.ended_credentials.repository import EndedCredentialRepository

# Whoever keeps a list of ended credentials subscribes to it.
ENDED_CHANNEL = "auth:credentials_ended"
_CLOCK_DIFFERENCE = timedelta(minutes=1)
# A gateway asks for an API key anew after a minute.
_KEPT_AT_GATEWAYS = timedelta(minutes=1)


class CredentialEnder:
    """Tells all gateways which credentials are over: by Redis at once, by the list that
    they pull for certain."""

    def __init__(
        self, dispatcher: Dispatcher, clock: Clock, *, token_lifetime: timedelta
    ) -> None:
        self._dispatcher = dispatcher
        self._clock = clock
        self._refused_for = max(token_lifetime, _KEPT_AT_GATEWAYS) + _CLOCK_DIFFERENCE

    async def end(self, session: WriteSession, ids: Collection[UUID]) -> None:
        """Has sessions, API keys or users (with all that is theirs), by their ids,
        refused from the commit on, for as long as a token or a memory of them lasts.

        What is ended stays to be marked, or deleted, by the caller."""
        if not ids:
            return
        until = self._clock.now() + self._refused_for
        await EndedCredentialRepository(session).add(ids, until)
        self.announce(session, ids)

    def announce(self, session: WriteSession, ids: Collection[UUID]) -> None:
        """Tells it by Redis alone: of users who are erased no list may hold the ids."""
        session.after_commit(lambda: self._announce(ids))

    async def _announce(self, ids: Collection[UUID]) -> None:
        for each in ids:
            await self._dispatcher.publish(ENDED_CHANNEL, str(each))
