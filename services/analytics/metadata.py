"""All tables of analytics, for its migrations."""

from services.analytics.access_logs import models as access_logs
from services.analytics.database import Base

__all__ = ["access_logs", "metadata"]

metadata = Base.metadata
