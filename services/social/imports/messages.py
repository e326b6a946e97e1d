"""What the imports' endpoints ask of the worker."""

from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class ImportPosts(Message):
    """Read an uploaded file, from the row where the last run stopped."""

    name: ClassVar[str] = "social.imports.import_posts"
    owner: ClassVar[str] = "social"

    import_id: UUID
    owner_id: UUID


class PurgeStrayFiles(Message):
    """Delete uploaded files that no open import will read."""

    name: ClassVar[str] = "social.imports.purge_stray_files"
    owner: ClassVar[str] = "social"


class RemoveImport(Message):
    """Take back what an import brought, from where the last run stopped."""

    name: ClassVar[str] = "social.imports.remove_import"
    owner: ClassVar[str] = "social"

    import_id: UUID
    owner_id: UUID
