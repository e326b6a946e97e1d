"""Credentials that ended before their time, so that logout and revocation take effect
at once: sessions, API keys, and users with all that is theirs.

Redis says it within milliseconds. What it may fail to say is in the list of the auth
service, whose database is the truth: it is asked for every 3 s, so that 5 s after its
end no gateway takes a credential."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.auth_service import AuthService
from libs.common.clock import Clock
from libs.common.errors import DomainError, UpstreamFailed
from libs.common.identity import Identity

log = structlog.get_logger()

CHANNEL = "auth:credentials_ended"
_PATH = "/internal/auth/ended-credentials"
_PULL_SECONDS = 3.0
_PULL_TIMEOUT_SECONDS = 2.0
_RETRY_SECONDS = 1.0
# The announcement names no end: as long as an access token can be made to live.
_ANNOUNCED_FOR = timedelta(hours=1)


class EndedCredentials:
    """A deny-list in memory: id → when nothing can come of it any more."""

    def __init__(self, redis: Redis, auth: AuthService, clock: Clock) -> None:
        self._redis = redis
        self._auth = auth
        self._clock = clock
        self._until: dict[UUID, datetime] = {}
        self._is_listening = False
        self._wake = asyncio.Event()
        self.pulled_at: datetime | None = None
        self.changes = 0
        """How often the list has changed."""

    def holds(self, identity: Identity) -> bool:
        """Whether the session, the API key or the user of a caller has ended."""
        ended = self._until
        return bool(ended) and (
            identity.session_id in ended
            or identity.api_key_id in ended
            or identity.user_id in ended
        )

    def __len__(self) -> int:
        return len(self._until)

    async def run(self) -> None:
        """Keeps the list until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_listening())
            group.create_task(self._keep_pulling())

    async def pull(self) -> None:
        """Takes over the whole list of the auth service.

        Raises UpstreamUnavailable and its kin."""
        status, document = await self._auth.ask(
            _PATH, timeout_seconds=_PULL_TIMEOUT_SECONDS
        )
        if status != 200:
            raise UpstreamFailed(f"Ended credentials were answered with {status}.")
        try:
            found = {
                UUID(item["credential_id"]): datetime.fromisoformat(item["until"])
                for item in document["items"]
            }
        except (KeyError, TypeError, ValueError):
            raise UpstreamFailed("Ended credentials cannot be read.") from None
        now = self._clock.now()
        kept = {**self._until, **found}
        until = {ended: end for ended, end in kept.items() if end > now}
        if until.keys() != self._until.keys():
            self.changes += 1
        self._until = until
        self.pulled_at = now

    def add(self, announced: bytes) -> None:
        """Takes over one announced id, written as text."""
        try:
            credential_id = UUID(announced.decode("ascii", "replace"))
        except ValueError:
            log.warning("announced_end_not_understood")
            return
        self._until[credential_id] = self._clock.now() + _ANNOUNCED_FOR
        self.changes += 1

    async def _keep_pulling(self) -> None:
        has_failed = False
        while True:
            try:
                await self.pull()
                has_failed, wait = False, _PULL_SECONDS
            except DomainError as error:
                if not has_failed:
                    log.warning("ended_credentials_not_pulled", error=error.message)
                has_failed, wait = True, _RETRY_SECONDS
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), wait)
            except TimeoutError:
                continue

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except (RedisError, OSError, TimeoutError) as error:
                if self._is_listening:
                    log.warning(
                        "ended_credentials_not_heard", error=type(error).__name__
                    )
            self._is_listening = False
            self._wake.set()
            await asyncio.sleep(_RETRY_SECONDS)

    async def _listen(self) -> None:
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            while True:
                message = await subscription.get_message(timeout=5)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    # What was said before is only in the list.
                    self._is_listening = True
                    self._wake.set()
                elif message["type"] == "message":
                    self.add(message["data"])
