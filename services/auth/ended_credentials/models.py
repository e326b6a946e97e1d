"""What the gateways are told to refuse."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.database import Base


class EndedCredential(Base):
    """A session, an API key, or a user with all of theirs, refused until `until`.

    It holds no reference: what it names may be erased."""

    __tablename__ = "ended_credentials"
    __table_args__ = (Index("ix_ended_credentials_until", "until"),)

    credential_id: Mapped[UUID] = mapped_column(primary_key=True)
    until: Mapped[datetime]
