"""Routes of subscriptions."""

from fastapi import APIRouter

from libs.common.errors import Forbidden, NotAuthenticated
from libs.common.pagination import PageParameters
from libs.common.schemas import Page, error_responses
from services.billing.deps import (
    AccountReader,
    BillingReader,
    SubscriptionHistory,
    Subscriptions,
)
from services.billing.subscriptions.schemas import (
    SubscriptionChangeRead,
    SubscriptionRead,
)

router = APIRouter(prefix="/api/v1", tags=["subscriptions"])


@router.get(
    "/accounts/subscription", responses=error_responses(NotAuthenticated, Forbidden)
)
async def read_subscription(
    caller: AccountReader, subscriptions: Subscriptions
) -> SubscriptionRead:
    """The caller's current subscription; everybody has at least the free plan."""
    return await subscriptions.get_current(caller.owner_id)


@router.get(
    "/billing/subscription/history",
    responses=error_responses(NotAuthenticated, Forbidden),
)
async def list_subscription_history(
    caller: BillingReader, history: SubscriptionHistory, page: PageParameters
) -> Page[SubscriptionChangeRead]:
    """What happened to the caller's subscriptions, newest first."""
    return await history.list_changes(caller.owner_id, page)
