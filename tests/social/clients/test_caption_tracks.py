"""Which captions are read of those that there are."""

from typing import Any

import pytest

from services.social.clients.caption_tracks import CaptionTracks, read_tracks
from tests.emulators.ytdlp import build_forms, build_info

VIDEO = "dQw4w9WgXcQ"


def tracks(manual: str = "", automatic: str = "", spoken: str | None = "en") -> Any:
    info = build_info(
        VIDEO,
        language=spoken,
        subtitles={name: build_forms(VIDEO, name) for name in manual.split()},
        automatic_captions={
            name: build_forms(VIDEO, name) for name in automatic.split()
        },
    )
    return read_tracks(info)


class TestChoose:
    @pytest.mark.parametrize(
        ("manual", "automatic", "wanted", "chosen"),
        [
            ("de en", "en-orig", "de", ("de", False)),
            ("de en", "en-orig", None, ("en", False)),
            ("de en-GB", "en-orig", None, ("en-GB", False)),
            ("ar de", "en-orig en", "fr", ("ar", False)),
            ("", "af de en-orig en", "de", ("en", True)),
            ("", "en-orig", None, ("en", True)),
            ("", "af en", None, ("en", True)),
            ("live_chat", "", None, None),
            ("", "af de", None, None),
            ("", "", "en", None),
        ],
    )
    def test_by_hand_comes_before_heard_and_never_translated(
        self,
        manual: str,
        automatic: str,
        wanted: str | None,
        chosen: tuple[str, bool] | None,
    ) -> None:
        track = tracks(manual, automatic).choose(wanted)
        assert (track and (track.language, track.is_automatic)) == chosen

    def test_original_is_found_where_no_language_is_told(self) -> None:
        track = tracks("", "af pt-orig pt", spoken=None).choose()
        assert (track.language, "lang=pt-orig&fmt=json3" in track.url) == ("pt", True)


class TestReadTracks:
    @pytest.mark.parametrize(
        "told",
        [
            None,
            [],
            "en",
            {"en": None},
            {"en": [None, 1, {"ext": "json3"}]},
            {"en": [{"ext": "json3", "url": "file:///etc/passwd"}]},
            {"en": [{"ext": "vtt", "url": "https://www.youtube.com/x"}]},
            {1: []},
            {"": [{"ext": "json3", "url": "https://www.youtube.com/x"}]},
        ],
    )
    def test_what_is_odd_is_left_out(self, told: Any) -> None:
        info = {"id": VIDEO, "subtitles": told, "automatic_captions": told}
        assert read_tracks(info) == CaptionTracks()

    def test_they_survive_being_kept(self) -> None:
        found = tracks("de en", "en-orig")
        again = CaptionTracks.model_validate_json(found.model_dump_json())
        assert again == found
