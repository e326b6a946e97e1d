"""What auth's worker asks of itself about archives."""

from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class AssembleExport(Message):
    """Put the parts together: all services have written theirs."""

    name: ClassVar[str] = "auth.exports.assemble_export"
    owner: ClassVar[str] = "auth"

    export_id: UUID
    owner_id: UUID


class PurgeExports(Message):
    """Delete archives that were kept long enough; give up those that hang."""

    name: ClassVar[str] = "auth.exports.purge_exports"
    owner: ClassVar[str] = "auth"
