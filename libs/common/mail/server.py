"""The mail server of SMTP_URL."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

Encryption = Literal["starttls", "tls", "starttls-if-offered", "none"]

_STARTTLS: dict[str, Encryption] = {
    "required": "starttls",
    "if-offered": "starttls-if-offered",
    "never": "none",
}
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over. `ca_file`: whom to trust beside the public ones."""

    host: str
    port: int
    encryption: Encryption
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None


def parse_smtp_url(url: str) -> MailServer:
    """The server of `smtp[s]://user:password@host:port?starttls=...&ca_file=...`.

    `smtp` demands STARTTLS unless `starttls` says `if-offered` or `never` (a relay on
    this machine); `smtps` speaks TLS from the first byte. Raises ValueError, which
    never repeats the password."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        msg = "begins with smtp:// or smtps://"
        raise ValueError(msg)
    if not parts.hostname:
        msg = "names no host"
        raise ValueError(msg)
    options = dict(parse_qsl(parts.query))
    starttls = options.pop("starttls", "required")
    ca_file = options.pop("ca_file", None)
    if starttls not in _STARTTLS or options:
        msg = "takes starttls=required|if-offered|never and ca_file=/path, no more"
        raise ValueError(msg)
    encryption = "tls" if parts.scheme == "smtps" else _STARTTLS[starttls]
    if encryption == "none" and parts.password:
        msg = "would send the password unencrypted: starttls=never is for open relays"
        raise ValueError(msg)
    return MailServer(
        host=parts.hostname,
        port=_port(parts.port, parts.scheme),
        encryption=encryption,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        ca_file=Path(ca_file) if ca_file else None,
    )


def _port(given: int | None, scheme: str) -> int:
    return given or _PORTS[scheme]
