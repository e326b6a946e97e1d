"""An account's newest posts at the lowest price: its profile is one row and shows about
a dozen; a list of posts is a row for each."""

from datetime import datetime
from typing import Any

from libs.common.clock import Clock
from libs.common.post_urls import Refusal, parse_post_url
from services.social.clients.brightdata import Dataset, Row, is_error
from services.social.sources.brightdata.jobs import BrightDataJobs, Fetched
from services.social.sources.brightdata.options import SourceOptions
from services.social.sources.brightdata.posts import (
    HANDLE,
    Unreadable,
    build_post,
    read_own_id,
)
from services.social.sources.brightdata.profiles import (
    is_private,
    list_profile_posts,
    read_handle,
)
from services.social.sources.brightdata.refusals import explain_error, says_no_posts
from services.social.sources.collected_post import CollectedPost
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Failure,
)

ENOUGH = 8
"""So many comparable posts make a baseline."""

# Compared by their views, which a profile does not show.
_BY_VIEWS = frozenset({"reel", "video"})
_PRIVATE = Failure("private", "This account is private on Instagram.")
_NOTHING_READ = Failure(
    "malformed", "Bright Data's answer about this account cannot be read. Try again."
)


class RecentPosts:
    """Lists what accounts have published lately."""

    def __init__(
        self, options: SourceOptions, jobs: BrightDataJobs, clock: Clock
    ) -> None:
        self._options = options
        self._jobs = jobs
        self._clock = clock

    async def list_posts(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        """The newest posts, or why there are none under the creator's name."""
        handle = find_handle(creator)
        if handle is None or most < 1:
            return CollectionOutcome()
        outcome = CollectionOutcome()
        if creator.kind not in _BY_VIEWS:
            await self._read_profile(outcome, creator, handle, most)
            if outcome.failures or len(outcome.posts) >= min(most, ENOUGH):
                return outcome
        await self._discover(outcome, creator, handle, most)
        return outcome

    async def _read_profile(
        self,
        outcome: CollectionOutcome,
        creator: CreatorTarget,
        handle: str,
        most: int,
    ) -> None:
        """What the profile shows; a failure only where it speaks of the account."""
        dataset = Dataset("profile", self._options.profiles, {})
        item = {"url": _profile_url(handle)}
        until = self._jobs.end_of_patience()
        fetched = await self._jobs.fetch(dataset, {handle: item}, until=until)
        _account(outcome, fetched)
        for row in fetched.rows:
            if is_error(row):
                failure = explain_error(row)
                if failure.reason in ("not_found", "private"):
                    outcome.failures[creator.name] = failure
            elif read_handle(row) == handle:
                if is_private(row):
                    outcome.failures[creator.name] = _PRIVATE
                posts = list_profile_posts(row, self._clock.now())
                _keep_newest(outcome, list(posts), most)
        if fetched.failures:
            outcome.failures[creator.name] = fetched.failures[handle]

    async def _discover(
        self,
        outcome: CollectionOutcome,
        creator: CreatorTarget,
        handle: str,
        most: int,
    ) -> None:
        """A row for each post, with all that is told of it."""
        is_reels = creator.kind in _BY_VIEWS
        parameters: dict[str, str | int] = {
            "type": "discover_new",
            "discover_by": "url",
            "limit_per_input": most,
        }
        dataset = (
            Dataset("recent_reels", self._options.reels, parameters)
            if is_reels
            else Dataset("recent_posts", self._options.posts, parameters)
        )
        item: dict[str, Any] = {"url": _profile_url(handle), "num_of_posts": most}
        if not is_reels:
            item["post_type"] = ""
        until = self._jobs.end_of_patience()
        fetched = await self._jobs.fetch(dataset, {handle: item}, until=until)
        _account(outcome, fetched)
        kind = "reel" if is_reels else None
        posts = [
            post
            for row in fetched.rows
            if (post := _read_row(row, handle, kind, self._clock.now()))
        ]
        _keep_newest(outcome, posts, most)
        if not outcome.posts:
            failure = fetched.failures.get(handle) or _explain_none(fetched.rows)
            if failure:
                outcome.failures[creator.name] = failure


def find_handle(creator: CreatorTarget) -> str | None:
    """The account's name in lower case; None where it is not known here."""
    for told in (creator.handle, creator.creator_key, _handle_of(creator.url)):
        if told and HANDLE.fullmatch(told):
            return told.lower()
    return None


def _handle_of(url: str | None) -> str | None:
    read = parse_post_url(url) if url else None
    is_profile = isinstance(read, Refusal) and read.platform == "instagram"
    return read.handle if is_profile and isinstance(read, Refusal) else None


def _profile_url(handle: str) -> str:
    return f"https://www.instagram.com/{handle}/"


def _account(outcome: CollectionOutcome, fetched: Fetched) -> None:
    outcome.calls += fetched.calls
    outcome.cost_micro_usd += fetched.cost_micro_usd
    outcome.receipts += fetched.receipts


def _read_row(
    row: Row, handle: str, kind: str | None, now: datetime
) -> CollectedPost | None:
    """A post of the account; None for errors, and for posts of others that list it."""
    post_id = None if is_error(row) else read_own_id(row)
    if post_id is None:
        return None
    try:
        post = build_post(row, post_id, now, kind)
    except Unreadable:
        return None
    return post if post.creator_key == handle else None


def _keep_newest(
    outcome: CollectionOutcome, posts: list[CollectedPost], most: int
) -> None:
    found = outcome.posts | {post.platform_post_id: post for post in posts}
    newest = sorted(found.values(), key=_published, reverse=True)[:most]
    outcome.posts = {post.platform_post_id: post for post in newest}


def _published(post: CollectedPost) -> float:
    return post.published_at.timestamp() if post.published_at else 0.0


def _explain_none(rows: list[Row]) -> Failure | None:
    """Why no post could be read; None where the account has none."""
    errors = [row for row in rows if is_error(row)]
    if any(says_no_posts(row) for row in errors):
        return None
    return explain_error(errors[0]) if errors else _NOTHING_READ
