"""Bodies of archives."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.schemas import Schema

State = Literal["preparing", "ready", "failed"]


class ExportPartRead(Schema):
    """What one service adds to the archive."""

    service: str = Field(description="Name of the service")
    state: State = Field(description="`ready`: its part is written")
    rows: dict[str, int] = Field(description="Rows by file; empty until it is ready")
    files: int = Field(description="Media files of yours that go into the archive")


class ExportRead(Schema):
    """An archive of all that is held about the caller."""

    id: UUID = Field(description="The archive's id")
    state: State = Field(description="`ready`: it can be downloaded")
    parts: list[ExportPartRead] = Field(description="Each service, in fixed order")
    created_at: datetime = Field(description="When it was asked for, UTC")
    ready_at: datetime | None = Field(description="When it became ready, UTC")
    size_bytes: int | None = Field(description="Size of the ZIP, once it is ready")
    download_url: str | None = Field(
        description="Signed path of the ZIP; works for an hour or two without signing"
        " in, so do not pass it on. Ask again for a new one"
    )
    expires_at: datetime = Field(description="When the archive is deleted, UTC")
