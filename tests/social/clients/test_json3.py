"""YouTube's captions as timed segments, whatever is in the file."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.social.clients.json3 import NoJson3, parse_json3


def event(start: Any, lasts: Any, *texts: Any, **more: Any) -> dict[str, Any]:
    return {
        "tStartMs": start,
        "dDurationMs": lasts,
        "segs": [{"utf8": text} for text in texts],
        **more,
    }


def parse(*events: Any) -> list[tuple[float, float, str]]:
    content = json.dumps({"wireMagic": "pb3", "events": list(events)}).encode()
    return [(s.start_seconds, s.end_seconds, s.text) for s in parse_json3(content)]


class TestParseJson3:
    def test_automatic_captions_end_where_the_next_begin(self) -> None:
        found = parse(
            {"tStartMs": 0, "dDurationMs": 213040, "id": 1, "wpWinPosId": 1},
            event(1200, 3600, "hello", " world", wWinId=1),
            event(2900, 1900, "\n", wWinId=1, aAppend=1),
            event(2910, 4000, "and", " more"),
        )
        assert found == [(1.2, 2.91, "hello world"), (2.91, 6.91, "and more")]

    def test_line_that_rolls_up_is_said_once(self) -> None:
        found = parse(
            event(0, 4000, "one"), event(2000, 4000, "one\ntwo"), event(4000, 1, "two")
        )
        assert found == [(0, 2, "one"), (2, 6, "two")]

    def test_line_that_is_said_again_stays(self) -> None:
        assert len(parse(event(0, 1000, "again"), event(1000, 1000, "again"))) == 2

    @pytest.mark.parametrize(
        ("told", "text"),
        [
            ("two\nlines", "two lines"),
            ("♪ we sing ♪", "we sing"),
            ("\u200bhid\ufeffden", "hidden"),
            (">> SPEAKER: hello", "SPEAKER: hello"),
            ("- hello", "hello"),
            ("[Music] hello", "[Music] hello"),
            ("नमस्\u200dते", "नमस्\u200dते"),
            ("a &amp; b", "a &amp; b"),
        ],
    )
    def test_text_is_cleaned(self, told: str, text: str) -> None:
        assert [found[2] for found in parse(event(0, 1, told))] == [text]

    @pytest.mark.parametrize(
        "told", ["[Music]", "(applause)", "♪♪", "[Music] ♪", "\n", " ", "*laughs*", ""]
    )
    def test_sounds_are_no_words(self, told: str) -> None:
        assert parse(event(0, 1, told)) == []

    def test_numbers_may_be_texts_and_order_none(self) -> None:
        found = parse(event("5000", "1000", "b"), event("1000", "500", "a"))
        assert found == [(1, 1.5, "a"), (5, 6, "b")]

    @pytest.mark.parametrize(
        "odd",
        [
            None,
            7,
            {},
            {"segs": "text", "tStartMs": 1},
            event(None, 1, "x"),
            event("soon", 1, "x"),
            event(-1, 1, "x"),
            event(1e30, 1, "x"),
            event(True, 1, "x"),
            event(1, [], "x"),
            event(1, 1, None),
        ],
    )
    def test_odd_event_is_left_out(self, odd: Any) -> None:
        assert parse(odd, event(0, 1000, "kept")) == [(0, 1, "kept")]

    def test_brackets_without_end_take_no_time(self) -> None:
        events = [event(n, 1, "([*" * 100_000) for n in range(20)]
        assert len(parse(*events)) == 20

    @pytest.mark.parametrize(
        "content",
        [b"", b"<html>", b"[]", b"{}", b'{"events": 1}', b"\xff", b'{"events": ['],
    )
    def test_what_is_no_caption_file_is_refused(self, content: bytes) -> None:
        with pytest.raises(NoJson3):
            parse_json3(content)

    def test_file_without_words_has_no_segments(self) -> None:
        assert parse() == []

    @given(
        st.lists(
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=9),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["tStartMs", "dDurationMs", "segs", "utf8"]),
                        inner,
                    )
                ),
                max_leaves=12,
            )
            | st.builds(
                event,
                st.integers(0, 10**7),
                st.integers(0, 10**5),
                st.text(max_size=20),
            ),
            max_size=12,
        )
    )
    def test_segments_are_in_order_and_apart(self, events: list[Any]) -> None:
        found = parse(*events)
        assert all(text.strip() == text and text for *_, text in found)
        assert all(0 <= start <= end for start, end, _ in found)
        assert all(one[1] <= two[0] for one, two in pairwise(found))
