"""Jobs of one-time tokens."""

from datetime import timedelta
from typing import ClassVar

from libs.common.contracts.base import Message
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.auth.one_time_tokens.repository import OneTimeTokenRepository

# For a while somebody may still be told that his link is too old; mails are counted by
# them for a day.
_KEPT_AFTER_EXPIRY = timedelta(days=30)


class PurgeOneTimeTokens(Message):
    """Deletes tokens that expired long ago."""

    name: ClassVar[str] = "auth.one_time_tokens.purge"
    owner: ClassVar[str] = "auth"


async def purge_one_time_tokens(
    resources: Resources, session: WriteSession, _: PurgeOneTimeTokens
) -> None:
    """Handles PurgeOneTimeTokens."""
    before = resources.clock.now() - _KEPT_AFTER_EXPIRY
    await OneTimeTokenRepository(session).delete_expired(before)
