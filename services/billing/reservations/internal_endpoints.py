"""Routes of reservations, for other services."""

from fastapi import APIRouter

from libs.common.contracts.billing import UsageReserved
from libs.common.errors import NotAuthenticated
from libs.common.schemas import error_responses
from services.billing.deps import Reservations, ReservingService
from services.billing.reservations.errors import (
    DailyAnalysisLimitReached,
    ReservationIdReused,
    UrlLimitExceeded,
)
from services.billing.reservations.schemas import ReservationCreate

router = APIRouter(prefix="/internal/billing", tags=["reservations"])


@router.post(
    "/reservations",
    responses=error_responses(
        NotAuthenticated,
        UrlLimitExceeded,
        ReservationIdReused,
        DailyAnalysisLimitReached,
    ),
)
async def reserve_usage(
    body: ReservationCreate, _: ReservingService, reservations: Reservations
) -> UsageReserved:
    """Reserve posts of an owner's day: all or none. May be asked twice.

    Settle it by the message `billing.usage.settle_usage`; else it expires."""
    return await reservations.reserve(body)
