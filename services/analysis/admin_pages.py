"""The admin pages of analysis: everything for reading."""

from libs.common.admin.pages import AdminPages
from services.analysis import metadata
from services.analysis.database import Base

__all__ = ["PAGES", "metadata"]

PAGES = AdminPages(
    Base,
    filters=(
        "post_analysis_requests.owner_id",
        "post_analysis_requests.status",
        "analysis_status_history.request_id",
    ),
)
