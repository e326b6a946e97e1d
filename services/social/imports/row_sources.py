"""The rows of an import, understood one by one, whatever its files are. Blocks."""

from collections.abc import Generator, Sequence
from contextlib import closing
from datetime import datetime
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict

from services.social.imports.archives.contents import ArchiveContents
from services.social.imports.archives.kind import Reading
from services.social.imports.archives.kinds import get_kind
from services.social.imports.files.forms import ArchiveName, FileForm
from services.social.imports.files.records import RecordFile
from services.social.imports.guessing.known_tables import TableName
from services.social.imports.options import ReadingOptions
from services.social.imports.rows.reader import RowContext, RowReader
from services.social.imports.rows.source import BROKEN_ROW, Row, RowSource

ImportSource = ArchiveName | TableName


class KeptReading(BaseModel):
    """How an import's files are read: kept with it, so that every reading of them is
    the same. `table`: the table is a platform's own, and `visibility` the column of it
    that says who may see a post; `table_files`: it came in so many."""

    model_config = ConfigDict(frozen=True)

    form: FileForm
    reading: ReadingOptions
    archive: ArchiveContents | None = None
    table: TableName | None = None
    visibility: str | None = None
    table_files: int = 1

    @property
    def source(self) -> ImportSource | None:
        """Which platform's own export it is; None: a table of somebody's making."""
        return self.archive.kind if self.archive else self.table

    @property
    def account(self) -> str | None:
        """The account that the files name, else the one that was told."""
        named = self.archive.username if self.archive else None
        return named or self.reading.account

    @property
    def file_count(self) -> int:
        """How many files are kept until they are read."""
        return len(self.archive.roles) if self.archive else self.table_files

    @property
    def tells_moment(self) -> bool:
        """Whether it is known when the figures were seen."""
        if self.archive:
            return self.archive.made_at is not None
        mapping = self.reading.mapping
        return mapping is not None and "as_of" in mapping.fields


def open_source(
    files: Sequence[BinaryIO], kept: KeptReading, as_of: datetime
) -> RowSource:
    """The rows of files that were kept in this order; `as_of` is when figures were
    seen that tell no moment of their own."""
    contents = kept.archive
    if contents is None:
        return _Table(files, kept, as_of)
    # An archive's own moment; where a clock was wrong, none that is yet to come.
    moment = min(contents.made_at or as_of, as_of)
    reading = Reading(contents, kept.account or "", moment)
    return get_kind(contents.kind).open(contents.assign(files), reading)


class _Table:
    """A table, in one file or in several that are alike."""

    def __init__(
        self, files: Sequence[BinaryIO], kept: KeptReading, as_of: datetime
    ) -> None:
        options = kept.reading
        if options.mapping is None:
            raise ValueError("rows cannot be read without a mapping")
        context = RowContext(
            as_of=as_of,
            times=options.times,
            number_format=options.number_format,
            account=options.account,
            platform=options.platform,
            is_escaped=kept.form.is_escaped,
            visibility=kept.visibility,
            is_of_shares=kept.table == "linkedin_shares",
        )
        self._files = [RecordFile(file, kept.form) for file in files]
        self._reader = RowReader(options.mapping, context)

    @property
    def bytes_read(self) -> int:
        return sum(file.bytes_read for file in self._files)

    def rows(self) -> Generator[Row]:
        for file in self._files:
            with closing(file.records()) as records:
                for record in records:
                    if record is None:
                        yield BROKEN_ROW
                    else:
                        yield self._reader.read(record)
