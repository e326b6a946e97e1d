"""All tables of social, for its migrations."""

from services.social.database import Base

metadata = Base.metadata
