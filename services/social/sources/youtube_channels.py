"""Which channel of YouTube a creator is. Pure."""

from services.social.clients.ytdlp import CHANNEL_ID, HANDLE
from services.social.sources.source import CreatorTarget


def find_channel_id(creator: CreatorTarget) -> str | None:
    """The channel's id, where the creator is known by it."""
    key = creator.creator_key or ""
    return key if CHANNEL_ID.fullmatch(key) else None


def find_handle(creator: CreatorTarget) -> str | None:
    """The handle, without @; invented creators have none there."""
    handle = (creator.handle or "").removeprefix("@")
    is_invented = (creator.creator_key or "").startswith("demo-")
    return handle if HANDLE.fullmatch(handle) and not is_invented else None


def is_channel(creator: CreatorTarget) -> bool:
    """Whether YouTube can be asked about the creator."""
    return bool(find_channel_id(creator) or find_handle(creator))
