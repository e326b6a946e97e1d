"""Posts that were taken down: no verdict on them is kept, nor written any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.analysis.database import Base


class TakenDownPost(Base):
    """Social's id of a row about such a post. An id is never used twice."""

    __tablename__ = "taken_down_posts"

    post_id: Mapped[UUID] = mapped_column(primary_key=True)
    taken_down_at: Mapped[datetime]
