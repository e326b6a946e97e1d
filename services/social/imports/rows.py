"""From a row of a file to a post, or to the reason why it is none. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from libs.common.contracts.social import PostMetrics
from libs.common.post_urls import PostUrl, Refusal, parse_post_url
from services.social.imports.mapping import ImportField, Mapping
from services.social.imports.values import (
    Cell,
    CellRefused,
    TimeReading,
    read_count,
    read_duration,
    read_text,
    read_time,
)
from services.social.platforms.catalogue import Platform, find_platform
from services.social.sources.collected_post import CollectedMedia, CollectedPost

_MOST_TEXT = 100_000
_MOST_TITLE = 1_000
_MOST_NAME = 200
_MOST_URL = 4_096
_MOST_MEDIA = 40
EXTRA_CELLS = "\x00extra"
"""The key under which a reader puts cells that no column has."""

_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_INSTAGRAM_PK = re.compile(r"[1-9][0-9]{14,19}")
_FROM_ID = {
    "instagram": "https://www.instagram.com/p/{}/",
    "x": "https://x.com/i/status/{}",
    "youtube": "https://www.youtube.com/watch?v={}",
}
# How platforms' own exports call what we have a word for.
_KINDS = {
    "carousel_album": "carousel",
    "carousel_container": "carousel",
    "graphsidecar": "carousel",
    "ig carousel": "carousel",
    "ig image": "image",
    "ig reel": "reel",
    "reels": "reel",
    "shorts": "short",
    "videos": "video",
}
_COUNTS: tuple[
    Literal[
        "views",
        "impressions",
        "reach",
        "likes",
        "comments",
        "shares",
        "saves",
        "followers",
    ],
    ...,
] = (
    "views",
    "impressions",
    "reach",
    "likes",
    "comments",
    "shares",
    "saves",
    "followers",
)
_URL = re.compile(r"https?://[^\s\"'<>,;|]+", re.ASCII)
_BETWEEN_URLS = re.compile(r"[\s,;|\"'<>\[\]]*")
_VIDEO_ENDING = re.compile(r"\.(mp4|m4v|mov|webm)(\?|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Why a row was not imported; `field` is ours, `message` names the column."""

    reason: str
    field: str | None
    message: str


