"""One form for every spelling of an e-mail address."""

import unicodedata

from email_validator import EmailNotValidError, validate_email


class EmailNotUsable(ValueError):
    """Not an e-mail address; the text says why."""


def normalise_email(text: str) -> str:
    """The address trimmed, in lower case, its domain in Unicode (RFC 6531), NFC.

    Nothing is looked up. Lower case in the local part too: in theory two mailboxes,
    in practice one person who typed a capital. Raises EmailNotUsable."""
    # `.test` passes: it can belong to nobody (RFC 2606), and trials need addresses.
    trimmed = text.strip()
    try:
        return _checked(unicodedata.normalize("NFC", _checked(trimmed).lower()))
    except EmailNotValidError as error:
        raise EmailNotUsable(str(error)) from None


def _checked(text: str) -> str:
    return validate_email(
        text, check_deliverability=False, test_environment=True
    ).normalized
