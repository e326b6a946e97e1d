"""Errors of one-time tokens: why a link no longer works."""

from libs.common.errors import FieldError, InvalidFields, QuotaExceeded


class _TokenNotTaken(InvalidFields):
    reason = ""

    def __init__(self) -> None:
        super().__init__(fields=[FieldError("token", self.reason, self.message)])


class LinkNotKnown(_TokenNotTaken):
    """No such token was ever made, or it was made for something else."""

    message = "This link is not valid. Check that you have copied all of it."
    reason = "unknown"


class LinkUsed(_TokenNotTaken):
    """The token was used before."""

    message = "This link has been used already."
    reason = "used"


class LinkReplaced(_TokenNotTaken):
    """A newer token of the kind was made, or what it was for is settled."""

    message = "This link is no longer valid. Use the newest mail, or ask for another."
    reason = "replaced"


class LinkExpired(_TokenNotTaken):
    """The token is too old."""

    message = "This link is too old. Ask for another one."
    reason = "expired"


LINK_ERRORS = (LinkNotKnown, LinkUsed, LinkReplaced, LinkExpired)


class TooManyMails(QuotaExceeded):
    """As many mails of the kind were sent as may be for now."""

    message = "A mail was sent only just now. Wait a little before you ask for another."

    def __init__(self, seconds: int) -> None:
        super().__init__(
            headers={"Retry-After": str(seconds)},
            details={"retry_after_seconds": seconds},
        )
