"""Which imported posts are the same as public ones, though they have no id."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.social.database import Base


class PostTwin(Base):
    """An imported post without its platform's id is this public one, for its owner.

    For others the public post is as it was; with either post the row goes."""

    __tablename__ = "post_twins"
    __table_args__ = (
        Index("ix_post_twins_public", "public_id", "owner_id", unique=True),
    )

    own_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    public_id: Mapped[UUID] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID]
