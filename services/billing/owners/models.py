"""Table: what billing knows of each owner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.billing.database import Base


class OwnerProfile(Base):
    """The owner's timezone (IANA) as of `changed_at`, null until we were told.

    Its row is the lock under which an owner's usage is counted."""

    __tablename__ = "owner_profiles"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    timezone: Mapped[str]
    changed_at: Mapped[datetime | None]
