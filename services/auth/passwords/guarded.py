"""The one door to passwords: new ones are judged, given ones counted and compared."""

from collections.abc import Sequence

from libs.common.db.session import WriteSession
from services.auth.accounts.errors import TooManySignIns
from services.auth.brakes.service import Attempt, Braked, Brakes
from services.auth.passwords.hasher import PasswordHasher
from services.auth.passwords.policy import PasswordPolicy


class GuardedPasswords:
    """Hashes and verifies. Holds no connection meanwhile."""

    def __init__(
        self, hasher: PasswordHasher, policy: PasswordPolicy, brakes: Brakes
    ) -> None:
        self._hasher = hasher
        self._policy = policy
        self.brakes = brakes

    async def hash_new(
        self, password: str, known: Sequence[str | None], *, field: str = "password"
    ) -> str:
        """The hash of a new password; `known` is what is known of its owner.

        Raises PasswordNotTaken, told of `field`; TooManySignIns."""
        await self._policy.check(password, known, field=field)
        return await self._hasher.hash(password)

    async def verify(
        self, password: str, stored: str | None, *braked: Braked
    ) -> Attempt | None:
        """The attempt if the password belongs to the hash, to be released; else None.

        `stored` None: no such user, after the same work. Raises TooManyAttempts,
        TooManySignIns (then nothing is counted)."""
        attempt = await self.brakes.let_through(*braked)
        try:
            is_right = await self._hasher.verify(password, stored)
        except TooManySignIns:
            await self.brakes.take_back(attempt)
            raise
        return attempt if is_right else None

    async def renew_hash(self, password: str, stored: str) -> str:
        """The hash as it would be made today: the stored one, if that is like it."""
        if self._hasher.is_outdated(stored):
            return await self._hasher.hash(password)
        return stored

    async def release(self, session: WriteSession, attempt: Attempt) -> None:
        """Forgets the failures before an attempt that was right."""
        await self.brakes.release(session, attempt)
