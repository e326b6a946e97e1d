"""The register of open event streams."""

import pytest

from gateway.exchange import Answer, Exchange
from gateway.head import Head
from gateway.open_streams import OpenStreams
from gateway.paths import RequestPath

EXCHANGE = Exchange(
    method="GET",
    head=Head([]),
    request_id="request-1",
    raw_path=b"/",
    raw_query=b"",
    path=RequestPath("/", "/"),
    answer=Answer("request-1"),
)


class Stream:
    """One that notes its end."""

    is_stopped = False

    def stop(self) -> None:
        """Notes it."""
        self.is_stopped = True


class TestEnd:
    def test_those_open_end_and_those_to_come(self) -> None:
        streams, before, after = OpenStreams(), Stream(), Stream()
        streams.add(before, EXCHANGE)
        streams.close()
        streams.add(after, EXCHANGE)

        assert before.is_stopped
        assert after.is_stopped

    @pytest.mark.parametrize(
        ("last", "is_told"),
        [(b"data: 1\n\n", True), (b"data: ha", False), (b"", False)],
    )
    def test_reader_is_told_between_two_events_and_only_at_the_very_end(
        self, last: bytes, *, is_told: bool
    ) -> None:
        streams = OpenStreams()
        assert streams.farewell(last) == b""
        streams.close()

        assert (streams.farewell(last) != b"") == is_told
        assert streams.farewell(b"\n\n").endswith(b"\n\n")
