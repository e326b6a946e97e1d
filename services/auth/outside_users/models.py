"""Users whom an outside issuer signs in, and those of them who are erased."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.database import Base


class OutsideIdentity(Base):
    """Who a user is at the issuer: `subject` is its own id of him (`user_...`).

    `told_at_ms` orders what the issuer tells: the time of the newest that was taken
    over (ms since 1970), null until there was any. What it told last of the name and
    the picture stands beside it, since both may be changed here as well."""

    __tablename__ = "outside_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    told_at_ms: Mapped[int | None]
    told_full_name: Mapped[str | None] = mapped_column(Text)
    told_profile_image: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]


class ErasedSubject(Base):
    """The tombstone of an outside user: no token of his brings him back.

    It holds a hash alone, by which he is known again but cannot be named."""

    __tablename__ = "erased_subjects"

    subject_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    erased_at: Mapped[datetime]
