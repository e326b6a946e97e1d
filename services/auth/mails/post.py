"""Where the rest of auth has its mails sent."""

from uuid import UUID

from libs.common.clock import Clock
from libs.common.contracts.auth import SendMail
from libs.common.db.session import WriteSession
from libs.common.jobs.client import Jobs
from services.auth.accounts.models import User
from services.auth.mails.kinds import MailKind


class Post:
    """Takes mails, in the transaction of what they tell of."""

    def __init__(self, jobs: Jobs, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock

    async def send(
        self,
        session: WriteSession,
        kind: MailKind,
        user: User,
        *,
        to: str | None = None,
        token_id: UUID | None = None,
        **parameters: str,
    ) -> None:
        """Has a mail of that kind written and sent to the user once this is committed.

        `parameters` are the words its text has room for; `to` is another address than
        the user's, `token_id` the token whose link it holds."""
        message = SendMail(
            kind=kind,
            user_id=user.id,
            asked_at=self._clock.now(),
            parameters=parameters,
            to=to,
            token_id=token_id,
        )
        await self._jobs.send(session, message, owner_id=user.id)
