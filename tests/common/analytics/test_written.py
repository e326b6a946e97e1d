"""What is written of answered requests is what analytics takes, whatever came in."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from libs.common.analytics.access_log import Answered, write_answered
from libs.common.contracts.analytics import StoreAccessLogs
from libs.common.ids import new_id

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)

answered = st.builds(
    Answered,
    at=st.datetimes(timezones=st.just(UTC)),
    endpoint=st.sampled_from(["/api/v1/x/{id}", "(no such route)"]),
    method=st.text("ABCXYZ", min_size=1, max_size=40),
    status=st.integers(100, 599),
    response_time_ms=st.floats(0, 1e9),
    forwarded_for=st.none() | st.binary(max_size=80) | st.just(b"1.2.3.4, 10.0.0.1"),
    user_agent=st.none() | st.binary(max_size=900),
    user_id=st.none() | st.uuids(),
    request_id=st.text("abcdef0123456789", max_size=64),
    error=st.none() | st.just("NotFound"),
)


class TestWriting:
    @given(st.lists(answered, min_size=1, max_size=5))
    def test_analytics_takes_it_whatever_came_in(self, batch: list[Answered]) -> None:
        read = StoreAccessLogs.model_validate_json(write_answered(batch))

        assert [entry.at for entry in read.entries] == [one.at for one in batch]
        assert [entry.user_id for entry in read.entries] == [o.user_id for o in batch]
        assert len({entry.id for entry in read.entries}) == len(batch)

    def test_address_is_the_last_one_and_the_agent_plain_text(self) -> None:
        user = new_id()
        one = Answered(
            at=NOW,
            endpoint="/x",
            method="GET",
            status=200,
            response_time_ms=1.23456,
            forwarded_for=b"6.6.6.6, 198.51.100.7",
            user_agent=b"a\x00gent \xe9",
            user_id=user,
            request_id="request-1",
            error=None,
        )
        [entry] = StoreAccessLogs.model_validate_json(write_answered([one])).entries

        assert (entry.ip_address, entry.user_agent) == ("198.51.100.7", "agent é")
        assert (entry.response_time_ms, entry.user_id) == (1.23, user)
