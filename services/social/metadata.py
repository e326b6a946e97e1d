"""All tables of social, for its migrations."""

from services.social.activity import models as activity
from services.social.collection import models as collection
from services.social.creators import models as creators
from services.social.database import Base
from services.social.imports import models as imports
from services.social.listings import models as listings
from services.social.media import models as media
from services.social.outliers import models as outliers
from services.social.posts import models as posts
from services.social.standings import models as standings
from services.social.takedowns import models as takedowns
from services.social.transcripts import models as transcripts
from services.social.twins import models as twins
from services.social.vendor_jobs import models as vendor_jobs
from services.social.watching import models as watching

__all__ = [
    "activity",
    "collection",
    "creators",
    "imports",
    "listings",
    "media",
    "metadata",
    "outliers",
    "posts",
    "standings",
    "takedowns",
    "transcripts",
    "twins",
    "vendor_jobs",
    "watching",
]

metadata = Base.metadata
