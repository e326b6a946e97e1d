"""What an id alone tells of the time at which its post was made.

Both rules are published id layouts: milliseconds since the platform's own epoch
above the low bits. YouTube's ids are random and tell nothing."""

from datetime import UTC, datetime, timedelta

from libs.common.post_urls.model import PostUrl

_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# 41 bits of time, 13 of shard, 10 of sequence, since 2011-08-24T21:07:01.721Z.
_INSTAGRAM_EPOCH_MS = 1_314_220_021_721
_INSTAGRAM_TIME_SHIFT = 23
# Media older than this layout were numbered one by one. None of them reached this
# number, which in the layout is two minutes after its epoch.
_INSTAGRAM_FIRST_TIMED_PK = 1 << 40

# Snowflake: 42 bits of time above 22, since 2010-11-04T01:42:54.657Z.
_X_EPOCH_MS = 1_288_834_974_657
_X_TIME_SHIFT = 22
# The first id of that kind; those below were numbered one by one.
# Source: oduwsdl/tweetedat, `script/TimestampEstimator.py`, seen November 2026.
_X_FIRST_TIMED_ID = 29_700_859_247

# Clocks of machines differ by this much at most before an id counts as impossible.
_FUTURE_TOLERANCE = timedelta(minutes=5)


def decode_instagram_time(pk: int) -> datetime | None:
    """When the medium was created (UTC), None for pks older than the layout.

    A post may be published long after (drafts, scheduled posts)."""
    if pk < _INSTAGRAM_FIRST_TIMED_PK:
        return None
    return _at((pk >> _INSTAGRAM_TIME_SHIFT) + _INSTAGRAM_EPOCH_MS)


def decode_x_time(post_id: int) -> datetime | None:
    """When the post was written (UTC), None for ids from before November 2010."""
    if post_id < _X_FIRST_TIMED_ID:
        return None
    return _at((post_id >> _X_TIME_SHIFT) + _X_EPOCH_MS)


def is_from_future(post: PostUrl, now: datetime) -> bool:
    """Whether the post's id claims a time after `now` (five minutes are let pass)."""
    hint = post.published_at_hint
    return hint is not None and hint.timestamp() > (
        now.timestamp() + _FUTURE_TOLERANCE.total_seconds()
    )


def _at(unix_ms: int) -> datetime:
    # Exact, which fromtimestamp() of a float is not; 64-bit ids end before 2151.
    return _UNIX_EPOCH + timedelta(milliseconds=unix_ms)
