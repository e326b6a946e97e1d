"""Whether a new password is taken: its length, how easily it is guessed, its fame."""

from collections.abc import Sequence

from services.auth.clients.breached_passwords import BreachedPasswords
from services.auth.passwords.errors import PasswordNotTaken
from services.auth.passwords.limited_pool import LimitedPool
from services.auth.passwords.rules import (
    BREACHED,
    find_guess_problem,
    find_length_problem,
)

_QUEUE = 100


class PasswordPolicy:
    """Judges new passwords, one at a time: what guesses them is not made for more."""

    def __init__(self, breached: BreachedPasswords) -> None:
        self._breached = breached
        self._pool = LimitedPool("password-policy", threads=1, queue=_QUEUE)

    async def check(
        self, password: str, known: Sequence[str | None], *, field: str = "password"
    ) -> None:
        """Raises PasswordNotTaken, told of `field`; TooManySignIns when many wait.

        `known` is what is known of the owner: e-mail address, names."""
        words = [word for word in known if word]
        problem = find_length_problem(password) or await self._pool.run(
            lambda: find_guess_problem(password, words)
        )
        if problem is None and await self._breached.has(password):
            problem = BREACHED
        if problem:
            raise PasswordNotTaken(problem, field)

    async def close(self) -> None:
        """Waits for what runs, and closes the connections."""
        await self._pool.close()
        await self._breached.close()
