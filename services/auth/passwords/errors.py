"""Errors of passwords."""

from libs.common.errors import FieldError, InvalidFields
from services.auth.passwords.rules import PasswordProblem


class PasswordNotTaken(InvalidFields):
    """The new password is too easy to guess, or known to be stolen."""

    message = "Choose another password."

    def __init__(self, problem: PasswordProblem, field: str) -> None:
        super().__init__(fields=[FieldError(field, problem.reason, problem.message)])


class CurrentPasswordWrong(InvalidFields):
    """The password given to confirm a change is not the account's."""

    message = "The present password is not right."

    def __init__(self) -> None:
        super().__init__(fields=[FieldError("current_password", "wrong", self.message)])


class PasswordUnchanged(InvalidFields):
    """The new password is the present one."""

    message = "The new password is the present one."

    def __init__(self) -> None:
        field = FieldError("new_password", "unchanged", self.message)
        super().__init__(fields=[field])
