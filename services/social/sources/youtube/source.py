"""YouTube's own API as a source: fifty videos a call."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.common.clock import Clock
from libs.common.http.vendor_terms import VendorFailed
from libs.common.post_urls import is_demo_id
from services.social.clients.youtube_data import MOST_IDS, YouTubeDataClient
from services.social.clients.ytdlp import CHANNEL_ID, watch_url
from services.social.side_by_side import run_side_by_side
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Failure,
    Target,
)
from services.social.sources.values import list_objects, read_object, read_text
from services.social.sources.youtube.videos import (
    Channel,
    Row,
    Unreadable,
    build_post,
    find_failure,
    read_channel,
    read_channel_id,
)
from services.social.sources.youtube_channels import (
    find_channel_id,
    find_handle,
    is_channel,
)

_AT_ONCE = 5
_UPLOADS = "UU"
# Nothing else that is asked under this key would be answered.
_ENDS_ASKING = frozenset({"auth", "no_credit", "rate_limited"})
_NOT_FOUND = Failure(
    "not_found", "YouTube has no public video here: it is private, or was deleted."
)
_NO_UPLOADS = Failure("not_found", "YouTube knows no such channel with videos.")


@dataclass(slots=True)
class _Count:
    calls: int = 0


class YouTubeDataSource:
    """A `Source` and `CreatorSource`; `comments` are asked for by post, at most."""

    name = "youtube_api"
    platforms = frozenset({"youtube"})
    batch_size = MOST_IDS

    def __init__(self, client: YouTubeDataClient, clock: Clock, comments: int) -> None:
        self._client = client
        self._clock = clock
        self._comments = comments

    def accepts(self, target: Target) -> bool:
        """See `Source`."""
        return not is_demo_id(target.post_id) and "," not in target.post_id

    def accepts_creator(self, creator: CreatorTarget) -> bool:
        """See `CreatorSource`."""
        return is_channel(creator)

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """See `Source`. One call for the videos, one for their channels, and one for
        the comments of each video that has some. Without the latter two a post is
        told without followers, without comments."""
        by_id = {target.post_id: target for target in targets}
        count = _Count()
        try:
            rows = await self._list_videos(list(by_id), count)
        except VendorFailed as failed:
            failure = Failure(failed.reason, failed.message)
            return CollectionOutcome(
                failures=dict.fromkeys(by_id, failure), calls=failed.calls
            )
        outcome = CollectionOutcome(failures=_find_failures(by_id, rows))
        readable = {i: row for i, row in rows.items() if i not in outcome.failures}
        channels = await self._list_channels(readable, count)
        comments = await self._list_comments(readable, count)
        for post_id, row in readable.items():
            channel = channels.get(read_channel_id(row))
            outcome.posts[post_id] = build_post(
                row, by_id[post_id], self._clock.now(), channel, comments[post_id]
            )
        outcome.calls = count.calls
        return outcome

    async def list_recent(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        """See `CreatorSource`. Two calls for up to fifty posts of a channel known by
        its id, one more for a handle; without comments."""
        count = _Count()
        outcome = CollectionOutcome()
        try:
            playlist_id, channel = await self._find_uploads(creator, count)
            ids = await self._list_uploads(playlist_id, most, count)
            rows: dict[str, Row] = {}
            for start in range(0, len(ids), MOST_IDS):
                rows |= await self._list_videos(ids[start : start + MOST_IDS], count)
        except VendorFailed as failed:
            is_gone = failed.reason == "not_found"
            failure = _NO_UPLOADS if is_gone else Failure(failed.reason, failed.message)
            outcome.failures[creator.name] = failure
            outcome.calls = count.calls + failed.calls
            return outcome
        outcome.calls = count.calls
        targets = {i: Target("youtube", i, watch_url(i)) for i in ids}
        failures = _find_failures(targets, rows)
        for post_id in (i for i in ids if i not in failures):
            outcome.posts[post_id] = build_post(
                rows[post_id],
                targets[post_id],
                self._clock.now(),
                channel,
                is_whole=not self._comments,
            )
        if ids and not outcome.posts:
            outcome.failures[creator.name] = failures[ids[0]]
        return outcome

    async def close(self) -> None:
        """See `Source`."""
        await self._client.close()

    async def _list_videos(self, ids: Sequence[str], count: _Count) -> dict[str, Row]:
        """The rows of these videos by id, whatever else came with them."""
        listing = await self._client.list_videos(ids)
        count.calls += listing.calls
        wanted = set(ids)
        rows = list_objects(listing.items)
        return {i: row for row in rows if (i := read_text(row.get("id"))) in wanted}

    async def _list_channels(
        self, rows: Mapping[str, Row], count: _Count
    ) -> dict[str, Channel]:
        ids = sorted({read_channel_id(row) for row in rows.values()})
        ids = [i for i in ids if CHANNEL_ID.fullmatch(i)]
        if not ids:
            return {}
        try:
            listing = await self._client.list_channels(ids)
        except VendorFailed as failed:
            count.calls += failed.calls
            return {}
        count.calls += listing.calls
        channels = map(read_channel, list_objects(listing.items))
        return {channel.id: channel for channel in channels if channel}

    async def _list_comments(
        self, rows: Mapping[str, Row], count: _Count
    ) -> dict[str, list[Row]]:
        """The comments of each video; what cannot be had is none."""
        ended = asyncio.Event()

        async def ask(post_id: str) -> list[Row]:
            if ended.is_set() or not self._comments or not _has_comments(rows[post_id]):
                return []
            try:
                listing = await self._client.list_comments(post_id, self._comments)
            except VendorFailed as failed:
                count.calls += failed.calls
                if failed.reason in _ENDS_ASKING:
                    ended.set()
                return []
            count.calls += listing.calls
            return list_objects(listing.items)

        found = await run_side_by_side(map(ask, rows), at_once=_AT_ONCE)
        return dict(zip(rows, found, strict=True))

    async def _find_uploads(
        self, creator: CreatorTarget, count: _Count
    ) -> tuple[str, Channel | None]:
        """The list of all that a channel has uploaded. Raises VendorFailed."""
        channel_id = find_channel_id(creator)
        if channel_id:
            return _UPLOADS + channel_id.removeprefix("UC"), None
        listing = await self._client.find_channel(find_handle(creator) or "")
        count.calls += listing.calls
        for channel in map(read_channel, list_objects(listing.items)):
            if channel and channel.uploads:
                return channel.uploads, channel
        raise VendorFailed(_NO_UPLOADS.reason, _NO_UPLOADS.message)

    async def _list_uploads(
        self, playlist_id: str, most: int, count: _Count
    ) -> list[str]:
        listing = await self._client.list_uploads(playlist_id, most)
        count.calls += listing.calls
        details = (
            read_object(row.get("contentDetails"))
            for row in list_objects(listing.items)
        )
        ids = (read_text(told.get("videoId")) for told in details)
        return list(dict.fromkeys(i for i in ids if i and "," not in i))


def _find_failures(
    targets: Mapping[str, Target], rows: Mapping[str, Row]
) -> dict[str, Failure]:
    """Which of the posts asked for there will not be, and why."""
    failures = {i: _NOT_FOUND for i in targets if i not in rows}
    for post_id, row in rows.items():
        failure = find_failure(row)
        try:
            read_channel_id(row)
        except Unreadable as error:
            text = f"What YouTube says of this video cannot be read: {error}."
            failure = failure or Failure("malformed", text)
        if failure:
            failures[post_id] = failure
    return failures


def _has_comments(row: Row) -> bool:
    """Whether asking for comments may bring some: of none the count is 0, and where
    they are switched off it is missing."""
    told = read_object(row.get("statistics")).get("commentCount")
    return told not in (None, "0", 0)
