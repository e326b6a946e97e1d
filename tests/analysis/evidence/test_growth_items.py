"""How a count grew between the moments it was seen."""

from datetime import timedelta

import pytest

from libs.common.contracts.social import MetricSnapshot, PostDetail, PostMetrics
from services.analysis.evidence.schemas import EvidenceSet
from tests.analysis.building import MOMENT, gather, make_others, make_post, pick


def make_seen(*seen: tuple[float, int | None]) -> PostDetail:
    """A post seen so many hours after publishing with so many views."""
    snapshots = tuple(
        MetricSnapshot(
            as_of=MOMENT + timedelta(hours=hours), metrics=PostMetrics(views=views)
        )
        for hours, views in seen
    )
    return make_post(snapshots=snapshots, snapshot_count=len(seen))


def message_of(evidence: EvidenceSet) -> str | None:
    return next((m.message for m in evidence.missing if m.name == "no_growth"), None)


class TestGrowth:
    def test_pace_is_that_between_the_last_two_moments(self) -> None:
        evidence = gather(make_seen((0, 0), (24, 1_000), (72, 1_100)), [])
        item = pick(evidence, "growth")

        assert item.value == 50.0
        assert item.display == "50 a day"
        assert [(point.value, point.per_day) for point in item.growth] == [
            (0, None),
            (1_000, 1_000.0),
            (1_100, 50.0),
        ]
        assert item.detail == "Measured 3 times within 3\u00a0days: from 0 to 1,100."
        assert "no_usual" in item.marks
        assert message_of(evidence) is None

    def test_order_of_the_snapshots_does_not_matter(self) -> None:
        one = pick(gather(make_seen((0, 5), (48, 9)), []), "growth")
        two = pick(gather(make_seen((48, 9), (0, 5)), []), "growth")
        assert one == two

    def test_counts_taken_back_are_told_as_such(self) -> None:
        evidence = gather(make_seen((0, 1_000), (24, 900)), [])
        item = pick(evidence, "growth")

        assert (item.value, item.display) == (-100.0, "−100 a day")

    @pytest.mark.parametrize(
        ("seen", "message"),
        [
            (((5, 100),), "Measured once"),
            (((5, 100), (5.5, 140)), "Measured within one hour only"),
            (((5, None), (90, 140)), "How it grew is not known: this count"),
        ],
    )
    def test_without_two_moments_apart_there_is_none(
        self, seen: tuple[tuple[float, int | None], ...], message: str
    ) -> None:
        evidence = gather(make_seen(*seen), make_others([100] * 9))

        assert evidence.find_item("growth") is None
        assert (message_of(evidence) or "").startswith(message)

    def test_of_near_moments_the_newest_is_kept(self) -> None:
        post = make_seen((0, 0), (24, 100), (24.5, 110), (24.75, 120))
        item = pick(gather(post, []), "growth")

        assert [point.value for point in item.growth] == [0, 120]
