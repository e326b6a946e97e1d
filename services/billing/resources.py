"""What a process of billing holds open beside the common resources."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from libs.common.clock import Clock
from libs.common.resources import Resources, open_resources
from libs.common.settings import CommonSettings
from services.billing.owners.turns import OwnerTurns
from services.billing.plans.catalogue import PlanCatalogue, read_plans
from services.billing.settings import Settings


@dataclass(frozen=True, slots=True)
class BillingResources(Resources):
    """The common resources, and the rules by which billing counts."""

    plans: PlanCatalogue
    turns: OwnerTurns
    reservation_lifetime: timedelta


@asynccontextmanager
async def open_billing_resources(
    settings: CommonSettings, clock: Clock | None = None
) -> AsyncIterator[BillingResources]:
    """Opens all of it. `settings` are those of billing."""
    if not isinstance(settings, Settings):
        msg = "billing needs its own settings"
        raise TypeError(msg)
    async with open_resources(settings, clock) as common:
        yield BillingResources(
            **common.shared(),
            plans=read_plans(settings.plans_file),
            turns=OwnerTurns(),
            reservation_lifetime=settings.reservation_lifetime,
        )
