"""An account's newest posts, for an analysis of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from libs.common.contracts.social import ListRecentPosts, PostReference, RecentPosts
from libs.common.jobs.handlers import Job
from libs.common.post_urls import CreatorRefusal, parse_creator
from services.social.creators.repository import CreatorRepository
from services.social.posts.models import Post
from services.social.posts.repository import PostRepository
from services.social.watching.looking import CreatorGone, CreatorLooking, LookOptions
from services.social.watching.models import CreatorLook

_HOUR = timedelta(hours=1)


class RecentPostsListing:
    """One run, for one message. Whoever follows the account profits from it too."""

    def __init__(
        self, job: Job, message: ListRecentPosts, options: LookOptions
    ) -> None:
        self._job = job
        self._message = message
        # A few more than are wanted cost little, and are what these are compared with.
        self._options = replace(
            options, most=max(options.most, message.count), daily_micro_usd=None
        )

    async def run(self) -> RecentPosts:
        """The account's newest posts, or why they are not known."""
        name = parse_creator(self._message.creator)
        if isinstance(name, CreatorRefusal):
            return RecentPosts(reason="not_found", message=name.message)
        async with self._job.unit_of_work() as session:
            next_look_at = self._job.resources.clock.now() + _HOUR
            creator = await CreatorRepository(session).ensure(name, next_look_at)
        looking = CreatorLooking(self._job, creator.id, self._options)
        try:
            look = await looking.look()
        except CreatorGone:
            return RecentPosts(reason="not_found", message="This account is gone.")
        await looking.share(look)
        return await self._answer(look)

    async def _answer(self, look: CreatorLook) -> RecentPosts:
        is_own = look.id == self._job.id
        costs = {
            "outside_calls": look.outside_calls if is_own else 0,
            "cost_micro_usd": look.cost_micro_usd if is_own else 0,
        }
        if look.reason:
            told = {"reason": look.reason, "message": look.message}
            return RecentPosts.model_validate({**told, **costs})
        wanted = look.post_ids[: self._message.count]
        async with self._job.database.read() as session:
            posts = PostRepository(session, self._message.owner_id)
            found = await posts.load(wanted)
        return RecentPosts(
            posts=tuple(_refer(found)),
            creator_name=found[0].creator_name if found else None,
            **costs,
        )


def _refer(posts: Sequence[Post]) -> list[PostReference]:
    return [
        PostReference(
            platform=post.platform,
            post_id=post.platform_post_id,
            kind=post.kind,
            url=post.url,
        )
        for post in posts
    ]
