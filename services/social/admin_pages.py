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
            "creators.creator_key",
            "imports.storage_key",
            "post_standings.creator_key",
            "posts.creator_key",
            "standing_orders.creator_key",
        }
    ),
    filters=(
        "creators.platform",
        "followed_creators.owner_id",
        "imports.owner_id",
        "imports.status",
        "posts.owner_id",
        "posts.platform",
        "taken_down_posts.platform",
        "user_post_activity.owner_id",
    ),
)
