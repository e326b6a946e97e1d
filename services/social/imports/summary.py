"""What was found in an export, all of its rows together. Pure."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, Field

from services.social.imports.rows.refusals import RowReason
from services.social.imports.rows.source import Row
from services.social.saving.merging import known_figures
from services.social.sources.collected_post import CollectedPost


class SkippedRows(BaseModel):
    """Rows that are no posts, for one reason; `message` is that of the first."""

    count: int = 0
    message: str


class FoundSummary(BaseModel):
    """Kept with the import, and added to batch by batch. `sums` are the figures of all
    posts together, as far as they are told; `told_by` how many posts tell each."""

    posts: int = 0
    first_published_at: datetime | None = None
    last_published_at: datetime | None = None
    sums: dict[str, int] = Field(default_factory=dict)
    told_by: dict[str, int] = Field(default_factory=dict)
    skipped: dict[RowReason, SkippedRows] = Field(default_factory=dict)

    def add(self, rows: Iterable[Row]) -> None:
        """Counts further rows."""
        for row in rows:
            if isinstance(row, CollectedPost):
                self._add_post(row)
            else:
                reason = SkippedRows(message=row.message)
                self.skipped.setdefault(row.reason, reason).count += 1

    def _add_post(self, post: CollectedPost) -> None:
        self.posts += 1
        at = post.published_at
        if at:
            self.first_published_at = min(self.first_published_at or at, at)
            self.last_published_at = max(self.last_published_at or at, at)
        for name, value in known_figures(post.metrics).items():
            self.sums[name] = self.sums.get(name, 0) + value
            self.told_by[name] = self.told_by.get(name, 0) + 1
