"""What auth is asked: to write to its users."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class SendMail(Message):
    """A mail of a kind to a user: written when it is sent, in the user's language.

    `kind` is one of the texts of auth; `parameters` are the words it has room for.
    `to` is the address where it is not the user's present one. A mail with a
    `token_id` carries the link of that one-time token, and is left out when the token
    is over. `asked_at` (UTC) is its date; after a day of failures it is given up."""

    name: ClassVar[str] = "auth.mails.send_mail"
    owner: ClassVar[str] = "auth"

    kind: str
    user_id: UUID
    asked_at: datetime
    parameters: dict[str, str]
    to: str | None = None
    token_id: UUID | None = None
