"""Rare traits, and how many of them chance alone would give."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from libs.common.contracts.social import BaselinePost, PostDetail, PostMetrics
from services.analysis.evidence.schemas import Contrast, ContrastSet
from tests.analysis.building import (
    MOMENT,
    gather,
    make_other,
    make_others,
    make_post,
)
from tests.analysis.evidence.test_real_videos import as_other, as_post, read_videos
from tests.analysis.strategies import posts_with_others

TITLES = ("Glue", "Wood", "Nails", "Clamps")


def find_contrasts(post: PostDetail, others: list[BaselinePost]) -> ContrastSet:
    found = gather(post, others).contrasts
    assert found is not None
    return found


def pick(found: ContrastSet, kind: str) -> Contrast:
    [row] = [row for row in found.rows if row.kind == kind]
    return row


def make_alike(count: int, **overrides: Any) -> list[BaselinePost]:
    """Others that resemble `make_post()` in everything, its title too."""
    return make_others(
        [1_000] * count, **{"title": "How a chair is mended", **overrides}
    )


class TestRows:
    def test_trait_that_few_share_is_told_with_the_count(self) -> None:
        others = make_alike(18) + [
            make_other(f"n{n}", title="Chair for $20") for n in range(2)
        ]
        found = find_contrasts(make_post(title="A chair for $40, mended."), others)

        row = pick(found, "title_price")
        assert (row.direction, row.count, row.total, row.having) == ("has", 2, 20, 2)
        assert row.statement == "2 of the 20 others do"
        assert row.share == 0.1

    def test_trait_that_only_this_one_lacks_counts_those_alike(self) -> None:
        others = [*make_alike(19, title="5 chairs mended at once"), make_other("x")]
        found = find_contrasts(make_post(), others)

        row = pick(found, "title_number")
        assert (row.direction, row.count, row.having) == ("lacks", 1, 19)
        assert row.statement == "19 of the 20 others do"

    def test_share_above_a_fifth_is_not_rare(self) -> None:
        def kinds(having: int) -> set[str]:
            others = make_alike(20 - having) + make_alike(having, title="Why chairs?")
            # Two lists of the same ids: the second ones get their own.
            named = [
                other.model_copy(update={"platform_post_id": f"p{n}"})
                for n, other in enumerate(others)
            ]
            found = find_contrasts(make_post(title="Why chairs are mended?"), named)
            return {row.kind for row in found.rows}

        assert "title_question" in kinds(4)
        assert "title_question" not in kinds(5)

    def test_quantity_is_rare_only_far_from_the_usual(self) -> None:
        lengths = [600.0 + n for n in range(20)]
        others = [
            make_other(f"p{n}", duration_seconds=seconds)
            for n, seconds in enumerate(lengths)
        ]
        far = find_contrasts(make_post(duration_seconds=900.0), others)
        near = find_contrasts(make_post(duration_seconds=622.0), others)

        row = pick(far, "duration")
        assert (row.direction, row.count, row.display) == ("more", 0, "15:00")
        assert "duration" not in {row.kind for row in near.rows}

    def test_hour_that_nobody_else_takes_is_rare(self) -> None:
        others = make_alike(10, published_at=MOMENT + timedelta(hours=12))
        found = find_contrasts(make_post(), others)

        row = pick(found, "posting_time")
        assert (row.direction, row.count) == ("time", 0)
        assert row.statement == ("none of the 10 others went out within an hour of it")

    def test_outcomes_are_no_traits(self) -> None:
        post = make_post(metrics=PostMetrics(views=1_000, likes=900, comments=1))
        found = find_contrasts(post, make_alike(12))

        assert not any("engagement" in row.kind for row in found.rows)

    @given(posts_with_others())
    def test_rows_are_rare_sorted_and_rest_on_their_evidence(
        self, given_posts: tuple[PostDetail, list[BaselinePost]]
    ) -> None:
        evidence = gather(*given_posts)
        found = evidence.contrasts
        if evidence.verdict.baseline_state != "ready":
            assert found is None
            return
        assert found is not None
        shares = [row.share for row in found.rows]
        assert shares == sorted(shares)
        assert all(share <= found.rare_share for share in shares)
        assert len(found.rows) <= found.considered
        assert 0 <= found.expected_by_chance <= found.considered
        for row in found.rows:
            item = evidence.find_item(row.kind)
            assert item is not None
            assert row.evidence_ids == (item.id,)
            assert row.display == item.display


class TestExpectedByChance:
    """The mean over the pool: each of its posts once takes the place of this one."""

    @pytest.mark.parametrize("seed", range(4))
    def test_equals_the_count_over_every_post_of_the_pool(self, seed: int) -> None:
        pool = [self._make(number, seed) for number in range(13)]
        counts = [len(self._find(pool, this).rows) for this in range(len(pool))]
        expected = self._find(pool, 0).expected_by_chance

        # Quantities near the usual depend on the median of the others, which moves a
        # little with the post that is taken out; there are none in this pool.
        assert expected == pytest.approx(sum(counts) / len(pool))

    def test_identical_posts_give_none(self) -> None:
        found = find_contrasts(make_post(), make_alike(12, published_at=MOMENT))

        assert found.expected_by_chance == 0
        assert found.rows == ()
        assert found.statement.startswith("None of the")

    def test_holds_on_average_over_real_videos(self, sample_data_dir: Path) -> None:
        videos = list(read_videos(sample_data_dir))
        channels: dict[str, list[BaselinePost]] = {}
        for video in videos:
            channels.setdefault(video.channel, []).append(as_other(video))
        found = [
            contrasts
            for video in videos[::5]
            if (contrasts := gather(as_post(video), channels[video.channel]).contrasts)
        ]
        told = sum(len(each.rows) for each in found) / len(found)
        expected = sum(each.expected_by_chance for each in found) / len(found)

        # No channel's posts are drawn at random, yet their mean is near the mean.
        assert len(found) > 250
        assert told == pytest.approx(expected, rel=0.15)

    def _make(self, number: int, seed: int) -> dict[str, Any]:
        marks = ["", "?", " 7", " $9", " LOUD"]
        title = TITLES[0] * 3 + marks[(number * (seed + 1)) % 5 if number > 7 else 0]
        return {
            "title": title.ljust(18, "."),
            "published_at": MOMENT + timedelta(days=7 * (number % 6), hours=number),
            "duration_seconds": None,
        }

    def _find(self, pool: list[dict[str, Any]], this: int) -> ContrastSet:
        others = [
            make_other(f"p{n}", text_length=0, metrics=PostMetrics(views=100), **values)
            for n, values in enumerate(pool)
            if n != this
        ]
        return find_contrasts(make_post(content=None, **pool[this]), others)
