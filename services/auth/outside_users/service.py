"""Outside users: seen for the first time, told about, erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import structlog

from libs.common.clock import Clock
from libs.common.contracts.outside_users import OutsideSubject, OutsideUser
from libs.common.db.session import Database, WriteSession
from libs.common.identity import Role
from libs.common.jobs.client import Jobs
from services.auth.accounts.models import User
from services.auth.accounts.profile_events import (
    created_event,
    mark_updated,
    updated_event,
)
from services.auth.accounts.repository import UserRepository
from services.auth.one_time_tokens.models import PURPOSES
from services.auth.one_time_tokens.repository import OneTimeTokenRepository
from services.auth.outside_users.messages import FetchOutsideUser
from services.auth.outside_users.models import OutsideIdentity
from services.auth.outside_users.repository import OutsideUserRepository

log = structlog.get_logger()

Outcome = Literal["created", "updated", "unchanged", "outdated", "erased"]


@dataclass(frozen=True, slots=True)
class OutsideProfile:
    """What an issuer tells of a user, as of `told_at_ms` (ms since 1970, its clock).

    `email` is normalised; None where there is none that can be used."""

    told_at_ms: int
    email: str | None
    email_verified: bool
    full_name: str | None
    profile_image: str | None


class OutsideUserService:
    """The users of an outside issuer. Everything may come twice, in any order."""

    def __init__(self, database: Database, jobs: Jobs, clock: Clock) -> None:
        self._database = database
        self._jobs = jobs
        self._clock = clock

    async def see(self, subject: OutsideSubject) -> OutsideUser:
        """Who this is with us: made, if he was never seen, from the subject alone.

        What else there is to know is fetched by a job. Begins its transactions itself:
        nearly always there is nothing to write."""
        async with self._database.read() as session:
            role = await OutsideUserRepository(session).find_role(subject)
        if role is None:
            async with self._database.unit_of_work() as session:
                role = await self._meet(session, subject)
        return OutsideUser(
            user_id=subject.user_id,
            role=role or "user",
            standing="active" if role else "erased",
        )

    async def apply(
        self,
        session: WriteSession,
        subject: OutsideSubject,
        profile: OutsideProfile,
        chosen: Mapping[str, Any],
    ) -> Outcome:
        """Takes over what the issuer tells, unless something newer is known, and what
        the user has `chosen` here (columns of his profile that the issuer does not
        know).

        In the caller's transaction. Makes the user if he was never seen; one that is
        erased stays so."""
        users = OutsideUserRepository(session)
        await users.lock(subject)
        if await users.is_erased(subject):
            return "erased"
        identity = await users.find(subject)
        if identity is None:
            await self._create(session, subject, profile, chosen)
            return "created"
        user = await UserRepository(session).get_locked(identity.user_id)
        told_at = identity.told_at_ms
        is_outdated = told_at is not None and profile.told_at_ms < told_at
        told = {} if is_outdated else _told(identity, profile)
        if not is_outdated:
            _remember(identity, profile)
        wanted = {**told, **chosen}
        changes = {k: v for k, v in wanted.items() if getattr(user, k) != v}
        if not changes:
            return "outdated" if is_outdated else "unchanged"
        for name, value in changes.items():
            setattr(user, name, value)
        if "email" in changes:
            # Whoever reads the mails of the old address must not set a password.
            tokens = OneTimeTokenRepository(session)
            await tokens.replace(user.id, PURPOSES, self._clock.now())
        mark_updated(user, self._clock.now())
        await session.flush()
        await self._jobs.publish(session, updated_event(user))
        return "updated"

    async def bury(self, session: WriteSession, subject: OutsideSubject) -> None:
        """Final: whatever is heard of this subject from now on is of somebody erased.

        In the caller's transaction; the user himself is the caller's to erase."""
        users = OutsideUserRepository(session)
        await users.lock(subject)
        await users.bury(subject, self._clock.now())

    async def _meet(
        self, session: WriteSession, subject: OutsideSubject
    ) -> Role | None:
        users = OutsideUserRepository(session)
        await users.lock(subject)
        if await users.is_erased(subject):
            return None
        if role := await users.find_role(subject):
            return role
        user = await self._create(session, subject, None, {})
        await self._jobs.send(
            session, FetchOutsideUser(user_id=user.id), owner_id=user.id
        )
        return user.role

    async def _create(
        self,
        session: WriteSession,
        subject: OutsideSubject,
        profile: OutsideProfile | None,
        chosen: Mapping[str, Any],
    ) -> User:
        now = self._clock.now()
        user = User(
            id=subject.user_id,
            email_verified=False,
            role="user",
            created_at=now,
            updated_at=now,
            **chosen,
        )
        identity = OutsideIdentity(
            user_id=user.id,
            issuer=subject.issuer,
            subject=subject.subject,
            created_at=now,
        )
        if profile:
            user.email, user.email_verified = profile.email, profile.email_verified
            user.full_name = profile.full_name
            user.profile_image = profile.profile_image
            _remember(identity, profile)
        await UserRepository(session).create(user)
        await OutsideUserRepository(session).create(identity)
        await self._jobs.publish(session, created_event(user))
        log.info("outside_user_created", user_id=str(user.id))
        return user


def _told(identity: OutsideIdentity, profile: OutsideProfile) -> dict[str, Any]:
    told: dict[str, Any] = {
        "email": profile.email,
        "email_verified": profile.email_verified,
    }
    # What somebody has written here stands until he writes something else there.
    if profile.full_name != identity.told_full_name:
        told["full_name"] = profile.full_name
    if profile.profile_image != identity.told_profile_image:
        told["profile_image"] = profile.profile_image
    return told


def _remember(identity: OutsideIdentity, profile: OutsideProfile) -> None:
    identity.told_at_ms = profile.told_at_ms
    identity.told_full_name = profile.full_name
    identity.told_profile_image = profile.profile_image
