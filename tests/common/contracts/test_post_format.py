from datetime import UTC, datetime

import pytest

from libs.common.contracts.post_format import post_format

BEFORE = datetime(2024, 10, 14, 23, 59, 59, tzinfo=UTC)
FROM = datetime(2024, 10, 15, tzinfo=UTC)


class TestPostFormat:
    @pytest.mark.parametrize("platform", ["youtube", "instagram", "x"])
    def test_kind_of_the_source_wins(self, platform: str) -> None:
        assert post_format(platform, " Reel ", 30, FROM) == "reel"

    def test_empty_kind_counts_as_none(self) -> None:
        assert post_format("youtube", "  ", 30, BEFORE) == "short"

    @pytest.mark.parametrize(
        ("seconds", "published_at", "expected"),
        [
            (0, BEFORE, "live"),
            (0.5, BEFORE, "short"),
            (60, BEFORE, "short"),
            (60.5, BEFORE, "video"),
            (61, None, "video"),
            (60, None, "short"),
            (61, FROM, "short"),
            (180, FROM, "short"),
            (181, FROM, "video"),
            (180, BEFORE, "video"),
            (None, FROM, "video"),
        ],
    )
    def test_youtube_without_kind_follows_length_and_date(
        self, seconds: float | None, published_at: datetime | None, expected: str
    ) -> None:
        assert post_format("youtube", None, seconds, published_at) == expected

    @pytest.mark.parametrize(
        ("platform", "expected"),
        [("x", "post"), ("instagram", "post"), ("tiktok", "video")],
    )
    def test_other_platforms_ignore_the_length(
        self, platform: str, expected: str
    ) -> None:
        assert post_format(platform, None, 15, FROM) == expected
