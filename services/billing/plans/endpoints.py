"""Routes of plans."""

from fastapi import APIRouter

from libs.common.schemas import Page
from services.billing.deps import Plans
from services.billing.plans.schemas import PlanRead

router = APIRouter(prefix="/api/v1/accounts", tags=["plans"])


@router.get("/plans")
async def list_plans(plans: Plans) -> Page[PlanRead]:
    """All plans that can be had, with prices and limits. Needs no sign-in."""
    items = [PlanRead.model_validate(plan) for plan in plans.plans]
    return Page(items=items, next_cursor=None)
