"""Whatever the answers are: each post ends in a reason of its own, others unharmed."""

from collections import deque
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.social.clients.brightdata import read_rows
from services.social.sources.brightdata.source import BrightDataSource
from services.social.sources.collected_post import CollectedPost
from services.social.sources.source import CreatorTarget
from tests.emulators.brightdata import BrightData
from tests.emulators.brightdata_rows import build_code, build_post_row, build_reel_row
from tests.social.sources.brightdata.asking import ONE, THREE, TWO, collect
from tests.social.sources.brightdata.conftest import MakeSource

GENERATED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

URL = f"https://www.instagram.com/p/{TWO}/"
NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False)
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(max_size=30)
JSON = st.recursive(
    LEAVES
    | st.sampled_from([URL, "2999-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "\0"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
GOOD = build_post_row(TWO, "nasa", "https://media.example") | {"input": {"url": URL}}
REEL = build_reel_row(TWO, "nasa", "https://media.example") | {"input": {"url": URL}}


@st.composite
def spoilt_rows(draw: st.DrawFn) -> dict[str, Any]:
    """A good row of which some fields say something else, or nothing."""
    row = dict(draw(st.sampled_from([GOOD, REEL])))
    for name in draw(st.lists(st.sampled_from(sorted(row)), max_size=6)):
        if draw(st.booleans()):
            row.pop(name, None)
        else:
            row[name] = draw(JSON)
    if draw(st.booleans()):
        row["error_code"] = draw(LEAVES | st.just("dead_page"))
    return row


def is_storable(post: CollectedPost) -> bool:
    """What PostgreSQL and the rest of the system rely on."""
    counts = post.metrics.model_dump().values()
    texts = [post.content or "", post.creator_name, *(c.text for c in post.comments)]
    return (
        all(count is None or 0 <= count < 2**63 for count in counts)
        and not any("\0" in text for text in texts)
        and all(m.source_url.startswith(("http://", "https://")) for m in post.media)
        and (post.duration_seconds is None or 0 < post.duration_seconds < 1e8)
        and post.creator_key == post.creator_key.lower() != ""
    )


@pytest.fixture
def hasty(make_source: MakeSource) -> BrightDataSource:
    """A source that answers at once, or not at all."""
    return make_source(
        brightdata_sync_urls=2,
        brightdata_comments_per_post=3,
        brightdata_patience_seconds=0.05,
        brightdata_poll_seconds=0.001,
    )


class TestRows:
    @GENERATED
    @given(row=spoilt_rows() | JSON)
    async def test_row_of_any_kind_harms_no_other(
        self, hasty: BrightDataSource, brightdata: BrightData, row: Any
    ) -> None:
        brightdata.replies[TWO] = row
        outcome = await collect(hasty, ONE, TWO)
        assert ONE in outcome.posts
        for code, post in outcome.posts.items():
            assert (post.platform_post_id, is_storable(post)) == (code, True)
        if TWO in outcome.failures:
            assert outcome.failures[TWO].message

    @GENERATED
    @given(part=JSON | st.fixed_dictionaries({}, optional={"url": JSON, "likes": JSON}))
    async def test_profile_of_any_kind_is_survived(
        self, hasty: BrightDataSource, brightdata: BrightData, part: Any
    ) -> None:
        brightdata.recent["nasa"] = [build_code(9)]
        brightdata.rows["nasa"] = {"posts": [part, part]}
        outcome = await hasty.list_recent(CreatorTarget("instagram", "nasa"), 5)
        assert all(is_storable(post) for post in outcome.posts.values())


class TestBodies:
    @GENERATED
    @given(
        operation=st.sampled_from(["trigger", "progress", "snapshot"]),
        body=st.binary(max_size=40)
        | JSON.map(orjson.dumps)
        | st.lists(JSON.map(orjson.dumps), max_size=3).map(b"\n".join),
    )
    async def test_body_of_any_kind_ends_in_a_reason(
        self,
        hasty: BrightDataSource,
        brightdata: BrightData,
        operation: str,
        body: bytes,
    ) -> None:
        brightdata.faults_of[operation] = deque([body] * 50)
        outcome = await collect(hasty, ONE, TWO, THREE)
        assert all(failure.message for failure in outcome.failures.values())
        brightdata.faults_of.clear()

    @given(rows=st.lists(st.dictionaries(st.text(max_size=5), LEAVES), max_size=4))
    def test_rows_are_the_same_in_every_form(self, rows: list[dict[str, Any]]) -> None:
        lines = b"\n".join(orjson.dumps(row) for row in rows)
        told = orjson.loads(orjson.dumps(rows))
        assert read_rows(orjson.dumps(rows)) == told
        if rows:
            assert read_rows(lines) == told
            assert read_rows(orjson.dumps(rows[0])) == told[:1]

    @pytest.mark.parametrize(
        "body", [b"", b"null", b'"text"', b"7", b"<html>", b"[", b"\xff\xfe"]
    )
    def test_what_has_no_rows_is_refused(self, body: bytes) -> None:
        with pytest.raises(ValueError, match=r"."):
            read_rows(body)
