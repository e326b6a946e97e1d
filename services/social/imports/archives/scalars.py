"""Single texts out of a JSON document, and nothing else of it. Blocks."""

from collections.abc import Collection

import ijson

from services.social.imports.archives.contents import ArchiveFile
from services.social.imports.files.json_items import MOST_DEPTH
from services.social.imports.files.records import BoundedReader, FileBroken

TextPath = tuple[str, ...]
_BUFFER_BYTES = 65_536


def find_texts(
    part: ArchiveFile, paths: Collection[TextPath], *, most: int | None = None
) -> dict[TextPath, str]:
    """The texts at these paths of objects, as far as they are there; the document is
    read until so many (or all) are found. Raises FileBroken."""
    part.file.seek(0)
    found: dict[TextPath, str] = {}
    keys: list[str] = []
    depth_of_arrays = 0
    source = BoundedReader(part.file)
    try:
        for event, value in ijson.basic_parse(source, buf_size=_BUFFER_BYTES):
            source.forget()
            if event == "map_key":
                keys[-1] = value
            elif event in {"start_map", "start_array"}:
                keys.append("")
                depth_of_arrays += event == "start_array"
                if len(keys) > MOST_DEPTH:
                    raise FileBroken(f"{part.name} is nested too deeply.")
            elif event in {"end_map", "end_array"}:
                keys.pop()
                depth_of_arrays -= event == "end_array"
            elif event == "string" and not depth_of_arrays and tuple(keys) in paths:
                found[tuple(keys)] = value
                if len(found) == (most or len(paths)):
                    return found
    except (ijson.JSONError, UnicodeError, ValueError, SystemError) as error:
        raise FileBroken(f"{part.name} is damaged: {error}") from error
    return found
