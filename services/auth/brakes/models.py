"""Failed attempts, by what they are counted for."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.database import Base


class Brake(Base):
    """Failures of one account, address, ...; its name is kept as a keyed hash."""

    __tablename__ = "brakes"
    __table_args__ = (Index("ix_brakes_free_at", "free_at"),)

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    counted_at: Mapped[datetime]
    free_at: Mapped[datetime]
