"""What social's worker asks of itself about posts that are taken out."""

from typing import ClassVar

from libs.common.contracts.base import Message


class PurgeRemoved(Message):
    """Delete for good what was taken out long enough ago."""

    name: ClassVar[str] = "social.removal.purge_removed"
    owner: ClassVar[str] = "social"


class DeleteFiles(Message):
    """Delete stored media whose posts are gone, unless others show them, too."""

    name: ClassVar[str] = "social.removal.delete_files"
    owner: ClassVar[str] = "social"

    keys: tuple[str, ...]
