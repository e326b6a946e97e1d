"""Errors of erasures."""

from libs.common.errors import FieldError, InvalidFields, NotFound


class WrongPassword(InvalidFields):
    """The password given to confirm is not the account's."""

    message = "The password is not right, so nothing was erased."

    def __init__(self) -> None:
        field = FieldError("password", "wrong", "This is not the account's password.")
        super().__init__(fields=[field])


class ReceiptNotFound(NotFound):
    """No erasure has this token, or its receipt is no longer kept."""

    message = "There is no receipt under this address. Receipts are kept for a year."
