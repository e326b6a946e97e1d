"""What the rows of an import come from, whatever its files are."""

from collections.abc import Generator
from typing import Protocol

from services.social.imports.rows.refusals import RefusedRow
from services.social.sources.collected_post import CollectedPost

Row = CollectedPost | RefusedRow

BROKEN_ROW = RefusedRow("malformed_row", None, "This row is no JSON object.")
"""What becomes of an element that is no post at all."""


class RowSource(Protocol):
    """Rows in a fixed order; `bytes_read` is ahead of them by a buffer."""

    @property
    def bytes_read(self) -> int:
        """Of all files together."""
        ...

    def rows(self) -> Generator[Row]:
        """All rows. Raises FileBroken where the rest cannot be read."""
        ...
