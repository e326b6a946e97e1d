"""The event streams that are open, so that they can be ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateway.exchange import Exchange
from gateway.patience import Departure

EVENT_STREAM = b"text/event-stream"


class OpenStreams:
    """Counts them, and ends them when their time is over."""

    def __init__(self) -> None:
        self._streams: dict[Departure, Exchange] = {}

    def __len__(self) -> int:
        return len(self._streams)

    @contextmanager
    def hold(self, departure: Departure, exchange: Exchange) -> Iterator[None]:
        """The stream is open inside."""
        self._streams[departure] = exchange
        try:
            yield
        finally:
            self._streams.pop(departure, None)

    def end(self, is_over: Callable[[Exchange], bool]) -> None:
        """Ends those of which this is true, cleanly; their readers come again."""
        for departure, exchange in list(self._streams.items()):
            if is_over(exchange):
                departure.stop()
