"""The admin pages of social: everything for reading."""

from libs.common.admin.pages import AdminPages
from services.social import metadata
from services.social.database import Base

__all__ = ["PAGES", "metadata"]

PAGES = AdminPages(
    Base,
    not_secret=frozenset(
        {
            "collection_claims.key",
            "imports.storage_key",
            "post_standings.creator_key",
            "posts.creator_key",
            "standing_orders.creator_key",
        }
    ),
    filters=("imports.owner_id", "imports.status", "posts.owner_id", "posts.platform"),
)
