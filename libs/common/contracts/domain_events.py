"""Facts that services tell each other, and who listens to each."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

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


# One outbox row per subscriber; an event nobody listens to yet costs nothing.
SUBSCRIBERS: dict[type[Event], tuple[str, ...]] = {
    UserCreated: ("billing", "analysis"),
    UserUpdated: ("billing", "analysis"),
    AnalysisCompleted: ("auth",),
    AnalysisFailed: ("auth",),
    SubscriptionChanged: ("auth",),
}
