"""All tables of analytics, for its migrations."""

from services.analytics.database import Base
from services.analytics.logs import models as logs

__all__ = ["logs", "metadata"]

metadata = Base.metadata
