"""Real ids and real hostile text, where the sample data is there."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from libs.common.post_urls import Refusal, find_post_urls, parse_post_url
from tests.common.post_urls.reading import read_post


class TestRealIds:
    def test_every_id_of_real_videos_is_accepted(self, sample_data_dir: Path) -> None:
        path = sample_data_dir / "social" / "youtube_tabletop_channels.csv"
        with path.open(encoding="utf-8", newline="") as file:
            ids = [row["video_id"] for row in csv.DictReader(file)]
        assert len(ids) > 1000
        for video_id in ids:
            post = read_post(f"https://www.youtube.com/watch?v={video_id}")
            assert post.id == video_id

    def test_time_in_real_ids_is_the_stated_one(self, sample_data_dir: Path) -> None:
        path = sample_data_dir / "social" / "twitter_barackobama.csv"
        with path.open(encoding="latin-1", newline="") as file:
            rows = [(row["url"], row["created_at"]) for row in csv.DictReader(file)]
        assert len(rows) > 3000
        for url, stated in rows:
            hint = read_post(url).published_at_hint
            minute = datetime.strptime(stated, "%m/%d/%y %H:%M").replace(tzinfo=UTC)
            assert hint is not None
            assert minute <= hint < minute + timedelta(minutes=1)


class TestHostileText:
    def test_no_naughty_string_is_a_post(self, sample_data_dir: Path) -> None:
        path = sample_data_dir / "bad_input" / "naughty_strings.json"
        strings = json.loads(path.read_text("utf-8"))
        assert strings
        for text in strings:
            assert isinstance(parse_post_url(text), Refusal)
            assert find_post_urls(text) == []

    def test_no_address_of_an_inner_server_is_a_post(
        self, sample_data_dir: Path
    ) -> None:
        path = sample_data_dir / "bad_input" / "server_side_urls.json"
        for case in json.loads(path.read_text("utf-8")):
            assert isinstance(parse_post_url(case["url"]), Refusal)
