"""When an imported post is a public one: never by chance, whatever the order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.social.twins.rule import (
    NEAR,
    Pair,
    Sighted,
    are_alike,
    choose_twins,
    normalize,
)
from tests.factories.social import NOON

ALICE, BOB = UUID(int=1), UUID(int=2)
SECOND = timedelta(seconds=1)

POST = Sighted(UUID(int=10), frozenset({"ada"}), NOON, None, "Good morning!")

seconds = st.integers(-90, 90).map(lambda n: n * SECOND)
words = st.sampled_from([None, "", "Good morning!", "Good  night"])
sightings = st.builds(
    lambda number, name, apart, title, content: Sighted(
        UUID(int=number), frozenset({name}), NOON + apart, title, content
    ),
    st.integers(1, 40),
    st.sampled_from(["ada", "ben"]),
    seconds,
    words,
    words,
)
some = st.lists(sightings, max_size=7, unique_by=lambda each: each.id)


def pair_all(own: Sequence[Sighted], public: Sequence[Sighted]) -> list[Pair]:
    """Every second imported post is another owner's."""
    owners = (ALICE, BOB)
    return [Pair(owners[one.id.int % 2], one, other) for one in own for other in public]


class TestAreAlike:
    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"content": " Good\u00a0morning!\u200b\n"},
            {"published_at": NOON + NEAR},
            {"title": "Told by one alone"},
            {"names": frozenset({"uc123", "ada"})},
        ],
    )
    def test_what_is_told_a_little_otherwise_is_the_same(
        self, change: dict[str, object]
    ) -> None:
        assert are_alike(POST, replace(POST, **change))  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "change",
        [
            {"content": "Good morning"},
            {"content": None},
            {"content": None, "title": "Good morning!"},
            {"published_at": NOON + NEAR + SECOND},
            {"published_at": NOON + timedelta(hours=1)},
            {"published_at": NOON + timedelta(days=1)},
            {"names": frozenset({"ben"})},
        ],
    )
    def test_what_is_not_certain_is_another(self, change: dict[str, object]) -> None:
        assert not are_alike(POST, replace(POST, **change))  # type: ignore[arg-type]

    def test_without_words_the_second_has_to_be_the_same(self) -> None:
        mute = replace(POST, content=" ")
        for apart, expected in ((0.4, True), (1.0, False), (20.0, False)):
            at = NOON + timedelta(seconds=apart)
            other = replace(mute, published_at=at)
            assert are_alike(mute, other) == expected

    def test_title_alone_is_enough_but_must_not_be_contradicted(self) -> None:
        video = replace(POST, title="Video", content=None)
        assert are_alike(video, replace(video, content="What it is about."))
        other = replace(video, content="Else.")
        assert not are_alike(replace(video, content="This."), other)

    @given(sightings, sightings)
    def test_it_works_both_ways_and_never_across_accounts_or_minutes(
        self, one: Sighted, other: Sighted
    ) -> None:
        found = are_alike(one, other)
        assert found == are_alike(other, one)
        if found:
            assert one.names & other.names
            assert abs(one.published_at - other.published_at) <= NEAR
            mine, theirs = (
                {normalize(each.title), normalize(each.content)}
                for each in (one, other)
            )
            assert mine & theirs


class TestChooseTwins:
    def test_two_that_come_into_question_are_none(self) -> None:
        again = replace(POST, id=UUID(int=12), published_at=NOON + 20 * SECOND)
        public = replace(POST, id=UUID(int=20))
        public_again = replace(again, id=UUID(int=22))
        assert choose_twins(pair_all([POST], [public])) == {POST.id: public.id}
        assert choose_twins(pair_all([POST], [public, public_again])) == {}
        assert choose_twins(pair_all([POST, again], [public])) == {}
        # Another owner's copy is no matter of his.
        other = replace(POST, id=UUID(int=13))
        found = choose_twins(pair_all([POST, other], [public]))
        assert found == {POST.id: public.id, other.id: public.id}

    @given(some, some, st.randoms())
    def test_each_has_one_at_most_in_whatever_order(
        self, own: list[Sighted], public: list[Sighted], chance: object
    ) -> None:
        pairs = pair_all(own, public)
        found = choose_twins(pairs)
        chance.shuffle(pairs)  # type: ignore[attr-defined]
        assert choose_twins(pairs) == found
        for owner in (ALICE, BOB):
            theirs = [p for o, p in found.items() if (ALICE, BOB)[o.int % 2] == owner]
            assert len(theirs) == len(set(theirs))

    @given(some, some, sightings)
    def test_one_more_post_never_makes_another_pair(
        self, own: list[Sighted], public: list[Sighted], more: Sighted
    ) -> None:
        """It may take certainty away, or find its own."""
        more = replace(more, id=UUID(int=99))
        before = choose_twins(pair_all(own, public))
        after = choose_twins(pair_all(own, [*public, more]))
        assert {
            o: p for o, p in after.items() if p != more.id
        }.items() <= before.items()
