"""Writes the status history: the one place that counts `seq` and moves `progress`."""

from collections.abc import Sequence
from typing import Any

from libs.common.db.session import WriteSession
from libs.common.jobs.dispatch import Dispatcher
from services.analysis.requests.models import (
    AnalysisStatusHistory,
    PostAnalysisRequest,
    RequestPost,
)
from services.analysis.requests.states import (
    PostState,
    RequestStatus,
    Stage,
    check_transition,
    post_progress,
    request_progress,
)

STATUS_CHANNEL = "analysis:status"

_ORDER = {
    stage: place
    for place, stage in enumerate(
        (
            Stage.REQUEST_CREATED,
            Stage.FETCHING_POSTS,
            Stage.SOCIAL_DATA_FETCHED,
            Stage.COLLECTING_MEDIA,
            Stage.TRANSCRIBING,
            Stage.DISPLAYING_CONTENT,
            Stage.COLLECTING_BASELINE,
            Stage.ANALYSING,
        )
    )
}


class StatusRecorder:
    """Records what happens to one request, whose row is locked by the session.

    `posts` are all posts of the request. The rows commit with the session; listeners
    are woken after that."""

    def __init__(
        self,
        session: WriteSession,
        dispatcher: Dispatcher,
        request: PostAnalysisRequest,
        posts: Sequence[RequestPost],
    ) -> None:
        self._session = session
        self.request = request
        self.posts = posts
        session.after_commit(
            lambda: dispatcher.publish(STATUS_CHANNEL, str(request.id))
        )

    def move(self, wanted: RequestStatus) -> None:
        """Changes the request's status. Raises TransitionRefused."""
        check_transition(self.request.status, wanted)
        self.request.status = wanted

    def enter(
        self, post: RequestPost, state: PostState, stage: Stage, message: str = ""
    ) -> None:
        """The post enters a stage: its row, and the request's if it is the first.

        A stage that the post has entered before (a resumed run) is not told twice."""
        post.state = state
        if post.stage in _ORDER and _ORDER[stage] <= _ORDER[post.stage]:
            return
        self.reach(stage)
        post.stage = stage
        self.tell(stage, post=post, message=message or None)

    def reach(self, stage: Stage, message: str | None = None) -> None:
        """The request enters a stage, unless it is further already."""
        current = _ORDER.get(self.request.stage, -1)
        if _ORDER[stage] > current:
            self.request.stage = stage
            self.tell(stage, message=message)

    def tell(
        self,
        stage: Stage,
        *,
        post: RequestPost | None = None,
        message: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Adds one row: about the post, or about the request as a whole."""
        request = self.request
        request.progress = request_progress([p.state for p in self.posts])
        request.last_seq += 1
        self._session.add(
            AnalysisStatusHistory(
                request_id=request.id,
                seq=request.last_seq,
                stage=stage,
                status=request.status,
                position=post.position if post else None,
                post_id=post.post_id if post else None,
                progress=request.progress,
                post_progress=post_progress(post.state) if post else None,
                message=message,
                cost_micro_usd=request.cost_micro_usd,
                details=details or {},
            )
        )
