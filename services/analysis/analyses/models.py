"""Table: the result for one post of a request."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId, HasTimestamps
from services.analysis.database import Base


class PostAnalysis(HasId, HasTimestamps, Base):
    """The verdict on one post, and the evidence it rests on, as of that moment.

    `analysis_data` holds the whole checked verdict; the columns of the same names
    hold its parts. `evidence` is an EvidenceSet, `removed` the statements dropped."""

    __tablename__ = "post_analyses"

    owner_id: Mapped[UUID]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("post_analysis_requests.id", ondelete="CASCADE")
    )
    position: Mapped[int]
    post_id: Mapped[UUID]
    is_viral: Mapped[bool | None]
    virality_reasoning: Mapped[list[Any]]
    quick_takeaways: Mapped[list[Any]]
    creator_context: Mapped[dict[str, Any] | None]
    content_observation: Mapped[dict[str, Any]]
    replicable_elements: Mapped[list[Any]]
    viral_formula: Mapped[dict[str, Any] | None]
    improvements: Mapped[list[Any]]
    suggestions_for_future_posts: Mapped[list[Any]]
    analysis_data: Mapped[dict[str, Any]]
    metadata_used: Mapped[dict[str, Any]]
    evidence: Mapped[dict[str, Any]]
    removed: Mapped[list[Any]]
    provider: Mapped[str]
    model: Mapped[str]
    prompt_version: Mapped[str]
    cost_micro_usd: Mapped[int]
    latency_ms: Mapped[int]

    __table_args__ = (
        UniqueConstraint("request_id", "position"),
        Index("ix_post_analyses_owner_post", "owner_id", "post_id", "created_at"),
    )
