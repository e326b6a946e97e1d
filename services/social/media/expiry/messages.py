"""What social's worker asks of itself about stored media."""

from typing import ClassVar

from libs.common.contracts.base import Message


class TrimMedia(Message):
    """Give up copies that nobody needs any more, or that are too many; then delete
    whatever nothing refers to."""

    name: ClassVar[str] = "social.media.trim_media"
    owner: ClassVar[str] = "social"


class SweepMedia(Message):
    """Delete objects of the storage that are noted nowhere."""

    name: ClassVar[str] = "social.media.sweep_media"
    owner: ClassVar[str] = "social"
