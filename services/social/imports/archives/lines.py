"""What is kept of a file that holds more than posts: its posts, one a line of JSON.

Nothing else of it is stored, not for a moment. Blocks."""

import io
from collections.abc import Callable, Generator, Sequence
from typing import Any, BinaryIO, cast

import orjson
from typing_extensions import Buffer

from services.social.imports.archives.contents import ArchiveFile
from services.social.imports.archives.posts import read_element
from services.social.imports.files.records import MOST_ROW_BYTES
from services.social.imports.rows.source import BROKEN_ROW, Row
from services.social.sources.collected_post import CollectedPost

_BUFFER_BYTES = 65_536


def open_lines(read_posts: Callable[[], Generator[Any]]) -> BinaryIO:
    """A file of posts that is made while it is read; whatever `read_posts` raises is
    raised then. It can go back to its beginning, and nowhere else."""
    return cast("BinaryIO", io.BufferedReader(_Lines(read_posts), _BUFFER_BYTES))


class LineRows:
    """The rows of files that were kept so."""

    def __init__(
        self,
        files: Sequence[ArchiveFile],
        read: Callable[[dict[str, Any]], CollectedPost],
    ) -> None:
        self._files = files
        self._read = read

    @property
    def bytes_read(self) -> int:
        return sum(part.file.tell() for part in self._files)

    def rows(self) -> Generator[Row]:
        for part in self._files:
            part.file.seek(0)
            while line := part.file.readline(MOST_ROW_BYTES + 1):
                try:
                    element = orjson.loads(line)
                except orjson.JSONDecodeError:
                    yield BROKEN_ROW
                else:
                    yield read_element(element, self._read)


class _Lines(io.RawIOBase):
    def __init__(self, read_posts: Callable[[], Generator[Any]]) -> None:
        self._read_posts = read_posts
        self._posts = read_posts()
        self._given = 0
        self._line = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if offset or whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only the beginning can be returned to")
        self._posts.close()
        self._posts = self._read_posts()
        self._given, self._line = 0, b""
        return 0

    def tell(self) -> int:
        return self._given

    def readinto(self, buffer: Buffer) -> int:
        room = memoryview(buffer).cast("B")
        if not self._line:
            post = next(self._posts, self)
            if post is self:
                return 0
            self._line = orjson.dumps(post) + b"\n"
        given = self._line[: len(room)]
        room[: len(given)] = given
        self._line = self._line[len(given) :]
        self._given += len(given)
        return len(given)
