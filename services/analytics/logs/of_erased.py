"""What comes late about users who were erased is stored without saying of whom.

Lines of our own log, which may name anybody anywhere, are not stored at all then."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.contracts.analytics import AppLogEntry
from libs.common.db.tombstones import hold_back_erasures

NOBODYS: dict[str, None] = {"user_id": None, "ip_address": None, "user_agent": None}
"""What an entry says of a user who was erased."""

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


async def without_erased(
    session: AsyncSession, entries: Sequence[BaseModel]
) -> list[dict[str, Any]]:
    """The entries' rows. Erasures of whom they name wait for the transaction."""
    named = [_find_people(entry) for entry in entries]
    erased = await hold_back_erasures(session, set().union(*named))
    rows = []
    for entry, people in zip(entries, named, strict=True):
        row = entry.model_dump()
        if people & erased:
            if isinstance(entry, AppLogEntry):
                continue
            row |= {name: None for name in (*NOBODYS, "session_id") if name in row}
        rows.append(row)
    return rows


def _find_people(entry: BaseModel) -> set[UUID]:
    """Ids that may be those of users."""
    if isinstance(entry, AppLogEntry):
        return set(_find_ids([entry.event, str(entry.metadata)]))
    user_id = getattr(entry, "user_id", None)
    return {user_id} if user_id else set()


def _find_ids(texts: Iterable[str]) -> Iterable[UUID]:
    for text in texts:
        for found in _ID.findall(text):
            yield UUID(found)
