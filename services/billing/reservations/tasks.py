"""Jobs of reservations."""

from typing import cast

import structlog

from libs.common.contracts.billing import ExpireReservations, SettleUsage
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.billing.reservations.service import ReservationService
from services.billing.resources import BillingResources

log = structlog.get_logger()


async def settle_usage(
    resources: Resources, session: WriteSession, message: SettleUsage
) -> None:
    """Handles SettleUsage."""
    await build_reservation_service(resources, session).settle(message)


async def expire_reservations(
    resources: Resources, session: WriteSession, _: ExpireReservations
) -> None:
    """Handles ExpireReservations."""
    if count := await build_reservation_service(resources, session).expire():
        log.info("reservations_expired", count=count)


def build_reservation_service(
    resources: Resources, session: WriteSession
) -> ReservationService:
    """The service, for one job's transaction."""
    held = cast("BillingResources", resources)
    return ReservationService(
        session,
        held.plans,
        held.clock,
        jobs=held.jobs,
        turns=held.turns,
        lifetime=held.reservation_lifetime,
    )
