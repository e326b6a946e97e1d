"""The access log."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Float, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.analytics.database import Base


class APIAccessLog(HasId, Base):
    """One request that a service answered. `id` was made by that service."""

    __tablename__ = "api_access_logs"

    at: Mapped[datetime] = mapped_column(index=True)
    service: Mapped[str] = mapped_column(Text)
    endpoint: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text)
    status_code: Mapped[int] = mapped_column(SmallInteger)
    response_time_ms: Mapped[float] = mapped_column(Float)
    ip_address: Mapped[str | None] = mapped_column(Text)
    user_agent: Mapped[str | None] = mapped_column(Text)
    user_id: Mapped[UUID | None]
    request_id: Mapped[str] = mapped_column(Text)
