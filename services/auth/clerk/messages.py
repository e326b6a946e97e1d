"""Jobs that Clerk brings with it."""

from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class HandleClerkWebhook(Message):
    """Does what a stored webhook says."""

    name: ClassVar[str] = "auth.clerk.handle_webhook"
    owner: ClassVar[str] = "auth"

    webhook_id: UUID


class RepairClerkUsers(Message):
    """Looks for what no webhook has told of Clerk's users."""

    name: ClassVar[str] = "auth.clerk.repair_users"
    owner: ClassVar[str] = "auth"
