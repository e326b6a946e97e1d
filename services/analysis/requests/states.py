"""The states of a request and of its posts, and how far each has come. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from libs.common.errors import Conflict


class RequestStatus(StrEnum):
    """Where a request stands."""

    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class Stage(StrEnum):
    """The stages of the status history."""

    REQUEST_CREATED = "request_created"
    FETCHING_POSTS = "fetching_posts"
    SOCIAL_DATA_FETCHED = "social_data_fetched"
    COLLECTING_MEDIA = "collecting_media"
    TRANSCRIBING = "transcribing"
    DISPLAYING_CONTENT = "displaying_content"
    COLLECTING_BASELINE = "collecting_baseline"
    ANALYSING = "analysing"
    ANALYSIS_COMPLETE = "analysis_complete"
    PARTIAL_SUCCESS = "partial_success"
    ERROR = "error"
    RETRYING = "retrying"


class PostState(StrEnum):
    """Where one post of a request stands. `waiting` to `analysing` name what is next
    or under way, so that a retry resumes there."""

    WAITING = "waiting"
    COLLECTING = "collecting"
    MEDIA = "media"
    TRANSCRIPT = "transcript"
    BASELINE = "baseline"
    ANALYSING = "analysing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"


_PROGRESS: dict[PostState, int] = {
    PostState.WAITING: 0,
    PostState.COLLECTING: 5,
    PostState.MEDIA: 25,
    PostState.TRANSCRIPT: 50,
    PostState.BASELINE: 65,
    PostState.ANALYSING: 75,
}

_NEXT: dict[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.PENDING: frozenset(
        {RequestStatus.PROCESSING, RequestStatus.CANCELLED, RequestStatus.FAILED}
    ),
    RequestStatus.PROCESSING: frozenset(
        {RequestStatus.COMPLETED, RequestStatus.FAILED, RequestStatus.CANCELLED}
    ),
    RequestStatus.COMPLETED: frozenset({RequestStatus.PENDING}),
    RequestStatus.FAILED: frozenset({RequestStatus.PENDING}),
    RequestStatus.CANCELLED: frozenset(),
}

OPEN_STATUSES = frozenset({RequestStatus.PENDING, RequestStatus.PROCESSING})


class TransitionRefused(Conflict):
    """The request is in a state from which this cannot be done."""


def check_transition(now: RequestStatus, wanted: RequestStatus) -> None:
    """Raises TransitionRefused, naming both states, if the step is not allowed."""
    if wanted not in _NEXT[now]:
        raise TransitionRefused(f"A request that is {now} cannot become {wanted}.")


def post_progress(state: PostState) -> int:
    """How far a post is, 0 to 100; one that has ended, however, is at 100."""
    return _PROGRESS.get(state, 100)


def request_progress(states: Sequence[PostState]) -> int:
    """Mean over the posts, rounded down, so that 100 means that all have ended.

    Without any, none is known yet."""
    if not states:
        return 0
    return sum(post_progress(state) for state in states) // len(states)
