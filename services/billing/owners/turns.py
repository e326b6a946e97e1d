"""One at a time per owner within a process, before a connection is taken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID
from weakref import WeakValueDictionary


class OwnerTurns:
    """Lets an owner's requests wait here rather than on connections of the pool.

    Exactness does not rest on it: that is the database's lock, which all processes
    see. But who waits for that one holds a connection, and a flood of one owner's
    requests would hold them all."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def take(self, owner_id: UUID) -> AsyncIterator[None]:
        """Waits until it is this request's turn; in the order of arrival."""
        lock = self._locks.get(owner_id)
        if lock is None:
            lock = self._locks[owner_id] = asyncio.Lock()
        async with lock:
            yield
