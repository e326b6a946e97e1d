"""Mails as calls to an outside system, of which an account is kept."""

from collections.abc import Sequence

from libs.common.http.outside_calls import OutsideCalls
from libs.common.mail.interface import Mail, Mailer


class WatchedMailer:
    """Hands mails to another mailer, and keeps account of it."""

    def __init__(self, inner: Mailer, calls: OutsideCalls) -> None:
        self._inner = inner
        self._calls = calls

    async def send(self, mail: Mail) -> None:
        """See `Mailer`."""
        with self._calls.watch("mail_server", "send"):
            await self._inner.send(mail)

    async def forget(self, addresses: Sequence[str]) -> None:
        """See `Mailer`."""
        await self._inner.forget(addresses)
