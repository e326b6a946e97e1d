"""Errors of outside users."""

from libs.common.errors import Conflict


class IssuerNotInUse(Conflict):
    """The subject is of an issuer that this installation does not work with."""

    message = "Users of this issuer are not signed in here."
