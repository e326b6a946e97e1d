"""All tables of analysis, for its migrations."""

from services.analysis.database import Base

metadata = Base.metadata
