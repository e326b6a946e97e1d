"""Which events integrators can be told of, and in which words. Pure.

An event type stands here when something emits it, and not before. Fields of `data` are
only ever added; another meaning is another type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson

from libs.common.contracts.base import Event
from libs.common.contracts.domain_events import (
    AnalysisCompleted,
    AnalysisFailed,
    PostOutlierFound,
    SubscriptionChanged,
)

Fact = TypeVar("Fact", bound=Event)
Data = dict[str, Any]

PING = "webhook.ping"

_EXAMPLE_ID = UUID("019344e2-7c00-7000-8000-000000000001")
_EXAMPLE_OWNER = UUID("019344e2-7c00-7000-8000-0000000000aa")
_EXAMPLE_TIME = datetime(2026, 11, 20, 12, 0, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EventType(Generic[Fact]):
    """One type: from which event it follows, and how its `data` is made.

    `build_data` is given the address that the API is reached under."""

    event: type[Fact]
    description: str
    happened_at: Callable[[Fact], datetime | None]
    build_data: Callable[[Fact, str], Data]
    example: Fact

    @property
    def name(self) -> str:
        """What integrators subscribe to: the name of the event itself."""
        return self.event.name

    def build_example(self, api_url: str) -> Data:
        """A whole payload as it would be sent."""
        return build_payload(
            self.name, _EXAMPLE_TIME, self.build_data(self.example, api_url)
        )


def build_payload(name: str, happened_at: datetime, data: Data) -> Data:
    """What every message looks like."""
    return {"type": name, "timestamp": _as_text(happened_at), "data": data}


def _as_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def render_body(payload: Data) -> bytes:
    """The bytes that are stored, signed and sent, each time the same."""
    return orjson.dumps(payload)


def _analysis_completed(event: AnalysisCompleted, api_url: str) -> Data:
    return {
        "id": str(event.request_id),
        "status": "COMPLETED",
        "posts_done": event.posts_done,
        "posts_failed": event.posts_failed,
        "url": _request_url(event.request_id, api_url),
    }


def _analysis_failed(event: AnalysisFailed, api_url: str) -> Data:
    return {
        "id": str(event.request_id),
        "status": "FAILED",
        "error_category": event.error_category,
        "url": _request_url(event.request_id, api_url),
    }


def _subscription_changed(event: SubscriptionChanged, api_url: str) -> Data:
    return {
        "id": str(event.subscription_id),
        "plan_id": event.plan_id,
        "from_status": event.from_status,
        "to_status": event.to_status,
        "reason": event.reason,
        "url": f"{api_url}/accounts/subscription",
    }


def _post_outlier_found(event: PostOutlierFound, api_url: str) -> Data:
    published_at = event.published_at
    return {
        "id": str(event.post_id),
        "platform": event.platform,
        "platform_post_id": event.platform_post_id,
        "post_url": event.post_url,
        "creator_key": event.creator_key,
        "creator_name": event.creator_name,
        "multiple": event.multiple,
        "band": event.band,
        "published_at": _as_text(published_at) if published_at else None,
        "url": f"{api_url}/social/posts/{event.post_id}",
    }


def _request_url(request_id: UUID, api_url: str) -> str:
    return f"{api_url}/analysis/requests/{request_id}"


_TYPES: tuple[EventType[Any], ...] = (
    EventType(
        AnalysisCompleted,
        "An analysis has ended, and at least one of its posts has a verdict.",
        lambda event: event.ended_at,
        _analysis_completed,
        AnalysisCompleted(
            request_id=_EXAMPLE_ID,
            owner_id=_EXAMPLE_OWNER,
            posts_done=3,
            posts_failed=1,
            ended_at=_EXAMPLE_TIME,
        ),
    ),
    EventType(
        AnalysisFailed,
        "An analysis has ended, and none of its posts has a verdict.",
        lambda event: event.ended_at,
        _analysis_failed,
        AnalysisFailed(
            request_id=_EXAMPLE_ID,
            owner_id=_EXAMPLE_OWNER,
            error_category="not_found",
            ended_at=_EXAMPLE_TIME,
        ),
    ),
    EventType(
        PostOutlierFound,
        "A creator you follow has an outlier: a post of three times the usual or more.",
        lambda event: event.found_at,
        _post_outlier_found,
        PostOutlierFound(
            owner_id=_EXAMPLE_OWNER,
            post_id=_EXAMPLE_ID,
            platform="youtube",
            platform_post_id="dQw4w9WgXcQ",
            post_url="https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            creator_key="UCuAXFkgsw1L7xaCfnd5JJOw",
            creator_name="Varnholm Mends",
            multiple=4.2,
            band="outlier",
            published_at=_EXAMPLE_TIME,
            found_at=_EXAMPLE_TIME,
        ),
    ),
    EventType(
        SubscriptionChanged,
        "Your subscription has begun, or has gone from one status to another.",
        lambda event: event.changed_at,
        _subscription_changed,
        SubscriptionChanged(
            subscription_id=_EXAMPLE_ID,
            owner_id=_EXAMPLE_OWNER,
            plan_id="free",
            from_status=None,
            to_status="ACTIVE",
            reason="free_by_default",
            changed_at=_EXAMPLE_TIME,
        ),
    ),
)

EVENT_TYPES: Mapping[str, EventType[Any]] = {each.name: each for each in _TYPES}
