"""What the gateway itself asks the auth service, under its own signed identity."""

from typing import Any

from gateway.upstreams import Upstreams
from libs.common.clock import Clock
from libs.common.identity import IDENTITY_HEADER, IdentitySigner, service_identity

_SECONDS = 5.0


class AuthService:
    """The internal side of auth."""

    def __init__(
        self, upstreams: Upstreams, signer: IdentitySigner, clock: Clock
    ) -> None:
        self._upstreams = upstreams
        self._signer = signer
        self._clock = clock

    async def ask(
        self, path: str, *, body: bytes | None = None, timeout_seconds: float = _SECONDS
    ) -> tuple[int, Any]:
        """Status and JSON of a GET, or of a POST of the JSON in `body`; None if not
        JSON.

        Raises ServiceUnavailable, ServiceTimedOut, ServiceBrokeOff."""
        identity = service_identity("gateway", "")
        header = self._signer.sign(identity, self._clock.now())
        return await self._upstreams.ask(
            "auth",
            path,
            headers={IDENTITY_HEADER: header},
            body=body,
            timeout_seconds=timeout_seconds,
        )
