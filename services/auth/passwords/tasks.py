"""Jobs of passwords."""

from typing import cast

from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.auth.mails.post import Post
from services.auth.one_time_tokens.service import OneTimeTokens
from services.auth.passwords.messages import StartReset
from services.auth.passwords.service import ResetMail
from services.auth.resources import AuthResources


async def start_reset(
    resources: Resources, session: WriteSession, message: StartReset
) -> None:
    """Handles StartReset."""
    held = cast("AuthResources", resources)
    tokens = OneTimeTokens(held.token_writer, held.clock)
    post = Post(held.jobs, held.clock)
    await ResetMail(session, tokens=tokens, post=post).send(message.user_id)
