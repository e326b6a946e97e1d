"""The admin pages of billing: everything for reading."""

from libs.common.admin.pages import AdminPages
from services.billing import metadata
from services.billing.database import Base

__all__ = ["PAGES", "metadata"]

PAGES = AdminPages(
    Base,
    filters=(
        "reservations.owner_id",
        "reservations.state",
        "subscriptions.owner_id",
        "user_usage.owner_id",
    ),
)
