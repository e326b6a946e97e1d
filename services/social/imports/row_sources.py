"""The rows of an import, understood one by one, whatever its files are. Blocks."""

from collections.abc import Generator, Sequence
from contextlib import closing
from datetime import datetime
from typing import BinaryIO, Protocol

from pydantic import BaseModel, ConfigDict

from services.social.imports.archives.x.contents import XArchive
from services.social.imports.archives.x.posts import TweetContext, TweetReader
from services.social.imports.archives.x.records import ArchiveFile, TweetFile
from services.social.imports.files.forms import FileForm
from services.social.imports.files.records import RecordFile
from services.social.imports.options import ReadingOptions
from services.social.imports.rows.reader import RowContext, RowReader
from services.social.imports.rows.refusals import RefusedRow
from services.social.sources.collected_post import CollectedPost

Row = CollectedPost | RefusedRow

_BROKEN_ROW = RefusedRow("malformed_row", None, "This row is no JSON object.")


class KeptReading(BaseModel):
    """How an import's files are read: kept with it, so that every reading of them is
    the same."""

    model_config = ConfigDict(frozen=True)

    form: FileForm
    reading: ReadingOptions
    archive: XArchive | None = None

    @property
    def account(self) -> str | None:
        """The account that the files name, else the one that was told."""
        named = self.archive.username if self.archive else None
        return named or self.reading.account

    @property
    def file_count(self) -> int:
        """How many files are kept until they are read."""
        return len(self.archive.roles) if self.archive else 1

    @property
    def tells_moment(self) -> bool:
        """Whether it is known when the figures were seen."""
        if self.archive:
            return self.archive.made_at is not None
        mapping = self.reading.mapping
        return mapping is not None and "as_of" in mapping.fields


class RowSource(Protocol):
    """Rows in a fixed order; `bytes_read` is ahead of them by a buffer."""

    @property
    def bytes_read(self) -> int:
        """Of all files together."""
        ...

    def rows(self) -> Generator[Row]:
        """All rows. Raises FileBroken where the rest cannot be read."""
        ...


def open_source(
    files: Sequence[BinaryIO], kept: KeptReading, as_of: datetime
) -> RowSource:
    """The rows of files that were kept in this order; `as_of` is when figures were
    seen that tell no moment of their own."""
    if kept.archive:
        return _Archive(files, kept.archive, kept.account or "", as_of)
    return _Table(files[0], kept, as_of)


class _Table:
    def __init__(self, file: BinaryIO, kept: KeptReading, as_of: datetime) -> None:
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
        )
        self._file = RecordFile(file, kept.form)
        self._reader = RowReader(options.mapping, context)

    @property
    def bytes_read(self) -> int:
        return self._file.bytes_read

    def rows(self) -> Generator[Row]:
        with closing(self._file.records()) as records:
            for record in records:
                yield self._reader.read(record) if record is not None else _BROKEN_ROW


class _Archive:
    def __init__(
        self,
        files: Sequence[BinaryIO],
        archive: XArchive,
        account: str,
        as_of: datetime,
    ) -> None:
        parts = zip(archive.roles, archive.names, files, strict=True)
        self._file = TweetFile([ArchiveFile(*part) for part in parts])
        self._archive = archive
        self._account = account
        self._as_of = archive.made_at or as_of

    @property
    def bytes_read(self) -> int:
        return self._file.bytes_read

    def rows(self) -> Generator[Row]:
        context = TweetContext(
            username=self._account,
            as_of=self._as_of,
            account_id=self._archive.account_id,
            display_name=self._archive.display_name,
            notes=self._file.load_notes(),
        )
        reader = TweetReader(context)
        with closing(self._file.records()) as records:
            for record in records:
                yield reader.read(record) if record is not None else _BROKEN_ROW
