"""TwitterAPI.io: paths, pages, and how it says no. Only reads.

Source: https://docs.twitterapi.io, https://twitterapi.io/pricing and .../qps-limits,
and recorded answers, November 2026. Where the documentation and the answers differ,
both forms are read."""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from libs.common.contracts.social import FailureReason
from libs.common.http.vendor import VendorClient, VendorRequest, VendorTools
from libs.common.http.vendor_terms import (
    VendorFailed,
    VendorPatience,
    VendorTerms,
    name_account,
)
from libs.common.rate_limit import Quota

MOST_IDS = 100
"""How many posts it takes in one question."""

PAGE = 20
"""How many posts a page holds, of an account's or of replies."""

Operation = Literal["posts", "last_posts", "replies"]

# Requests a second by balance, down to none: the limit falls while credit is spent, and
# nothing but 429 says so.
_RATES = (10.0, 6.0, 3.0, 0.2)
# Calls do not arrive as evenly as they are sent.
_SLACK = 1.05
_GROUPS_PER_SECOND = 5

# What its refusals by HTTP 200 say, in words that it writes in several ways.
_REASONS: tuple[tuple[re.Pattern[str], FailureReason], ...] = (
    (re.compile(r"credit|recharge|balance", re.I), "no_credit"),
    (re.compile(r"too many|rate limit|qps", re.I), "rate_limited"),
    (re.compile(r"api.?key|unauthori[sz]ed", re.I), "auth"),
    (re.compile(r"protected|private", re.I), "private"),
    (
        re.compile(r"not (?:found|exist|available)|suspend|unavailable|deleted", re.I),
        "not_found",
    ),
)
_LONGEST_SAID = 200


@dataclass(frozen=True, slots=True)
class TwitterApiOptions:
    """The key, how many requests a second the account may make (0.2 is one in 5 s),
    and what a post costs, in millionths of a dollar."""

    key: str
    base_url: str
    requests_per_second: float
    post_micro_usd: int
    patience: VendorPatience = field(default_factory=VendorPatience)


@dataclass(frozen=True, slots=True)
class TweetPage:
    """Posts as they stand in an answer, unread, and how to have the next page."""

    tweets: Sequence[Any]
    next_cursor: str | None = None
    calls: int = 1
    cost_micro_usd: int = 0


class TwitterApiClient:
    """What is asked of it. Every method raises VendorFailed."""

    def __init__(self, options: TwitterApiOptions, tools: VendorTools) -> None:
        self._options = options
        self._vendor = VendorClient(_build_terms(options), tools)

    async def list_by_id(self, ids: Sequence[str]) -> TweetPage:
        """The posts of at most 100 ids, in any order; those that are deleted, not
        public or unknown are left out without a word."""
        return await self._ask("posts", "tweets", {"tweet_ids": ",".join(ids)})

    def list_last(
        self, *, user_id: str | None, handle: str, most_pages: int
    ) -> AsyncGenerator[TweetPage]:
        """An account's posts without its replies, newest first, page by page.

        By its number where that is known: that is quicker, and outlives a change of
        the handle."""
        who = {"userId": user_id} if user_id else {"userName": handle}
        params = {**who, "includeReplies": "false"}
        return self._list_pages("last_posts", "user/last_tweets", params, most_pages)

    def list_replies(self, post_id: str, most_pages: int) -> AsyncGenerator[TweetPage]:
        """Replies to a post, the most liked first, page by page."""
        params = {"tweetId": post_id, "sort": "Likes"}
        return self._list_pages("replies", "tweet/replies/v2", params, most_pages)

    async def close(self) -> None:
        """Closes the connections."""
        await self._vendor.close()

    async def _list_pages(
        self, operation: Operation, path: str, params: dict[str, str], most: int
    ) -> AsyncGenerator[TweetPage]:
        """Until a page is the last, empty, or leads to one that was there before: that
        more is to come is also said where nothing is."""
        cursor: str | None = None
        seen: set[str | None] = {None}
        for _ in range(most):
            page = await self._ask(operation, path, {**params, "cursor": cursor or ""})
            yield page
            cursor = page.next_cursor
            if not page.tweets or cursor in seen:
                return
            seen.add(cursor)

    async def _ask(
        self, operation: Operation, path: str, params: Mapping[str, str]
    ) -> TweetPage:
        request = VendorRequest(operation, "GET", f"/twitter/{path}", params)
        answer = await self._vendor.call(
            request, read=_read_body, cost=self._count_cost
        )
        if _is_error(answer.body):
            raise self._refusal(answer.body, answer.calls)
        return TweetPage(
            tweets=_find_tweets(answer.body) or (),
            next_cursor=_read_cursor(answer.body),
            calls=answer.calls,
            cost_micro_usd=self._count_cost(answer.body),
        )

    def _count_cost(self, body: dict[str, Any]) -> int:
        """Each post has its price; an empty answer costs as much as one."""
        return max(1, len(_find_tweets(body) or ())) * self._options.post_micro_usd

    def _refusal(self, body: dict[str, Any], calls: int) -> VendorFailed:
        told = body.get("msg") or body.get("message") or body.get("error")
        said = " ".join(told.split())[:_LONGEST_SAID] if isinstance(told, str) else ""
        reason = next((r for p, r in _REASONS if p.search(said)), None)
        if reason is None:
            failed = self._vendor.fail("source_unavailable")
            failed.message = f"TwitterAPI.io says: {said}" if said else failed.message
        else:
            failed = self._vendor.fail(reason)
        failed.calls = calls
        return failed


def _build_terms(options: TwitterApiOptions) -> VendorTerms:
    return VendorTerms(
        name="twitterapi_io",
        label="TwitterAPI.io",
        setting="TWITTERAPI_KEY",
        base_url=options.base_url,
        headers={"X-API-Key": options.key},
        account=name_account(options.key),
        quotas=(_build_quota(options.requests_per_second),),
        slower=tuple(
            _build_quota(step) for step in _RATES if step < options.requests_per_second
        ),
        patience=options.patience,
        words={
            "not_found": "X does not show this: it was deleted, or never existed, "
            "or its account is suspended or shows its posts to followers only.",
            "private": "This account on X shows its posts to its followers only.",
            "no_credit": "The credit at TwitterAPI.io is used up; it has to be filled "
            "up there.",
        },
    )


def _build_quota(per_second: float) -> Quota:
    """Few at once: of many, some would arrive too near to the ones before."""
    count = max(1, int(per_second / _GROUPS_PER_SECOND))
    # Each rate is counted for itself, since what is older than its window is forgotten.
    return Quota(f"twitterapi_io_{per_second:g}", count, _SLACK * count / per_second)


def _read_body(content: bytes) -> dict[str, Any]:
    """An answer that is an error, or has posts. Raises ValueError."""
    body = orjson.loads(content)
    if isinstance(body, dict) and (_is_error(body) or _find_tweets(body) is not None):
        return body
    raise ValueError("neither posts nor an error")


def _is_error(body: Mapping[str, Any]) -> bool:
    return body.get("status") == "error"


def _find_tweets(body: Mapping[str, Any]) -> list[Any] | None:
    """From the documented form, the live one, or the bare list."""
    data = body.get("data")
    places = [body.get("tweets"), body.get("replies"), data]
    if isinstance(data, dict):
        places.append(data.get("tweets"))
    return next((found for found in places if isinstance(found, list)), None)


def _read_cursor(body: Mapping[str, Any]) -> str | None:
    """None where the page says, in any way, that it is the last."""
    cursor = body.get("next_cursor")
    has_more = body.get("has_next_page") is True and isinstance(cursor, str)
    return (cursor or None) if has_more else None
