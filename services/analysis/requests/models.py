"""Tables: requests, their posts, their status history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId, HasTimestamps
from services.analysis.database import Base
from services.analysis.requests.states import PostState, RequestStatus, Stage


class PostAnalysisRequest(HasId, HasTimestamps, Base):
    """One request: up to the plan's number of posts, analysed together.

    `attempt` counts manual retries; `last_seq` the rows of its status history.
    `platforms` are those of its posts, `search_text` is what a search looks through.
    `creator` is whose newest posts were asked for instead of links: a ChosenCreator;
    the posts are known once they are listed.
    A request with `deleted_at` is seen by nobody, and purged 30 days later."""

    __tablename__ = "post_analysis_requests"

    owner_id: Mapped[UUID]
    user_id: Mapped[UUID]
    platform: Mapped[str | None]
    platforms: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    post_urls: Mapped[list[Any]]
    creator: Mapped[dict[str, Any] | None]
    display_name: Mapped[str | None]
    search_text: Mapped[str] = mapped_column(server_default="")
    timezone: Mapped[str] = mapped_column(server_default="UTC")
    language: Mapped[str] = mapped_column(server_default="en")
    status: Mapped[RequestStatus] = mapped_column(default=RequestStatus.PENDING)
    stage: Mapped[Stage] = mapped_column(default=Stage.REQUEST_CREATED)
    progress: Mapped[int] = mapped_column(server_default=text("0"))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    last_seq: Mapped[int] = mapped_column(server_default=text("0"))
    retry_count: Mapped[int] = mapped_column(server_default=text("0"))
    max_retries: Mapped[int] = mapped_column(server_default=text("3"))
    error_stage: Mapped[str | None]
    error_category: Mapped[str | None]
    error_details: Mapped[dict[str, Any] | None]
    total_api_calls: Mapped[int] = mapped_column(server_default=text("0"))
    posts_processed: Mapped[int] = mapped_column(server_default=text("0"))
    cost_micro_usd: Mapped[int] = mapped_column(server_default=text("0"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_post_analysis_requests_owner",
            "owner_id",
            "created_at",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "ix_post_analysis_requests_deleted",
            "deleted_at",
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
    )

    @property
    def duration_seconds(self) -> float | None:
        """From the start of the work to its end, of the last attempt."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()


class RequestPost(HasId, HasTimestamps, Base):
    """One post of a request, at its place among the URLs given.

    `post_id` is social's id of the post once it is collected; with `wants_baseline` its
    evidence waits for its creator's other posts. `resume_state` is where a retry of a
    failed post goes on."""

    __tablename__ = "request_posts"

    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("post_analysis_requests.id", ondelete="CASCADE")
    )
    position: Mapped[int]
    url: Mapped[str]
    canonical_url: Mapped[str]
    platform: Mapped[str]
    platform_post_id: Mapped[str | None]
    kind: Mapped[str | None]
    needs_resolve: Mapped[bool] = mapped_column(server_default=text("false"))
    state: Mapped[PostState] = mapped_column(default=PostState.WAITING)
    resume_state: Mapped[PostState] = mapped_column(default=PostState.WAITING)
    stage: Mapped[Stage] = mapped_column(default=Stage.REQUEST_CREATED)
    is_visible: Mapped[bool] = mapped_column(server_default=text("false"))
    post_id: Mapped[UUID | None]
    title: Mapped[str | None]
    source: Mapped[str | None]
    is_from_held: Mapped[bool] = mapped_column(server_default=text("false"))
    held_age_seconds: Mapped[int | None]
    wants_baseline: Mapped[bool] = mapped_column(server_default=text("false"))
    is_invented: Mapped[bool] = mapped_column(server_default=text("false"))
    is_charged: Mapped[bool] = mapped_column(server_default=text("false"))
    retries: Mapped[int] = mapped_column(server_default=text("0"))
    reason: Mapped[str | None]
    message: Mapped[str | None]
    words_reason: Mapped[str | None]
    words_message: Mapped[str | None]
    analysis_id: Mapped[UUID | None]
    outlier_multiple: Mapped[float | None]
    band: Mapped[str | None]

    __table_args__ = (UniqueConstraint("request_id", "position"),)


class AnalysisStatusHistory(HasId, Base):
    """One update: `seq` has no gaps and follows the order of commits of a request."""

    __tablename__ = "analysis_status_history"

    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("post_analysis_requests.id", ondelete="CASCADE")
    )
    seq: Mapped[int]
    stage: Mapped[Stage]
    status: Mapped[RequestStatus]
    position: Mapped[int | None]
    post_id: Mapped[UUID | None]
    progress: Mapped[int]
    post_progress: Mapped[int | None]
    message: Mapped[str | None]
    cost_micro_usd: Mapped[int]
    details: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    __table_args__ = (UniqueConstraint("request_id", "seq"),)
