"""Table: what analysis knows of each owner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.analysis.database import Base


class OwnerProfile(Base):
    """The owner's timezone and language, as of `changed_at`."""

    __tablename__ = "owner_profiles"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    timezone: Mapped[str]
    language: Mapped[str]
    changed_at: Mapped[datetime]
