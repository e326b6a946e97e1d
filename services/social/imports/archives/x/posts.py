"""From an element of an archive of X to a post. Pure.

All numbers are strings there, also ids and counts. Replies, views, quotes and
bookmarks are not told."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from libs.common.contracts.social import PostMetrics
from services.social.imports.archives.x.notes import Notes
from services.social.imports.archives.x.records import edit_ids
from services.social.imports.cells.counts import read_count
from services.social.imports.cells.refusals import CellRefused
from services.social.imports.cells.texts import read_text
from services.social.imports.cells.times import TimeReading, read_time
from services.social.imports.rows.identity import build_creator_key
from services.social.imports.rows.kinds import is_repost
from services.social.imports.rows.refusals import RefusedRow, RowRefused
from services.social.sources.collected_post import CollectedPost
from services.social.sources.x_objects import (
    MOST_MEDIA,
    expand_entities,
    read_length,
    read_media,
    unescape_signs,
)

_ID = re.compile(r"[1-9]\d{0,18}", re.ASCII)
# Ids above this are times; the ones before were counted. Source: X's announcement of
# its ids (Snowflake), November 2010.
_FIRST_TIMED_ID = 2**35
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MILLISECOND = 1_288_834_974_657
_MOST_TEXT = 100_000
_ANY_ZONE = TimeReading()


@dataclass(frozen=True, slots=True)
class TweetContext:
    """What holds for all posts of an archive: its owner, when the figures were seen,
    and the whole texts of long posts."""

    username: str
    as_of: datetime
    account_id: str | None = None
    display_name: str | None = None
    notes: Notes = field(default_factory=Notes)


class TweetReader:
    """Reads the elements of one archive."""

    def __init__(self, context: TweetContext) -> None:
        self._context = context
        self._creator_key = build_creator_key(context.username)
        self._username = context.username.removeprefix("@")

    def read(self, tweet: dict[str, Any]) -> CollectedPost | RefusedRow:
        """The post, or why there is none. Never raises."""
        try:
            return self._read(tweet)
        except RowRefused as refused:
            return refused.row
        except CellRefused as refused:
            return RefusedRow(refused.reason, None, refused.message)

    def _read(self, tweet: dict[str, Any]) -> CollectedPost:
        own_id = _text_of(tweet, "id_str") or _text_of(tweet, "id")
        if own_id is None or _ID.fullmatch(own_id) is None:
            raise RowRefused("bad_id", "id", "`id_str` is no id of a post.")
        post_id = (edit_ids(tweet) or [own_id])[-1]
        text = read_text(self._full_text(tweet, own_id), most=_MOST_TEXT)
        is_passed_on = is_repost(text)
        return CollectedPost(
            platform="x",
            platform_post_id=post_id,
            url=f"https://x.com/i/status/{post_id}",
            creator_key=self._creator_key,
            creator_name=self._context.display_name or self._username,
            username=self._username,
            as_of=self._context.as_of,
            kind="repost" if is_passed_on else self._kind(tweet),
            content=text,
            published_at=_read_moment(tweet, post_id),
            duration_seconds=_read_duration(tweet),
            metrics=PostMetrics() if is_passed_on else _read_metrics(tweet),
            media=tuple(read_media(_media(tweet)))[:MOST_MEDIA],
        )

    def _kind(self, tweet: dict[str, Any]) -> str | None:
        """`reply` to somebody else, `thread` to oneself: fewer see them than a post of
        its own, so each is compared with its like."""
        answered = _first(tweet, "in_reply_to_status_id_str", "in_reply_to_status_id")
        to_id = _first(tweet, "in_reply_to_user_id_str", "in_reply_to_user_id")
        if not answered and not to_id:
            return None
        to_name = _text_of(tweet, "in_reply_to_screen_name") or ""
        is_own = to_name.casefold() == self._username.casefold() or (
            to_id is not None and to_id == self._context.account_id
        )
        return "thread" if is_own else "reply"

    def _full_text(self, tweet: dict[str, Any], post_id: str) -> str | None:
        text = _text_of(tweet, "full_text") or _text_of(tweet, "text")
        plain = unescape_signs(text) if text else ""
        note = self._context.notes.find(post_id, plain)
        if note is not None:
            return note
        media = _entities(tweet, "media")
        return expand_entities(plain, _entities(tweet, "urls"), media)


def _read_metrics(tweet: dict[str, Any]) -> PostMetrics:
    return PostMetrics(
        likes=read_count(tweet.get("favorite_count")),
        shares=read_count(tweet.get("retweet_count")),
    )


def _read_moment(tweet: dict[str, Any], post_id: str) -> datetime | None:
    if int(post_id) <= _FIRST_TIMED_ID:
        return read_time(_text_of(tweet, "created_at"), _ANY_ZONE)
    with suppress(CellRefused):
        told = read_time(_text_of(tweet, "created_at"), _ANY_ZONE)
        if told:
            return told
    milliseconds = (int(post_id) >> 22) + _FIRST_MILLISECOND
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _read_duration(tweet: dict[str, Any]) -> float | None:
    return next((found for m in _media(tweet) if (found := read_length(m))), None)


def _media(tweet: dict[str, Any]) -> list[dict[str, Any]]:
    """The extended ones are all of them; the others but the first."""
    extended = tweet.get("extended_entities")
    found = extended.get("media") if isinstance(extended, dict) else None
    if isinstance(found, list):
        return [medium for medium in found if isinstance(medium, dict)]
    return _entities(tweet, "media")


def _entities(tweet: dict[str, Any], name: str) -> list[dict[str, Any]]:
    entities = tweet.get("entities")
    found = entities.get(name) if isinstance(entities, dict) else None
    return [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []


def _first(tweet: dict[str, Any], *names: str) -> str | None:
    return next((found for name in names if (found := _text_of(tweet, name))), None)


def _text_of(tweet: dict[str, Any], name: str) -> str | None:
    value = tweet.get(name)
    if isinstance(value, bool | float) or value is None:
        return None
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int)
        else None
    )
