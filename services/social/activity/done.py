"""One thing that was done with a post."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.social.activity.models import ActivityKind


@dataclass(frozen=True, slots=True)
class Done:
    """Who did what with which post, and when."""

    owner_id: UUID
    user_id: UUID
    post_id: UUID
    kind: ActivityKind
    at: datetime
