"""Looks at an upload and tells what it would become. Stores nothing."""

import asyncio
from contextlib import closing
from datetime import datetime
from itertools import islice

from libs.common.contracts.post_format import post_format
from libs.common.errors import FieldError
from services.social.imports.archives.zip_files import ZipLimits
from services.social.imports.files.records import FileBroken
from services.social.imports.mapping import ImportField, Mapping, MappingNotValid
from services.social.imports.options import parse_options
from services.social.imports.planning import ROWS_LOOKED_AT, ImportPlan, plan_import
from services.social.imports.preview_schemas import (
    PreviewColumn,
    PreviewOptions,
    PreviewPost,
    PreviewRead,
    PreviewRow,
    PreviewSample,
)
from services.social.imports.row_sources import KeptReading
from services.social.imports.rows.refusals import RefusedRow
from services.social.imports.rows.source import Row
from services.social.imports.schemas import render_found
from services.social.imports.summary import FoundSummary
from services.social.imports.upload import Upload
from services.social.saving.preparing import has_no_id, identity_of
from services.social.sources.collected_post import CollectedPost

_ROWS_SHOWN = 20
# Of an archive most can be told before anything is stored.
_ARCHIVE_ROWS = 20_000
_MOST_TEXT = 1_000
# What stands where something has still to be asked, so that the rest can be shown.
_STAND_IN_ACCOUNT = "\x01"
_STAND_IN_PLATFORM = "facebook"
_STAND_IN_ZONE = "UTC"


async def preview_upload(
    upload: Upload, limits: ZipLimits, now: datetime
) -> PreviewRead:
    """What the files are, and how their first rows would be read at this moment.

    Raises FileNotReadable, MappingNotValid."""
    return await asyncio.to_thread(_preview, upload, limits, now)


def _preview(upload: Upload, limits: ZipLimits, now: datetime) -> PreviewRead:
    fields = dict(upload.fields)
    is_part = fields.pop("is_part", "false") == "true"
    told = parse_options(fields, now)
    plan = plan_import(upload.files, told, limits, is_part=is_part)
    # What is missing is shown row by row; a column that is not there cannot be.
    wrong = [error for error in plan.wrong if error.reason != "missing"]
    if wrong:
        raise MappingNotValid(fields=wrong)
    moment = told.as_of or now
    rows, is_whole = _read_rows(plan, moment, is_part=is_part)
    found = FoundSummary()
    found.add(rows)
    readable = found.posts
    form, options = plan.kept.form, plan.kept.reading
    return PreviewRead(
        kind=form.kind,
        source=plan.kept.source,
        encoding=form.encoding,
        encoding_is_certain=form.encoding_is_certain,
        delimiter=form.delimiter if form.kind == "csv" else None,
        account=plan.kept.archive.username if plan.kept.archive else None,
        columns=_render_columns(plan),
        mapping=dict(options.mapping.fields) if options.mapping else {},
        options=PreviewOptions.model_validate(options.model_dump()),
        questions=plan.questions,
        rows=[
            _render_row(number, row, plan, moment)
            for number, row in enumerate(rows[:_ROWS_SHOWN], 1)
        ],
        found=render_found(found),
        is_whole=is_whole,
        sample=PreviewSample(
            rows=len(rows), readable=readable, refused=len(rows) - readable
        ),
    )


def _read_rows(
    plan: ImportPlan, now: datetime, *, is_part: bool
) -> tuple[list[Row], bool]:
    """The first rows, read as far as that is possible now, and whether they are all."""
    kept = _fill_in(plan)
    if kept is None:
        return [], False
    most = _ARCHIVE_ROWS if kept.archive else ROWS_LOOKED_AT
    rows: list[Row] = []
    try:
        with plan.open_source(now, kept) as source, closing(source.rows()) as found:
            for row in islice(found, most + 1):
                rows.append(row)  # noqa: PERF402 - kept where the file breaks off
    except FileBroken as error:
        if not is_part:
            wrong = FieldError("file", "broken", str(error))
            raise MappingNotValid("The file is damaged.", fields=[wrong]) from None
    if is_part and len(rows) <= most:
        rows = rows[:-1] or rows
    return rows[:most], not is_part and len(rows) <= most


def _fill_in(plan: ImportPlan) -> KeptReading | None:
    """The reading with stand-ins for what is still asked; None without any column."""
    options = plan.kept.reading
    if plan.kept.archive is None and options.mapping is None:
        return None
    answers: dict[str, str | None] = {
        "account": _STAND_IN_ACCOUNT,
        "platform": _STAND_IN_PLATFORM,
        "timezone": _STAND_IN_ZONE,
    }
    filled: dict[str, str] = {
        question.option: answers.get(question.option) or question.choices[0]
        for question in plan.questions
        if question.is_needed
    }
    reading = options.model_copy(update=filled)
    return plan.kept.model_copy(update={"reading": reading})


def _render_columns(plan: ImportPlan) -> list[PreviewColumn]:
    mapping = plan.kept.reading.mapping
    fields = _invert(mapping) if mapping else {}
    certain = {guess.column.name for guess in plan.guesses.values() if guess.is_certain}
    return [
        PreviewColumn(
            name=column.name,
            samples=column.samples,
            field=fields.get(column.name),
            is_certain=column.name in certain,
        )
        for column in plan.columns
    ]


def _invert(mapping: Mapping) -> dict[str, ImportField]:
    return {
        column: name
        for name, column in mapping.fields.items()
        if isinstance(column, str)
    }


def _render_row(number: int, row: Row, plan: ImportPlan, now: datetime) -> PreviewRow:
    if isinstance(row, RefusedRow):
        return PreviewRow(
            row_number=number,
            post=None,
            reason=row.reason,
            field=row.field,
            message=row.message,
        )
    asked: set[str] = {
        question.option for question in plan.questions if question.is_needed
    }
    return PreviewRow(
        row_number=number,
        post=_render_post(row, asked, now),
        reason=None,
        field=None,
        message=None,
    )


def _render_post(post: CollectedPost, asked: set[str], now: datetime) -> PreviewPost:
    is_derived = has_no_id(identity_of(post))
    is_stood_in = post.creator_name == _STAND_IN_ACCOUNT
    return PreviewPost(
        platform=None if "platform" in asked else post.platform,
        id=None if is_derived else post.platform_post_id,
        url=post.url or None,
        creator=None if is_stood_in else post.username or post.creator_name,
        kind=post_format(
            post.platform, post.kind, post.duration_seconds, post.published_at
        ),
        title=post.title,
        text=post.content[:_MOST_TEXT] if post.content else None,
        published_at=post.published_at,
        duration_seconds=post.duration_seconds,
        metrics=post.metrics,
        as_of=None if post.as_of == now else post.as_of,
        media_count=len(post.media),
    )
