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

FIELDS = frozenset({"mapping", "encoding", "time_format", "timezone"})
# The other fields and the form's own lines, beside the file.
_MOST_AROUND_FILE = 256 * 1024
_MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """The file, on disk where it is large, and the other fields of the form."""

    file: BinaryIO
    name: str
    size_bytes: int
    fields: dict[str, str]


@asynccontextmanager
async def open_upload(request: Request, max_bytes: int) -> AsyncIterator[Upload]:
    """Reads the whole form; the file is gone when the context ends.

    Raises UploadNotMultipart, UploadTooLarge as soon as it is known, InvalidFields."""
    content_type = request.headers.get("content-type", "")
    if not content_type.lower().startswith("multipart/form-data"):
        raise UploadNotMultipart
    most = max_bytes + _MOST_AROUND_FILE
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise _too_large(max_bytes)
    bounded = Request(request.scope, _bounded(request.receive, most, max_bytes))
    async with bounded.form(max_files=1, max_fields=len(FIELDS)) as form:
        yield _read_form(form, max_bytes)


def _read_form(form: FormData, max_bytes: int) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        wrong = FieldError("file", "missing", "Send the file as the field `file`.")
        raise InvalidFields(fields=[wrong])
    if (file.size or 0) > max_bytes:
        raise _too_large(max_bytes)
    unknown = [
        FieldError(name, "extra_forbidden", "There is no such field.")
        for name in form
        if name != "file" and name not in FIELDS
    ]
    if unknown:
        raise InvalidFields(fields=unknown)
    fields = {name: str(form[name]) for name in FIELDS if form.get(name)}
    name = (file.filename or "upload").replace("\x00", "")[:_MOST_NAME]
    return Upload(file.file, name, file.size or 0, fields)


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
        f"The file may have at most {max_bytes // 1_000_000} MB.",
        details={"max_bytes": max_bytes},
    )
