"""Routes of usage."""

from fastapi import APIRouter

from libs.common.errors import Forbidden, NotAuthenticated
from libs.common.pagination import PageParameters
from libs.common.schemas import Page, error_responses
from services.billing.deps import AccountReader, Usage
from services.billing.usage.schemas import (
    UsageDayRead,
    UsageLimitsRead,
    UsageTodayRead,
)

router = APIRouter(
    prefix="/api/v1/accounts/usage",
    tags=["usage"],
    responses=error_responses(NotAuthenticated, Forbidden),
)


@router.get("")
async def read_usage(caller: AccountReader, usage: Usage) -> UsageTodayRead:
    """What the caller has used today, by platform and together.

    Today is the caller's: it ends at midnight in the timezone of the profile. A
    changed timezone counts from the next day on."""
    return await usage.get_today(caller.owner_id)


@router.get("/limits")
async def read_usage_limits(caller: AccountReader, usage: Usage) -> UsageLimitsRead:
    """The limits of the caller's plan, and what is left of each today."""
    return await usage.get_limits(caller.owner_id)


@router.get("/history")
async def list_usage_history(
    caller: AccountReader, usage: Usage, page: PageParameters
) -> Page[UsageDayRead]:
    """The days on which the caller used something, newest first."""
    return await usage.list_days(caller.owner_id, page)
