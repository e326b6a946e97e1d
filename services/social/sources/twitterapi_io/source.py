"""TwitterAPI.io as a source of posts of X."""

import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from libs.common.http.vendor import VendorTools
from libs.common.http.vendor_terms import VendorFailed
from libs.common.post_urls import Refusal, is_demo_id, parse_post_url
from libs.common.recent import Recent
from services.social.clients.twitterapi_io import (
    MOST_IDS,
    PAGE,
    TweetPage,
    TwitterApiClient,
    TwitterApiOptions,
)
from services.social.side_by_side import run_side_by_side
from services.social.sources.collected_post import CollectedComment, CollectedPost
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Failure,
    Target,
)
from services.social.sources.twitterapi_io.posts import (
    Tweet,
    Unreadable,
    build_comment,
    build_post,
    is_passed_on,
    read_author,
)
from services.social.sources.twitterapi_io.values import read_id

_POST_ID = re.compile(r"[1-9][0-9]{0,19}")
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,20}")
_ACCOUNTS_REMEMBERED = 10_000
_REPLIES_AT_ONCE = 8
# For what an account passes on, which its pages hold as well.
_PAGES_MORE = 2

_LEFT_OUT = Failure(
    "not_found",
    "X does not show this post: it was deleted, or never existed, or its account is "
    "suspended or shows its posts to followers only.",
)
_NO_POST = Failure(
    "source_unavailable",
    "TwitterAPI.io knows posts only, no spaces, live broadcasts or events.",
)


@dataclass(frozen=True, slots=True)
class TweetRules:
    """How many replies are had with a post (0: none; each costs what a post does), and
    how large a video may be that is to be fetched later."""

    most_replies: int
    most_video_bytes: int


