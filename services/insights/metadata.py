"""All tables of insights, for its migrations."""

from services.insights.database import Base

metadata = Base.metadata
