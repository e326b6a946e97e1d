"""Writes a service's part of a person's archive: a file for each declared table.

Memory stays the same however much there is; run again, it writes the same again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from libs.common.jobs.handlers import Job
from libs.common.personal_data.archive_parts import (
    PartContents,
    TableTold,
    folder_of_part,
    write_contents,
    write_media,
)
from libs.common.personal_data.declaring import Owned, Part, PersonalData
from libs.common.personal_data.repository import PersonalRows

_PIECE_BYTES = 64 * 1024


class Exporting:
    """One run, for one archive."""

    def __init__(
        self, job: Job, personal: PersonalData, owner_id: UUID, export_id: UUID
    ) -> None:
        self._job = job
        self._personal = personal
        self._owner_id = owner_id
        service = job.resources.settings.service_name
        self._folder = folder_of_part(owner_id, export_id, service)

    async def run(self) -> PartContents:
        """What was written."""
        tables = [
            await self._write_table(declaration)
            for declaration in self._personal.declarations
            if isinstance(declaration, Owned | Part) and declaration.about
        ]
        media = 0
        if self._personal.media:
            files = self._personal.media(self._job.resources, self._owner_id)
            media = await write_media(self._job.resources.storage, self._folder, files)
        contents = PartContents(tables=[t for t in tables if t.rows], media=media)
        await write_contents(self._job.resources.storage, self._folder, contents)
        return contents

    async def _write_table(self, held: Owned | Part) -> TableTold:
        """Writes a table's file, unless there is nothing to write."""
        name = f"{held.table.name}.{'jsonl' if held.is_long else 'json'}"
        columns = [c for c in held.table.columns if c.name not in held.secrets]
        rows = self._personal.rows_of(held, self._owner_id)
        storage = self._job.resources.storage
        async with self._job.database.read() as session:
            found = PersonalRows(session, held.table).stream(rows, columns)
            first = await anext(found, None)
            text = JsonText(is_lines=held.is_long)
            if first is not None:
                pieces = text.write(first, found)
                await storage.put_stream(
                    f"{self._folder}{name}", pieces, "application/json"
                )
        return TableTold(file=name, about=held.about or "", rows=text.rows)


@dataclass(slots=True)
class JsonText:
    """Rows as JSON: a list, or a line for each."""

    is_lines: bool
    rows: int = 0

    async def write(
        self, first: dict[str, Any], others: AsyncIterator[dict[str, Any]]
    ) -> AsyncIterator[bytes]:
        """The text, in pieces; counts the rows."""
        waiting = bytearray(b"" if self.is_lines else b"[\n") + self._render(first)
        self.rows = 1
        async for row in others:
            waiting += b"\n" if self.is_lines else b",\n"
            waiting += self._render(row)
            self.rows += 1
            if len(waiting) > _PIECE_BYTES:
                yield bytes(waiting)
                waiting.clear()
        yield bytes(waiting) + (b"\n" if self.is_lines else b"\n]\n")

    def _render(self, row: dict[str, Any]) -> bytes:
        options = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
        if not self.is_lines:
            options |= orjson.OPT_INDENT_2
        # The driver's own UUIDs are a subclass, which orjson does not know.
        return orjson.dumps(row, default=_as_text, option=options)


def _as_text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
