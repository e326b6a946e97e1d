"""How long a look at a post lasts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import new_id
from services.social.posts.freshness import Freshness, build_freshness, is_recent
from services.social.settings import Settings
from tests.factories.social import NOON

RULE = build_freshness(Settings(environment="test"))

spans = st.timedeltas(timedelta(0), timedelta(days=5000))
rules = st.builds(
    lambda share, bounds, untimed: Freshness(share, min(bounds), max(bounds), untimed),
    st.floats(0, 1),
    st.tuples(spans, spans),
    spans,
)


@dataclass(frozen=True)
class Seen:
    """A post that was seen at NOON."""

    age: timedelta | None
    owner_id: object = None
    is_invented: bool = False
    fetched_at: datetime = NOON

    @property
    def published_at(self) -> datetime | None:
        return None if self.age is None else NOON - self.age


class TestDefaults:
    @pytest.mark.parametrize(
        ("age", "lasts"),
        [
            (timedelta(0), timedelta(minutes=5)),
            (timedelta(hours=1), timedelta(minutes=5)),
            (timedelta(days=1), timedelta(minutes=48)),
            (timedelta(days=30), timedelta(days=1)),
            (timedelta(days=360), timedelta(days=12)),
            (timedelta(days=4000), timedelta(days=30)),
            (timedelta(days=-3), timedelta(minutes=5)),
            (None, timedelta(days=1)),
        ],
    )
    def test_a_look_lasts_by_age(self, age: timedelta | None, lasts: timedelta) -> None:
        assert abs(RULE.lasts(age) - lasts) < timedelta(seconds=1)


class TestClocks:
    @given(spans, spans)
    def test_what_was_seen_lasts_its_time_and_not_until_a_wrong_clock_is_reached(
        self, lasts: timedelta, apart: timedelta
    ) -> None:
        assert is_recent(NOON - apart, NOON, lasts) == (apart < lasts)
        if apart:
            is_near = apart <= timedelta(minutes=5)
            assert is_recent(NOON + apart, NOON, lasts) == is_near

    def test_post_that_was_seen_in_time_to_come_is_looked_at_again(self) -> None:
        ahead = Seen(timedelta(days=900), fetched_at=NOON + timedelta(days=365))
        assert not RULE.covers(ahead, NOON)


class TestRule:
    @given(rules, spans, spans)
    def test_older_posts_are_never_looked_at_more_often(
        self, rule: Freshness, one: timedelta, other: timedelta
    ) -> None:
        younger, older = sorted((one, other))
        assert rule.shortest <= rule.lasts(younger) <= rule.lasts(older)
        assert rule.lasts(older) <= rule.longest

    @given(rules, st.none() | spans, spans, spans)
    def test_what_is_stale_never_becomes_fresh_by_waiting(
        self,
        rule: Freshness,
        age: timedelta | None,
        one: timedelta,
        other: timedelta,
    ) -> None:
        sooner, later = sorted((one, other))
        post = Seen(age)
        if rule.covers(post, NOON + later):
            assert rule.covers(post, NOON + sooner)

    @given(rules, st.none() | spans, spans)
    def test_own_and_invented_posts_are_always_fresh(
        self, rule: Freshness, age: timedelta | None, waited: timedelta
    ) -> None:
        post = Seen(age)
        for kept in (replace(post, owner_id=new_id()), replace(post, is_invented=True)):
            assert rule.covers(kept, NOON + waited)
