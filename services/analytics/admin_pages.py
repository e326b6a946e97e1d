"""The admin pages of analytics: the logs, by time, user and level."""

from libs.common.admin.pages import AdminPages
from services.analytics import metadata
from services.analytics.database import Base

__all__ = ["PAGES", "metadata"]

PAGES = AdminPages(
    Base,
    filters=(
        "api_access_logs.user_id",
        "api_access_logs.status_code",
        "api_access_logs.endpoint",
        "authentication_logs.user_id",
        "authentication_logs.event",
        "authentication_logs.ip_address",
        "external_api_call_logs.provider",
        "external_api_call_logs.outcome",
        "app_logs.level",
        "app_logs.category",
        "app_logs.service",
    ),
)
