"""Errors of accounts."""

from libs.common.errors import (
    Conflict,
    FieldError,
    NotAuthenticated,
    NotFound,
    UpstreamUnavailable,
)


class EmailAlreadyRegistered(Conflict):
    """The address has an account."""

    message = "This e-mail address already has an account. Sign in instead."

    def __init__(self) -> None:
        field = FieldError("email", "already_registered", self.message)
        super().__init__(fields=[field])


class WrongCredentials(NotAuthenticated):
    """No account with this address and password; which of the two is not said."""

    message = "The e-mail address or the password is not right."


class AccountNotFound(NotFound):
    """The caller's account is gone."""

    message = "This account does not exist."


class TooManySignIns(UpstreamUnavailable):
    """More people sign in at this moment than passwords can be checked."""

    message = "Many people are signing in right now. Try again in a moment."
