"""The elements of JSON arrays in an archive's files, in little memory. Blocks."""

from collections.abc import Generator, Sequence
from typing import Any

import ijson

from services.social.imports.archives.contents import ArchiveFile
from services.social.imports.files.json_items import NestedTooDeeply, build_items
from services.social.imports.files.records import BoundedReader, FileBroken

_BUFFER_BYTES = 65_536
_MARK = b"\xef\xbb\xbf"

ItemsPath = Sequence[str]


def read_elements(
    part: ArchiveFile, *paths: ItemsPath, source: Any = None
) -> Generator[Any]:
    """The elements of a file's array, or of those at paths of equal length.

    `source` gives its JSON where it is not the file itself. Raises FileBroken naming
    the file and the place."""
    if source is None:
        part.file.seek(0)
        if part.file.read(len(_MARK)) != _MARK:
            part.file.seek(0)
    try:
        bounded = BoundedReader(source or part.file)
        events = ijson.basic_parse(bounded, buf_size=_BUFFER_BYTES)
        paths = paths or ((),)
        for element in build_items(events, paths=paths, on_passed=bounded.forget):
            bounded.forget()
            yield element
    except (NestedTooDeeply, FileBroken) as error:
        raise FileBroken(f"{part.name} cannot be read: {error}") from error
    except (ijson.JSONError, UnicodeError, ValueError, SystemError) as error:
        place = f"at byte {part.file.tell()} or a little before"
        raise FileBroken(f"{part.name} is damaged {place}: {error}") from error