class TwitterApiSource:
    """A `Source` and a `CreatorSource`."""

    name = "twitterapi_io"
    platforms = frozenset({"x"})
    batch_size = MOST_IDS

    def __init__(
        self, options: TwitterApiOptions, rules: TweetRules, tools: VendorTools
    ) -> None:
        self._client = TwitterApiClient(options, tools)
        self._rules = rules
        self._clock = tools.clock
        # By handle in lower case. Forgotten ones are asked for by the handle.
        self._user_ids: Recent[str, str] = Recent(_ACCOUNTS_REMEMBERED)

    def accepts(self, target: Target) -> bool:
        """See `Source`."""
        return not is_demo_id(target.post_id)

    def accepts_creator(self, creator: CreatorTarget) -> bool:
        """See `CreatorSource`."""
        return _find_handle(creator) is not None

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """See `Source`. Rows are matched by id; what is left out, X does not show."""
        ids = [t.post_id for t in targets if _POST_ID.fullmatch(t.post_id)]
        others = {t.post_id: _NO_POST for t in targets if t.post_id not in ids}
        outcome = CollectionOutcome(failures=dict.fromkeys(ids, _LEFT_OUT))
        if ids:
            await self._collect_posts(ids, outcome)
            await self._add_replies(outcome)
        outcome.failures |= others
        return outcome

    async def list_recent(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        """See `CreatorSource`. Without what the account passes on from others, and
        without its replies: with none of these is a post of its own compared."""
        outcome = CollectionOutcome()
        handle = _find_handle(creator)
        if handle is None:
            failure = Failure("not_found", "This is no name of an account on X.")
            outcome.failures[creator.name] = failure
            return outcome
        failed = await self._read_timeline(handle, most, outcome)
        if failed and not outcome.posts:
            outcome.failures[creator.name] = Failure(failed.reason, failed.message)
        # A pinned one may be old, and comes first.
        newest = sorted(outcome.posts, key=int, reverse=True)[:most]
        outcome.posts = {post_id: outcome.posts[post_id] for post_id in newest}
        return outcome

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

    async def _collect_posts(
        self, ids: Sequence[str], outcome: CollectionOutcome
    ) -> None:
        try:
            page = await self._client.list_by_id(ids)
        except VendorFailed as failed:
            outcome.calls = failed.calls
            failure = Failure(failed.reason, failed.message)
            outcome.failures = dict.fromkeys(ids, failure)
            return
        _account(outcome, page)
        asked = frozenset(ids)
        for tweet in page.tweets:
            post_id = read_id(tweet.get("id")) if isinstance(tweet, dict) else None
            if post_id is not None and post_id in asked:
                self._read_post(tweet, post_id, outcome)

    def _read_post(
        self, tweet: Tweet, post_id: str, outcome: CollectionOutcome
    ) -> None:
        try:
            outcome.posts[post_id] = self._build(tweet)
        except Unreadable as error:
            if post_id not in outcome.posts:
                text = f"The post that TwitterAPI.io gave cannot be read: {error}."
                outcome.failures[post_id] = Failure("malformed", text)
        else:
            outcome.failures.pop(post_id, None)

    async def _add_replies(self, outcome: CollectionOutcome) -> None:
        """Replies as comments. They are extra: once they cannot be had, no more of
        them are asked for, and the posts stand without."""
        answered = [
            post
            for post in outcome.posts.values()
            if post.metrics.comments and post.kind != "repost"
        ]
        has_failed = False

        async def add(post: CollectedPost) -> None:
            nonlocal has_failed
            if has_failed:
                return
            try:
                comments = await self._list_replies(post.platform_post_id, outcome)
            except VendorFailed as failed:
                has_failed = True
                outcome.calls += failed.calls
            else:
                filled = replace(post, comments=comments)
                outcome.posts[post.platform_post_id] = filled

        if self._rules.most_replies:
            await run_side_by_side(map(add, answered), at_once=_REPLIES_AT_ONCE)

    async def _list_replies(
        self, post_id: str, outcome: CollectionOutcome
    ) -> tuple[CollectedComment, ...]:
        most = self._rules.most_replies
        found: dict[str, CollectedComment] = {}
        pages = self._client.list_replies(post_id, ceil(most / PAGE))
        async with aclosing(pages):
            async for page in pages:
                _account(outcome, page)
                read = (build_comment(tweet, post_id) for tweet in _objects(page))
                found |= {c.platform_comment_id: c for c in read if c}
        return tuple(found.values())[:most]

    async def _read_timeline(
        self, handle: str, most: int, outcome: CollectionOutcome
    ) -> VendorFailed | None:
        """Adds the account's own posts; what stopped that, if something did."""
        user_id = self._user_ids.get(handle.casefold())
        pages = self._client.list_last(
            user_id=user_id, handle=handle, most_pages=ceil(most / PAGE) + _PAGES_MORE
        )
        try:
            async with aclosing(pages):
                async for page in pages:
                    _account(outcome, page)
                    for tweet in _objects(page):
                        self._read_own(tweet, handle, user_id, outcome)
                    if len(outcome.posts) >= most:
                        break
        except VendorFailed as failed:
            outcome.calls += failed.calls
            return failed
        return None

    def _read_own(
        self, tweet: Tweet, handle: str, user_id: str | None, outcome: CollectionOutcome
    ) -> None:
        try:
            author = read_author(tweet)
            is_own = author.key == handle.casefold() or (
                user_id is not None and author.user_id == user_id
            )
            if is_own and not is_passed_on(tweet):
                post = self._build(tweet)
                outcome.posts[post.platform_post_id] = post
        except Unreadable:
            return

    def _build(self, tweet: Tweet) -> CollectedPost:
        author = read_author(tweet)
        if author.user_id:
            self._user_ids.remember(author.key, author.user_id)
        most_bytes = self._rules.most_video_bytes
        return build_post(tweet, self._clock.now(), most_bytes)


def _account(outcome: CollectionOutcome, page: TweetPage) -> None:
    outcome.calls += page.calls
    outcome.cost_micro_usd += page.cost_micro_usd


def _objects(page: TweetPage) -> list[dict[str, Any]]:
    return [tweet for tweet in page.tweets if isinstance(tweet, dict)]


def _find_handle(creator: CreatorTarget) -> str | None:
    """The account's handle, by whatever of its names is known."""
    read = parse_post_url(creator.url) if creator.url else None
    of_url = read.handle if isinstance(read, Refusal) and read.platform == "x" else None
    for name in (creator.handle, creator.creator_key, of_url):
        bare = (name or "").removeprefix("@")
        if _HANDLE.fullmatch(bare):
            return bare
    return None
