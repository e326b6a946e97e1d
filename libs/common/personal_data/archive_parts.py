"""Where the parts of a person's archive lie in storage, and what is in each.

`exports/<hash of the owner>/<export>/<service>/<table>.jsonl`: by the hash, so that
each service finds what it has to erase, and no name holds an id."""

from collections.abc import AsyncIterator
from uuid import UUID

import orjson
from pydantic import BaseModel

from libs.common.db.tombstones import hash_owner
from libs.common.personal_data.declaring import StoredFile
from libs.common.storage.interface import Storage

PREFIX = "exports/"
ARCHIVE = "postscope-export.zip"
CONTENTS = "contents.json"
MEDIA = "media.jsonl"
_JSON = "application/json"


class TableTold(BaseModel):
    """A file of the archive with rows of one table."""

    file: str
    about: str
    rows: int


class PartContents(BaseModel):
    """What a service's part holds."""

    tables: list[TableTold]
    media: int


def folder_of_owner(owner_id: UUID) -> str:
    """The folder of all archives of one person."""
    return f"{PREFIX}{hash_owner(owner_id).hex()}/"


def folder_of_export(owner_id: UUID, export_id: UUID) -> str:
    """The folder of one archive and its parts."""
    return f"{folder_of_owner(owner_id)}{export_id}/"


def folder_of_part(owner_id: UUID, export_id: UUID, service: str) -> str:
    """The folder of one service's part."""
    return f"{folder_of_export(owner_id, export_id)}{service}/"


async def write_contents(storage: Storage, folder: str, contents: PartContents) -> None:
    """Ends a part: it is whole once this is there."""
    body = contents.model_dump_json().encode()
    await storage.put_stream(f"{folder}{CONTENTS}", _once(body), _JSON)


async def read_contents(storage: Storage, folder: str) -> PartContents:
    """What a part holds. Raises ObjectNotFound."""
    pieces = [piece async for piece in storage.open(f"{folder}{CONTENTS}")]
    return PartContents.model_validate_json(b"".join(pieces))


async def write_media(
    storage: Storage, folder: str, files: AsyncIterator[StoredFile]
) -> int:
    """Names the files that go into the archive from where they are; how many."""
    count = 0

    async def lines() -> AsyncIterator[bytes]:
        nonlocal count
        async for file in files:
            count += 1
            yield orjson.dumps({"name": file.name, "key": file.key}) + b"\n"

    await storage.put_stream(f"{folder}{MEDIA}", lines(), _JSON)
    return count


async def read_media(storage: Storage, folder: str) -> AsyncIterator[StoredFile]:
    """The files that a part names, one by one."""
    rest = b""
    async for piece in storage.open(f"{folder}{MEDIA}"):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield StoredFile(**orjson.loads(line))


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body
