"""Looks at an upload and tells what it would become. Stores nothing."""

import asyncio
from contextlib import closing
from itertools import islice

from services.social.imports.file_forms import find_form
from services.social.imports.mapping import Constant
from services.social.imports.options import parse_options
from services.social.imports.preview_schemas import (
    PreviewColumn,
    PreviewOptions,
    PreviewRead,
    PreviewSample,
)
from services.social.imports.reading import RecordFile
from services.social.imports.upload import Upload


async def preview_upload(upload: Upload) -> PreviewRead:
    """What the files are and how they would be read."""
    return await asyncio.to_thread(_preview, upload)


def _preview(upload: Upload) -> PreviewRead:
    options = parse_options(
        {name: text for name, text in upload.fields.items() if name != "is_part"}
    )
    file = upload.files[0].file
    columns = options.mapping.columns if options.mapping else frozenset()
    form = find_form(file, options.encoding, columns)
    with closing(RecordFile(file, form).records()) as found:
        records = [record for record in islice(found, 100) if record]
    names = list(dict.fromkeys(name for record in records for name in record))
    return PreviewRead(
        kind=form.kind,
        encoding=form.encoding,
        encoding_is_certain=form.encoding.startswith("utf"),
        delimiter=form.delimiter if form.kind == "csv" else None,
        account=None,
        columns=[
            PreviewColumn(
                name=name,
                samples=[str(record.get(name))[:200] for record in records[:3]],
                field=None,
                is_certain=False,
            )
            for name in names
        ],
        mapping={
            field: Constant(value=column.value)
            if isinstance(column, Constant)
            else column
            for field, column in (
                options.mapping.fields if options.mapping else {}
            ).items()
        },
        options=PreviewOptions.model_validate(options.model_dump()),
        questions=[],
        rows=[],
        sample=PreviewSample(rows=len(records), readable=0, refused=0),
    )
