"""The client's request body on its way to a service: counted, bounded, never kept."""

import asyncio
from collections.abc import AsyncIterator, Callable

from gateway.asgi import Message, Receive
from gateway.errors import ClientGone, RequestTimedOut
from libs.common.errors import PayloadTooLarge

# Who sends slower than that over all that we wait for him is cut off, however often a
# byte of his comes.
GRACE_SECONDS = 20.0
LEAST_BYTES_PER_SECOND = 1000.0


class RequestBody:
    """Chunks as they arrive. `whole` holds the body if it arrived in one piece."""

    def __init__(self, receive: Receive, max_bytes: int) -> None:
        self._receive = receive
        self._max_bytes = max_bytes
        self._first: Message | None = None
        self._is_abandoned = False
        self._waited_seconds = 0.0
        self.received_bytes = 0
        self.complete = asyncio.Event()
        self.whole: bytes | None = None

    @classmethod
    def empty(cls, receive: Receive) -> "RequestBody":
        """The body of a request that has none."""
        body = cls(receive, 0)
        body.whole = b""
        body.complete.set()
        return body

    def check_declared(self, declared_bytes: int) -> None:
        """Raises PayloadTooLarge for an announced length above the limit."""
        if declared_bytes > self._max_bytes:
            raise self._too_large()

    async def open(self) -> None:
        """Waits for the first chunk. Raises PayloadTooLarge, RequestTimedOut,
        ClientGone."""
        self._first = await self._next()
        if not self._first.get("more_body", False):
            self.whole = self._first.get("body", b"")

    async def stream(self, on_chunk: Callable[[], None]) -> AsyncIterator[bytes]:
        """All chunks; `on_chunk` is called for each. Raises what `open` raises."""
        message = self._first or await self._next()
        self._first = None
        while True:
            if chunk := message.get("body", b""):
                yield chunk
            on_chunk()
            if not message.get("more_body", False):
                return
            message = await self._next()

    def abandon(self) -> None:
        """Nobody takes the rest: a stream under way fails, and its request with it."""
        self._is_abandoned = True

    async def drain(self, max_bytes: int) -> None:
        """Reads and forgets what still comes, so that the client reads our answer."""
        limit = self.received_bytes + max_bytes
        self._max_bytes = limit + 1
        while not self.complete.is_set() and self.received_bytes < limit:
            await self._next()

    async def _next(self) -> Message:
        if self._is_abandoned:
            raise ClientGone
        loop = asyncio.get_running_loop()
        began = loop.time()
        message = await self._receive()
        self._waited_seconds += loop.time() - began
        if message["type"] == "http.disconnect":
            self.complete.set()
            raise ClientGone
        if not message.get("more_body", False):
            self.complete.set()
        self.received_bytes += len(message.get("body", b""))
        if self.received_bytes > self._max_bytes:
            raise self._too_large()
        self._refuse_trickle()
        return message

    def _refuse_trickle(self) -> None:
        patience = GRACE_SECONDS + self.received_bytes / LEAST_BYTES_PER_SECOND
        if self._waited_seconds > patience and not self.complete.is_set():
            raise RequestTimedOut

    def _too_large(self) -> PayloadTooLarge:
        return PayloadTooLarge(
            f"The request is larger than the {self._max_bytes} bytes taken here."
        )
