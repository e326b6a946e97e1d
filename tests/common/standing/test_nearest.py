from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from libs.common.standing.nearest import Entry, Timeline

MOMENT = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)

# Few moments and names, so that distances, times and ids tie.
moments = st.one_of(
    st.integers(-400, 400).map(lambda days: MOMENT + days * DAY),
    st.integers(-3, 3).map(lambda days: MOMENT + days * DAY),
    st.sampled_from([180 * DAY, 180 * DAY + MICROSECOND]).flatmap(
        lambda far: st.sampled_from([MOMENT - far, MOMENT + far])
    ),
)
names = st.integers(0, 60).map(lambda number: f"p{number}") | st.text(max_size=2)
entries = st.builds(Entry, moments, names, st.integers(0, 10**6))


def find_naively(
    given_entries: list[Entry[int]], moment: datetime, name: str
) -> list[int]:
    """The rule once more, by sorting all of it."""
    near = [
        (
            abs(entry.published_at - moment),
            entry.published_at,
            entry.platform_post_id,
            n,
        )
        for n, entry in enumerate(given_entries)
        if abs(entry.published_at - moment) <= timedelta(days=180)
        and entry.platform_post_id != name
    ]
    first: dict[str, int] = {}
    for _, _, other, n in sorted(near):
        first.setdefault(other, given_entries[n].item)
    return list(first.values())[:30]


def names_near(timeline: Timeline[str], name: str = "this") -> list[str]:
    return timeline.find_nearest(MOMENT, name)


def build(times: dict[str, timedelta]) -> Timeline[str]:
    return Timeline(Entry(MOMENT + far, name, name) for name, far in times.items())


class TestFindNearest:
    @given(st.lists(entries, max_size=120), moments, names)
    def test_agrees_with_sorting_everything(
        self, given_entries: list[Entry[int]], moment: datetime, name: str
    ) -> None:
        found = Timeline(given_entries).find_nearest(moment, name)

        assert found == find_naively(given_entries, moment, name)

    def test_thirty_nearest_are_taken_in_their_order(self) -> None:
        timeline = build({f"p{day}": day * DAY for day in range(60, 0, -1)})

        assert names_near(timeline) == [f"p{day}" for day in range(1, 31)]

    def test_equal_distance_goes_to_the_earlier_then_the_smaller_id(self) -> None:
        timeline = build({"b": DAY, "a": DAY, "z": -DAY, "y": -DAY})

        assert names_near(timeline) == ["y", "z", "a", "b"]

    def test_smallest_ids_are_taken_where_one_moment_has_too_many(self) -> None:
        timeline = build({f"p{number:02d}": -DAY for number in range(99, -1, -1)})

        assert names_near(timeline) == [f"p{number:02d}" for number in range(30)]

    def test_180_days_are_within_and_a_microsecond_more_is_not(self) -> None:
        edge = 180 * DAY
        timeline = build(
            {
                "first": -edge,
                "before": -edge - MICROSECOND,
                "last": edge,
                "after": edge + MICROSECOND,
            }
        )

        assert names_near(timeline) == ["first", "last"]

    def test_post_itself_is_left_out_wherever_it_stands(self) -> None:
        timeline = build({"this": timedelta(), "that": timedelta()})

        assert names_near(timeline) == ["that"]
        assert names_near(timeline, "that") == ["this"]

    def test_each_id_counts_once_the_nearer_row_of_it(self) -> None:
        timeline = Timeline(
            [
                Entry(MOMENT + 2 * DAY, "a", "far"),
                Entry(MOMENT + DAY, "a", "near"),
                Entry(MOMENT + 3 * DAY, "b", "other"),
            ]
        )

        assert timeline.find_nearest(MOMENT, "this") == ["near", "other"]

    def test_time_before_1970_is_as_good_as_any(self) -> None:
        early = datetime(1965, 1, 1, tzinfo=UTC)
        timeline = Timeline([Entry(early, "a", 1)])

        assert timeline.find_nearest(early + DAY, "b") == [1]
