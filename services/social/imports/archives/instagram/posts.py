"""The posts of an export of Instagram, with the figures that stand beside them.

There is no id and no address: a post is known by account, time and caption. Blocks."""

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Any

from libs.common.contracts.social import PostMetrics
from services.social.imports.archives.contents import ArchiveFile
from services.social.imports.archives.elements import ItemsPath, read_elements
from services.social.imports.archives.instagram.insights import (
    Insight,
    Insights,
    read_second,
)
from services.social.imports.archives.kind import Reading
from services.social.imports.archives.media_kinds import is_video
from services.social.imports.archives.mojibake import repair_text
from services.social.imports.archives.posts import (
    PostBuilder,
    ToldPost,
    read_element,
    read_utc,
)
from services.social.imports.rows.refusals import RowRefused
from services.social.imports.rows.source import Row
from services.social.sources.collected_post import CollectedPost

_PATHS: dict[str, tuple[ItemsPath, ...]] = {
    "reels": (("ig_reels_media",),),
    "stories": (("ig_stories",),),
    "videos": (("ig_igtv_media",),),
    "oldest": (("photos",), ("videos",)),
    "posts": (),
}
_KINDS = {"reels": "reel", "stories": "story", "videos": "video"}


class InstagramPosts:
    """All posts, file by file; then those of which only figures are told."""

    def __init__(self, files: Sequence[ArchiveFile], reading: Reading) -> None:
        self._files = files
        self._builder = PostBuilder("instagram", reading)
        self._insights = Insights()

    @property
    def bytes_read(self) -> int:
        return sum(part.file.tell() for part in self._files)

    def rows(self) -> Generator[Row]:
        self._insights.load(self._files)
        for part in self._files:
            if part.role not in _PATHS:
                continue
            with closing(read_elements(part, *_PATHS[part.role])) as elements:
                for element in elements:
                    yield self._read_row(part.role, element)
        for insight in self._insights.rest():
            yield self._read_rest(insight)

    def _read_row(self, role: str, element: Any) -> Row:
        if role == "oldest":
            return read_element(element, self._read_oldest)
        return read_element(element, lambda found: self._read(role, found))

    def _read(self, role: str, element: dict[str, Any]) -> CollectedPost:
        media = _list_media(role, element)
        only = media[0] if len(media) == 1 else {}
        first = media[0] if media else {}
        text = repair_text(element.get("title")) or repair_text(only.get("title"))
        if not media and text is None:
            raise RowRefused("empty_post", None, "It has neither a picture nor words.")
        uri = first.get("uri")
        uri = uri if isinstance(uri, str) else None
        own = read_second(element.get("creation_timestamp"))
        of_medium = read_second(first.get("creation_timestamp"))
        metrics = self._insights.take(uri, of_medium if of_medium else own)
        told = ToldPost(
            kind=_KINDS.get(role) or _find_kind(media, uri),
            text=text,
            published_at=read_utc(own or of_medium),
            metrics=metrics,
        )
        return self._builder.build(told)

    def _read_oldest(self, element: dict[str, Any]) -> CollectedPost:
        """As exports were until 2020: `caption`, `taken_at`, `path`."""
        path = element.get("path")
        is_moving = isinstance(path, str) and is_video(path)
        told = ToldPost(
            kind="video" if is_moving else "image",
            text=repair_text(element.get("caption")),
            published_at=read_utc(element.get("taken_at")),
            metrics=PostMetrics(),
        )
        return self._builder.build(told)

    def _read_rest(self, insight: Insight) -> Row:
        return read_element({}, lambda _: self._build_rest(insight))

    def _build_rest(self, insight: Insight) -> CollectedPost:
        is_moving = insight.uri is not None and is_video(insight.uri)
        told = ToldPost(
            kind=insight.kind or ("video" if is_moving else None),
            text=repair_text(insight.title),
            published_at=read_utc(insight.second),
            metrics=insight.metrics,
        )
        return self._builder.build(told)


def _list_media(role: str, element: dict[str, Any]) -> list[dict[str, Any]]:
    """A story is a medium itself; everything else holds a list of them."""
    media = element.get("media")
    if media is None and (role == "stories" or "uri" in element):
        return [element]
    return [m for m in media if isinstance(m, dict)] if isinstance(media, list) else []


def _find_kind(media: Sequence[dict[str, Any]], uri: str | None) -> str | None:
    if len(media) > 1:
        return "carousel"
    if uri is None:
        return None
    return "video" if is_video(uri) else "image"
