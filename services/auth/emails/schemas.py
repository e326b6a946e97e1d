"""Bodies of e-mail addresses' endpoints."""

from libs.common.schemas import RequestSchema
from services.auth.accounts.fields import EmailAddress
from services.auth.one_time_tokens.fields import MailedToken
from services.auth.passwords.schemas import GivenPassword


class VerifyEmail(RequestSchema):
    """The token of a mail: whoever has it reads the mails of its address."""

    token: MailedToken


class ChangeEmail(RequestSchema):
    """The address that is to be, and the password to confirm it."""

    current_password: GivenPassword
    email: EmailAddress
