"""Outliers of followed accounts, each noted once for each follower."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from services.social.database import Base


class OutlierReport(Base):
    """A post of a followed account was found to be an outlier for this owner.

    The multiple and band are those of that moment. `is_news`: he was told of it; not
    so of what was an outlier already when he began to follow."""

    __tablename__ = "outlier_reports"
    __table_args__ = (
        Index("ix_outlier_reports_owner_found", "owner_id", "found_at", "post_id"),
    )

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    multiple: Mapped[float]
    band: Mapped[str]
    is_news: Mapped[bool]
    found_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
