"""A mail in the form of the internet (RFC 5322)."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr

import idna

from libs.common.mail.interface import Mail, MailRefused

# The domain of Message-IDs: `.invalid` belongs to nobody (RFC 2606), and the left part
# is unique by itself.
_ID_DOMAIN = "postscope.invalid"
_NO_ADDRESS = "No mail can be sent to this address."


def build_message(
    mail: Mail,
    *,
    sender: str,
    policy: "EmailPolicy[EmailMessage]" = SMTP,
    cte: str | None = None,
) -> EmailMessage:
    """The message, its Message-ID and date those of the mail.

    `cte` is the transfer encoding of the text (None: what the text needs). Raises
    MailRefused for an address that no mail can be sent to."""
    message = EmailMessage(policy)
    message["From"] = _sender(sender)
    message["To"] = deliverable_address(mail.to)
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{mail.id}@{_ID_DOMAIN}>"
    # RFC 3834: so that no holiday notice answers.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte=cte)
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte=cte)
    return message


def deliverable_address(address: str) -> str:
    """The address with its domain in ASCII, as servers look it up (RFC 5891).

    Raises MailRefused if it has none."""
    local, _, domain = address.rpartition("@")
    if not (local and domain):
        raise MailRefused(_NO_ADDRESS)
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode()
        # What would end the address or begin another header is no part of one.
        Address(username=local, domain=ascii_domain)
    except (idna.IDNAError, ValueError, UnicodeError):
        raise MailRefused(_NO_ADDRESS) from None
    return f"{local}@{ascii_domain}"


def _sender(sender: str) -> Address:
    name, address = parseaddr(sender)
    return Address(name, addr_spec=address)
