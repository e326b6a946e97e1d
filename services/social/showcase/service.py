"""The invented creators and their posts."""

from itertools import groupby

from services.social.posts.service import PostService
from services.social.showcase.schemas import DemoCreatorRead, DemoRead


class ShowcaseService:
    """Reads the demo."""

    def __init__(self, posts: PostService) -> None:
        self._posts = posts

    async def read_demo(self) -> DemoRead:
        """All invented creators, each with all posts, newest first."""
        posts = await self._posts.list_invented()
        return DemoRead(
            creators=[
                DemoCreatorRead(
                    creator_key=key,
                    creator_name=group[0].creator_name,
                    platform=platform,
                    is_invented=True,
                    posts=group,
                )
                for (platform, key), found in groupby(
                    posts, key=lambda post: (post.platform, post.creator_key)
                )
                if (group := list(found))
            ]
        )
