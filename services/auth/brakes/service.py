"""The brake on guessing passwords: counted in the database, which all processes share.

An attempt is counted, and that is committed, before the password is looked at."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import Database, WriteSession
from libs.common.secret_keys import derive_key
from services.auth.brakes.errors import TooManyAttempts
from services.auth.brakes.repository import BrakeRepository
from services.auth.brakes.rule import BrakeRule, Standing, take_back

_PURPOSE = "brakes"

_PER_ACCOUNT = BrakeRule(
    free=5,
    first_wait=timedelta(seconds=1),
    longest_wait=timedelta(minutes=15),
    forgets_one_after=timedelta(hours=1),
)
# Behind one address there may be a whole office.
_PER_ADDRESS = BrakeRule(
    free=20,
    first_wait=timedelta(seconds=1),
    longest_wait=timedelta(minutes=15),
    forgets_one_after=timedelta(minutes=3),
)


@dataclass(frozen=True, slots=True)
class Braked:
    """What attempts are counted for."""

    kind: Literal["account", "address", "confirmation"]
    name: str

    @property
    def rule(self) -> BrakeRule:
        """How many are free, and how long to wait then."""
        return _PER_ADDRESS if self.kind == "address" else _PER_ACCOUNT


def account(email: str, *, familiar_network: str | None = None) -> Braked:
    """Signing in to an account, whether or not there is one with this address.

    From a network that its owner has signed in from it is counted apart: strangers
    elsewhere cannot make him wait."""
    return Braked("account", f"{email} {familiar_network or ''}")


def address(counted_as: str) -> Braked:
    """Signing in from an address, to whatever account."""
    return Braked("address", counted_as)


def confirmation(user_id: UUID) -> Braked:
    """Giving the password again in a session."""
    return Braked("confirmation", str(user_id))


@dataclass(frozen=True, slots=True)
class _Counted:
    braked: Braked
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that came through, and is counted as a failure until told otherwise."""

    counted: tuple[_Counted, ...]


class Brakes:
    """Lets attempts through, or tells how long to wait."""

    def __init__(self, database: Database, clock: Clock, secret: str) -> None:
        self._database = database
        self._clock = clock
        self._key = derive_key(secret, _PURPOSE)

    async def let_through(self, *wanted: Braked) -> Attempt:
        """Counts an attempt for all of `wanted`; for none if one of them must wait.

        Raises TooManyAttempts."""
        now = self._clock.now()
        by_hash = {self._hash(braked): braked for braked in wanted}
        async with self._database.unit_of_work() as session:
            brakes = BrakeRepository(session)
            standings = await brakes.get_locked(list(by_hash), now)
            left = [by_hash[k].rule.left(s, now) for k, s in standings.items()]
            if longest := max(left):
                raise TooManyAttempts(longest)
            counted = []
            for key_hash, before in standings.items():
                braked = by_hash[key_hash]
                after = braked.rule.count(before, now)
                await brakes.write(key_hash, after)
                counted.append(_Counted(braked, before, after))
        return Attempt(tuple(counted))

    async def release(self, session: WriteSession, attempt: Attempt) -> None:
        """The password was right: the account's failures are forgotten.

        Of the address only this attempt is taken back, since one's own account must
        not open the way to those of others."""
        kept = [each for each in attempt.counted if each.braked.kind == "address"]
        right = [each.braked for each in attempt.counted if each not in kept]
        await self.forget(session, *right)
        await self._take_back(session, kept)

    async def take_back(self, attempt: Attempt) -> None:
        """The password was not looked at: it is as though nobody had asked."""
        async with self._database.unit_of_work() as session:
            await self._take_back(session, attempt.counted)

    async def forget(self, session: WriteSession, *braked: Braked) -> None:
        """Forgets all failures of these."""
        await BrakeRepository(session).forget([self._hash(each) for each in braked])

    async def _take_back(
        self, session: WriteSession, counted: Sequence[_Counted]
    ) -> None:
        if not counted:
            return
        brakes = BrakeRepository(session)
        by_hash = {self._hash(each.braked): each for each in counted}
        standings = await brakes.get_locked(list(by_hash), self._clock.now())
        for key_hash, present in standings.items():
            each = by_hash[key_hash]
            await brakes.write(key_hash, take_back(each.after, each.before, present))

    def _hash(self, braked: Braked) -> bytes:
        # Keyed: whoever reads the table learns neither addresses nor who was tried.
        return hmac.digest(self._key, f"{braked.kind}:{braked.name}".encode(), "sha256")
