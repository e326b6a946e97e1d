"""What other services ask about plans."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from libs.common.contracts.billing import PlanLimits
from libs.common.errors import NotAuthenticated
from libs.common.schemas import error_responses
from services.billing.deps import AskingService, SubscriptionHistory

router = APIRouter(prefix="/internal/billing", tags=["plans"])


@router.get("/limits", responses=error_responses(NotAuthenticated))
async def read_limits(
    _: AskingService,
    subscriptions: SubscriptionHistory,
    owner_id: Annotated[UUID, Query(description="Whose plan")],
) -> PlanLimits:
    """The limits of an owner's plan; the default plan's for who has no other."""
    plan = await subscriptions.find_plan(owner_id)
    return PlanLimits(
        plan_id=plan.id,
        max_urls=plan.max_urls,
        max_analyses_per_day=plan.max_analyses_per_day,
        max_handles=plan.max_handles,
    )
