"""All tables of analytics, for its migrations."""

from services.analytics.database import Base

metadata = Base.metadata
