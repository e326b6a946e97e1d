"""Takes an import back, some posts at a time. Killed, it goes on where it stopped."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from services.social.imports.mapping import FIELDS, ImportField
from services.social.imports.repository import ImportRepository
from services.social.imports.row_sources import KeptReading
from services.social.imports.taking_back.repository import (
    HeldPost,
    TakingBackRepository,
)
from services.social.imports.taking_back.rule import Remainder, Telling, take_back
from services.social.removal.deletion import PostDeletion
from services.social.saving.merging import state_values
from services.social.saving.repository import SavingRepository
from services.social.standings.orders import StandingOrders

_ROWS_AT_ONCE = 1_000


class TakingBack:
    """One run of the job."""

    def __init__(self, job: Job, import_id: UUID, owner_id: UUID) -> None:
        self._job = job
        self._import_id = import_id
        self._owner_id = owner_id
        self._after = 0

    async def run(self) -> None:
        """Posts that nobody else told of go; the others are told anew without this
        import; last of all its own row goes."""
        while await self._take_next():
            pass

    async def _take_next(self) -> bool:
        """Takes some posts back; False once nothing is left."""
        async with self._job.unit_of_work() as session:
            repository = TakingBackRepository(session, self._owner_id)
            found, after = await repository.list_posts(
                self._import_id, _ROWS_AT_ONCE, after=self._after
            )
            if not found:
                imports = ImportRepository(session, self._owner_id)
                await imports.delete_import(self._import_id)
                return False
            post_ids = list(found)
            orders = StandingOrders(session, self._job.jobs)
            await orders.ask_for_posts(self._owner_id, post_ids)
            held = await repository.lock_posts(post_ids)
            tellings = await repository.list_tellings(list(held))
            shared = {
                post_id: told
                for post_id, told in tellings.items()
                if any(telling.place[0] != self._import_id for telling in told)
            }
            alone = [post_id for post_id in held if post_id not in shared]
            await PostDeletion(session, self._job.jobs).delete(alone)
            if shared:
                await self._tell_anew(session, held, shared)
                # Once more: what is told now may be of another creator.
                await orders.ask_for_posts(self._owner_id, list(shared))
            await repository.forget(self._import_id, post_ids)
        self._after = after
        return True

    async def _tell_anew(
        self,
        session: WriteSession,
        held: dict[UUID, HeldPost],
        tellings: dict[UUID, list[Telling]],
    ) -> None:
        repository = TakingBackRepository(session, self._owner_id)
        others = {each.place[0] for told in tellings.values() for each in told}
        kept = await repository.load_readings(others - {self._import_id})
        remainders = {
            post_id: self._take_back(held[post_id], told, kept)
            for post_id, told in tellings.items()
        }
        saving = SavingRepository(session)
        await saving.update_posts(
            {
                "id": post_id,
                "fetched_at": held[post_id].fetched_at,
                "origin": held[post_id].origin,
                **state_values(held[post_id].platform, remainder.state),
            }
            for post_id, remainder in remainders.items()
        )
        histories = {post_id: each.snapshots for post_id, each in remainders.items()}
        await repository.replace_snapshots(histories)
        await saving.write_snapshots(
            {"post_id": post_id, "as_of": at, "metrics": figures, "origin": "import"}
            for post_id, history in histories.items()
            for at, figures in history.items()
        )
        changes = {
            p: r for each in remainders.values() for p, r in each.replaced.items()
        }
        if changes:
            await repository.set_replaced(changes)

    def _take_back(
        self, held: HeldPost, told: Sequence[Telling], kept: dict[UUID, KeptReading]
    ) -> Remainder:
        gone = [each for each in told if each.place[0] == self._import_id]
        others = [each for each in told if each.place[0] != self._import_id]
        readings = [kept[import_id] for import_id in {each.place[0] for each in others}]
        return take_back(held.state, gone, others, _fields_of(readings))


def _fields_of(readings: Iterable[KeptReading]) -> set[ImportField] | None:
    """The fields that these can tell; None: all."""
    found: set[ImportField] = set()
    for kept in readings:
        if kept.reading.mapping is None:
            return None
        found |= kept.reading.mapping.fields.keys()
    return found & set(FIELDS)
