"""What a vendor was asked to find and has been paid for, until its posts are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.social.database import Base


class VendorJob(Base):
    """One thing of a job that a vendor was asked to do: whoever wants the same thing
    waits for that job instead of paying for another.

    `input` says what was asked for, in our words (a post's id, an account). The row is
    there before the vendor is asked; `external_id` is what the vendor calls the job,
    null where nobody knows whether it took it on. `tries` are the jobs that this thing
    was part of. `accounted_at`: what it cost is in the log."""

    __tablename__ = "vendor_jobs"

    vendor: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    input: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(index=True)
    external_id: Mapped[str | None]
    tries: Mapped[int] = mapped_column(server_default=text("1"))
    asked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    accounted_at: Mapped[datetime | None]
