"""What a mail is, and what sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from libs.common.errors import InvalidFields


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person; `html` says the same as `text`.

    `id` makes the Message-ID, so that a mail sent twice is known as one; `at` (UTC) is
    when it was asked for, in every attempt the same."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str | None = None


class MailRefused(InvalidFields):
    """The mail will never be taken: the address does not exist, ..."""

    message = "The mail server refuses this mail."


class MailNotSent(Exception):
    """The mail cannot be sent now: nobody answers, the sign-in is not right, ...

    To be tried again; nothing about it lies with the mail itself."""


class Mailer(Protocol):
    """Sends mails, and may be given one again."""

    async def send(self, mail: Mail) -> None:
        """Hands the mail over. Raises MailRefused, MailNotSent."""
        ...

    async def forget(self, addresses: Sequence[str]) -> None:
        """Deletes all that is kept here of mails that name one of these addresses.

        What was handed over is not here any more."""
        ...
