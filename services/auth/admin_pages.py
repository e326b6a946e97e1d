"""The admin pages of auth: what may be changed, and what only sounds secret."""

from typing import Any

from libs.common.admin.pages import AdminPages, Editable
from libs.common.identity import Identity
from services.auth import metadata
from services.auth.database import Base

__all__ = ["PAGES", "metadata"]


def _refuse_own_role(identity: Identity, user: Any) -> str | None:
    """Nobody locks himself out, nor the last administrator everybody."""
    if user.id == identity.user_id:
        return "Your own role can only be changed by another administrator."
    return None


PAGES = AdminPages(
    Base,
    editable={"users.role": Editable(("user", "admin"), _refuse_own_role)},
    not_secret=frozenset({"signing_keys.key_id"}),
    filters=("users.email", "users.role"),
)
