"""Clerk's webhooks: stored once, handled in any order, any number of times."""

from datetime import datetime, timedelta

import structlog

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from libs.common.ids import derived_id
from libs.common.jobs.client import Jobs
from services.auth.clerk.directory import ClerkDirectory
from services.auth.clerk.erasure import ClerkErasure
from services.auth.clerk.events import ClerkEvent, read_event
from services.auth.clerk.messages import HandleClerkWebhook
from services.auth.clerk.models import ReceivedWebhook
from services.auth.clerk.repository import ReceivedWebhookRepository
from services.auth.clerk.user_data import ClerkUser, read_profile, read_user
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.outside_users.repository import OutsideUserRepository

log = structlog.get_logger()

PROVIDER = "clerk"
_KEPT_FOR = timedelta(days=30)
_SESSION_ENDED = frozenset({"session.ended", "session.removed", "session.revoked"})


class WebhookInbox:
    """Takes in what was verified. One instance per transaction."""

    def __init__(self, session: WriteSession, jobs: Jobs, clock: Clock) -> None:
        self._session = session
        self._webhooks = ReceivedWebhookRepository(session)
        self._jobs = jobs
        self._clock = clock

    async def store(self, event_id: str, body: bytes) -> bool:
        """Stores the webhook and has it handled; False if it was known before."""
        event = read_event(body)
        webhook_id = derived_id("received-webhook", PROVIDER, event_id)
        is_new = await self._webhooks.add(
            id=webhook_id,
            provider=PROVIDER,
            event_id=event_id,
            type=event.type if event else "unreadable",
            subject=event.subject if event else None,
            body=body,
            received_at=self._clock.now(),
        )
        if is_new:
            message = HandleClerkWebhook(webhook_id=webhook_id)
            await self._jobs.send(self._session, message, message_id=webhook_id)
        return is_new


async def purge_webhooks(session: WriteSession, now: datetime) -> None:
    """Deletes what was handled long ago: Clerk delivers nothing for so long."""
    await ReceivedWebhookRepository(session).delete_handled(before=now - _KEPT_FOR)


class WebhookHandler:
    """Does what a stored webhook says, in the caller's transaction."""

    def __init__(
        self,
        directory: ClerkDirectory,
        erasure: ClerkErasure,
        ender: CredentialEnder,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._erasure = erasure
        self._ender = ender
        self._clock = clock

    async def handle(self, session: WriteSession, message: HandleClerkWebhook) -> None:
        """Once; whatever cannot be read is told to the operator and left alone."""
        webhooks = ReceivedWebhookRepository(session)
        if subject := await webhooks.find_subject(message.webhook_id):
            # Before the row: who erases the user holds this, and then empties the row.
            about = self._directory.subject(subject)
            await OutsideUserRepository(session).lock(about)
        row = await webhooks.find_locked(message.webhook_id)
        if row is None or row.handled_at is not None:
            return
        outcome = await self._do(session, row)
        if outcome == "unreadable":
            log.error("clerk_webhook_unreadable", webhook_id=str(row.id))
        row.outcome, row.handled_at = outcome, self._clock.now()

    async def _do(self, session: WriteSession, row: ReceivedWebhook) -> str:
        if row.body is None:
            return "erased"
        event = read_event(row.body)
        if event is None:
            return "unreadable"
        try:
            return await self._dispatch(session, event)
        except ValueError:
            return "unreadable"

    async def _dispatch(self, session: WriteSession, event: ClerkEvent) -> str:
        if event.type in {"user.created", "user.updated"}:
            return await self._take_over(session, read_user(event.data))
        if event.type == "user.deleted" and event.subject:
            await self._erasure.erase(session, event.subject)
            return "erased"
        if event.type in _SESSION_ENDED and event.object_id:
            ended = self._directory.session_id(event.object_id)
            await self._ender.end(session, [ended])
            return "ended"
        return "ignored"

    async def _take_over(self, session: WriteSession, user: ClerkUser) -> str:
        profile = read_profile(user)
        outcome = await self._directory.take_over(session, user.id, profile)
        if outcome == "erased":
            await self._erasure.forget_webhooks(session, user.id)
        return outcome
