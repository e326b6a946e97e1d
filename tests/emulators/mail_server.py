"""A mail server: takes mails over SMTP, with STARTTLS or TLS, and fails on demand."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"
Encryption = Literal["starttls", "tls", "none"]


@dataclass
class MailServer:
    """What it took, and what it will refuse.

    `refusals` are taken one per mail, before its text: a reply such as `451 Later.` by
    the command it answers (`RCPT`, `DATA`). While `gate` is not set, no mail is
    answered."""

    port: int = 0
    certificate: Path = Path()
    username: str | None = None
    password: str | None = None
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refusals: deque[tuple[Literal["RCPT", "DATA"], str]] = field(default_factory=deque)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, scheme: str = "smtp", *, user: str = "", options: str = "") -> str:
        """For SMTP_URL."""
        at = f"{user}@" if user else ""
        query = f"ca_file={self.certificate}{options}"
        return f"{scheme}://{at}{HOST}:{self.port}?{query}"

    def _next_refusal(self, command: str) -> str | None:
        if self.refusals and self.refusals[0][0] == command:
            return self.refusals.popleft()[1]
        return None

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, _: Any
    ) -> str:
        """Takes a recipient."""
        if refusal := self._next_refusal("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        """Takes a mail."""
        await self.gate.wait()
        if refusal := self._next_refusal("DATA"):
            return refusal
        mail = message_from_bytes(envelope.content, _class=EmailMessage, policy=default)
        self.taken.append(mail)
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any
    ) -> AuthResult:
        """Takes the one name and password."""
        assert isinstance(given, LoginPassword)
        is_right = (given.login.decode(), given.password.decode()) == (
            self.username,
            self.password,
        )
        return AuthResult(success=is_right, handled=False)


@asynccontextmanager
async def serve_mail(
    folder: Path,
    *,
    encryption: Encryption = "starttls",
    login: tuple[str, str] | None = None,
    smtputf8: bool = True,
) -> AsyncIterator[MailServer]:
    """A mail server on a free port; its certificate is written into `folder`."""
    certificate, context = make_certificate(folder)
    held = MailServer(certificate=certificate)
    held.gate.set()
    if login:
        held.username, held.password = login
    talk: Callable[[], SMTP] = partial(
        SMTP,
        held,
        enable_SMTPUTF8=smtputf8,
        hostname="mail.test",
        tls_context=context if encryption == "starttls" else None,
        authenticator=held.authenticate if login else None,
        auth_required=login is not None,
        auth_require_tls=encryption == "starttls",
    )
    loop = asyncio.get_running_loop()
    tls = context if encryption == "tls" else None
    server = await loop.create_server(talk, HOST, 0, ssl=tls)
    held.port = server.sockets[0].getsockname()[1]
    try:
        yield held
    finally:
        held.gate.set()
        server.close()
        await server.wait_closed()


def make_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine that vouches for itself, as a file and in use."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "mail-server.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file = folder / "mail-server.key"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, key_file)
    return pem, context
