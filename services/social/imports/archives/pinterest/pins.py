"""The pins of an export of Pinterest, which is a web page. Pure but for reading.

Source: pages named `Subject Access Request Data` of 2024 to 2026 as two public
importers read them, seen November 2026; no description by the platform itself is known.
A pin begins with a link to itself, and its fields follow, `Title: ...<br>` each, in
some pages with a comma at the end."""

import html
import re
from collections.abc import Generator
from typing import BinaryIO

from services.social.imports.files.records import MOST_ROW_BYTES, FileBroken

PIN = re.compile(
    r'href="https?://(?:[a-z]{2,3}\.)?(?:www\.)?pinterest\.[a-z.]+/pin/(\d+)'
)
_FIELD = re.compile(r"^\s*(Title|Details|Created at|Image)\s*:\s*(.*?)[\s,]*$", re.S)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,4000}>")
_NO_DATA = "no data"
_CHUNK_BYTES = 65_536


def read_pins(name: str, file: BinaryIO) -> Generator[dict[str, str]]:
    """Each pin once: `id`, and `title`, `details`, `created_at` as far as they are
    told. Raises FileBroken."""
    seen: set[str] = set()
    for block in _read_blocks(name, file):
        found = PIN.match(block)
        if found and found[1] not in seen:
            seen.add(found[1])
            yield {"id": found[1], **_read_fields(block)}


def _read_blocks(name: str, file: BinaryIO) -> Generator[str]:
    """The page from each link to a pin up to the next one."""
    file.seek(0)
    held = ""
    while chunk := file.read(_CHUNK_BYTES):
        held += (
            chunk.decode("utf-8", "replace")
            if chunk.isascii()
            else _decode(chunk, file)
        )
        *blocks, held = _split(held)
        yield from blocks
        if len(held) > MOST_ROW_BYTES:
            raise FileBroken(f"{name} cannot be read: a pin in it is too long.")
    yield held


def _decode(chunk: bytes, file: BinaryIO) -> str:
    """A chunk whose last sign is whole: at most three bytes more are read for it."""
    for _ in range(3):
        try:
            return chunk.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.end < len(chunk) - 3:
                break
            chunk += file.read(1)
    return chunk.decode("utf-8", "replace")


def _split(text: str) -> list[str]:
    starts = [found.start() for found in PIN.finditer(text)]
    if not starts:
        # A link may have been cut: its beginning waits for the rest.
        return [text[-200:]]
    ends = [*starts[1:], len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _read_fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in _BREAK.split(block):
        found = _FIELD.match(html.unescape(_TAG.sub("", line)))
        if found and found[2] and found[2].lower() != _NO_DATA:
            fields.setdefault(found[1].lower().replace(" ", "_"), found[2])
    return fields
