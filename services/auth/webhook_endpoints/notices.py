"""What owners of endpoints are told by mail."""

from typing import Literal
from urllib.parse import urlsplit

from libs.common.db.session import WriteSession
from services.auth.accounts.repository import UserRepository
from services.auth.mails.post import Post
from services.auth.webhook_endpoints.models import WebhookEndpoint

Notice = Literal["webhook_failing", "webhook_disabled_failing", "webhook_disabled_gone"]


class WebhookNotices:
    """Has mails sent, in the transaction of what they tell of."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def send(
        self, session: WriteSession, kind: Notice, endpoint: WebhookEndpoint
    ) -> None:
        """A workspace's id is its user's: that is who is told, if he is still there.

        Of the URL no more than host and path, as its query may hold a secret."""
        user = await UserRepository(session).find(endpoint.owner_id)
        if user is None:
            return
        parts = urlsplit(endpoint.url)
        shown = f"{parts.scheme}://{parts.netloc}{parts.path}"
        await self._post.send(session, kind, user, url=shown)
