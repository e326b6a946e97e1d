"""Clerk's users and ours: what it tells of one is taken over, missed ones are found."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError

from libs.common.contracts.outside_users import OutsideSubject
from libs.common.db.session import WriteSession
from libs.common.ids import derived_id
from libs.common.jobs.handlers import Job
from services.auth.clerk.repository import RepairMarkRepository
from services.auth.clerk.user_data import ClerkUser, read_profile, read_user
from services.auth.clients.clerk import ClerkClient
from services.auth.outside_users.repository import OutsideUserRepository
from services.auth.outside_users.service import (
    Outcome,
    OutsideProfile,
    OutsideUserService,
)

log = structlog.get_logger()

# Pages are cut from a list that moves meanwhile: what one lost is in the next again.
_PAGE_OVERLAP = 10
_MARK_OVERLAP_MS = 60 * 60 * 1000
_MOST_UNTOLD = 100


class ClerkDirectory:
    """Keeps our users equal to those of one instance of Clerk, asked by `client`."""

    def __init__(
        self, client: ClerkClient, issuer: str, users: OutsideUserService
    ) -> None:
        self.client = client
        self.issuer = issuer
        self.users = users

    def subject(self, clerk_id: str) -> OutsideSubject:
        """The subject that Clerk calls so."""
        return OutsideSubject(issuer=self.issuer, subject=clerk_id)

    def session_id(self, clerk_id: str) -> UUID:
        """The id under which the gateways know a session of Clerk."""
        return derived_id(self.issuer, clerk_id)

    async def take_over(
        self,
        session: WriteSession,
        clerk_id: str,
        profile: OutsideProfile,
        chosen: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Takes over what is told of a user, unless something newer is known.

        `chosen` is what he has told us himself of his profile here."""
        return await self.users.apply(
            session, self.subject(clerk_id), profile, chosen or {}
        )

    async def fetch(self, job: Job, user_id: UUID) -> None:
        """Asks for a user of whom nothing but his subject is known yet."""
        async with job.database.read() as session:
            identity = await OutsideUserRepository(session).find_by_user(user_id)
        if identity is None or identity.told_at_ms is not None:
            return
        data = await self.client.find_user(identity.subject)
        if data is None:
            # No proof that he is deleted: the keys may be of another instance. Only
            # the webhook says that, signed.
            log.warning("clerk_user_not_found", user_id=str(user_id))
            return
        await self._take_over_all(job, [data])

    async def repair(self, job: Job) -> None:
        """Looks through what has changed since the last time, newest first, and asks
        for those of whom nothing is known yet: webhooks get lost."""
        async with job.database.read() as session:
            mark = await RepairMarkRepository(session).find(self.issuer)
            untold = await OutsideUserRepository(session).list_untold(
                self.issuer, _MOST_UNTOLD
            )
        since = mark.looked_up_to_ms - _MARK_OVERLAP_MS if mark else 0
        newest = await self._look_through(job, since)
        for user_id in untold:
            await self.fetch(job, user_id)
        if newest is not None:
            async with job.unit_of_work() as session:
                await RepairMarkRepository(session).move(self.issuer, newest)

    async def _look_through(self, job: Job, since_ms: int) -> int | None:
        """The newest change seen; None where there was none."""
        offset, newest = 0, None
        while True:
            page = await self.client.list_users(offset=offset, order_by="-updated_at")
            users = await self._take_over_all(job, page, since_ms)
            if newest is None and users:
                newest = max(user.updated_at for user in users)
            is_older = any(user.updated_at < since_ms for user in users)
            if len(page) <= _PAGE_OVERLAP or is_older:
                return newest
            offset += len(page) - _PAGE_OVERLAP

    async def _take_over_all(
        self, job: Job, found: Sequence[Any], since_ms: int = 0
    ) -> list[ClerkUser]:
        users = []
        for data in found:
            try:
                users.append(read_user(data))
            except ValidationError:
                log.warning("clerk_user_not_readable")
        async with job.unit_of_work() as session:
            # In one order for all, so that two who do this never wait for each other.
            for user in sorted(users, key=lambda user: user.id):
                if user.updated_at >= since_ms:
                    await self.take_over(session, user.id, read_profile(user))
        return users
