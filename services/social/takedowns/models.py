"""Posts that an operator has taken down: what is left of them is this."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from libs.common.db.base import HasId, HasTimestamps
from services.social.database import Base


class TakenDownPost(HasId, HasTimestamps, Base):
    """This post is not to be held or collected, whoever asks.

    `reason` is the operator's note, shown to operators alone. `posts` is how many rows
    about it went, public and imported ones."""

    __tablename__ = "taken_down_posts"
    __table_args__ = (UniqueConstraint("platform", "platform_post_id"),)

    platform: Mapped[str]
    platform_post_id: Mapped[str]
    reason: Mapped[str]
    admin_id: Mapped[UUID]
    posts: Mapped[int]
