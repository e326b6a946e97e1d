"""Errors of e-mail addresses."""

from libs.common.errors import Conflict, FieldError, InvalidFields


class EmailAlreadyVerified(Conflict):
    """There is nothing to verify."""

    message = "Your e-mail address is confirmed already."


class EmailUnchanged(InvalidFields):
    """The new address is the present one."""

    message = "This is your present e-mail address."

    def __init__(self) -> None:
        super().__init__(fields=[FieldError("email", "unchanged", self.message)])
