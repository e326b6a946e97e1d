"""All tables of social, for its migrations."""

from services.social.collection import models as collection
from services.social.database import Base
from services.social.imports import models as imports
from services.social.listings import models as listings
from services.social.media import models as media
from services.social.posts import models as posts
from services.social.standings import models as standings
from services.social.transcripts import models as transcripts
from services.social.vendor_jobs import models as vendor_jobs

__all__ = [
    "collection",
    "imports",
    "listings",
    "media",
    "metadata",
    "posts",
    "standings",
    "transcripts",
    "vendor_jobs",
]

metadata = Base.metadata
