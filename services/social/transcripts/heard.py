"""What was heard in a medium so far, and what that makes of its post. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from libs.common.contracts.social import TranscriptSegment
from services.social.transcripts.filtering import drop_repeats
from services.social.transcripts.models import HeardState


@dataclass(frozen=True, slots=True)
class Heard:
    """One medium's words, with times of it; `heard_seconds` is how far they reach."""

    state: HeardState
    source: str
    model: str
    language: str | None = None
    has_times: bool = True
    heard_seconds: float = 0.0
    segments: tuple[TranscriptSegment, ...] = ()

    @property
    def is_settled(self) -> bool:
        """There is nothing more to be heard in it."""
        return self.state != "unfinished"

    @property
    def text(self) -> str | None:
        """All of it, None where nothing is said."""
        return " ".join(segment.text for segment in self.segments) or None

    def finish(self) -> "Heard":
        """The same when its end is reached."""
        spoken = tuple(drop_repeats(self.segments))
        state: HeardState = "present" if spoken else "no_speech"
        return replace(self, state=state, segments=spoken)


@dataclass(frozen=True, slots=True)
class HeardPost:
    """The words of a post, and where they are from; times are None where unknown."""

    text: str
    segments: tuple[TranscriptSegment, ...] | None
    source: str
    language: str | None


def join_heard(media: Sequence[Heard]) -> HeardPost | None:
    """The words of a post's media as if they were shown one after the other; None
    where nothing is said in any."""
    spoken: list[TranscriptSegment] = []
    begins = 0.0
    for heard in media:
        spoken += [_shift(segment, begins) for segment in heard.segments]
        begins += heard.heard_seconds
    with_words = [heard for heard in media if heard.segments]
    if not with_words:
        return None
    has_times = all(heard.has_times for heard in with_words)
    return HeardPost(
        text=" ".join(segment.text for segment in spoken),
        segments=tuple(spoken) if has_times else None,
        source=with_words[0].source,
        language=with_words[0].language,
    )


def _shift(segment: TranscriptSegment, seconds: float) -> TranscriptSegment:
    return TranscriptSegment(
        start_seconds=round(segment.start_seconds + seconds, 3),
        end_seconds=round(segment.end_seconds + seconds, 3),
        text=segment.text,
    )
