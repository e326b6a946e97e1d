"""yt-dlp as a source of YouTube's posts: one video at a time, without a key.

It asks for no comments: each page of them would be another request that YouTube may
take for a robot's."""

import asyncio
from collections.abc import Sequence

from libs.common.clock import Clock
from libs.common.contracts.post_format import LONGER_SHORT_SECONDS, SHORT_SECONDS
from libs.common.post_urls import is_demo_id
from services.social.clients.caption_tracks import read_tracks
from services.social.clients.pause import AskingFailed
from services.social.clients.youtube_captions import RememberedTracks
from services.social.clients.ytdlp import (
    CHANNEL_ID,
    VIDEO_ID,
    Extract,
    channel_url,
    uploads_url,
    watch_url,
)
from services.social.sources.collected_post import CollectedPost
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Failure,
    Target,
)
from services.social.sources.values import list_objects, read_text
from services.social.sources.youtube_channels import (
    find_channel_id,
    find_handle,
    is_channel,
)
from services.social.sources.ytdlp.videos import (
    Info,
    build_post,
    find_failure,
    read_seconds,
)

_LISTED_PER_POST = 3


class YtDlpSource:
    """A `Source` and `CreatorSource` over one function.

    Where captions are is remembered on the way, for whoever transcribes."""

    name = "yt-dlp"
    platforms = frozenset({"youtube"})

    def __init__(
        self,
        extract: Extract,
        remembered: RememberedTracks,
        clock: Clock,
        *,
        batch_size: int,
        most_recent: int,
    ) -> None:
        self.batch_size = batch_size
        self._extract = extract
        self._remembered = remembered
        self._clock = clock
        self._most_recent = most_recent

    def accepts(self, target: Target) -> bool:
        """See `Source`."""
        is_id = VIDEO_ID.fullmatch(target.post_id) is not None
        return is_id and not is_demo_id(target.post_id)

    def accepts_creator(self, creator: CreatorTarget) -> bool:
        """See `CreatorSource`."""
        return is_channel(creator)

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """See `Source`. As many at once as YTDLP_PROCESSES allows."""
        found = await asyncio.gather(*(self._collect_one(t) for t in targets))
        outcome = CollectionOutcome(calls=len(targets))
        for target, answer in zip(targets, found, strict=True):
            if isinstance(answer, Failure):
                outcome.failures[target.post_id] = answer
            else:
                outcome.posts[target.post_id] = answer
        return outcome

    async def list_recent(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        """See `CreatorSource`. A list tells neither times nor likes, so each post is
        then asked for singly: at most YTDLP_RECENT_POSTS of them, those first that may
        be of the kind that is wanted."""
        most = min(most, self._most_recent)
        outcome = CollectionOutcome()
        try:
            channel_id = find_channel_id(creator)
            if channel_id is None:
                outcome.calls += 1
                channel_id = await self._find_channel(find_handle(creator) or "")
            outcome.calls += 1
            url = uploads_url(channel_id)
            listed = await self._extract(url, _LISTED_PER_POST * most)
        except AskingFailed as failed:
            outcome.failures[creator.name] = Failure(failed.reason, failed.message)
            return outcome
        chosen = _choose(listed, creator.kind)[:most]
        collected = await self.collect(
            [Target("youtube", i, watch_url(i)) for i in chosen]
        )
        outcome.calls += collected.calls
        outcome.posts = {
            post_id: post
            for post_id, post in collected.posts.items()
            if post.creator_key == channel_id
        }
        if chosen and not outcome.posts:
            text = "yt-dlp answered about another channel."
            first = collected.failures.get(chosen[0])
            outcome.failures[creator.name] = first or Failure("malformed", text)
        return outcome

    async def close(self) -> None:
        """See `Source`. Each run of yt-dlp has ended with its question."""

    async def _collect_one(self, target: Target) -> CollectedPost | Failure:
        try:
            info = await self._extract(watch_url(target.post_id))
        except AskingFailed as failed:
            return Failure(failed.reason, failed.message)
        failure = find_failure(info, target.post_id)
        if failure:
            return failure
        await self._remembered.keep(target.post_id, read_tracks(info))
        return build_post(info, target, self._clock.now())

    async def _find_channel(self, handle: str) -> str:
        info = await self._extract(channel_url(handle))
        channel_id = read_text(info.get("channel_id"))
        if not CHANNEL_ID.fullmatch(channel_id):
            text = "yt-dlp's answer names no channel."
            raise AskingFailed("malformed", text)
        return channel_id


def _choose(listed: Info, kind: str | None) -> list[str]:
    """The videos of a list, newest first among those of like kind."""
    entries = [
        entry
        for entry in list_objects(listed.get("entries"))
        if VIDEO_ID.fullmatch(read_text(entry.get("id")))
    ]
    ordered = sorted(entries, key=lambda entry: not _may_be(entry, kind))
    return list(dict.fromkeys(read_text(entry.get("id")) for entry in ordered))


def _may_be(entry: Info, kind: str | None) -> bool:
    """Whether a video of this length may be of the kind; a list does not tell it."""
    seconds = read_seconds(entry.get("duration"))
    if seconds is None or kind not in {"short", "video"}:
        return True
    if kind == "short":
        return seconds <= LONGER_SHORT_SECONDS
    return seconds > SHORT_SECONDS
