"""All tables of analysis, for its migrations."""

from services.analysis.analyses import models as analyses
from services.analysis.database import Base
from services.analysis.owners import models as owners
from services.analysis.requests import models as requests
from services.analysis.takedowns import models as takedowns

__all__ = ["analyses", "metadata", "owners", "requests", "takedowns"]

metadata = Base.metadata
