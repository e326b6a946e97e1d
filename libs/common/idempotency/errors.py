"""What can be wrong with an Idempotency-Key."""

from libs.common.errors import Conflict, FieldError, InvalidFields, MalformedRequest

HEADER = "Idempotency-Key"
_RETRY_AFTER_SECONDS = 1


class IdempotencyKeyNotValid(MalformedRequest):
    """The header cannot be read as a key."""

    message = (
        f"{HEADER} takes 1 to 255 visible ASCII characters without spaces, in double"
        " quotes or bare, and stands once."
    )


class IdempotencyKeyReused(InvalidFields):
    """The key came before, with another request."""

    message = f"This {HEADER} was used with a different request. Use a new one."

    def __init__(self) -> None:
        super().__init__(fields=[FieldError(HEADER, "reused", self.message)])


class IdempotencyKeyInUse(Conflict):
    """The first request with this key is still worked on."""

    message = f"The first request with this {HEADER} is not over yet. Ask again."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": str(_RETRY_AFTER_SECONDS)})
