"""What is to be done for outside users by whoever knows their issuer."""

from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class FetchOutsideUser(Message):
    """Asks the issuer for what its tokens do not say of a user: e-mail, name."""

    name: ClassVar[str] = "auth.outside_users.fetch"
    owner: ClassVar[str] = "auth"

    user_id: UUID
