"""Errors of API keys."""

from libs.common.errors import Conflict, NotFound


class ApiKeyNotFound(NotFound):
    """The caller has no such key, or the gateway asked for one that is not valid."""

    message = "You have no API key under this address."


class TooManyApiKeys(Conflict):
    """The user holds as many live keys as anyone may."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"You have {most} API keys, which is as many as there can be. Revoke one"
            " that you no longer need."
        )
