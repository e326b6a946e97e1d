"""The one place through which each event of signing in and out passes."""

from uuid import UUID

import structlog

from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import WriteSession
from services.auth.accounts.caller import Caller

log = structlog.get_logger()


class Trail:
    """Records what one caller did, and what he was refused."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    async def record(
        self, session: WriteSession, event: AuthenticationEvent, user_id: UUID | None
    ) -> None:
        """Something was done, in this transaction: recorded with it, or not at all.

        `user_id` None: by somebody who is erased with it."""
        told = {"user_id": str(user_id) if user_id else None}

        async def tell() -> None:
            log.info("authentication", kind=event, **told)

        session.after_commit(tell)

    def record_refusal(
        self, event: AuthenticationEvent, user_id: UUID | None, reason: type[Exception]
    ) -> None:
        """Something was refused, and nothing written; `user_id` None: of nobody who has
        an account."""
        told = {"user_id": str(user_id) if user_id else None}
        log.info("authentication_refused", kind=event, reason=reason.__name__, **told)
