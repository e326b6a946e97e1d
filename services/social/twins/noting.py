"""Notes which imported posts are public ones, when either is stored.

What is noted follows from what is held, in whatever order it came."""

from collections.abc import Sequence
from uuid import UUID

from libs.common.db.session import WriteSession
from services.social.twins.repository import TwinRepository
from services.social.twins.rule import choose_twins


class TwinNotes:
    """Works in the transaction that stores the posts."""

    def __init__(self, session: WriteSession) -> None:
        self._twins = TwinRepository(session)

    async def hold_back(self, *, as_importer: bool) -> None:
        """Before anything is stored, so that two who store twins at one moment do not
        miss each other."""
        await self._twins.take_turn(as_importer=as_importer)

    async def note_imported(self, own_ids: Sequence[UUID]) -> None:
        """These were imported without an id, or have changed since."""
        if not own_ids:
            return
        if await self._twins.list_pairs(own_ids):
            await self._renew({*own_ids, *await self._twins.find_near(own_ids)})
        else:
            # Mostly nobody has collected anything of the account.
            await self._twins.replace(own_ids, {}, {})

    async def note_public(self, public_ids: Sequence[UUID]) -> None:
        """These are public, and new or changed."""
        if public_ids:
            await self._renew(set(await self._twins.find_touched(public_ids)))

    async def _renew(self, own_ids: set[UUID]) -> None:
        """Decides anew about these; their neighbours may come into question, too."""
        if not own_ids:
            return
        near = await self._twins.find_near(list(own_ids))
        pairs = await self._twins.list_pairs(near)
        chosen = choose_twins(pairs)
        owners = {pair.own.id: pair.owner_id for pair in pairs}
        twins = {own_id: chosen[own_id] for own_id in own_ids & chosen.keys()}
        await self._twins.replace(list(own_ids), twins, owners)
