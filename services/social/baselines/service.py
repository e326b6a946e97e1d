"""Which of a creator's posts another one is compared with."""

from uuid import UUID

from libs.common.contracts.social import Baseline, BaselinePost, PostMetrics
from libs.common.standing.basis import choose_basis
from libs.common.standing.nearest import LARGEST_SAMPLE
from services.social.baselines.repository import BaselineRepository
from services.social.posts.repository import PostRepository


class BaselineService:
    """Baselines as one owner sees them."""

    def __init__(self, posts: PostRepository, candidates: BaselineRepository) -> None:
        self._posts = posts
        self._candidates = candidates

    async def read_baseline(self, post_id: UUID, limit: int) -> Baseline:
        """The creator's other posts of the same format within 180 days of this one.

        One basis for all: views, where the post has them, else impressions, else
        interactions. Raises PostNotFound."""
        post = await self._posts.get(post_id)
        basis = choose_basis(PostMetrics(**post.metrics))
        has_time = post.published_at is not None
        if basis is None or not has_time:
            return Baseline(basis=basis, has_time=has_time, held=0, posts=())
        rows = await self._candidates.list_nearest(post, basis, limit)
        held = len(rows)
        if held == limit:
            held = await self._candidates.count(post, basis)
        # Of the posts that count, which are the first, the texts are compared too.
        texts = await self._candidates.load_texts(
            [row["id"] for row in rows[:LARGEST_SAMPLE]]
        )
        posts = tuple(
            BaselinePost(
                **{**row, "metrics": PostMetrics(**row["metrics"])},
                text=texts.get(row["id"]),
            )
            for row in rows
        )
        return Baseline(basis=basis, has_time=True, held=held, posts=posts)
