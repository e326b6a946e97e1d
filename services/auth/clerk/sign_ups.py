"""Signing up at Clerk through its Backend API.

Clerk takes an address for verified that comes this way, although nobody has proved
anything: whoever signs up with somebody else's address would be let into what that
person does after "Sign in with Google" later, since accounts of one verified address
are joined. So the address is marked as not verified at once, and Clerk has it proved.
Should we break off between the two, a job finds him by the id that went with him."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from libs.common.clock import Clock
from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.db.session import Database
from libs.common.errors import DomainError, UpstreamFailed, UpstreamUnavailable
from libs.common.ids import new_id
from services.auth.accounts.models import User
from services.auth.accounts.repository import UserRepository
from services.auth.accounts.trail import Trail
from services.auth.clerk.directory import ClerkDirectory
from services.auth.clerk.errors import explain_refusal
from services.auth.clerk.models import PendingSignUp
from services.auth.clerk.repository import PendingSignUpRepository
from services.auth.clerk.schemas import ClerkSignUp
from services.auth.clerk.user_data import (
    ClerkUser,
    find_primary_email,
    read_profile,
    read_user,
)
from services.auth.clients.clerk import ClerkRefused

log = structlog.get_logger()

# By then the request that began it has ended, whichever way.
_LEFT_ALONE_FOR = timedelta(minutes=2)
# An answer that was lost belongs to a user who is there at once, or never.
_LOOKED_FOR = timedelta(hours=1)
_MOST_AT_ONCE = 100


class ClerkSignUps:
    """Makes users at Clerk, and here. Begins its transactions itself."""

    def __init__(
        self,
        directory: ClerkDirectory,
        database: Database,
        clock: Clock,
        trail: Trail | None = None,
    ) -> None:
        self._directory = directory
        self._client = directory.client
        self._database = database
        self._clock = clock
        self._trail = trail

    async def sign_up(self, details: ClerkSignUp) -> User:
        """The new user, who is not signed in: that is between him and Clerk.

        Raises EmailAlreadyRegistered, NotTakenByClerk, NoMoreAccounts,
        ClerkMisconfigured; UpstreamUnavailable where nothing was done, and
        UpstreamFailed, UpstreamTimedOut where nobody knows."""
        external_id = new_id()
        async with self._database.unit_of_work() as session:
            row = PendingSignUp(external_id=external_id, created_at=self._clock.now())
            await PendingSignUpRepository(session).create(row)
        try:
            made = await self._client.create_user(_for_clerk(details, external_id))
        except ClerkRefused as refused:
            await self._end(external_id)
            raise explain_refusal(refused) from None
        except UpstreamUnavailable:
            await self._end(external_id)
            raise
        chosen = details.model_dump(include={"company_name", "timezone", "language"})
        return await self._take_in(external_id, _read(made), chosen)

    async def finish_others(self) -> None:
        """Finishes what broke off halfway."""
        now = self._clock.now()
        async with self._database.read() as session:
            pending = await PendingSignUpRepository(session).list_older(
                now - _LEFT_ALONE_FOR, _MOST_AT_ONCE
            )
        for row in pending:
            found = await self._client.list_users(external_id=str(row.external_id))
            if found:
                await self._take_in(row.external_id, _read(found[0]), {})
            elif row.created_at < now - _LOOKED_FOR:
                await self._end(row.external_id)

    async def _take_in(
        self, external_id: UUID, made: ClerkUser, chosen: Mapping[str, Any]
    ) -> User:
        is_unmarked = await self._mark_unverified(made)
        profile = replace(read_profile(made), email_verified=False)
        async with self._database.unit_of_work() as session:
            await self._directory.take_over(session, made.id, profile, chosen)
            if is_unmarked:
                await PendingSignUpRepository(session).finish(external_id)
            user_id = self._directory.subject(made.id).user_id
            if self._trail:
                event = AuthenticationEvent.SIGNUP
                await self._trail.record(session, event, user_id)
            return await UserRepository(session).get(user_id)

    async def _mark_unverified(self, made: ClerkUser) -> bool:
        """False if Clerk could not be told; the job tells it later."""
        primary = find_primary_email(made)
        if primary is None or not primary.is_verified:
            return True
        try:
            await self._client.set_email_verified(primary.id, is_verified=False)
        except (DomainError, ClerkRefused) as error:
            log.warning("clerk_address_still_counts_as_verified", error=str(error))
            return False
        return True

    async def _end(self, external_id: UUID) -> None:
        async with self._database.unit_of_work() as session:
            await PendingSignUpRepository(session).finish(external_id)


def _read(made: object) -> ClerkUser:
    try:
        return read_user(made)
    except ValueError:
        raise UpstreamFailed("Clerk's answer about a new user is unreadable.") from None


def _for_clerk(details: ClerkSignUp, external_id: UUID) -> dict[str, Any]:
    first, _, rest = (details.full_name or "").partition(" ")
    body = {
        "email_address": [details.email],
        "password": details.password,
        "external_id": str(external_id),
        "first_name": first or None,
        "last_name": rest or None,
    }
    return {name: value for name, value in body.items() if value is not None}
