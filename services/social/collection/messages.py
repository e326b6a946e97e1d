"""What social's worker asks of itself about collections."""

from typing import ClassVar

from libs.common.contracts.base import Message


class PurgeCollections(Message):
    """Forget runs that nobody can ask about any more."""

    name: ClassVar[str] = "social.collection.purge_collections"
    owner: ClassVar[str] = "social"
