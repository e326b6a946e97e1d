"""The logs: what was asked, who signed in, which outside calls were made, what failed.

Each is purged by its age, so each has an index by `at`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Float, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from libs.common.db.base import HasId
from services.analytics.database import Base


class LogRow(HasId):
    """What every row of a log has. `id` was made by the service that sent it."""

    @declared_attr
    @classmethod
    def at(cls) -> Mapped[datetime]:
        """When it happened, by the sender's clock."""
        return mapped_column(index=True)

    service: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(Text)


class APIAccessLog(LogRow, Base):
    """One request that a service answered."""

    __tablename__ = "api_access_logs"
    __table_args__ = (
        Index(
            "ix_api_access_logs_user_id",
            "user_id",
            "at",
            postgresql_where=text("user_id IS NOT NULL"),
        ),
    )

    endpoint: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text)
    status_code: Mapped[int] = mapped_column(SmallInteger)
    response_time_ms: Mapped[float] = mapped_column(Float)
    ip_address: Mapped[str | None] = mapped_column(Text)
    user_agent: Mapped[str | None] = mapped_column(Text)
    user_id: Mapped[UUID | None]
    error: Mapped[str | None] = mapped_column(Text)


class AuthenticationLog(LogRow, Base):
    """Something that was done, or tried, with an account or a session."""

    __tablename__ = "authentication_logs"
    __table_args__ = (
        Index(
            "ix_authentication_logs_user_id",
            "user_id",
            "at",
            postgresql_where=text("user_id IS NOT NULL"),
        ),
    )

    event: Mapped[str] = mapped_column(Text)
    succeeded: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(Text)
    user_id: Mapped[UUID | None]
    session_id: Mapped[UUID | None]
    ip_address: Mapped[str | None] = mapped_column(Text)
    user_agent: Mapped[str | None] = mapped_column(Text)


class ExternalAPICallLog(LogRow, Base):
    """One call to an outside system; its cost in millionths of a US dollar."""

    __tablename__ = "external_api_call_logs"

    provider: Mapped[str] = mapped_column(Text)
    operation: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    status_code: Mapped[int | None] = mapped_column(SmallInteger)
    response_time_ms: Mapped[float] = mapped_column(Float)
    cost_micro_usd: Mapped[int]
    error: Mapped[str | None] = mapped_column(Text)


class AppLog(LogRow, Base):
    """One line of a process's log, from the level on that is shipped."""

    __tablename__ = "app_logs"
    __table_args__ = (Index("ix_app_logs_level", "level", "at"),)

    level: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    event: Mapped[str] = mapped_column(Text)
    logger: Mapped[str] = mapped_column(Text)
    # `metadata` is taken on declarative classes.
    details: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB)
    trace_id: Mapped[str] = mapped_column(Text)


LogModel = type[APIAccessLog | AuthenticationLog | ExternalAPICallLog | AppLog]
