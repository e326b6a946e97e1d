"""Table: where integrators want to be told."""

from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.auth.database import Base
from services.auth.webhook_endpoints.standing import SLOW_PLACES, Standing
from services.auth.webhook_endpoints.states import DisabledReason, EndpointStatus


class WebhookEndpoint(HasId, Base):
    """One URL of one owner. `event_types` empty = all.

    Whoever changes deliveries of an endpoint holds the lock on its row, so that no two
    give out the same places. `served_at` is when it last had its turn;
    `told_of_failure_at` when its owner was told of a failed delivery, since the last
    success."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        Index("ix_webhook_endpoints_owner", "owner_id", "created_at", "id"),
    )

    owner_id: Mapped[UUID]
    url: Mapped[str]
    description: Mapped[str | None]
    event_types: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    status: Mapped[EndpointStatus] = mapped_column(default=EndpointStatus.ENABLED)
    disabled_reason: Mapped[DisabledReason | None]
    disabled_at: Mapped[datetime | None]
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_previous_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_secret_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    consecutive_failures: Mapped[int] = mapped_column(server_default=text("0"))
    failing_since: Mapped[datetime | None]
    last_failure_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    average_ms: Mapped[int] = mapped_column(server_default=text("0"))
    rest_until: Mapped[datetime | None]
    places: Mapped[int] = mapped_column(server_default=text(str(SLOW_PLACES)))
    served_at: Mapped[datetime | None]
    told_of_failure_at: Mapped[datetime | None]

    @property
    def standing(self) -> Standing:
        """How well it takes what is sent to it."""
        return Standing(**{f.name: getattr(self, f.name) for f in fields(Standing)})

    @standing.setter
    def standing(self, standing: Standing) -> None:
        for name, value in asdict(standing).items():
            setattr(self, name, value)
