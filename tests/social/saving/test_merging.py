"""What a post is after it was seen again."""

from datetime import datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from libs.common.contracts.social import PostMetrics
from services.social.saving.merging import (
    MergeRule,
    PostState,
    merge_sightings,
    overlay,
    state_values,
)
from services.social.sources.collected_post import CollectedPost
from tests.factories.social import NOON, build_post

IMPORT = MergeRule(always_snapshot=False, confirms_time=True)
UPLOAD = MergeRule(always_snapshot=False, confirms_time=False)
COLLECTION = MergeRule(always_snapshot=True, confirms_time=True)

counts = st.none() | st.integers(0, 2)
sightings = st.builds(
    lambda hour, views, likes, title, seconds: build_post(
        as_of=NOON + timedelta(hours=hour),
        metrics=PostMetrics(views=views, likes=likes),
        title=title,
        duration_seconds=seconds,
    ),
    st.integers(0, 20),
    counts,
    counts,
    st.none() | st.sampled_from(["A", "B"]),
    st.none() | st.sampled_from([10.0, 700.0]),
)
complete = sightings.filter(
    lambda post: None not in (post.metrics.views, post.metrics.likes)
)
timelines = st.lists(sightings, min_size=1, max_size=8, unique_by=lambda p: p.as_of)


def fold(posts: list[CollectedPost], rule: MergeRule) -> PostState:
    """One after another, each with the whole history, as the database has it."""
    state: PostState | None = None
    history: dict[datetime, dict[str, int]] = {}
    for post in posts:
        merged = merge_sightings(state, [post], rule, history=history)
        state = merged.state
        history |= merged.snapshots
    assert state
    return state


class TestMergeSightings:
    @given(st.lists(complete, min_size=1, max_size=8, unique_by=lambda p: p.as_of))
    def test_figures_at_once_or_one_by_one_are_the_same(
        self, posts: list[CollectedPost]
    ) -> None:
        at_once, one_by_one = (
            merge_sightings(None, posts, IMPORT).state,
            fold(posts, IMPORT),
        )
        assert at_once.metrics == one_by_one.metrics
        assert at_once.metrics_as_of == one_by_one.metrics_as_of

    @given(timelines)
    def test_second_time_changes_nothing(self, posts: list[CollectedPost]) -> None:
        first = merge_sightings(None, posts, IMPORT)
        again = merge_sightings(first.state, posts, IMPORT, history=first.snapshots)
        assert again.outcomes == ["duplicate"] * len(posts)
        assert not again.snapshots
        assert not again.is_changed

    @given(timelines)
    def test_later_upload_of_the_same_changes_nothing(
        self, posts: list[CollectedPost]
    ) -> None:
        last = max(posts, key=lambda post: post.as_of)
        first = merge_sightings(None, [last], UPLOAD)
        later = build_post(
            as_of=last.as_of + timedelta(days=3),
            metrics=last.metrics,
            title=last.title,
            duration_seconds=last.duration_seconds,
        )
        again = merge_sightings(first.state, [later], UPLOAD)
        assert (again.outcomes, again.is_changed) == (["duplicate"], False)

    @given(timelines, st.randoms(use_true_random=False))
    def test_figures_of_collections_do_not_depend_on_the_order(
        self, posts: list[CollectedPost], random: Random
    ) -> None:
        shuffled = posts.copy()
        random.shuffle(shuffled)
        one, other = fold(posts, COLLECTION), fold(shuffled, COLLECTION)
        assert one.metrics == other.metrics
        assert one.metrics_as_of == other.metrics_as_of

    @given(timelines)
    def test_figures_are_the_newest_told(self, posts: list[CollectedPost]) -> None:
        state = fold(posts, COLLECTION)
        for name in ("views", "likes"):
            told = [
                count
                for post in sorted(posts, key=lambda p: p.as_of)
                if (count := getattr(post.metrics, name)) is not None
            ]
            assert state.metrics.get(name) == (told[-1] if told else None)

    @given(timelines)
    def test_what_is_known_is_never_lost(self, posts: list[CollectedPost]) -> None:
        state = fold(posts, IMPORT)
        assert (state.title is None) == all(p.title is None for p in posts)

    def test_same_moment_twice_in_a_file_counts_once(self) -> None:
        rows = [build_post(views=1), build_post(views=2)]
        merged = merge_sightings(None, rows, UPLOAD)
        assert merged.outcomes == ["imported", "duplicate"]
        assert merged.state.metrics["views"] == 1

    def test_moment_told_by_an_earlier_batch_is_a_duplicate(self) -> None:
        first = merge_sightings(None, [build_post(views=1)], UPLOAD)
        again = merge_sightings(
            first.state, [build_post(views=2)], UPLOAD, seen=frozenset({NOON})
        )
        assert again.outcomes == ["duplicate"]

    def test_correction_of_the_same_moment_stands(self) -> None:
        first = merge_sightings(None, [build_post(views=1)], IMPORT)
        again = merge_sightings(
            first.state, [build_post(views=2)], IMPORT, history=first.snapshots
        )
        assert again.outcomes == ["updated"]
        assert again.snapshots[NOON]["views"] == 2

    def test_older_row_fills_gaps_and_replaces_nothing(self) -> None:
        newer = build_post(title="New", content=None, views=9)
        older = build_post(
            title="Old", content="Text", views=4, as_of=NOON - timedelta(days=1)
        )
        merged = merge_sightings(None, [newer, older], IMPORT)
        assert (merged.state.title, merged.state.content) == ("New", "Text")
        assert merged.state.metrics["views"] == 9
        assert len(merged.snapshots) == 2

    def test_collection_adds_a_snapshot_of_unchanged_figures(self) -> None:
        first = merge_sightings(None, [build_post()], COLLECTION)
        later = build_post(as_of=NOON + timedelta(days=1))
        again = merge_sightings(first.state, [later], COLLECTION)
        assert list(again.snapshots) == [later.as_of]

    def test_silence_does_not_erase_a_transcript(self) -> None:
        first = merge_sightings(None, [build_post(transcript="Hi.")], COLLECTION)
        later = build_post(as_of=NOON + timedelta(days=1), has_no_speech=True)
        again = merge_sightings(first.state, [later], COLLECTION)
        assert again.state.transcript_state == "present"

    def test_text_is_stored_without_nul_and_outer_space(self) -> None:
        merged = merge_sightings(None, [build_post(content=" a\x00b \n")], UPLOAD)
        assert merged.state.content == "ab"


