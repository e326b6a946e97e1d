"""Imports as the API shows them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.schemas import Schema
from services.social.imports.files.forms import FileKind

ImportStatus = Literal["PENDING", "PROCESSING", "COMPLETED", "FAILED", "REMOVING"]
RowOutcome = Literal["imported", "updated", "duplicate", "refused"]


class ImportTotals(Schema):
    """How many rows were read, and what became of them."""

    rows: int = Field(description="Rows read so far")
    imported: int = Field(description="Posts that were new")
    updated: int = Field(description="Posts of which the row told something new")
    duplicate: int = Field(description="Rows that told nothing new")
    refused: int = Field(description="Rows that could not be read, see the report")


class ImportRead(Schema):
    """One import."""

    id: UUID = Field(description="The import's id")
    status: ImportStatus = Field(
        description="FAILED: the file broke off, see `error`; REMOVING: it is being "
        "taken back, and not found once that is done"
    )
    file_name: str = Field(description="The file's name as uploaded")
    kind: FileKind = Field(description="What kind of file it is")
    account: str | None = Field(
        description="The account that the file is of, where it names one, or the "
        "one given for rows that name none"
    )
    encoding: str = Field(description="The encoding that it is read in")
    size_bytes: int = Field(description="The file's size")
    as_of: datetime = Field(description="Moment of figures whose row names none")
    progress: float = Field(description="0 to 1, by the bytes read")
    totals: ImportTotals = Field(description="Counts of rows")
    error: str | None = Field(description="Why the rest could not be read")
    created_at: datetime = Field(description="When it was uploaded")
    finished_at: datetime | None = Field(description="When it was done")


class ImportRowRead(Schema):
    """What became of one row of the file."""

    row_number: int = Field(description="From 1, the header and blank lines left out")
    outcome: RowOutcome = Field(description="What became of it")
    post_id: UUID | None = Field(description="The post it is about")
    reason: str | None = Field(description="Why it was refused, snake_case")
    field: str | None = Field(description="Our field that was wrong")
    message: str | None = Field(description="The same in words, with the column")
