"""Where posts stand among their creator's own, and what is to be computed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, PrimaryKeyConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.social.database import Base


class PostStandingRow(Base):
    """The standing of a post for one owner, by what he may see.

    Columns as in libs.common.standing. `others` are the comparable posts' counts,
    ascending. `platform` and `creator_key` are those it was computed with.
    `computed_at` is the moment before its data were read: of two runs at once, the
    later one's word stands. A post without a row is still to be computed."""

    __tablename__ = "post_standings"
    __table_args__ = (
        PrimaryKeyConstraint(
            "owner_id", "post_id", postgresql_include=["multiple", "band"]
        ),
    )
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    platform: Mapped[str]
    creator_key: Mapped[str]
    state: Mapped[str]
    basis: Mapped[str | None]
    value: Mapped[int | None]
    usual: Mapped[float | None]
    multiple: Mapped[float | None]
    band: Mapped[str | None]
    sample_size: Mapped[int]
    others: Mapped[list[Any]] = mapped_column(ARRAY(BigInteger))
    computed_at: Mapped[datetime]


class StandingOrder(Base):
    """The standings of a creator's posts are to be computed anew for an owner.

    There until it is done: whoever asks meanwhile raises `version` and sends no second
    message, and the run that finds it raised begins anew."""

    __tablename__ = "standing_orders"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(primary_key=True)
    creator_key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    asked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
