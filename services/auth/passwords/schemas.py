"""Bodies of passwords' endpoints."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from libs.common.schemas import RequestSchema
from services.auth.accounts.fields import EmailAddress
from services.auth.one_time_tokens.fields import MailedToken, MailOnItsWay
from services.auth.passwords.rules import (
    MAX_LENGTH,
    MIN_LENGTH,
    find_length_problem,
)

# Said whether or not the address has an account.
RESET_ASKED = MailOnItsWay(
    message="If this address has an account, a mail with a link is on its way."
)


def _check_length(password: str) -> str:
    if problem := find_length_problem(password):
        raise PydanticCustomError(problem.reason, "{why}", {"why": problem.message})
    return password


NewPassword = Annotated[
    str,
    AfterValidator(_check_length),
    Field(
        description=f"{MIN_LENGTH} to {MAX_LENGTH} characters, none that is easy to "
        "guess or known to be stolen",
        json_schema_extra={"minLength": MIN_LENGTH, "maxLength": MAX_LENGTH},
    ),
]
GivenPassword = Annotated[
    str,
    Field(min_length=1, max_length=MAX_LENGTH, description="As it was chosen"),
]


class ResetPassword(RequestSchema):
    """Whose password is forgotten."""

    email: EmailAddress


class ConfirmReset(RequestSchema):
    """The new password, and the right to set it."""

    token: MailedToken
    password: NewPassword


class ChangePassword(RequestSchema):
    """The password that is to be, confirmed by the one that is."""

    current_password: GivenPassword
    new_password: NewPassword
