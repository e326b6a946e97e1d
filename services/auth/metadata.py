"""All tables of auth, for its migrations."""

from services.auth.accounts import models as accounts
from services.auth.api_keys import models as api_keys
from services.auth.clerk import models as clerk
from services.auth.database import Base
from services.auth.ended_credentials import models as ended_credentials
from services.auth.keys import models as keys
from services.auth.outside_users import models as outside_users
from services.auth.sessions import models as sessions

__all__ = [
    "accounts",
    "api_keys",
    "clerk",
    "ended_credentials",
    "keys",
    "metadata",
    "outside_users",
    "sessions",
]

metadata = Base.metadata
