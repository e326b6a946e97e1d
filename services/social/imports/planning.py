"""What an upload is and how it is read: the one look before anything is stored.

Blocks: use it in a thread."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from libs.common.errors import FieldError
from services.social.imports.archives.contents import ArchiveFile
from services.social.imports.archives.kind import ArchiveKind
from services.social.imports.archives.parts import (
    FilePart,
    FoundParts,
    find_parts,
    open_part,
)
from services.social.imports.archives.zip_files import ZipLimits
from services.social.imports.files.forms import FileForm, FileNotReadable, find_form
from services.social.imports.files.records import FileBroken, RecordFile
from services.social.imports.guessing.columns import Column, normalise
from services.social.imports.guessing.known_tables import (
    find_known_table,
    find_visibility,
)
from services.social.imports.guessing.mapping import ColumnGuess
from services.social.imports.guessing.questions import ask_account
from services.social.imports.guessing.reading import guess_reading
from services.social.imports.mapping import ImportField, find_wrong_mappings
from services.social.imports.options import ReadingOptions
from services.social.imports.preview_schemas import ImportQuestion
from services.social.imports.row_sources import KeptReading, open_source
from services.social.imports.rows.source import RowSource
from services.social.imports.upload import UploadedFile

ROWS_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """How the parts of an upload are read, as far as that is known.

    `questions` are still open; `wrong` is what does not fit in the form. `columns`
    and `guesses` (of fields that nobody mapped) are those of a table."""

    parts: Sequence[FilePart]
    kept: KeptReading
    questions: list[ImportQuestion]
    wrong: list[FieldError] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    guesses: dict[ImportField, ColumnGuess] = field(default_factory=dict)

    @contextmanager
    def open_source(
        self, as_of: datetime, kept: KeptReading | None = None
    ) -> Iterator[RowSource]:
        """The rows, read so or in another way."""
        with ExitStack() as stack:
            files = [stack.enter_context(open_part(part)) for part in self.parts]
            yield open_source(files, kept or self.kept, as_of)


def plan_import(
    files: Sequence[UploadedFile],
    told: ReadingOptions,
    limits: ZipLimits,
    *,
    is_part: bool = False,
) -> ImportPlan:
    """Finds out what the files are, and completes what was told of them.

    `is_part`: they were cut for a preview. Raises FileNotReadable."""
    found = find_parts(files, limits, is_part=is_part)
    if found.kind is None:
        return _plan_table(found.parts, told, is_part=is_part)
    return _plan_archive(found, found.kind, told)


def _plan_archive(
    found: FoundParts, kind: ArchiveKind, told: ReadingOptions
) -> ImportPlan:
    try:
        with ExitStack() as stack:
            files = [
                ArchiveFile(part.role, part.name, stack.enter_context(open_part(part)))
                for part in found.parts
            ]
            archive = kind.read(files)
    except FileBroken as error:
        raise FileNotReadable("broken", str(error)) from None
    parts = found.kept
    archive = archive.model_copy(
        update={
            "roles": tuple(part.role for part in parts),
            "names": tuple(part.name for part in parts),
        }
    )
    form = FileForm(kind=kind.name, encoding="utf-8")
    options = told.model_copy(update={"mapping": None, "platform": kind.platform})
    kept = KeptReading(form=form, reading=options, archive=archive)
    asked = [] if kept.account else [ask_account(kind.platform)]
    return ImportPlan(parts, kept, asked)


def _plan_table(
    parts: Sequence[FilePart], told: ReadingOptions, *, is_part: bool
) -> ImportPlan:
    with open_part(parts[0]) as file:
        columns = told.mapping.columns if told.mapping else frozenset()
        form = find_form(file, told.encoding, columns, is_part=is_part)
    records: list[dict[str, Any]] = []
    for part in parts:
        with open_part(part) as file:
            records += _read_first(RecordFile(file, form), is_part=is_part)
    if not records:
        raise FileNotReadable("no_rows", "The file has no rows.")
    headings = list(records[0])
    words = [normalise(heading[:200]) for heading in headings]
    known = find_known_table(words)
    if known and known.advice:
        raise FileNotReadable("days_not_posts", known.advice)
    reading = guess_reading(records, form, told, known)
    visible = find_visibility(known, words)
    kept = KeptReading(
        form=reading.form,
        reading=reading.options,
        table=known.name if known else None,
        visibility=None if visible is None else headings[visible],
        table_files=len(parts),
    )
    wrong = []
    if reading.options.mapping:
        wrong = find_wrong_mappings(reading.options.mapping, records)
    return ImportPlan(
        parts, kept, reading.questions, wrong, reading.columns, reading.guesses
    )


def _read_first(file: RecordFile, *, is_part: bool) -> list[dict[str, Any]]:
    """The first rows that are whole. Raises FileNotReadable."""
    found: list[dict[str, Any] | None] = []
    try:
        with closing(file.records()) as records:
            for record in islice(records, ROWS_LOOKED_AT):
                found.append(record)  # noqa: PERF402 - kept where the file breaks off
    except FileBroken as error:
        if not is_part:
            raise FileNotReadable("broken", str(error)) from None
    if is_part and len(found) < ROWS_LOOKED_AT:
        found = found[:-1] or found
    return [record for record in found if record]
