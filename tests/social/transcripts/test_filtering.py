"""What is taken for spoken, and what for invented."""

from hypothesis import given
from hypothesis import strategies as st

from libs.common.contracts.social import TranscriptSegment
from services.social.transcripts.filtering import (
    HeardSegment,
    drop_repeats,
    is_invented,
    keep_spoken,
)


def heard(
    text: str = "Hello", start: float = 0, end: float = 1, **told: float
) -> HeardSegment:
    return HeardSegment(start, end, text, **told)


def spoken(*texts: str) -> list[TranscriptSegment]:
    return [TranscriptSegment(start_seconds=0, end_seconds=1, text=t) for t in texts]


class TestIsInvented:
    def test_words_over_likely_silence_are(self) -> None:
        assert is_invented(heard(no_speech_ratio=0.61, mean_logprob=-1.01))

    def test_unsure_words_alone_are_not(self) -> None:
        assert not is_invented(heard(no_speech_ratio=0.6, mean_logprob=-3))

    def test_sure_words_over_likely_silence_are_not(self) -> None:
        assert not is_invented(heard(no_speech_ratio=0.99, mean_logprob=-1))

    def test_text_that_says_one_thing_over_and_over_is(self) -> None:
        assert is_invented(heard(compression_ratio=2.41))
        assert not is_invented(heard(compression_ratio=2.4))

    def test_model_that_does_not_tell_is_believed(self) -> None:
        assert not is_invented(heard())


class TestKeepSpoken:
    def test_times_are_those_of_the_whole_sound(self) -> None:
        [found] = keep_spoken(
            [heard(" Hello  world\n", 1, 2.5)], start_seconds=300, length_seconds=60
        )
        assert found == TranscriptSegment(
            start_seconds=301, end_seconds=302.5, text="Hello world"
        )

    def test_invented_and_empty_segments_are_left_out(self) -> None:
        given_ = [heard(" \x00 "), heard("la la", compression_ratio=9), heard("Yes.")]
        found = keep_spoken(given_, start_seconds=0, length_seconds=9)
        assert [segment.text for segment in found] == ["Yes."]

    @given(
        st.lists(st.tuples(st.floats(-5, 500), st.floats(-5, 500)), max_size=8),
        st.floats(0, 7200),
        st.floats(0.1, 300),
    )
    def test_whatever_a_model_says_times_are_in_order_and_within_the_piece(
        self, times: list[tuple[float, float]], begins: float, length: float
    ) -> None:
        found = keep_spoken(
            [heard("x", start, end) for start, end in times],
            start_seconds=begins,
            length_seconds=length,
        )
        moments = [m for s in found for m in (s.start_seconds, s.end_seconds)]
        assert moments == sorted(moments)
        within = (begins - 0.001 <= m <= begins + length + 0.001 for m in moments)
        assert all(within)


class TestDropRepeats:
    def test_line_that_comes_three_times_stays_once(self) -> None:
        found = drop_repeats(spoken("Oh no", "Oh, no!", "oh no.", "Bye"))
        assert [segment.text for segment in found] == ["Oh no", "Bye"]

    def test_line_that_is_said_twice_was_said_twice(self) -> None:
        assert len(drop_repeats(spoken("No.", "No.", "Yes.", "No."))) == 4

    def test_signs_alone_are_told_apart(self) -> None:
        assert len(drop_repeats(spoken("♪", "…", "♪"))) == 3
