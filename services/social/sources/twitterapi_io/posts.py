"""From a post in the form of TwitterAPI.io to ours. Pure.

Source of the form: https://docs.twitterapi.io and recorded answers, November 2026."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from libs.common.contracts.social import PostMetrics
from libs.common.post_urls.times import decode_x_time
from services.social.sources.collected_post import CollectedComment, CollectedPost
from services.social.sources.twitterapi_io.values import read_id, read_time
from services.social.sources.values import (
    keep_past,
    list_objects,
    read_count,
    read_object,
    read_text,
)
from services.social.sources.x_objects import (
    MOST_MEDIA,
    expand_entities,
    read_length,
    read_media,
    unescape_signs,
)

Tweet = dict[str, Any]

_HANDLE = re.compile(r"[A-Za-z0-9_]{1,20}")
# Whom a reply is to, which X writes in front of it.
_ADDRESSED = re.compile(r"(?:@\w{1,20}\s+)+")


class Unreadable(Exception):
    """The row is no post that could be kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Author:
    """The account that wrote a post."""

    handle: str
    name: str
    user_id: str | None
    followers: int | None

    @property
    def key(self) -> str:
        """What the account is called in ours: the same as in its archive."""
        return self.handle.casefold()


def read_author(tweet: Tweet) -> Author:
    """Who wrote the post. Raises Unreadable where it does not say."""
    told = read_object(tweet.get("author"))
    handle = read_text(told.get("userName"))
    if not _HANDLE.fullmatch(handle):
        raise Unreadable("it names no account that wrote the post")
    return Author(
        handle=handle,
        name=read_text(told.get("name"))[:200] or handle,
        user_id=read_id(told.get("id")),
        followers=read_count(told.get("followers")),
    )


def build_post(tweet: Tweet, now: datetime, most_video_bytes: int) -> CollectedPost:
    """The post, its figures as of `now`. Raises Unreadable.

    A post that passes another one on shows that one's text, media and figures."""
    post_id = read_id(tweet.get("id"))
    if post_id is None:
        raise Unreadable("its id cannot be read")
    author = read_author(tweet)
    passed_on = read_object(tweet.get("retweeted_tweet"))
    shown = passed_on or tweet
    media = _list_media(shown)
    lengths = (read_length(medium) for medium in media)
    return CollectedPost(
        platform="x",
        platform_post_id=post_id,
        url=f"https://x.com/i/status/{post_id}",
        creator_key=author.key,
        creator_name=author.name,
        username=author.handle,
        as_of=now,
        kind=_find_kind(tweet, author),
        title=read_text(read_object(shown.get("article")).get("title")) or None,
        content=_build_text(passed_on, _read_full_text(shown)) or None,
        published_at=_read_published(tweet, post_id, now),
        duration_seconds=next((length for length in lengths if length), None),
        # Its readers are the other account's, not this one's.
        metrics=_read_metrics(shown, None if passed_on else author.followers),
        media=tuple(read_media(media, most_video_bytes))[:MOST_MEDIA],
    )


def is_passed_on(tweet: Tweet) -> bool:
    """Whether it is another account's post, passed on."""
    return bool(read_object(tweet.get("retweeted_tweet"))) or bool(
        tweet.get("isRetweet")
    )


def build_comment(tweet: Tweet, post_id: str) -> CollectedComment | None:
    """A reply as a comment on the post; None for what is none."""
    reply_id = read_id(tweet.get("id"))
    handle = read_text(read_object(tweet.get("author")).get("userName"))
    text = _ADDRESSED.sub("", _read_full_text(tweet), count=1)
    if reply_id is None or reply_id == post_id or not handle or not text:
        return None
    return CollectedComment(
        platform_comment_id=reply_id,
        author=handle[:200],
        text=text,
        likes=read_count(tweet.get("likeCount")),
        published_at=read_time(tweet.get("createdAt")),
    )


def _find_kind(tweet: Tweet, author: Author) -> str | None:
    """`reply` to somebody else, `thread` to oneself: fewer see them than a post of
    its own, so each is compared with its like. A quote is a post of its own."""
    if is_passed_on(tweet):
        return "repost"
    if not (tweet.get("isReply") is True or read_id(tweet.get("inReplyToId"))):
        return None
    to_name = read_text(tweet.get("inReplyToUsername")).casefold()
    to_id = read_id(tweet.get("inReplyToUserId"))
    is_own = to_name == author.key or (to_id is not None and to_id == author.user_id)
    return "thread" if is_own else "reply"


def _build_text(passed_on: Tweet, text: str) -> str:
    """As X itself writes it, but not cut."""
    handle = read_text(read_object(passed_on.get("author")).get("userName"))
    return f"RT @{handle}: {text}" if handle else text


def _read_full_text(tweet: Tweet) -> str:
    text = unescape_signs(read_text(tweet.get("text")))
    urls = list_objects(read_object(tweet.get("entities")).get("urls"))
    return read_text(expand_entities(text, urls, _list_media(tweet)))


def _list_media(tweet: Tweet) -> list[dict[str, Any]]:
    return list_objects(read_object(tweet.get("extendedEntities")).get("media"))


def _read_metrics(tweet: Tweet, followers: int | None) -> PostMetrics:
    reposts, quotes = (
        read_count(tweet.get(name)) for name in ("retweetCount", "quoteCount")
    )
    known = [count for count in (reposts, quotes) if count is not None]
    return PostMetrics(
        # Of posts from before views were counted it says 0.
        views=read_count(tweet.get("viewCount")) or None,
        likes=read_count(tweet.get("likeCount")),
        comments=read_count(tweet.get("replyCount")),
        shares=sum(known) if known else None,
        saves=read_count(tweet.get("bookmarkCount")),
        followers=followers,
    )


def _read_published(tweet: Tweet, post_id: str, now: datetime) -> datetime | None:
    """As told, else as the id tells."""
    told = read_time(tweet.get("createdAt")) or decode_x_time(int(post_id))
    return keep_past(told, now)
