"""Work at fixed times: in UTC, the last run kept in Postgres, none skipped or doubled.

A time missed while nothing ran is made up for once, however many were missed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from cronsim import CronSim, CronSimError
from redis.exceptions import RedisError
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from libs.common.contracts.base import Message
from libs.common.ids import derived_id
from libs.common.jobs.tables import cron_runs

if TYPE_CHECKING:
    from libs.common.db.session import WriteSession
    from libs.common.resources import Resources

log = structlog.get_logger()

_LOOK_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Cron:
    """A message sent to the service's own queue at the times of a cron expression.

    `expression` has five fields, in UTC (`0 0 * * *` = daily at midnight UTC). Raises
    ValueError if it is wrong, or names no time at all (`0 0 30 2 *`)."""

    expression: str
    message: Message

    def __post_init__(self) -> None:
        """Checks the expression where it is written, not when it is due."""
        try:
            if len(self.expression.split()) != 5:
                raise CronSimError("five fields are needed")  # noqa: TRY301
            latest_time(self.expression, datetime(2028, 3, 1, tzinfo=UTC))
        except (CronSimError, StopIteration) as error:
            msg = f"{self.expression!r} is no cron expression: {error}"
            raise ValueError(msg) from None


def latest_time(expression: str, now: datetime) -> datetime:
    """The last time at or before `now` that the expression names."""
    after = now.astimezone(UTC) + timedelta(minutes=1)
    return next(
        CronSim(expression, after.replace(second=0, microsecond=0), reverse=True)
    )


class CronClock:
    """Watches the time for one worker process; any number may watch side by side."""

    def __init__(self, resources: "Resources", entries: Sequence[Cron]) -> None:
        names = [entry.message.name for entry in entries]
        if len(names) != len(set(names)):
            msg = f"the last run is kept by name, so each may stand once: {names}"
            raise ValueError(msg)
        self._resources = resources
        self._entries = entries
        self._noted: dict[str, datetime] = {}

    async def run(self) -> None:
        """Looks at the clock every second until cancelled."""
        while True:
            try:
                await self.look(self._resources.clock.now())
            except (SQLAlchemyError, RedisError, OSError) as error:
                log.warning("cron_failed", error=repr(error))
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def look(self, now: datetime) -> None:
        """Sends each message whose time has come, and notes it, in one transaction."""
        for entry in self._entries:
            due = latest_time(entry.expression, now)
            if self._noted.get(entry.message.name) == due:
                continue  # the database is asked once per time, not once a second
            async with self._resources.database.unit_of_work() as session:
                if await _claim(session, entry, due, now):
                    await self._resources.jobs.send(
                        session,
                        entry.message,
                        message_id=derived_id("cron", entry.message.name, due),
                    )
            self._noted[entry.message.name] = due


async def _claim(
    session: "WriteSession", entry: Cron, due: datetime, now: datetime
) -> bool:
    """Notes the run at `due`; False if it was noted before, or the entry is new."""
    name = entry.message.name
    first = (
        insert(cron_runs).values(name=name, last_run_at=now).on_conflict_do_nothing()
    )
    await session.execute(first)
    moved = (
        update(cron_runs)
        .where(cron_runs.c.name == name, cron_runs.c.last_run_at < due)
        .values(last_run_at=due)
        .returning(cron_runs.c.name)
    )
    return (await session.execute(moved)).scalar() is not None
