"""Why usage is not reserved, or cannot be settled."""

from datetime import datetime
from math import ceil
from uuid import UUID

from pydantic import BaseModel

from libs.common.errors import (
    Conflict,
    InternalError,
    PlanDoesNotInclude,
    QuotaExceeded,
)
from services.billing.usage.quota import Quota


class UrlLimitExceeded(PlanDoesNotInclude):
    """More URLs in one request than the plan allows."""

    def __init__(self, limit: int, given: int) -> None:
        super().__init__(
            f"Your plan allows {limit} posts in one request; these are {given}.",
            details={"limit": limit, "given": given},
        )


class DailyAnalysisLimitReached(QuotaExceeded):
    """The posts do not all fit into what is left of today's limit."""

    def __init__(self, quota: Quota, resets_at: datetime, now: datetime) -> None:
        told = _LimitDetails(
            limit=quota.limit,
            used=quota.used,
            reserved=quota.reserved,
            left=quota.left,
            resets_at=resets_at,
        )
        seconds = max(1, ceil((resets_at - now).total_seconds()))
        super().__init__(
            f"{quota.left} of {quota.limit} posts are left for today.",
            details=told.model_dump(mode="json"),
            headers={
                "Retry-After": str(seconds),
                "RateLimit-Policy": f'"analyses_per_day";q={quota.limit};w=86400',
                "RateLimit": f'"analyses_per_day";r={quota.left};t={seconds}',
            },
        )


class ReservationIdReused(Conflict):
    """The same reservation id came with other content."""

    message = "This reservation exists with other content."


class SettlementNotPossible(InternalError):
    """A settlement that fits no reservation: a mistake of ours, never the user's.

    Not a refusal but a failure, so that the message is tried again and then kept as
    dead, where it is seen and can be replayed: no charge is lost or made up."""

    def __init__(self, reservation_id: UUID, why: str) -> None:
        super().__init__(f"Reservation {reservation_id} cannot be settled: {why}.")


class _LimitDetails(BaseModel):
    limit: int
    used: int
    reserved: int
    left: int
    resets_at: datetime
