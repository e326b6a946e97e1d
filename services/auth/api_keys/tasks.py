"""Jobs of API keys."""

from datetime import timedelta
from typing import ClassVar

from libs.common.contracts.base import Message
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.auth.api_keys.repository import ApiKeyRepository

# So that a log line's key id can still be told to be somebody's.
_KEPT_AFTER_END = timedelta(days=90)


class PurgeApiKeys(Message):
    """Deletes keys that were over long ago."""

    name: ClassVar[str] = "auth.api_keys.purge"
    owner: ClassVar[str] = "auth"


async def purge_api_keys(
    resources: Resources, session: WriteSession, _: PurgeApiKeys
) -> None:
    """Handles PurgeApiKeys."""
    before = resources.clock.now() - _KEPT_AFTER_END
    await ApiKeyRepository(session).delete_over(before=before)
