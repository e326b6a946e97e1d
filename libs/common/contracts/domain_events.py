"""Facts that services tell each other, and who listens to each."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from libs.common.contracts.base import Contract, Event


class UserProfile(Contract):
    """What is told of a user. `timezone` is an IANA name.

    The fields hold what was true at `changed_at` (UTC), which orders these events: an
    older one changes nothing."""

    user_id: UUID
    owner_id: UUID
    email: str
    timezone: str = "UTC"
    language: str = "en"
    changed_at: datetime


class UserCreated(UserProfile, Event):
    """A user was seen for the first time."""

    name: ClassVar[str] = "user.created"


class UserUpdated(UserProfile, Event):
    """A user's profile changed."""

    name: ClassVar[str] = "user.updated"


class UserDeleted(Event):
    """A user has left: every service erases all it holds of him, and says so.

    No `owner_id`: the message must outlive what is erased with the owner."""

    name: ClassVar[str] = "user.deleted"

    erasure_id: UUID
    user_id: UUID


class UserErased(Event):
    """A service has erased a user. `counts` are rows and files, by kind."""

    name: ClassVar[str] = "user.erased"

    erasure_id: UUID
    service: str
    counts: dict[str, int]
    erased_at: datetime


class UserExportRequested(Event):
    """A user wants all that is held about him: every service writes its part."""

    name: ClassVar[str] = "user.export_requested"

    export_id: UUID
    owner_id: UUID


class UserExported(Event):
    """A service has written its part of an archive, or given up (`is_failed`).

    `rows` by table; `files` go into the archive from where they are stored."""

    name: ClassVar[str] = "user.exported"

    export_id: UUID
    service: str
    rows: dict[str, int] = Field(default_factory=dict)
    files: int = 0
    is_failed: bool = False
    exported_at: datetime


class AnalysisCompleted(Event):
    """An analysis request has ended COMPLETED, wholly or in part."""

    name: ClassVar[str] = "analysis.completed"

    request_id: UUID
    owner_id: UUID
    posts_done: int
    posts_failed: int
    ended_at: datetime | None = None


class AnalysisFailed(Event):
    """An analysis request has ended FAILED."""

    name: ClassVar[str] = "analysis.failed"

    request_id: UUID
    owner_id: UUID
    error_category: str
    ended_at: datetime | None = None


class SubscriptionChanged(Event):
    """A subscription has begun, or has gone from one status to another.

    Statuses are those of the API (`ACTIVE`, ...); `from_status` None = it was created.
    `reason` is snake_case."""

    name: ClassVar[str] = "subscription.changed"

    subscription_id: UUID
    owner_id: UUID
    plan_id: str
    from_status: str | None
    to_status: str
    reason: str
    changed_at: datetime


class PostOutlierFound(Event):
    """A post of a creator that the owner follows was found to be an outlier: three
    times its creator's usual and more. Told once for each owner and post.

    `band` is the multiple's name, `outlier` or `extreme`."""

    name: ClassVar[str] = "post.outlier_found"

    owner_id: UUID
    post_id: UUID
    platform: str
    platform_post_id: str
    post_url: str
    creator_key: str
    creator_name: str
    multiple: float
    band: str
    published_at: datetime | None = None
    found_at: datetime


class PostTakenDown(Event):
    """A post was taken down for everybody: whoever holds anything of it erases it.

    `post_ids` are social's ids of all rows about it, public and imported ones. No
    `owner_id`: it is about everybody who has the post."""

    name: ClassVar[str] = "post.taken_down"

    platform: str
    platform_post_id: str
    post_ids: tuple[UUID, ...]
    taken_down_at: datetime


HOLDERS = ("auth", "billing", "social", "analysis", "analytics", "insights")
"""The services that may hold something of a person: all of them."""

# One outbox row per subscriber; an event nobody listens to yet costs nothing.
SUBSCRIBERS: dict[type[Event], tuple[str, ...]] = {
    UserCreated: ("billing", "analysis"),
    UserUpdated: ("billing", "analysis"),
    AnalysisCompleted: ("auth",),
    AnalysisFailed: ("auth",),
    SubscriptionChanged: ("auth",),
    PostOutlierFound: ("auth",),
    PostTakenDown: ("analysis",),
    UserDeleted: HOLDERS,
    UserErased: ("auth",),
    UserExportRequested: HOLDERS,
    UserExported: ("auth",),
}
