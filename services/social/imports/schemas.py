"""Imports as the API shows them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.schemas import Schema
from services.social.imports.files.forms import FileKind
from services.social.imports.row_sources import ImportSource
from services.social.imports.rows.refusals import RowReason
from services.social.imports.summary import FoundSummary

ImportStatus = Literal["PENDING", "PROCESSING", "COMPLETED", "FAILED", "REMOVING"]
RowOutcome = Literal["imported", "updated", "duplicate", "refused"]


class SkippedRead(Schema):
    """Rows that are no posts, for one reason."""

    reason: RowReason = Field(description="As in the report")
    count: int = Field(description="How many rows")
    message: str = Field(description="The first of them, in words")


class FoundFigure(Schema):
    """One figure of all posts together."""

    name: str = Field(description="views, likes, ...")
    sum: int = Field(description="Over the posts that tell it")
    posts: int = Field(description="How many posts tell it")


class FoundRead(Schema):
    """What was found, all rows together."""

    posts: int = Field(description="Rows that are posts")
    first_published_at: datetime | None = Field(description="The oldest; null: no time")
    last_published_at: datetime | None = Field(description="The newest")
    figures: list[FoundFigure] = Field(description="Only those that are told")
    skipped: list[SkippedRead] = Field(description="What is none, and why; most first")


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
    source: ImportSource | None = Field(
        description="Which platform's own export it is; null: another table"
    )
    encoding: str = Field(description="The encoding that it is read in")
    size_bytes: int = Field(description="The file's size")
    as_of: datetime = Field(description="Moment of figures whose row names none")
    progress: float = Field(description="0 to 1, by the bytes read")
    totals: ImportTotals = Field(description="Counts of rows")
    found: FoundRead | None = Field(
        description="What the rows read so far tell together; null: before any"
    )
    error: str | None = Field(description="Why the rest could not be read")
    created_at: datetime = Field(description="When it was uploaded")
    finished_at: datetime | None = Field(description="When it was done")


class ImportRowRead(Schema):
    """What became of one row of the file."""

    row_number: int = Field(description="From 1, the header and blank lines left out")
    outcome: RowOutcome = Field(description="What became of it")
    post_id: UUID | None = Field(description="The post it is about")
    reason: RowReason | None = Field(description="Why it was refused")
    field: str | None = Field(description="Our field that was wrong")
    message: str | None = Field(description="The same in words, with the column")


def render_found(summary: FoundSummary) -> FoundRead:
    """What was found, as the API shows it."""
    skipped = [
        SkippedRead(reason=reason, count=rows.count, message=rows.message)
        for reason, rows in summary.skipped.items()
    ]
    return FoundRead(
        posts=summary.posts,
        first_published_at=summary.first_published_at,
        last_published_at=summary.last_published_at,
        figures=[
            FoundFigure(name=name, sum=total, posts=summary.told_by[name])
            for name, total in summary.sums.items()
        ],
        skipped=sorted(skipped, key=lambda rows: -rows.count),
    )
