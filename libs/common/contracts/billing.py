"""What billing is asked and told: usage is reserved, then settled or released."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from libs.common.contracts.base import Contract, Message

UsageCounter = Literal["url_lookups", "handle_analyses"]


class ReserveUsage(Contract):
    """May this owner analyse these many posts today? By platform, all at or nothing.

    Idempotent on `reservation_id`; expires by itself after an hour. `urls` is the
    number of URLs in the request, held against the plan's limit per request.
    `counts_as`: posts given by URL, or reached through a creator's handle."""

    reservation_id: UUID
    owner_id: UUID
    posts_by_platform: dict[str, int] = Field(min_length=1)
    urls: int = Field(ge=1)
    counts_as: UsageCounter = "url_lookups"


class UsageReserved(Contract):
    """The reservation stands until `expires_at`; `left_today` is after it."""

    reservation_id: UUID
    expires_at: datetime
    left_today: int


class PlanLimits(Contract):
    """What the plan of an owner allows; limits as in the file of plans."""

    plan_id: str
    max_urls: int
    max_analyses_per_day: int
    max_handles: int


class SettleUsage(Message):
    """The work of a reservation is over: charge what was done, give back the rest.

    Idempotent: the first settlement of a reservation stands. One that has expired is
    charged all the same, on the day it was reserved. `done_by_platform` may be empty:
    all is given back."""

    name: ClassVar[str] = "billing.usage.settle_usage"
    owner: ClassVar[str] = "billing"

    reservation_id: UUID
    owner_id: UUID
    done_by_platform: dict[str, int]


class ExpireReservations(Message):
    """What billing tells itself: mark reservations that are past their time."""

    name: ClassVar[str] = "billing.reservations.expire_reservations"
    owner: ClassVar[str] = "billing"
