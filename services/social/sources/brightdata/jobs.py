"""Jobs at Bright Data, each paid for once: noted before they begin, waited for, and
taken up again by whoever comes after a worker that was killed.

Rows are matched with what was asked for by whoever asks, never by their place."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog

from libs.common.db.session import Database
from libs.common.http.vendor_terms import VendorFailed
from services.social.clients.brightdata import (
    MOST_SCRAPED,
    BrightDataClient,
    Dataset,
    Row,
)
from services.social.side_by_side import run_side_by_side
from services.social.sources.source import Failure, Receipt
from services.social.vendor_jobs.models import VendorJob
from services.social.vendor_jobs.repository import VendorJobRepository

log = structlog.get_logger()

VENDOR = "brightdata"

_JOBS_AT_ONCE = 4
# For some seconds after its beginning a job is not found; later it is lost.
_MOST_NOT_FOUND_SECONDS = 60.0
_LOOKS_APART = 0.1
_LONGEST_PAUSE_SECONDS = 10.0
_STOPPING = frozenset({"auth", "no_credit"})
_OF_THE_MOMENT = frozenset({"rate_limited", "timeout", "source_unavailable"})
_MOST_ODD_ANSWERS = 3
_STILL_AT_WORK = Failure(
    "timeout",
    "Bright Data is still at work on this. Try again in some minutes: it goes on, and "
    "is not paid for twice.",
)
_GIVEN_UP = Failure(
    "source_unavailable", "Bright Data gave up collecting this. Try again in a while."
)


@dataclass(frozen=True, slots=True)
class JobPatience:
    """When a job is looked at first, how far apart then at least, how long it is
    waited for in all, and how old one may be to be taken up again."""

    first_poll_seconds: float
    poll_seconds: float
    patience_seconds: float
    resumed_for: timedelta = timedelta(hours=1)


@dataclass(slots=True)
class Fetched:
    """What came of it: rows of any order, and why things have none."""

    rows: list[Row] = field(default_factory=list)
    failures: dict[str, Failure] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)
    calls: int = 0
    cost_micro_usd: int = 0

    def add(self, other: "Fetched") -> None:
        """Takes over what another job brought."""
        self.rows += other.rows
        self.failures |= other.failures
        self.receipts += other.receipts
        self.tries |= other.tries
        self.calls += other.calls
        self.cost_micro_usd += other.cost_micro_usd


@dataclass(frozen=True, slots=True)
class _Job:
    id: UUID
    inputs: tuple[str, ...]
    external_id: str | None
    tries: int
    is_accounted: bool = False
    is_resumed: bool = False


class BrightDataJobs:
    """Fetches rows of one dataset at a time."""

    def __init__(
        self,
        client: BrightDataClient,
        database: Database,
        patience: JobPatience,
        most_scraped: int,
    ) -> None:
        self._client = client
        self._database = database
        self._patience = patience
        self._most_scraped = min(most_scraped, MOST_SCRAPED)

    def end_of_patience(self) -> float:
        """Until when (by the loop's clock) somebody who begins now will wait."""
        loop = asyncio.get_running_loop()
        return loop.time() + self._patience.patience_seconds

    async def fetch(
        self,
        dataset: Dataset,
        items: Mapping[str, Row],
        *,
        until: float,
        tries: int = 1,
    ) -> Fetched:
        """The rows about these things: `items` are what is sent, by our own name of
        each. Where a job about one is under way it is waited for. Never raises for what
        the other side does; what is not there `until` then is left to go on.

        `tries` above 1 asks anew, whatever was asked before."""
        fetched = Fetched()
        known = await self._find(dataset, items) if tries == 1 else []
        rest = {k: i for k, i in items.items() if not any(k in j.inputs for j in known)}
        work = [self._resume(job, until) for job in known]
        if rest:
            work.append(self._begin(dataset, rest, tries, until))
        for found in await run_side_by_side(work, at_once=_JOBS_AT_ONCE):
            fetched.add(found)
        return fetched

    async def _find(self, dataset: Dataset, items: Mapping[str, Row]) -> list[_Job]:
        """Jobs under way about some of these things."""
        async with self._database.read() as session:
            rows = await VendorJobRepository(session).find(
                VENDOR, dataset.operation, list(items), self._patience.resumed_for
            )
        unclear = [row.input for row in rows if row.external_id is None]
        if unclear:
            # Killed in the moment between asking and hearing what the job is called.
            log.warning("vendor_job_unclear", vendor=VENDOR, things=len(unclear))
        return _group([row for row in rows if row.external_id])

    async def _begin(
        self, dataset: Dataset, items: Mapping[str, Row], tries: int, until: float
    ) -> Fetched:
        inputs = tuple(sorted(items))
        async with self._database.unit_of_work() as session:
            repository = VendorJobRepository(session)
            job_id = await repository.note_asked(
                VENDOR, dataset.operation, inputs, tries
            )
        job = _Job(job_id, inputs, None, tries)
        sent = [items[name] for name in inputs]
        try:
            if not dataset.parameters and len(sent) <= self._most_scraped:
                told, calls = await self._client.scrape(dataset, sent)
            else:
                told, calls = await self._client.trigger(dataset, sent)
        except VendorFailed as failed:
            # Where it may have been taken on all the same, the note stays.
            if failed.is_undone:
                await self._forget(job)
            return self._fail(job, failed)
        if isinstance(told, list):
            await self._note_accounted(job)
            return self._take(job, told, calls)
        async with self._database.unit_of_work() as session:
            await VendorJobRepository(session).note_external_id(job_id, told)
        began = _Job(job_id, inputs, told, tries)
        fetched = await self._resume(began, until)
        fetched.calls += calls
        return fetched

    async def _resume(self, job: _Job, until: float) -> Fetched:
        """Waits for a job, and takes what it brings."""
        watch = _Watch(self._client, job, self._patience)
        try:
            async with asyncio.timeout_at(until):
                rows = await watch.wait()
        except TimeoutError:
            return self._fail_for(job, _STILL_AT_WORK, watch.calls)
        except VendorFailed as failed:
            if failed.reason not in _STOPPING:
                await self._forget(job)
            failed.calls = watch.calls
            return self._fail(job, failed)
        if rows is None:
            await self._forget(job)
            return self._fail_for(job, _GIVEN_UP, watch.calls)
        if not job.is_accounted:
            await self._note_accounted(job)
        return self._take(job, rows, watch.calls)

    def _take(self, job: _Job, rows: list[Row], calls: int) -> Fetched:
        return Fetched(
            rows=rows,
            receipts=[Receipt(job.id, name) for name in job.inputs],
            tries=dict.fromkeys(job.inputs, job.tries),
            calls=calls,
            cost_micro_usd=self._client.cost_of(rows),
        )

    def _fail(self, job: _Job, failed: VendorFailed) -> Fetched:
        failure = Failure(failed.reason, failed.message)
        return self._fail_for(job, failure, failed.calls)

    def _fail_for(self, job: _Job, failure: Failure, calls: int) -> Fetched:
        return Fetched(failures=dict.fromkeys(job.inputs, failure), calls=calls)

    async def _forget(self, job: _Job) -> None:
        async with self._database.unit_of_work() as session:
            await VendorJobRepository(session).forget(job.id)

    async def _note_accounted(self, job: _Job) -> None:
        async with self._database.unit_of_work() as session:
            await VendorJobRepository(session).note_accounted(job.id)


class _Watch:
    """Looks at one job until it is over."""

    def __init__(
        self, client: BrightDataClient, job: _Job, patience: JobPatience
    ) -> None:
        self._client = client
        self._job = job
        self._patience = patience
        self._not_found_seconds = 0.0
        self._odd_answers = 0
        self.calls = 0

    async def wait(self) -> list[Row] | None:
        """The rows; None of a job that failed or is lost. Raises VendorFailed where
        looking again is of no use."""
        for pause in self._list_pauses():
            await asyncio.sleep(pause)
            try:
                is_over, rows = await self._look()
            except VendorFailed as failed:
                self.calls += failed.calls
                if self._is_lost(failed, pause):
                    return None
                if self._is_useless(failed):
                    raise
            else:
                if is_over:
                    return rows
        return None

    def _list_pauses(self) -> Iterator[float]:
        """What is waited before each look; a job taken up again is looked at soon.

        A tenth of the time so far: so much longer than the job lasts it is waited for
        at most."""
        waited = 0.0 if self._job.is_resumed else self._patience.first_poll_seconds
        yield waited
        while True:
            share = waited * _LOOKS_APART
            pause = max(self._patience.poll_seconds, min(share, _LONGEST_PAUSE_SECONDS))
            yield pause
            waited += pause

    async def _look(self) -> tuple[bool, list[Row] | None]:
        external_id = self._job.external_id or ""
        state, calls = await self._client.read_state(external_id)
        self.calls += calls
        if state != "ready":
            return state == "failed", None
        rows, calls = await self._client.download(
            external_id, is_accounted=self._job.is_accounted
        )
        self.calls += calls
        return rows is not None, rows

    def _is_lost(self, failed: VendorFailed, waited_seconds: float) -> bool:
        if failed.status != 404:
            return False
        self._not_found_seconds += waited_seconds
        return self._not_found_seconds > _MOST_NOT_FOUND_SECONDS

    def _is_useless(self, failed: VendorFailed) -> bool:
        """Whether it will be no better next time; of what may be, not for ever."""
        self._odd_answers += failed.reason not in _OF_THE_MOMENT
        return failed.reason in _STOPPING or self._odd_answers >= _MOST_ODD_ANSWERS


def _group(rows: Sequence[VendorJob]) -> list[_Job]:
    """The jobs that rows of single things belong to."""
    groups: dict[UUID, list[VendorJob]] = {}
    for row in rows:
        groups.setdefault(row.job_id, []).append(row)
    return [
        _Job(
            job_id,
            tuple(sorted(row.input for row in group)),
            group[0].external_id,
            group[0].tries,
            is_accounted=group[0].accounted_at is not None,
            is_resumed=True,
        )
        for job_id, group in groups.items()
    ]
