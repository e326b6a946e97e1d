"""Reads the rows of a file one by one, in little memory. Blocks: use it in a thread."""

import codecs
import csv
from collections.abc import Generator, Sequence
from io import TextIOWrapper
from typing import Any, BinaryIO, Self

import ijson
import orjson

from services.social.imports.files.forms import FileForm
from services.social.imports.files.json_items import NestedTooDeeply, build_items
from services.social.imports.rows.reader import EXTRA_CELLS

Record = dict[str, Any] | None
"""A row by column; None where it is broken, but the next one can be read."""

MOST_ROW_BYTES = 4 << 20
"""No row may be longer; else a missing quote would take all of a file for one."""

_BUFFER_BYTES = 65_536

# Global to the csv module; nothing else here reads CSV.
csv.field_size_limit(1 << 20)


class FileBroken(Exception):
    """The file cannot be read on from here; rows before it stand."""


class RecordFile:
    """The rows of one file, in order; blank lines are no rows."""

    def __init__(self, file: BinaryIO, form: FileForm) -> None:
        self._file = file
        self._form = form

    @property
    def bytes_read(self) -> int:
        """How much of the file has been read, ahead of the rows by a buffer."""
        return self._file.tell()

    def records(self) -> Generator[Record]:
        """All rows. Raises FileBroken where the rest cannot be read."""
        self._file.seek(0)
        match self._form.kind:
            case "csv":
                return self._csv_records()
            case "json_lines":
                return self._line_records()
            case kind:
                in_object = kind == "json_posts"
                return self._json_records(self._form.items_path if in_object else ())

    def _csv_records(self) -> Generator[Record]:
        # Bytes that the encoding has not become marks, and the row is refused for them.
        text = TextIOWrapper(
            self._file, self._form.encoding, errors="surrogateescape", newline=""
        )
        try:
            lines = _BoundedLines(text)
            reader = csv.reader(
                lines,
                delimiter=self._form.delimiter,
                escapechar=self._form.escape,
            )
            header = [name.strip("\ufeff \t") for name in next(reader, [])]
            for cells in reader:
                lines.since_last = 0
                if not any(cells):
                    continue
                record: dict[str, Any] = dict(zip(header, cells, strict=False))
                if any(cells[len(header) :]):
                    record[EXTRA_CELLS] = cells[len(header) :]
                yield record
        except csv.Error as error:
            raise FileBroken(f"The file is not valid CSV: {error}.") from error
        except UnicodeError as error:
            raise FileBroken("The file is not in the encoding given.") from error
        finally:
            text.detach()

    def _line_records(self) -> Generator[Record]:
        source = self._utf8()
        while line := source.readline(MOST_ROW_BYTES + 1):
            if len(line) > MOST_ROW_BYTES:
                raise FileBroken("A line is too long.")
            if line.isspace():
                continue
            try:
                value = orjson.loads(line)
            except orjson.JSONDecodeError:
                value = None
            yield value if isinstance(value, dict) else None

    def _json_records(self, path: Sequence[str]) -> Generator[Record]:
        source = BoundedReader(self._utf8())
        try:
            events = ijson.basic_parse(source, buf_size=_BUFFER_BYTES)
            items = build_items(events, paths=(path,), on_passed=source.forget)
            for value in items:
                source.forget()
                yield value if isinstance(value, dict) else None
        except NestedTooDeeply as error:
            raise FileBroken(str(error)) from error
        except (ijson.JSONError, UnicodeError, ValueError, SystemError) as error:
            # A number of thousands of digits is a SystemError of the parser.
            raise FileBroken(f"The file is not valid JSON: {error}.") from error

    def _utf8(self) -> Any:
        """The file as UTF-8 without a byte-order mark, which JSON has not."""
        if self._form.encoding == "utf-8-sig":
            self._file.seek(len(codecs.BOM_UTF8))
        if self._form.encoding in {"utf-8", "utf-8-sig"}:
            return self._file
        return codecs.EncodedFile(self._file, "utf-8", self._form.encoding)


class _BoundedLines:
    """Passes lines on until a single row has taken too much of them."""

    def __init__(self, source: TextIOWrapper) -> None:
        self._source = source
        self.since_last = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._source.readline(MOST_ROW_BYTES + 1)
        if not line:
            raise StopIteration
        self.since_last += len(line)
        if self.since_last > MOST_ROW_BYTES:
            raise FileBroken("A row of this file is too long.")
        return line


class BoundedReader:
    """Passes bytes on until a single row has taken too many of them."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self.since_last = 0

    def forget(self) -> None:
        """Begins to count anew: what was read is no part of the row to come."""
        self.since_last = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`."""
        if size == 0:
            return b""
        if self.since_last > MOST_ROW_BYTES:
            raise FileBroken("A post in this file is too long.")
        chunk: bytes = self._source.read(size)
        self.since_last += len(chunk)
        return chunk
