"""Takes an uploaded form apart, in bounded memory and size."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.types import Message, Receive

from libs.common.errors import FieldError, InvalidFields
from services.social.imports.errors import UploadNotMultipart, UploadTooLarge
from services.social.imports.options import ReadingOptions

FIELDS = frozenset(ReadingOptions.model_fields)
_PREVIEW_FIELDS = FIELDS | {"is_part"}
# A folder of an archive comes as one part per file.
_MOST_FILES = 200
# The other fields and the form's own lines, beside the files.
_MOST_AROUND_FILES = 256 * 1024
_MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file, on disk where it is large. `name` is the sender's: never a path."""

    file: BinaryIO
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Upload:
    """The files (at least one), and the other fields of the form."""

    files: tuple[UploadedFile, ...]
    fields: dict[str, str]

    @property
    def name(self) -> str:
        """What the person will know the import by."""
        return ", ".join(file.name for file in self.files)[:_MOST_NAME]

    @property
    def size_bytes(self) -> int:
        """Of all files together."""
        return sum(file.size_bytes for file in self.files)


@asynccontextmanager
async def open_upload(
    request: Request, max_bytes: int, *, is_preview: bool = False
) -> AsyncIterator[Upload]:
    """Reads the whole form; the files are gone when the context ends.

    Raises UploadNotMultipart, UploadTooLarge as soon as it is known, InvalidFields."""
    content_type = request.headers.get("content-type", "")
    if not content_type.lower().startswith("multipart/form-data"):
        raise UploadNotMultipart
    known = _PREVIEW_FIELDS if is_preview else FIELDS
    most = max_bytes + _MOST_AROUND_FILES
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise _too_large(max_bytes)
    bounded = Request(request.scope, _bounded(request.receive, most, max_bytes))
    async with bounded.form(max_files=_MOST_FILES, max_fields=len(known)) as form:
        upload = _read_form(form, known)
        if upload.size_bytes > max_bytes:
            raise _too_large(max_bytes)
        yield upload


def _read_form(form: FormData, known: frozenset[str]) -> Upload:
    files = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
    if not files:
        wrong = FieldError("file", "missing", "Send the file as the field `file`.")
        raise InvalidFields(fields=[wrong])
    unknown = [
        FieldError(name, "extra_forbidden", "There is no such field.")
        for name in form
        if name != "file" and name not in known
    ]
    if unknown:
        raise InvalidFields(fields=unknown)
    fields = {name: str(form[name]) for name in known if form.get(name)}
    return Upload(tuple(_read_file(file) for file in files), fields)


def _read_file(file: UploadFile) -> UploadedFile:
    bare = (file.filename or "upload").replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in bare if sign.isprintable())[:_MOST_NAME]
    return UploadedFile(file.file, name or "upload", file.size or 0)


def _bounded(receive: Receive, most: int, max_bytes: int) -> Receive:
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise _too_large(max_bytes)
        return message

    return receive_bounded


def _too_large(max_bytes: int) -> UploadTooLarge:
    return UploadTooLarge(
        f"The files may have at most {max_bytes // 1_000_000} MB together.",
        details={"max_bytes": max_bytes},
    )
