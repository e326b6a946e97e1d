"""Mails through a mail server."""

import ssl
from collections.abc import Sequence

import structlog

from libs.common.mail.interface import Mail, MailNotSent, MailRefused
from libs.common.mail.message import build_message
from libs.common.mail.server import MailServer

log = structlog.get_logger()

_TIMEOUT_SECONDS = 20.0
# RFC 5321 §4.2.1: the first digit of a reply tells whether to try again.
_PERMANENT = range(500, 600)
_START_TLS = {
    "starttls": True,
    "starttls-if-offered": None,
    "tls": False,
    "none": False,
}


class SmtpMailer:
    """Hands mails to one server, a connection for each.

    `timeout_seconds` holds for each step of the talk with the server."""

    def __init__(
        self,
        server: MailServer,
        *,
        sender: str,
        timeout_seconds: float = _TIMEOUT_SECONDS,
    ) -> None:
        self._server = server
        self._sender = sender
        self._timeout_seconds = timeout_seconds

    async def forget(self, addresses: Sequence[str]) -> None:
        """Nothing is kept here."""

    async def send(self, mail: Mail) -> None:
        """Hands the mail over.

        Raises MailRefused where the server refuses the mail or its recipient for good
        (5xx); MailNotSent for everything else: 4xx, no answer in time, no encryption
        where it is demanded, a sign-in that is not right."""
        # Imported when the first mail leaves: most processes send none.
        import aiosmtplib  # noqa: PLC0415

        message = build_message(mail, sender=self._sender)
        client = aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.username,
            password=self._server.password,
            timeout=self._timeout_seconds,
            use_tls=self._server.encryption == "tls",
            start_tls=_START_TLS[self._server.encryption],
            tls_context=self._tls_context(),
        )
        try:
            async with client:
                await client.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            # One mail has one recipient.
            refusal = error.recipients[0]
            raise _judged(refusal.code, refusal.message) from error
        except (aiosmtplib.SMTPDataError, aiosmtplib.SMTPSenderRefused) as error:
            raise _judged(error.code, error.message) from error
        except aiosmtplib.SMTPNotSupported as error:
            raise self._not_supported(error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailNotSent(f"{type(error).__name__}: {error}") from error
        log.info("mail_sent", mail_id=mail.id)

    def _tls_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._server.ca_file)

    def _not_supported(self, message: str) -> Exception:
        if "SMTPUTF8" in message:
            return MailRefused(f"The mail server takes ASCII addresses only: {message}")
        return MailNotSent(message)


def _judged(code: int, message: str) -> Exception:
    told = f"{code} {message}"
    return MailRefused(told) if code in _PERMANENT else MailNotSent(told)
