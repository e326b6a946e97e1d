"""Argon2id, off the event loop, in a pool that a flood of sign-ins cannot widen."""

import secrets
import unicodedata
from base64 import b64encode

import argon2
from argon2.exceptions import VerifyMismatchError

from services.auth.passwords.limited_pool import LimitedPool

_SALT_BYTES = 16
_HASH_BYTES = 32


class PasswordHasher:
    """Hashes and verifies passwords, at most `threads` at one time.

    Each takes `memory_kib` while it runs. When `queue` more wait, TooManySignIns."""

    def __init__(
        self, *, memory_kib: int, passes: int, threads: int, queue: int
    ) -> None:
        self._argon2 = argon2.PasswordHasher(
            time_cost=passes,
            memory_cost=memory_kib,
            parallelism=1,
            hash_len=_HASH_BYTES,
            salt_len=_SALT_BYTES,
        )
        self._nobodys_hash = _unmatchable_hash(memory_kib, passes)
        self._pool = LimitedPool("passwords", threads=threads, queue=queue)

    async def hash(self, password: str) -> str:
        """The encoded hash (with salt and parameters) to store."""
        return await self._pool.run(lambda: self._argon2.hash(_prepare(password)))

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether the password belongs to the hash.

        None (no such user) is False after the same work, so that the time taken does
        not tell which addresses have an account."""

        def compare() -> bool:
            try:
                return self._argon2.verify(
                    stored or self._nobodys_hash, _prepare(password)
                )
            except VerifyMismatchError:
                return False

        return await self._pool.run(compare)

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(stored)

    async def close(self) -> None:
        """Waits for what runs; what waits is dropped."""
        await self._pool.close()


def _prepare(password: str) -> str:
    # The same characters typed on another keyboard may come composed otherwise
    # (RFC 8265 §4.2.2).
    return unicodedata.normalize("NFC", password)


def _unmatchable_hash(memory_kib: int, passes: int) -> str:
    salt, digest = (
        b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (_SALT_BYTES, _HASH_BYTES)
    )
    return f"$argon2id$v=19$m={memory_kib},t={passes},p=1${salt}${digest}"
