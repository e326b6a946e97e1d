"""A list of stolen passwords, asked without telling the password (k-anonymity).

Form: the range API of Have I Been Pwned v3 (https://haveibeenpwned.com/API/v3#
PwnedPasswords, seen 2026-11): `GET /range/<first 5 hex digits of SHA-1>` answers lines
`<the other 35>:<count>`; with `Add-Padding: true` lines of count 0 are mixed in."""

import asyncio
import hashlib

import httpx2
import structlog

from libs.common.http.outside_calls import OutsideCalls
from libs.common.http.tls import outside_tls

log = structlog.get_logger()

_PATIENCE_SECONDS = 2.0
_PREFIX_LENGTH = 5
_LARGEST_ANSWER_BYTES = 1024 * 1024


class BreachedPasswords:
    """Asks the list at `url`; without one nothing is known of any password."""

    def __init__(
        self,
        url: str | None,
        calls: OutsideCalls,
        *,
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self._url = url
        self._calls = calls
        self._patience_seconds = patience_seconds
        self._http = (
            httpx2.AsyncClient(timeout=patience_seconds, verify=outside_tls())
            if url
            else None
        )

    async def has(self, password: str) -> bool:
        """Whether the password was stolen somewhere.

        False, and a line in the log, where the list does not answer within 2 s: nobody
        is kept from signing up because another site is down."""
        if self._http is None:
            return False
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()
        digest = digest.upper()
        prefix, suffix = digest[:_PREFIX_LENGTH], digest[_PREFIX_LENGTH:]
        try:
            async with asyncio.timeout(self._patience_seconds):
                listed = await self._ask(self._http, prefix)
            return _count(listed, suffix) > 0
        except (httpx2.HTTPError, TimeoutError, ValueError) as error:
            log.warning("breached_passwords_not_asked", error=repr(error))
            return False

    async def close(self) -> None:
        """Closes the connections."""
        if self._http is not None:
            await self._http.aclose()

    async def _ask(self, http: httpx2.AsyncClient, prefix: str) -> str:
        address = f"{self._url}/range/{prefix}"
        headers = {"Add-Padding": "true"}
        body = b""
        with self._calls.watch("breached_passwords", "ask") as call:
            async with http.stream("GET", address, headers=headers) as response:
                call.status_code = response.status_code
                response.raise_for_status()
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > _LARGEST_ANSWER_BYTES:
                        msg = "the answer does not end"
                        raise ValueError(msg)
        return body.decode("ascii")


def _count(listed: str, suffix: str) -> int:
    for line in listed.splitlines():
        found, _, count = line.partition(":")
        if found.strip().upper() == suffix:
            return int(count)
    return 0
