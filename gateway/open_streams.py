"""The event streams that are open, so that they can be ended."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from gateway.exchange import Exchange

EVENT_STREAM = b"text/event-stream"
# Between two events, so that no half of one is taken for a whole.
_FAREWELL = b": the server is restarting, come again\nretry: 1000\n\n"
_ENDS_OF_EVENTS = (b"\n\n", b"\r\r", b"\r\n\r\n")


class Stoppable(Protocol):
    """A stream's way through the gateway."""

    def stop(self) -> None:
        """Ends it, cleanly."""
        ...


class OpenStreams:
    """Counts them, and ends them when their time is over."""

    def __init__(self) -> None:
        self._streams: dict[Stoppable, Exchange] = {}
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._streams)

    def add(self, stream: Stoppable, exchange: Exchange) -> None:
        """The stream is open; once all had to end, it ends at once."""
        self._streams[stream] = exchange
        if self._is_closed:
            stream.stop()

    def discard(self, stream: Stoppable) -> None:
        """It is not any more, if it was."""
        self._streams.pop(stream, None)

    @contextmanager
    def hold(self, stream: Stoppable, exchange: Exchange) -> Iterator[None]:
        """The stream is open inside."""
        self.add(stream, exchange)
        try:
            yield
        finally:
            self.discard(stream)

    def end(self, is_over: Callable[[Exchange], bool]) -> None:
        """Ends those of which this is true, cleanly; their readers come again."""
        for stream, exchange in list(self._streams.items()):
            if is_over(exchange):
                stream.stop()

    def farewell(self, last_sent: bytes) -> bytes:
        """What a reader is told before the end, where it is not his own: that he may
        come again."""
        is_said = self._is_closed and last_sent.endswith(_ENDS_OF_EVENTS)
        return _FAREWELL if is_said else b""

    def close(self) -> None:
        """Ends all, and those to come."""
        self._is_closed = True
        self.end(lambda _: True)


def is_event_stream(headers: Mapping[bytes, bytes]) -> bool:
    """Whether an answer of these headers is one."""
    return headers.get(b"content-type", b"").startswith(EVENT_STREAM)
