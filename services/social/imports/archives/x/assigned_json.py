"""The JSON within a script of an archive of X: what follows the first `=`.

It is data: cut out and parsed, never run. Blocks."""

import re
from typing import BinaryIO

from services.social.imports.archives.x.marks import MARK_BYTES
from services.social.imports.files.records import FileBroken

_END = re.compile(rb";[ \t\r\n]*\Z")
_CHUNK_BYTES = 65_536


class AssignedJson:
    """Reads a script's JSON as a file; one `;` at the end is allowed.

    Raises FileBroken if there is no `=` within the first kilobyte."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        head = file.read(MARK_BYTES)
        _, mark, rest = head.partition(b"=")
        if not mark:
            raise FileBroken("it does not begin as a file of an archive does")
        self._waiting = rest
        self._has_ended = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes; not always as many as asked for, none at the end."""
        if size == 0 or self._has_ended:
            return b""
        while True:
            chunk = self._file.read(_CHUNK_BYTES)
            if not chunk:
                self._has_ended = True
                return _END.sub(b"", self._waiting, count=1)
            held = self._waiting + chunk
            # What could be the end waits for what follows it.
            end = _END.search(held[-_CHUNK_BYTES:])
            length = len(end[0]) if end else 0
            given, self._waiting = (
                held[: len(held) - length],
                held[len(held) - length :],
            )
            if given:
                return given
