"""What is being collected, for whom, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.social.database import Base


class CollectedRequest(Base):
    """An analysis request that posts were collected for, and whose it is."""

    __tablename__ = "collected_requests"

    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RequestPost(Base):
    """A post belongs to an analysis request, asked for under this URL."""

    __tablename__ = "request_posts"

    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("collected_requests.request_id", ondelete="CASCADE"),
        primary_key=True,
    )
    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    url: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class CollectionRun(Base):
    """One CollectPosts message: when it was first worked on, and what it cost."""

    __tablename__ = "collection_runs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(
        server_default=func.clock_timestamp(), index=True
    )
    outside_calls: Mapped[int] = mapped_column(server_default=text("0"))
    cost_micro_usd: Mapped[int] = mapped_column(server_default=text("0"))


class CollectionResult(Base):
    """The answer for one reference of a run: a repeated run finds it and asks nobody.

    `answer` is a CollectedReference."""

    __tablename__ = "collection_results"

    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("collection_runs.id", ondelete="CASCADE"), primary_key=True
    )
    url: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any]]


class CollectionClaim(Base):
    """Who is fetching something from outside at this moment; others wait for it.

    `scope` is a platform, or `media`. A claim whose lease is over is anyone's. Where
    the fetching failed, `reason`, `message` and `finished_at` say how and when, for
    those who were waiting."""

    __tablename__ = "collection_claims"
    __table_args__ = (Index("ix_collection_claims_lease_until", "lease_until"),)

    scope: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[UUID]
    lease_until: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    message: Mapped[str | None]


class ResolvedPointer(Base):
    """The post that a short link leads to."""

    __tablename__ = "resolved_pointers"

    platform: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    platform_post_id: Mapped[str]
    kind: Mapped[str | None]
    resolved_at: Mapped[datetime]
