"""Questions to social."""

from uuid import UUID

from libs.common.contracts.social import (
    Baseline,
    HeldAnswer,
    HeldQuestion,
    PostDetail,
)
from libs.common.http.client import InternalClient


class SocialClient:
    """Typed routes of social. What an owner may not see answers 404."""

    def __init__(self, client: InternalClient) -> None:
        self._client = client

    async def get_post(self, post_id: UUID, owner_id: UUID) -> PostDetail:
        """The post as this owner may see it. Raises RefusedByService (404)."""
        return await self._client.get(
            f"/internal/social/posts/{post_id}",
            PostDetail,
            params={"owner_id": str(owner_id)},
        )

    async def get_baseline(
        self, post_id: UUID, owner_id: UUID, *, limit: int
    ) -> Baseline:
        """The creator's other posts to compare it with, at most `limit` (1-1000)."""
        return await self._client.get(
            f"/internal/social/posts/{post_id}/baseline",
            Baseline,
            params={"owner_id": str(owner_id), "limit": limit},
        )

    async def find_held(self, question: HeldQuestion) -> HeldAnswer:
        """Which of the posts are held and fresh for the owner."""
        return await self._client.post(
            "/internal/social/posts/held", question, HeldAnswer
        )
