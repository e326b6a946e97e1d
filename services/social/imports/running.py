"""Reads an import's file to its end, batch by batch, from wherever it stopped."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from libs.common.storage.interface import ObjectNotFound, Storage
from services.social.imports.files.records import FileBroken
from services.social.imports.models import Import
from services.social.imports.repository import ImportRepository
from services.social.imports.row_sources import KeptReading, open_source
from services.social.imports.rows.refusals import RefusedRow
from services.social.imports.rows.source import Row
from services.social.imports.stored_files import delete_files, open_files
from services.social.imports.summary import FoundSummary
from services.social.saving.merging import MergeRule, known_figures
from services.social.saving.preparing import (
    PreparedPosts,
    SavePlan,
    identity_of,
    prepare_posts,
)
from services.social.saving.repository import SavingRepository
from services.social.saving.service import PostSaver, SavedPost
from services.social.sources.collected_post import CollectedPost
from services.social.standings.orders import StandingOrders
from services.social.takedowns.guard import TAKEN_DOWN, TakedownGuard

# A batch is held several times over while it is stored.
_MOST_CHARACTERS = 1_000_000
_TAKEN_DOWN = RefusedRow("taken_down", None, TAKEN_DOWN.message)

ENDED = frozenset({"COMPLETED", "FAILED", "REMOVING"})
"""The states of an import that is over."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows in file order, the first of them numbered `first_row`, and the posts among
    them, ready to be stored."""

    first_row: int
    rows: list[Row]
    posts: PreparedPosts
    bytes_read: int


class BatchReader:
    """Reads, understands and prepares rows, in a thread, one batch ahead of the
    database."""

    def __init__(self, files: Sequence[BinaryIO], run: Import, batch_rows: int) -> None:
        kept = KeptReading.model_validate(run.options)
        self.plan = _build_plan(run, kept)
        self._source = open_source(files, kept, run.as_of)
        self._done = run.rows_done
        self._batch_rows = batch_rows
        self._all = self._source.rows()
        self._rows: Iterator[Row] = islice(self._all, self._done, None)
        self._failure: FileBroken | None = None

    async def batches(self) -> AsyncGenerator[Batch]:
        """The batches after the rows that are done.

        Raises FileBroken after the rows before the damage were given."""
        following = asyncio.create_task(asyncio.to_thread(self._next_batch))
        try:
            while (batch := await following).rows:
                following = asyncio.create_task(asyncio.to_thread(self._next_batch))
                yield batch
        finally:
            # The thread uses the file: it must be over before the file is closed.
            await asyncio.wait([following])
            self._all.close()
        if self._failure:
            raise self._failure

    def _next_batch(self) -> Batch:
        rows: list[Row] = []
        try:
            size = 0
            for row in islice(self._rows, self._batch_rows):
                rows.append(row)
                size += _size_of(row)
                if size > _MOST_CHARACTERS:
                    break
        except FileBroken as error:
            self._failure = error
        first, self._done = self._done + 1, self._done + len(rows)
        posts = [row for row in rows if isinstance(row, CollectedPost)]
        prepared = prepare_posts(posts, self.plan)
        return Batch(first, rows, prepared, self._source.bytes_read)


class ImportRun:
    """One run of an import's job."""

    def __init__(self, job: Job, storage: Storage, batch_rows: int) -> None:
        self._job = job
        self._storage = storage
        self._batch_rows = batch_rows

    async def run(self, import_id: UUID, owner_id: UUID) -> None:
        """Imports what is left of the file, then deletes it. Safe to repeat."""
        async with self._job.unit_of_work() as session:
            imports = ImportRepository(session, owner_id)
            run = await imports.get(import_id)
            if run.status not in ENDED:
                await imports.set_values(import_id, status="PROCESSING")
        if run.status not in ENDED:
            await self._end(run, await self._import_rest(run))
        await delete_files(self._storage, run)

    async def _import_rest(self, run: Import) -> str | None:
        """Imports batch by batch; why the file cannot be read on, if it cannot."""
        try:
            count = KeptReading.model_validate(run.options).file_count
            async with open_files(self._storage, run, count) as files:
                reader = BatchReader(files, run, self._batch_rows)
                async with aclosing(reader.batches()) as batches:
                    async for batch in batches:
                        async with self._job.unit_of_work() as session:
                            run.summary = await store_batch(
                                session, run, batch, reader.plan
                            )
        except FileBroken as broken:
            return str(broken)
        except ObjectNotFound:
            return "The uploaded file is no longer there."
        return None

    async def _end(self, run: Import, error: str | None) -> None:
        async with self._job.unit_of_work() as session:
            await ImportRepository(session, run.owner_id).set_values(
                run.id,
                status="FAILED" if error else "COMPLETED",
                error=error,
                finished_at=self._job.resources.clock.now(),
            )
            orders = StandingOrders(session, self._job.jobs)
            await orders.ask_for_import(run.owner_id, run.id)


async def store_batch(
    session: WriteSession, run: Import, batch: Batch, plan: SavePlan
) -> dict[str, Any]:
    """Posts, report and progress of one batch, in one transaction; what all rows so far
    tell together."""
    imports = ImportRepository(session, run.owner_id)
    batch = await _without_taken_down(session, batch)
    plan = replace(plan, find_seen=partial(imports.find_seen, run.id))
    summary = FoundSummary.model_validate(run.summary or {})
    summary.add(batch.rows)
    told = summary.model_dump(mode="json")
    saved = await PostSaver(session).save_prepared(batch.posts, plan)
    post_ids = {post.post_id for post in saved}
    await SavingRepository(session).grant_access(run.owner_id, post_ids, "import")
    report = _build_report(run.id, batch, iter(saved))
    await imports.add_report(report)
    outcomes = [row["outcome"] for row in report]
    await imports.set_values(
        run.id,
        rows_done=Import.rows_done + len(report),
        bytes_done=batch.bytes_read,
        summary=told,
        **{
            name: getattr(Import, name) + outcomes.count(name)
            for name in ("imported", "updated", "duplicate", "refused")
        },
    )
    return told


async def _without_taken_down(session: WriteSession, batch: Batch) -> Batch:
    """The batch, its rows about posts that were taken down refused."""
    refused = await TakedownGuard(session).find_refused(batch.posts.groups)
    if not refused:
        return batch
    rows: list[Row] = [
        _TAKEN_DOWN
        if isinstance(row, CollectedPost) and identity_of(row) in refused
        else row
        for row in batch.rows
    ]
    return replace(batch, rows=rows, posts=batch.posts.without(refused))


def _build_plan(run: Import, kept: KeptReading) -> SavePlan:
    rule = MergeRule(always_snapshot=False, confirms_time=kept.tells_moment)
    return SavePlan(
        owner_id=run.owner_id, origin="import", fetched_at=run.created_at, rule=rule
    )


def _size_of(row: Row) -> int:
    return len(row.content or "") if isinstance(row, CollectedPost) else 0


def _build_report(
    import_id: UUID, batch: Batch, saved: Iterator[SavedPost]
) -> list[dict[str, Any]]:
    report = []
    for number, row in enumerate(batch.rows, batch.first_row):
        line: dict[str, Any] = {"import_id": import_id, "row_number": number}
        if isinstance(row, RefusedRow):
            line |= {"outcome": "refused", "reason": row.reason}
            line |= {"field": row.field, "message": row.message}
        else:
            post = next(saved)
            line |= {"outcome": post.outcome, "post_id": post.post_id}
            line |= {"as_of": row.as_of, "figures": known_figures(row.metrics)}
            line |= {"replaced": post.replaced}
        report.append(line)
    return report
