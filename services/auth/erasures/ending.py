"""The end of an erasure: the last mail, and then not even the address is left."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from libs.common.jobs.errors import Postponed
from libs.common.jobs.handlers import Job
from libs.common.mail.interface import Mail, Mailer, MailNotSent, MailRefused
from services.auth.erasures.models import Erasure
from services.auth.erasures.repository import ErasureRepository
from services.auth.mails.rendering import language_of, write_mail

log = structlog.get_logger()

_AGAIN_AFTER = timedelta(seconds=5)
# The address must not wait for a mail server longer than all else has taken.
_GIVEN_UP_AFTER = timedelta(seconds=40)


class ErasureEnd:
    """One run. Run again, it may send the same mail again, and completes once."""

    def __init__(self, job: Job, mailer: Mailer, erasure_id: UUID) -> None:
        self._job = job
        self._mailer = mailer
        self._erasure_id = erasure_id

    async def run(self) -> None:
        """Says good-bye, forgets all addresses, completes the receipt."""
        async with self._job.database.read() as session:
            erasure = await ErasureRepository(session).find(self._erasure_id)
        if erasure is None or erasure.completed_at is not None:
            return
        addresses: Sequence[str] = erasure.addresses
        if addresses:
            await self._say_good_bye(erasure, addresses[0])
            await self._mailer.forget(addresses)
        async with self._job.unit_of_work() as session:
            found = await ErasureRepository(session).find_locked(self._erasure_id)
            if found is not None:
                found.addresses = []
                found.completed_at = self._job.resources.clock.now()

    async def _say_good_bye(self, erasure: Erasure, address: str) -> None:
        """Raises Postponed while it is worth another try."""
        words = {
            "erasure_id": str(erasure.id),
            "at": f"{erasure.requested_at:%Y-%m-%d}",
        }
        written = write_mail("account_erased", language_of(erasure.language), words)
        mail = Mail(
            id=erasure.id.hex,
            at=erasure.requested_at,
            to=address,
            subject=written.subject,
            text=written.text,
            html=written.html,
        )
        try:
            await self._mailer.send(mail)
        except MailRefused:
            log.warning("good_bye_refused", erasure_id=str(erasure.id))
        except (MailNotSent, OSError):
            waited = self._job.resources.clock.now() - erasure.requested_at
            if waited < _GIVEN_UP_AFTER:
                raise Postponed("the mail server", _AGAIN_AFTER) from None
            log.warning("good_bye_given_up", erasure_id=str(erasure.id))
