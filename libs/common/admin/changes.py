"""Changes of administrators: made and noted in one transaction."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert

from libs.common.admin.pages import Refuse
from libs.common.admin.tables import admin_changes
from libs.common.db.session import WriteSession
from libs.common.errors import Conflict, NotFound
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs import inbox
from libs.common.observability.correlation import current_request_id


class ChangeRefused(Conflict):
    """This administrator may not make this change; the message says why."""


class MessageNotDead(Conflict):
    """Only messages whose attempts are used up can be replayed."""

    message = "This message is not dead (any more), so there is nothing to replay."


async def note_change(
    session: WriteSession,
    identity: Identity,
    *,
    action: str,
    row: tuple[str, str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Writes who did what to which row (table, id), in the transaction that does it."""
    await session.execute(
        insert(admin_changes).values(
            id=new_id(),
            admin_id=identity.user_id,
            action=action,
            table_name=row[0],
            row_id=row[1],
            before=_storable(before),
            after=_storable(after),
            request_id=current_request_id(),
        )
    )


async def change_row(
    session: WriteSession,
    identity: Identity,
    statement: Select[Any],
    values: Mapping[str, Any],
    *,
    row: tuple[str, str],
    refuse: Refuse,
    follow: Callable[[WriteSession, Any, Collection[str]], Awaitable[None]],
) -> Any:
    """Sets columns of the statement's only row, and notes it; the row.

    `follow` is told which columns differ now; nothing is noted where none does.
    Raises NotFound, ChangeRefused."""
    found = (await session.execute(statement.with_for_update())).scalar_one_or_none()
    if found is None:
        raise NotFound
    if reason := refuse(identity, found):
        raise ChangeRefused(reason)
    before = {name: getattr(found, name) for name in values}
    differing = {name: new for name, new in values.items() if before[name] != new}
    for name, new in differing.items():
        setattr(found, name, new)
    if differing:
        await note_change(
            session,
            identity,
            action="update",
            row=row,
            before={name: before[name] for name in differing},
            after=differing,
        )
        await follow(session, found, differing)
    return found


async def replay_message(
    session: WriteSession, identity: Identity, message_id: UUID
) -> None:
    """Gives a dead message its attempts anew, and notes it. Raises MessageNotDead."""
    if not await inbox.replay(session, message_id):
        raise MessageNotDead
    await note_change(
        session,
        identity,
        action="replay",
        row=("inbox", str(message_id)),
        before={"state": "dead"},
        after={"state": "pending"},
    )


def _storable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, UUID | datetime) else value
        for name, value in values.items()
    }
