"""What the endpoints of billing depend on; service objects are built here."""

from typing import Annotated, cast

from fastapi import Depends

from libs.common.dependencies import CurrentResources, ReadDatabase, WriteDatabase
from libs.common.identity import Identity, require, require_service
from services.billing.plans.catalogue import PlanCatalogue
from services.billing.reservations.service import ReservationService
from services.billing.resources import BillingResources
from services.billing.subscriptions.service import (
    SubscriptionReader,
    SubscriptionService,
)
from services.billing.usage.service import UsageService

AccountReader = Annotated[Identity, Depends(require("accounts:read"))]
BillingReader = Annotated[Identity, Depends(require("billing:read"))]
AskingService = Annotated[Identity, Depends(require_service("social"))]
ReservingService = Annotated[Identity, Depends(require_service("analysis"))]


def get_billing_resources(resources: CurrentResources) -> BillingResources:
    """What this process of billing holds open."""
    return cast("BillingResources", resources)


BillingHeld = Annotated[BillingResources, Depends(get_billing_resources)]


def get_plans(held: BillingHeld) -> PlanCatalogue:
    """All plans."""
    return held.plans


def build_subscription_service(
    session: WriteDatabase, held: BillingHeld
) -> SubscriptionService:
    """The decisions about subscriptions, in this request's transaction."""
    return SubscriptionService(session, held.plans, held.clock, held.jobs)


def build_subscription_reader(
    session: ReadDatabase, held: BillingHeld
) -> SubscriptionReader:
    """Reads of subscriptions, in a read-only transaction."""
    return SubscriptionReader(session, held.plans)


def build_usage_service(session: ReadDatabase, held: BillingHeld) -> UsageService:
    """Reads of usage, in a read-only transaction."""
    return UsageService(session, held.plans, held.clock)


def build_reservation_service(
    session: WriteDatabase, held: BillingHeld
) -> ReservationService:
    """The decisions about reservations, in this request's transaction."""
    return ReservationService(
        session,
        held.plans,
        held.clock,
        jobs=held.jobs,
        turns=held.turns,
        lifetime=held.reservation_lifetime,
    )


Plans = Annotated[PlanCatalogue, Depends(get_plans)]
Subscriptions = Annotated[SubscriptionService, Depends(build_subscription_service)]
SubscriptionHistory = Annotated[SubscriptionReader, Depends(build_subscription_reader)]
Usage = Annotated[UsageService, Depends(build_usage_service)]
Reservations = Annotated[ReservationService, Depends(build_reservation_service)]
