"""Access tokens: short JWTs that the gateway verifies without asking anyone."""

from datetime import datetime, timedelta
from uuid import UUID

import jwt

from libs.common.ids import new_id
from services.auth.accounts.models import User
from services.auth.keys.key_pair import ALGORITHM, KeyPair

ISSUER = "postscope"
AUDIENCE = "postscope"
# Of what the admin pages' cookie holds: neither token is taken for the other.
ADMIN_AUDIENCE = "postscope-admin"


def build_access_token(
    key: KeyPair,
    user: User,
    session_id: UUID,
    *,
    now: datetime,
    lifetime: timedelta,
    audience: str = AUDIENCE,
) -> str:
    """A signed token for this user and session, valid from `now` for `lifetime`.

    `owner` is the user's workspace, which today has the user's own id."""
    claims = {
        "iss": ISSUER,
        "aud": audience,
        "sub": str(user.id),
        "owner": str(user.id),
        "sid": str(session_id),
        "role": user.role,
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
        "jti": str(new_id()),
    }
    return jwt.encode(
        claims, key.private_key, algorithm=ALGORITHM, headers={"kid": key.key_id}
    )
