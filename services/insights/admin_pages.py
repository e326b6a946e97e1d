"""The admin pages of insights: everything for reading."""

from libs.common.admin.pages import AdminPages
from services.insights import metadata
from services.insights.database import Base

__all__ = ["PAGES", "metadata"]

PAGES = AdminPages(Base)
