"""Jobs of mails."""

from typing import cast

from libs.common.contracts.auth import SendMail
from libs.common.jobs.handlers import Job
from services.auth.mails.service import MailService
from services.auth.one_time_tokens.service import OneTimeTokens
from services.auth.resources import AuthResources


async def send_mail(job: Job, message: SendMail) -> None:
    """Handles SendMail."""
    held = cast("AuthResources", job.resources)
    service = MailService(
        held.database,
        held.mailer,
        tokens=OneTimeTokens(held.token_writer, held.clock),
        public_url=held.public_url,
        clock=held.clock,
    )
    await service.send(job.id, message)
