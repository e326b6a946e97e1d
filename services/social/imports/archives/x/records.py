"""The posts of an archive of X, one by one, in little memory. Blocks."""

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Any

from services.social.imports.archives.contents import ArchiveFile
from services.social.imports.archives.elements import read_elements
from services.social.imports.archives.x.assigned_json import AssignedJson
from services.social.imports.archives.x.notes import Notes
from services.social.imports.files.records import FileBroken

# Long texts are held while the posts are read: about 64 MB at most.
_MOST_NOTE_CHARACTERS = 16_000_000
_MOST_HELD_BACK = 10_000


class TweetFile:
    """The elements of all parts, as they stand: `{"tweet": {...}}` without its shell.

    Earlier versions of a post that was edited come last, the newer before the older:
    so the newest is what is stored, and they are its duplicates."""

    def __init__(self, files: Sequence[ArchiveFile]) -> None:
        self._files = files
        self._posts = [f for f in files if f.role in {"posts", "community_posts"}]

    @property
    def bytes_read(self) -> int:
        """How much of the posts' files has been read."""
        return sum(part.file.tell() for part in self._posts)

    def records(self) -> Generator[dict[str, Any] | None]:
        """All posts; None for an element that is none. Raises FileBroken."""
        earlier: list[dict[str, Any]] = []
        for part in self._posts:
            with closing(read_scripted(part)) as elements:
                for element in elements:
                    tweet = _unwrap(element, "tweet")
                    is_held = tweet is not None and is_earlier_version(tweet)
                    if is_held and len(earlier) < _MOST_HELD_BACK:
                        earlier.append(tweet)  # type: ignore[arg-type]
                    else:
                        yield tweet
        yield from sorted(earlier, key=_version, reverse=True)

    def load_notes(self) -> Notes:
        """The whole texts of long posts. Raises FileBroken."""
        notes = Notes()
        for part in self._files:
            if part.role != "notes":
                continue
            for element in read_scripted(part):
                notes.add(_unwrap(element, "noteTweet") or {})
                if notes.size > _MOST_NOTE_CHARACTERS:
                    raise FileBroken(f"{part.name} holds more than can be read.")
        return notes


def read_scripted(part: ArchiveFile) -> Generator[Any]:
    """The elements of the array in a script. Raises FileBroken naming the file."""
    part.file.seek(0)
    try:
        source = AssignedJson(part.file)
    except FileBroken as error:
        raise FileBroken(f"{part.name} cannot be read: {error}") from error
    return read_elements(part, source=source)


def edit_ids(tweet: dict[str, Any]) -> list[str]:
    """The ids of all versions of a post, the newest last; empty if it has but one."""
    info = tweet.get("edit_info")
    if not isinstance(info, dict):
        return []
    initial = info.get("initial")
    edit = info.get("edit")
    if not isinstance(initial, dict) and isinstance(edit, dict):
        initial = edit.get("editControlInitial")
    ids = initial.get("editTweetIds") if isinstance(initial, dict) else None
    if not isinstance(ids, list) or not all(_is_id(each) for each in ids):
        return []
    return sorted(ids, key=int)


def is_earlier_version(tweet: dict[str, Any]) -> bool:
    """Whether the archive knows a newer version of this very post."""
    ids = edit_ids(tweet)
    return len(ids) > 1 and tweet.get("id_str") != ids[-1]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and value.isdecimal() and len(value) <= 20


def _version(tweet: dict[str, Any]) -> int:
    found = tweet.get("id_str")
    return int(found) if isinstance(found, str) and _is_id(found) else 0


def _unwrap(element: Any, key: str) -> dict[str, Any] | None:
    """What is within the shell; the oldest archives have none."""
    if not isinstance(element, dict):
        return None
    inner = element.get(key, element)
    return inner if isinstance(inner, dict) else None
