"""What a receiver's answer means."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.clients.webhook_receiver import Outcome
from services.auth.webhook_deliveries.verdict import Verdict, judge

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NOTHING = timedelta(0)
MINUTE = timedelta(minutes=1)


def answered(status: int, **headers: str) -> Verdict:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return judge(Outcome(5, status_code=status, headers=given), NOW)


def wait_after(text: str) -> timedelta:
    """What a Retry-After makes of a failure."""
    return answered(500, retry_after=text).wait


class TestJudge:
    @given(st.integers(100, 599))
    def test_any_2xx_is_success_and_nothing_else(self, status: int) -> None:
        assert answered(status).is_success == (200 <= status <= 299)

    def test_success_stays_one_whatever_the_headers_say(self) -> None:
        verdict = answered(204, webhook_delivery="abort-message", retry_after="60")
        assert verdict == Verdict(is_success=True)

    def test_no_answer_is_an_ordinary_failure(self) -> None:
        verdict = judge(Outcome(15_000, error="timed_out"), NOW)
        assert verdict == Verdict(is_success=False)

    def test_gone_ends_it_for_the_endpoint(self) -> None:
        assert answered(410) == Verdict(is_success=False, is_gone=True)

    def test_abort_header_ends_it_for_the_message(self) -> None:
        verdict = answered(500, webhook_delivery=" Abort-Message ")
        assert verdict == Verdict(is_success=False, is_aborted=True)
        assert not answered(500, webhook_delivery="go-on").is_aborted

    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_overload_spares_the_endpoint(self, status: int) -> None:
        assert answered(status).rest == timedelta(seconds=30)
        told = answered(status, retry_after="90")
        assert (told.wait, told.rest) == (1.5 * MINUTE, 1.5 * MINUTE)

    def test_retry_after_of_other_failures_is_for_the_message_alone(self) -> None:
        told = answered(500, retry_after="60")
        assert (told.wait, told.rest) == (MINUTE, NOTHING)


class TestReadRetryAfter:
    @pytest.mark.parametrize(
        ("text", "wait"),
        [
            ("0", NOTHING),
            (" 120 ", 2 * MINUTE),
            ("Fri, 20 Nov 2026 12:01:00 GMT", MINUTE),
            ("Fri, 20 Nov 2026 11:00:00 GMT", NOTHING),
            ("99999999999999999999", timedelta(hours=24)),
            ("Fri, 20 Nov 2099 11:00:00 GMT", timedelta(hours=24)),
            ("-5", NOTHING),
            ("1.5", NOTHING),
            ("٣", NOTHING),
            ("soon", NOTHING),
            ("Fri, 20 Nov 99999999999999999999 11:00:00 GMT", NOTHING),
            ("Fri, 20 Nov 2026 11:00:00 +99999999999999999999", NOTHING),
            ("Fri, 31 Dec 9999 23:59:59 -2359", timedelta(hours=24)),
            ("", NOTHING),
        ],
    )
    def test_both_forms_are_read_and_the_rest_is_ignored(
        self, text: str, wait: timedelta
    ) -> None:
        assert wait_after(text) == wait

    @given(st.text(max_size=40))
    def test_anything_gives_a_bounded_wait(self, text: str) -> None:
        assert NOTHING <= wait_after(text) <= timedelta(hours=24)

    @given(st.timedeltas(NOTHING, timedelta(hours=23)))
    def test_date_means_the_same_as_seconds(self, wait: timedelta) -> None:
        seconds = timedelta(seconds=int(wait.total_seconds()))
        date = format_datetime(NOW + seconds, usegmt=True)
        assert wait_after(date) == seconds
