"""Which of the words that a model claims to have heard were said. Pure.

Where nobody speaks a model goes on writing: phrases it has read under a million videos,
or one line again and again. What it says of its own certainty gives that away.
Source of the limits: those by which Whisper itself tries again
(github.com/openai/whisper, transcribe.py, seen 2026-11-20)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from libs.common.contracts.social import TranscriptSegment

_SILENCE_LIKELY = 0.6
_WORDS_UNLIKELY = -1.0
# Text that packs better than this says the same thing over and over.
_REPETITIVE = 2.4
# A refrain is sung twice; who says the same line three times is a model.
_MOST_REPEATS = 2


@dataclass(frozen=True, slots=True)
class HeardSegment:
    """A span of speech as a model tells it, times in seconds.

    `no_speech_ratio` is how likely it thinks that nobody speaks, `mean_logprob` how
    sure it is of its words (0 = certain), `compression_ratio` how well they pack. None
    where it does not say."""

    start_seconds: float
    end_seconds: float
    text: str
    no_speech_ratio: float | None = None
    mean_logprob: float | None = None
    compression_ratio: float | None = None


def is_invented(segment: HeardSegment) -> bool:
    """Whether the model itself gives away that nobody said this."""
    is_silence_likely = (segment.no_speech_ratio or 0.0) > _SILENCE_LIKELY
    are_words_unlikely = (segment.mean_logprob or 0.0) < _WORDS_UNLIKELY
    is_repetitive = (segment.compression_ratio or 0.0) > _REPETITIVE
    return (is_silence_likely and are_words_unlikely) or is_repetitive


def keep_spoken(
    heard: Iterable[HeardSegment], *, start_seconds: float, length_seconds: float
) -> list[TranscriptSegment]:
    """What was said, in order, with times of the whole sound.

    The piece begins at `start_seconds` of it; nothing in it can end after the piece."""
    spoken = []
    latest = 0.0
    for segment in heard:
        text = " ".join(segment.text.replace("\x00", "").split())
        if not text or is_invented(segment):
            continue
        start = min(max(segment.start_seconds, latest), length_seconds)
        latest = min(max(segment.end_seconds, start), length_seconds)
        spoken.append(
            TranscriptSegment(
                start_seconds=round(start_seconds + start, 3),
                end_seconds=round(start_seconds + latest, 3),
                text=text,
            )
        )
    return spoken


def drop_repeats(segments: Sequence[TranscriptSegment]) -> list[TranscriptSegment]:
    """The same without lines that come more than twice in a row: one of each stays."""
    kept = []
    for _, run in groupby(segments, key=lambda segment: _fold(segment.text)):
        repeated = list(run)
        kept += repeated if len(repeated) <= _MOST_REPEATS else repeated[:1]
    return kept


def _fold(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum()) or text
