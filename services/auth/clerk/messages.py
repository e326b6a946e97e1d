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


class RevokeClerkSession(Message):
    """Ends a session at Clerk that has ended here."""

    name: ClassVar[str] = "auth.clerk.revoke_session"
    owner: ClassVar[str] = "auth"

    user_id: UUID
    session_id: UUID


class FinishClerkSignUps(Message):
    """Finishes sign-ups that broke off between Clerk and us."""

    name: ClassVar[str] = "auth.clerk.finish_sign_ups"
    owner: ClassVar[str] = "auth"


class PurgeReceivedWebhooks(Message):
    """Deletes webhooks that were handled long ago."""

    name: ClassVar[str] = "auth.clerk.purge_webhooks"
    owner: ClassVar[str] = "auth"