class _Refused(Exception):
    def __init__(self, reason: str, field: ImportField | None, message: str) -> None:
        super().__init__(message)
        self.row = RefusedRow(reason, field, message)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows by one mapping. `as_of` holds where a row does not tell its own."""

    mapping: Mapping
    times: TimeReading
    as_of: datetime

    def read(self, record: dict[str, Any]) -> CollectedPost | RefusedRow:
        """The post of one row, or why there is none. Never raises."""
        try:
            return self._read(record)
        except _Refused as refused:
            return refused.row

    def _read(self, record: dict[str, Any]) -> CollectedPost:
        if EXTRA_CELLS in record:
            raise _Refused(
                "wrong_column_count",
                None,
                "This row has more cells than the header has columns.",
            )
        platform = self._platform(record)
        post_id, url = self._identity(record, platform)
        creator = self._text("creator", record, _MOST_NAME)
        if creator is None:
            raise _Refused("missing", "creator", self._say("creator", "is empty."))
        kind = self._text("kind", record, 40)
        return CollectedPost(
            platform=platform.name,
            platform_post_id=post_id,
            url=url,
            creator_key=build_creator_key(creator),
            creator_name=creator.removeprefix("@"),
            username=creator,
            as_of=self._time("as_of", record) or self.as_of,
            kind=_KINDS.get(kind.lower(), kind.lower()) if kind else None,
            title=self._text("title", record, _MOST_TITLE),
            content=self._text("text", record, _MOST_TEXT),
            published_at=self._time("time", record),
            duration_seconds=self._cell("duration", record, read_duration),
            metrics=self._metrics(record),
            media=self._media(record),
        )

    def _platform(self, record: dict[str, Any]) -> Platform:
        name = self._text("platform", record, 40)
        if name is None:
            raise _Refused("missing", "platform", self._say("platform", "is empty."))
        platform = find_platform(name)
        if platform is None:
            message = self._say("platform", f"says {name!r}, which is not known here.")
            raise _Refused("unsupported_platform", "platform", message)
        return platform

    def _identity(self, record: dict[str, Any], platform: Platform) -> tuple[str, str]:
        """The post's id and canonical URL, from whichever of the two is there."""
        post_id = self._text("id", record, _MOST_NAME)
        url = self._text("url", record, _MOST_URL)
        if not post_id and not url:
            field: ImportField = "id" if "id" in self.mapping.fields else "url"
            raise _Refused("missing", field, self._say(field, "is empty."))
        if not platform.links:
            return self._identity_as_told(post_id, url, platform)
        read = (
            _read_id(platform.name, post_id) if post_id else parse_post_url(url or "")
        )
        field = "id" if post_id else "url"
        if isinstance(read, Refusal):
            raise _Refused("bad_" + field, field, self._say(field, read.message))
        if read.platform != platform.name or read.id is None or read.is_demo:
            message = f"is no post of {platform.label}: {post_id or url}"
            raise _Refused("bad_" + field, field, self._say(field, message))
        return read.id, read.canonical_url

    def _identity_as_told(
        self, post_id: str | None, url: str | None, platform: Platform
    ) -> tuple[str, str]:
        """Platforms whose links are not read: both must be told."""
        if not post_id:
            message = f"is needed: links of {platform.label} are not read for it."
            raise _Refused("missing", "id", self._say("id", message))
        if not url or not _URL.fullmatch(url):
            message = f"is needed: posts of {platform.label} are opened by it."
            raise _Refused("missing", "url", self._say("url", message))
        return post_id, url

    def _metrics(self, record: dict[str, Any]) -> PostMetrics:
        return PostMetrics.model_construct(
            **{name: self._cell(name, record, read_count) for name in _COUNTS}
        )

    def _media(self, record: dict[str, Any]) -> tuple[CollectedMedia, ...]:
        cell = self.mapping.read("media", record)
        if isinstance(cell, list):
            cell = " ".join(str(item) for item in cell)
        text = self._cell("media", {}, lambda _: read_text(cell, most=_MOST_TEXT))
        if not text:
            return ()
        if _BETWEEN_URLS.sub("", _URL.sub("", text)):
            message = self._say("media", "is not a list of web addresses.")
            raise _Refused("bad_url", "media", message)
        return tuple(
            CollectedMedia("video" if _VIDEO_ENDING.search(url) else "image", url)
            for url in _URL.findall(text)[:_MOST_MEDIA]
        )

    def _text(self, name: ImportField, record: dict[str, Any], most: int) -> str | None:
        cell = self.mapping.read(name, record)
        if cell is None or cell == "":
            return None
        text: str | None = self._cell(
            name, record, lambda value: read_text(value, most=most)
        )
        return text

    def _time(self, name: ImportField, record: dict[str, Any]) -> datetime | None:
        moment: datetime | None = self._cell(
            name, record, lambda value: read_time(value, self.times)
        )
        return moment

    def _cell(self, name: ImportField, record: dict[str, Any], read: Any) -> Any:
        cell: Cell = self.mapping.read(name, record)
        try:
            return read(cell)
        except CellRefused as error:
            message = self._say(name, f"cannot be read. {error.message}")
            raise _Refused(error.reason, name, message) from None

    def _say(self, name: ImportField, what: str) -> str:
        column = self.mapping.column_of(name)
        return f"Column {column!r} {what}" if column else f"The {name} {what}"


def build_creator_key(creator: str) -> str:
    """The handle in lower case without @; a YouTube channel id as it is."""
    bare = creator.removeprefix("@")
    return bare if _CHANNEL_ID.fullmatch(bare) else bare.casefold()


def _read_id(platform: str, post_id: str) -> PostUrl | Refusal:
    """Reads an id alone, by the rules for links; numbers of Instagram as well."""
    if platform == "instagram" and _INSTAGRAM_PK.fullmatch(post_id):
        return parse_post_url(f"instagram://media?id={post_id}")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", post_id, re.ASCII):
        return Refusal("bad_id", f"holds no id of this platform: {post_id[:40]!r}")
    return parse_post_url(_FROM_ID[platform].format(post_id))
