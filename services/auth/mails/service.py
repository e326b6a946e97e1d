"""Writes a mail at the moment it is sent, and sends it."""

from datetime import timedelta
from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.contracts.auth import SendMail
from libs.common.db.session import Database
from libs.common.jobs.errors import Postponed
from libs.common.mail.interface import Mail, Mailer, MailNotSent
from services.auth.accounts.models import User
from services.auth.accounts.repository import UserRepository
from services.auth.mails.kinds import PATHS
from services.auth.mails.rendering import language_of, write_mail
from services.auth.one_time_tokens.service import OneTimeTokens

log = structlog.get_logger()

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=30)
_GIVEN_UP_AFTER = timedelta(days=1)


class MailService:
    """Sends what SendMail asks for; asked again, it sends the same mail again."""

    def __init__(
        self,
        database: Database,
        mailer: Mailer,
        *,
        tokens: OneTimeTokens,
        public_url: str,
        clock: Clock,
    ) -> None:
        self._database = database
        self._mailer = mailer
        self._tokens = tokens
        self._public_url = public_url
        self._clock = clock

    async def send(self, message_id: UUID, message: SendMail) -> None:
        """Sends the mail, unless its user is gone or its token is over.

        Raises MailRefused where it is refused for good; Postponed where it cannot be
        sent now, at first for 30 s, then for as long as it has waited, up to half an
        hour; after a day MailNotSent."""
        mail = await self._write(message_id, message)
        if mail is None:
            log.info("mail_left_out", kind=message.kind, user_id=str(message.user_id))
            return
        try:
            await self._mailer.send(mail)
        except (MailNotSent, OSError) as error:
            waited = self._clock.now() - message.asked_at
            if waited > _GIVEN_UP_AFTER:
                raise
            delay = min(max(waited, _FIRST_WAIT), _LONGEST_WAIT)
            raise Postponed(str(error), delay) from error

    async def _write(self, message_id: UUID, message: SendMail) -> Mail | None:
        words = {**message.parameters, "public_url": self._public_url}
        async with self._database.read() as session:
            user = await UserRepository(session).find(message.user_id)
            if user is None:
                return None
            to = message.to or user.email
            if message.token_id:
                found = await self._tokens.write_again(
                    session, message.token_id, user.id
                )
                if found is None:
                    return None
                row, token = found
                words["link"] = f"{self._public_url}{PATHS[row.purpose]}#token={token}"
        if to is None:
            return None
        words["name"] = _name(user, to)
        written = write_mail(message.kind, language_of(user.language), words)
        return Mail(
            id=message_id.hex,
            at=message.asked_at,
            to=to,
            subject=written.subject,
            text=written.text,
            html=written.html,
        )


def _name(user: User, to: str) -> str:
    """How to address the user: by name only where the address is known to be his own.

    Else anybody could have words of his choice mailed to strangers."""
    is_own = user.email_verified and to == user.email
    return (user.full_name if is_own else None) or to.partition("@")[0]
