"""Any order of reserving, settling, expiring and moving, also at once: the books fit.

What billing should hold is kept here by plain arithmetic, compared after each step."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from libs.common.clock import FixedClock
from libs.common.contracts.billing import ReserveUsage, SettleUsage
from libs.common.contracts.domain_events import UserUpdated
from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from libs.common.ids import new_id
from libs.common.jobs.client import Jobs
from libs.common.jobs.dispatch import Dispatcher
from libs.common.jobs.envelope import Envelope
from libs.common.pagination import PageRequest
from services.billing.owners.service import OwnerService
from services.billing.owners.turns import OwnerTurns
from services.billing.plans.catalogue import DEFAULT_PLANS_FILE, read_plans
from services.billing.reservations.errors import DailyAnalysisLimitReached
from services.billing.reservations.service import ReservationService
from services.billing.usage.schemas import UsageLimitsRead
from services.billing.usage.service import UsageService
from tests.fixtures.database import DatabaseUrlOf

LIMIT = 25
HOUR = timedelta(hours=1)
PLANS = read_plans(DEFAULT_PLANS_FILE)

owners = st.integers(0, 1)
posts = st.integers(1, 20)
picks = st.integers(0, 1_000)
waits = st.sampled_from([1, 20, 40, 61, 8 * 60, 25 * 60])
zones = st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York", "Etc/GMT+12"])


@dataclass
class Held:
    """A reservation as it should be; `done` is None until it is settled."""

    owner: UUID
    posts: int
    date: date
    expires_at: datetime
    done: int | None = None
    is_late: bool = False


class Nobody:
    """Nobody is woken: what is told stays in the outbox."""

    async def send(self, envelopes: Sequence[Envelope]) -> None: ...


class Books(RuleBasedStateMachine):
    """Billing at a real database, and the same by hand."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        engine = build_engine(url, application_name="books", pool_size=4)
        self.database = Database(engine)
        self.clock = FixedClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
        self.turns = OwnerTurns()
        self.jobs = Jobs("billing", self.database, cast("Dispatcher", Nobody()))
        self.owners = [new_id(), new_id()]
        self.held: dict[UUID, Held] = {}

    def teardown(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()

    # What billing is asked

    async def reserve(self, reservation_id: UUID, owner: UUID, count: int) -> bool:
        question = ReserveUsage(
            reservation_id=reservation_id,
            owner_id=owner,
            posts_by_platform={"x": count},
            urls=count,
        )
        try:
            async with self.database.unit_of_work() as session:
                # Each with turns of its own: as if each were another process.
                await self.service(session, OwnerTurns()).reserve(question)
        except DailyAnalysisLimitReached:
            return False
        return True

    async def settle(self, reservation_id: UUID, owner: UUID, done: int) -> None:
        message = SettleUsage(
            reservation_id=reservation_id, owner_id=owner, done_by_platform={"x": done}
        )
        async with self.database.unit_of_work() as session:
            await self.service(session, self.turns).settle(message)

    async def sweep(self) -> None:
        async with self.database.unit_of_work() as session:
            await self.service(session, self.turns).expire()

    async def limits(self, owner: UUID) -> UsageLimitsRead:
        async with self.database.read() as session:
            usage = UsageService(session, PLANS, self.clock)
            return await usage.get_limits(owner)

    def service(self, session: Any, turns: OwnerTurns) -> ReservationService:
        return ReservationService(
            session,
            PLANS,
            self.clock,
            jobs=self.jobs,
            turns=turns,
            lifetime=HOUR,
        )

    # The same by hand

    def taken(self, owner: UUID, on: date) -> tuple[int, int]:
        """Posts used and reserved on the day."""
        mine = [h for h in self.held.values() if (h.owner, h.date) == (owner, on)]
        open_ones = [h for h in mine if h.done is None]
        return (
            sum(h.done or 0 for h in mine),
            sum(h.posts for h in open_ones if self.clock.now() < h.expires_at),
        )

    def note(self, reservation_id: UUID, owner: UUID, count: int) -> None:
        on = self.runner.run(self.limits(owner)).date
        expires_at = self.clock.now() + HOUR
        self.held[reservation_id] = Held(owner, count, on, expires_at)

    def note_settled(self, reservation_id: UUID, done: int) -> None:
        held = self.held[reservation_id]
        if held.done is None:
            held.done = done
            held.is_late = self.clock.now() >= held.expires_at

    def pick(self, pick: int) -> tuple[UUID, Held]:
        return list(self.held.items())[pick % len(self.held)]

    # Steps

    @rule(minutes=waits)
    def wait(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule(owner=owners, zone=zones)
    def move(self, owner: int, zone: str) -> None:
        event = UserUpdated(
            user_id=self.owners[owner],
            owner_id=self.owners[owner],
            email="someone@example.com",
            timezone=zone,
            changed_at=self.clock.now(),
        )

        async def tell() -> None:
            async with self.database.unit_of_work() as session:
                await OwnerService(session, PLANS, self.clock, self.jobs).take_over(
                    event
                )

        self.runner.run(tell())

    @rule(owner=owners, count=posts)
    def reserve_one(self, owner: int, count: int) -> None:
        reservation_id, owner_id = new_id(), self.owners[owner]
        on = self.runner.run(self.limits(owner_id)).date
        fits = sum(self.taken(owner_id, on)) + count <= LIMIT
        assert self.runner.run(self.reserve(reservation_id, owner_id, count)) == fits
        if fits:
            self.note(reservation_id, owner_id, count)

    @precondition(lambda self: self.held)
    @rule(pick=picks)
    def reserve_again(self, pick: int) -> None:
        reservation_id, held = self.pick(pick)
        on = self.runner.run(self.limits(held.owner)).date
        stands = held.done is not None or self.clock.now() < held.expires_at
        fits = sum(self.taken(held.owner, on)) + held.posts <= LIMIT
        admitted = self.runner.run(self.reserve(reservation_id, held.owner, held.posts))
        assert admitted == (stands or fits)
        if admitted and not stands:
            self.note(reservation_id, held.owner, held.posts)

    @precondition(lambda self: self.held)
    @rule(pick=picks, done=picks)
    def settle_one(self, pick: int, done: int) -> None:
        reservation_id, held = self.pick(pick)
        count = done % (held.posts + 1)
        self.runner.run(self.settle(reservation_id, held.owner, count))
        self.note_settled(reservation_id, count)

    @rule()
    def sweep_up(self) -> None:
        self.runner.run(self.sweep())

    @rule(
        asked=st.lists(st.tuples(owners, posts), min_size=2, max_size=8),
        settled=st.dictionaries(picks, picks, max_size=3),
    )
    def all_at_once(
        self, asked: list[tuple[int, int]], settled: dict[int, int]
    ) -> None:
        new = {new_id(): (self.owners[owner], count) for owner, count in asked}
        done: dict[UUID, int] = {}
        for pick, count in settled.items() if self.held else ():
            reservation_id, held = self.pick(pick)
            done[reservation_id] = count % (held.posts + 1)
        work: list[Coroutine[Any, Any, Any]] = [
            *(self.reserve(key, owner, count) for key, (owner, count) in new.items()),
            *(self.settle(key, self.held[key].owner, n) for key, n in done.items()),
            self.sweep(),
        ]

        async def run() -> list[Any]:
            return await asyncio.gather(*work)

        answers = self.runner.run(run())
        for reservation_id, count in done.items():
            self.note_settled(reservation_id, count)
        refused = []
        for (key, (owner, count)), is_in in zip(new.items(), answers, strict=False):
            if is_in:
                self.note(key, owner, count)
            else:
                refused.append((owner, count))
        gave_back = {self.held[key].owner for key in done}
        for owner, count in refused:
            left = self.runner.run(self.limits(owner)).limits.max_analyses_per_day.left
            # Nobody was refused what would have fitted.
            assert count > left or owner in gave_back

    # What must hold after each

    @invariant()
    def present_day_is_as_by_hand_and_within_the_limit(self) -> None:
        for owner in self.owners:
            told = self.runner.run(self.limits(owner))
            analyses = told.limits.max_analyses_per_day
            assert (analyses.used, analyses.reserved) == self.taken(owner, told.date)
            late = sum(
                h.done or 0
                for h in self.held.values()
                if h.owner == owner and h.date == told.date and h.is_late
            )
            assert analyses.used + analyses.reserved <= LIMIT + late

    @invariant()
    def every_day_is_charged_what_was_done(self) -> None:
        for owner in self.owners:
            page = self.runner.run(self.history(owner))
            for on, used in page.items():
                assert used == self.taken(owner, on)[0]
            charged = sum(h.done or 0 for h in self.held.values() if h.owner == owner)
            assert sum(page.values()) == charged

    async def history(self, owner: UUID) -> dict[date, int]:
        async with self.database.read() as session:
            usage = UsageService(session, PLANS, self.clock)
            page = await usage.list_days(owner, PageRequest(limit=100))
        return {day.date: day.totals.url_lookups for day in page.items}


@pytest.fixture
async def database_url(database_url_of: DatabaseUrlOf) -> str:
    """Billing's database."""
    return await database_url_of("billing")


def prove(database_url: str, examples: int) -> None:
    run_state_machine_as_test(
        lambda: Books(database_url),  # type: ignore[arg-type]
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


class TestBooks:
    def test_books_fit_after_any_order_of_steps(self, database_url: str) -> None:
        prove(database_url, examples=2)

    @pytest.mark.prove
    @pytest.mark.timeout(900)
    def test_books_fit_after_very_many_orders_of_steps(self, database_url: str) -> None:
        prove(database_url, examples=150)
