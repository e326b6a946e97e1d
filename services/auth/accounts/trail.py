"""The one place through which each event of signing in and out passes."""

from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.contracts.analytics import (
    MAX_USER_AGENT,
    AuthenticationEntry,
    AuthenticationEvent,
    RecordAuthentication,
)
from libs.common.db.session import WriteSession
from libs.common.ids import new_id
from libs.common.jobs.client import Jobs
from libs.common.observability.correlation import current_request_id
from services.auth.accounts.caller import Caller
from services.auth.accounts.refusals import Refusals

log = structlog.get_logger()


class Trail:
    """Records what one caller did, and what he was refused.

    `refusals` None: the log of sign-ins is off."""

    def __init__(
        self, caller: Caller, jobs: Jobs, refusals: Refusals | None, clock: Clock
    ) -> None:
        self.caller = caller
        self._jobs = jobs
        self._refusals = refusals
        self._clock = clock

    async def record(
        self,
        session: WriteSession,
        event: AuthenticationEvent,
        user_id: UUID | None,
        *,
        refused: type[Exception] | None = None,
    ) -> None:
        """Something was done, in this transaction: recorded with it, or not at all.

        `user_id` None: by somebody who is erased with it, or who has no account.
        `refused`: to him it only looks done, and this is why it was not."""
        told = {"user_id": str(user_id) if user_id else None}
        reason = refused.__name__ if refused else None

        async def tell() -> None:
            if reason:
                log.info("authentication_refused", kind=event, reason=reason, **told)
            else:
                log.info("authentication", kind=event, **told)

        session.after_commit(tell)
        if self._refusals is not None:
            entry = self._describe(event, user_id, reason)
            message = RecordAuthentication.model_construct(**dict(entry))
            await self._jobs.send(session, message)

    def record_refusal(
        self, event: AuthenticationEvent, user_id: UUID | None, reason: type[Exception]
    ) -> None:
        """Something was refused, and nothing written; `user_id` None: of nobody who has
        an account."""
        told = {"user_id": str(user_id) if user_id else None}
        log.info("authentication_refused", kind=event, reason=reason.__name__, **told)
        if self._refusals is not None:
            self._refusals.add(self._describe(event, user_id, reason.__name__))

    def _describe(
        self,
        event: AuthenticationEvent,
        user_id: UUID | None,
        reason: str | None = None,
    ) -> AuthenticationEntry:
        # Not validated again: everything in it is ours, or cleaned here.
        return AuthenticationEntry.model_construct(
            id=new_id(),
            at=self._clock.now(),
            event=event,
            succeeded=reason is None,
            reason=reason,
            user_id=user_id,
            session_id=None,
            ip_address=self.caller.address,
            user_agent=_plain(self.caller.user_agent),
            request_id=current_request_id(),
        )


def _plain(text: str | None) -> str | None:
    return text.replace("\x00", "")[:MAX_USER_AGENT] if text else None
