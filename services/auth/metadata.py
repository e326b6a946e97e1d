"""All tables of auth, for its migrations."""

from services.auth.accounts import models as accounts
from services.auth.database import Base
from services.auth.keys import models as keys
from services.auth.sessions import models as sessions

__all__ = ["accounts", "keys", "metadata", "sessions"]

metadata = Base.metadata
