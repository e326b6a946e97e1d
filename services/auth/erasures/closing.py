"""Closes an account: from this commit on nobody can use it, and it is being erased."""

from uuid import UUID

from libs.common.clock import Clock
from libs.common.contracts.domain_events import HOLDERS, UserDeleted
from libs.common.contracts.outside_users import OutsideSubject
from libs.common.db import tombstones
from libs.common.db.session import WriteSession
from libs.common.ids import new_id
from libs.common.jobs.client import Jobs
from services.auth.accounts.models import User
from services.auth.accounts.repository import UserRepository
from services.auth.clerk.repository import ReceivedWebhookRepository
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.erasures.messages import DeleteOutsideUser
from services.auth.erasures.models import Erasure
from services.auth.erasures.receipts import hash_token
from services.auth.erasures.repository import ErasureRepository
from services.auth.one_time_tokens.models import PURPOSES
from services.auth.one_time_tokens.repository import OneTimeTokenRepository
from services.auth.outside_users.repository import OutsideUserRepository


class AccountClosing:
    """Closes accounts, in the caller's transaction."""

    def __init__(self, jobs: Jobs, ender: CredentialEnder, clock: Clock) -> None:
        self._jobs = jobs
        self._ender = ender
        self._clock = clock

    async def close(self, session: WriteSession, user_id: UUID, token: str) -> Erasure:
        """Ends all credentials, puts up the tombstones, and has every service erase the
        user. `token` opens the receipt. Raises AccountNotFound, AccountErased.

        Locks in one order, which others keep to: the subject at an outside issuer, the
        user, and last the tombstone, which waits for whoever writes for the user."""
        now = self._clock.now()
        subject = await self._bury_subject(session, user_id)
        user = await UserRepository(session).get_locked(user_id)
        if not await tombstones.bury(session, user_id):
            raise tombstones.AccountErased
        erasures = ErasureRepository(session)
        addresses = await erasures.list_addresses(user)
        if subject:
            await ReceivedWebhookRepository(session).forget(subject.subject, addresses)
        erasure = Erasure(
            id=new_id(),
            token_hash=hash_token(token),
            requested_at=now,
            addresses=addresses,
            language=user.language,
        )
        await erasures.add(erasure, HOLDERS)
        # By their own ids: the list of what is refused is not to name the user.
        await self._ender.end(session, await erasures.end_credentials(user_id, now))
        # A link that was mailed before must not give him an address or a password.
        await OneTimeTokenRepository(session).replace(user_id, PURPOSES, now)
        _blank(user)
        await session.flush()
        event = UserDeleted(erasure_id=erasure.id, user_id=user_id)
        await self._jobs.publish(session, event, event_id=erasure.id)
        return erasure

    async def _bury_subject(
        self, session: WriteSession, user_id: UUID
    ) -> OutsideSubject | None:
        """Of an outside user: no token brings him back, and his issuer forgets him."""
        users = OutsideUserRepository(session)
        identity = await users.find_by_user(user_id)
        if identity is None:
            return None
        subject = OutsideSubject(issuer=identity.issuer, subject=identity.subject)
        await users.lock(subject)
        await users.bury(subject, self._clock.now())
        # Gateways remember him: his tokens name no session that we could end.
        self._ender.announce(session, [user_id])
        message = DeleteOutsideUser(issuer=subject.issuer, subject=subject.subject)
        await self._jobs.send(session, message)
        return subject


def _blank(user: User) -> None:
    """Leaves of the user what the rest of him is found by, until that is erased."""
    user.email = user.password_hash = None
    user.email_verified = False
    user.full_name = user.company_name = user.profile_image = None
    user.role = "user"
