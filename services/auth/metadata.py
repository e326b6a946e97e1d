"""All tables of auth, for its migrations."""

from services.auth.database import Base

metadata = Base.metadata
