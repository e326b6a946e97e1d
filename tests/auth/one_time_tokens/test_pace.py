"""How often one person is written to."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.auth.one_time_tokens.pace import find_wait

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class TestFindWait:
    def test_first_mail_may_go_at_once(self) -> None:
        assert find_wait([], START) == 0

    def test_next_mail_waits_the_rest_of_a_minute(self) -> None:
        sent = [START]
        assert find_wait(sent, START + timedelta(seconds=10)) == 50
        assert find_wait(sent, START + MINUTE) == 0

    @given(st.lists(st.timedeltas(timedelta(0), timedelta(hours=30)), max_size=40))
    def test_never_more_than_five_a_day_or_one_a_minute(
        self, pauses: list[timedelta]
    ) -> None:
        now, sent = START, list[datetime]()
        for pause in pauses:
            now += pause
            lately = [at for at in sent if at > now - DAY]
            wait = find_wait(lately, now)
            later = now + timedelta(seconds=wait)
            assert find_wait([at for at in sent if at > later - DAY], later) == 0
            if wait == 0:
                sent.insert(0, now)
        for at in sent:
            assert sum(at - DAY < other <= at for other in sent) <= 5
        gaps = [a - b for a, b in itertools.pairwise(sent)]
        assert all(gap >= MINUTE for gap in gaps)
