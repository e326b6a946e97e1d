"""What auth's worker asks of itself about erasures."""

from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class PurgeReceipts(Message):
    """Deletes receipts that were kept long enough."""

    name: ClassVar[str] = "auth.erasures.purge_receipts"
    owner: ClassVar[str] = "auth"


class FinishErasure(Message):
    """All services are done: say good-bye, forget the address, complete it."""

    name: ClassVar[str] = "auth.erasures.finish_erasure"
    owner: ClassVar[str] = "auth"

    erasure_id: UUID


class DeleteOutsideUser(Message):
    """Has an outside issuer delete somebody who was erased here. For nobody: it has to
    outlive him."""

    name: ClassVar[str] = "auth.erasures.delete_outside_user"
    owner: ClassVar[str] = "auth"

    issuer: str
    subject: str
