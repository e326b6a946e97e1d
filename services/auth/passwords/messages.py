"""What auth tells itself of passwords."""

from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class StartReset(Message):
    """Mails the user a link for a new password.

    Sent for every address that somebody asks for, `user_id` null where it has no
    account: to ask takes as long for either."""

    name: ClassVar[str] = "auth.passwords.start_reset"
    owner: ClassVar[str] = "auth"

    user_id: UUID | None