class TestStateValues:
    def test_format_follows_length_where_no_kind_is_told(self) -> None:
        post = build_post(kind=None, duration_seconds=170.0)
        state = merge_sightings(None, [post], UPLOAD).state
        assert state_values("youtube", state)["format"] == "short"

    def test_score_names_its_denominator(self) -> None:
        post = build_post(metrics=PostMetrics(likes=5, followers=50))
        values = state_values("youtube", merge_sightings(None, [post], UPLOAD).state)
        assert values["engagement_score"] == 0.1
        assert values["engagement_denominator"] == "followers"


class TestOverlay:
    def test_latest_of_each_figure_stands(self) -> None:
        later = NOON + timedelta(days=1)
        history = {later: {"views": 5}, NOON: {"views": 2, "likes": 1}}
        assert overlay(history) == {"views": 5, "likes": 1}


class TestToldInPart:
    def test_part_of_a_whole_post_brings_figures_and_fills_gaps(self) -> None:
        whole = build_post(1, content="All of it.", title=None)
        part = build_post(
            1,
            as_of=NOON + timedelta(hours=1),
            views=5000,
            content="All o…",
            title="Title",
            is_whole=False,
        )
        state = fold([whole, part], COLLECTION)
        assert (state.content, state.title) == ("All of it.", "Title")
        assert state.metrics["views"] == 5000
        assert state.is_whole

    def test_post_is_whole_once_it_was_told_whole(self) -> None:
        part = build_post(1, content="All o…", is_whole=False)
        whole = build_post(1, as_of=NOON + timedelta(hours=1), content="All of it.")
        assert not fold([part], COLLECTION).is_whole
        state = fold([part, whole], COLLECTION)
        assert (state.content, state.is_whole) == ("All of it.", True)
