"""The posts of an export of Facebook. No figures are told, and no ids. Blocks."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from typing import Any

from services.social.imports.archives.contents import (
    ArchiveContents,
    ArchiveFile,
    clean_name,
)
from services.social.imports.archives.elements import read_elements
from services.social.imports.archives.kind import Reading
from services.social.imports.archives.media_kinds import is_video
from services.social.imports.archives.mojibake import repair_text
from services.social.imports.archives.posts import (
    PostBuilder,
    ToldPost,
    read_element,
    read_utc,
)
from services.social.imports.archives.scalars import find_texts
from services.social.imports.files.records import FileBroken
from services.social.imports.rows.refusals import RowRefused
from services.social.imports.rows.source import Row
from services.social.sources.collected_post import CollectedPost

_USERNAME = ("profile_v2", "username")
_FULL_NAME = ("profile_v2", "name", "full_name")


def read_archive(files: Sequence[ArchiveFile]) -> ArchiveContents:
    """Of the profile nothing but the name is taken."""
    names: dict[tuple[str, ...], str] = {}
    for part in files:
        if part.role == "profile":
            with suppress(FileBroken):
                names = find_texts(part, (_USERNAME, _FULL_NAME))
    full_name = clean_name(repair_text(names.get(_FULL_NAME)))
    return ArchiveContents(
        kind="facebook_archive",
        roles=tuple(part.role for part in files),
        names=tuple(part.name for part in files),
        username=clean_name(names.get(_USERNAME)) or full_name,
        display_name=full_name,
    )


class FacebookPosts:
    """All posts in the order of the files."""

    def __init__(self, files: Sequence[ArchiveFile], reading: Reading) -> None:
        self._files = files
        self._builder = PostBuilder("facebook", reading)

    @property
    def bytes_read(self) -> int:
        return sum(part.file.tell() for part in self._files)

    def rows(self) -> Generator[Row]:
        for part in self._files:
            with closing(read_elements(part)) as elements:
                for element in elements:
                    yield read_element(element, self._read)

    def _read(self, element: dict[str, Any]) -> CollectedPost:
        texts = [
            text
            for entry in _list_dicts(element.get("data"))
            if (text := repair_text(entry.get("post")))
        ]
        attached = list(_list_attached(element))
        uris = [uri for medium in _pick(attached, "media") if (uri := _uri(medium))]
        links = _pick(attached, "external_context")
        if not texts and not uris and not links:
            message = "It holds neither words nor pictures: an event, not a post."
            raise RowRefused("empty_post", None, message)
        told = ToldPost(
            kind=_find_kind(uris) or ("link" if links else None),
            text="\n".join(texts) or _first_description(attached),
            published_at=read_utc(element.get("timestamp")),
        )
        return self._builder.build(told)


def _list_attached(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for attachment in _list_dicts(element.get("attachments")):
        yield from _list_dicts(attachment.get("data"))


def _list_dicts(value: Any) -> list[dict[str, Any]]:
    return [e for e in value if isinstance(e, dict)] if isinstance(value, list) else []


def _pick(attached: Sequence[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [found for each in attached if isinstance(found := each.get(name), dict)]


def _uri(medium: dict[str, Any]) -> str | None:
    uri = medium.get("uri")
    return uri if isinstance(uri, str) else None


def _first_description(attached: Sequence[dict[str, Any]]) -> str | None:
    """What stands under the only picture, where the post itself has no words."""
    media = _pick(attached, "media")
    return repair_text(media[0].get("description")) if len(media) == 1 else None


def _find_kind(uris: Sequence[str]) -> str | None:
    if len(uris) > 1:
        return "carousel"
    if not uris:
        return None
    return "video" if is_video(uris[0]) else "image"
