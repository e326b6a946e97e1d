"""The admin pages of auth: what may be changed, and what only sounds secret."""

from datetime import timedelta
from typing import Any

from libs.common.admin.pages import AdminPages, Editable
from libs.common.clock import SystemClock
from libs.common.db.session import WriteSession
from libs.common.identity import Identity
from services.auth import metadata
from services.auth.database import Base
from services.auth.ended_credentials.repository import EndedCredentialRepository
from services.auth.sessions.repository import SessionRepository

# As long as an access token can be made to live, and a little for clocks that differ.
_REFUSED_FOR = timedelta(hours=1, minutes=1)

__all__ = ["PAGES", "metadata"]


def _refuse_own_role(identity: Identity, user: Any) -> str | None:
    """Nobody locks himself out, nor the last administrator everybody."""
    if user.id == identity.user_id:
        return "Your own role can only be changed by another administrator."
    return None


async def _sign_out(session: WriteSession, user: Any) -> None:
    """Tokens say for minutes what their holder was: who is no administrator any more
    has to sign in again. The gateways find it in their list within seconds."""
    if user.role == "admin":
        return
    now = SystemClock().now()
    ended = await SessionRepository(session).end_all(user.id, now, keep=None)
    await EndedCredentialRepository(session).add(ended, now + _REFUSED_FOR)


PAGES = AdminPages(
    Base,
    editable={"users.role": Editable(("user", "admin"), _refuse_own_role, _sign_out)},
    not_secret=frozenset({"signing_keys.key_id"}),
    filters=("users.email", "users.role"),
)
