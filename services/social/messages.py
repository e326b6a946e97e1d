"""What social's worker asks of itself that belongs to no feature."""

from typing import ClassVar

from libs.common.contracts.base import Message


class PurgeIdempotencyKeys(Message):
    """Delete the keys of requests whose 24 hours are over."""

    name: ClassVar[str] = "social.idempotency.purge_keys"
    owner: ClassVar[str] = "social"
