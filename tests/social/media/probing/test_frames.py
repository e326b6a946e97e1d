"""Which stills of a video are kept."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.social.media.probing.answers import FrameFacts, Question
from services.social.media.probing.frames import choose_unlike
from services.social.media.probing.videos import examine_video
from tests.factories.media import film, write

SHADES = (20, 60, 100, 140, 180, 220)


def take(
    folder: Path, content: bytes, count: int, **more: int
) -> tuple[FrameFacts, ...]:
    question = Question(
        write(folder, content), "video/mp4", 60.0, count, folder=str(folder), **more
    )
    return examine_video(question).frames


def shade_of(frame: FrameFacts) -> int:
    with Image.open(frame.path) as picture:
        value = picture.convert("L").resize((1, 1)).getpixel((0, 0))
    assert isinstance(value, int)
    return value


class TestWriteFrames:
    @pytest.mark.parametrize("marks", [5, 300])
    async def test_opening_comes_first_then_what_differs(
        self, tmp_path: Path, marks: int
    ) -> None:
        """With pictures that stand for themselves, and with one alone."""
        frames = take(tmp_path, film(12.0, shades=SHADES, marks=marks), 7)
        assert [frame.at_seconds for frame in frames[:4]] == [0.0, 1.0, 2.0, 3.0]
        moments = [frame.at_seconds for frame in frames]
        assert moments == sorted(set(moments))
        assert len(frames) == 7
        # Two shades were seen in the opening; the three later ones are all unlike.
        later = {round(shade_of(frame) / 40) for frame in frames[4:]}
        assert len(later) == 3

    async def test_short_video_has_what_there_is(self, tmp_path: Path) -> None:
        assert [f.at_seconds for f in take(tmp_path, film(0.5), 8)] == [0.0]
        assert [f.at_seconds for f in take(tmp_path, film(1.6), 8)] == [0.0, 1.0]

    async def test_none_are_written_where_none_are_wanted(self, tmp_path: Path) -> None:
        assert take(tmp_path, film(), 0) == ()
        assert len(take(tmp_path, film(12.0, shades=SHADES), 2)) == 2

    async def test_stills_are_small_jpegs(self, tmp_path: Path) -> None:
        [frame] = take(tmp_path, film(size=(640, 360)), 1, frame_side=160)
        assert (frame.width, frame.height) == (160, 90)
        with Image.open(frame.path) as picture:
            assert (picture.format, picture.size) == ("JPEG", (160, 90))


class TestChooseUnlike:
    def test_farthest_from_all_that_is_known_comes_first(self) -> None:
        others = {1.0: b"\x10", 2.0: b"\xf0", 3.0: b"\xef", 4.0: b"\x80"}
        assert choose_unlike([b"\x00"], others, 1) == [2.0]
        assert choose_unlike([b"\x00"], others, 2) == [2.0, 4.0]
        assert choose_unlike([], others, 9) == [1.0, 2.0, 3.0, 4.0]

    @given(
        st.lists(st.binary(min_size=4, max_size=4), max_size=4),
        st.dictionaries(
            st.floats(0, 100), st.binary(min_size=4, max_size=4), max_size=12
        ),
        st.integers(0, 15),
    )
    def test_as_many_as_asked_for_in_order_of_time(
        self, known: list[bytes], others: dict[float, bytes], count: int
    ) -> None:
        chosen = choose_unlike(known, others, count)
        assert len(chosen) == min(count, len(others))
        assert chosen == sorted(set(chosen))
        assert set(chosen) <= set(others)
