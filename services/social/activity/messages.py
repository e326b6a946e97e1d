"""What social's worker asks of itself about activity."""

from typing import ClassVar

from libs.common.contracts.base import Message


class PurgeActivity(Message):
    """Forget what was done too long ago."""

    name: ClassVar[str] = "social.activity.purge_activity"
    owner: ClassVar[str] = "social"
