"""Which mails there are: the texts of `texts/`, one in each language."""

from typing import Literal, get_args

MailKind = Literal[
    "verify_email",
    "reset_password",
    "password_changed",
    "change_email",
    "email_change_requested",
    "email_changed",
    "email_taken",
    "webhook_failing",
    "webhook_disabled_failing",
    "webhook_disabled_gone",
    "account_erased",
]
KINDS: tuple[MailKind, ...] = get_args(MailKind)

# Where the link of a token leads. The token stands behind the `#`, which browsers keep
# to themselves: it is in nobody's log.
PATHS: dict[str, str] = {
    "verify_email": "/verify-email",
    "change_email": "/verify-email",
    "reset_password": "/reset-password",
}
