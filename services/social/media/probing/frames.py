"""Stills of a video for a model: what it opens with, and then what differs most.

The first frame and the first three seconds decide whether somebody stays; of the rest
a few frames stand for all, chosen so that each is as unlike the others as can be."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from services.social.media.probing.answers import FrameFacts, Question

_OPENING_SECONDS = (0.0, 1.0, 2.0, 3.0)
_LOOKED_AT = 60
_CLOSEST_SECONDS = 0.5
# Two minutes of an ordinary video: one with fewer marks than that is an odd one.
_MOST_PLAYED = 3_600
_SKETCH = (16, 9)
_QUALITY = 85

Sketch = bytes
"""A frame as so few grey pixels that two can be compared."""


def write_frames(
    container: InputContainer, stream: VideoStream, seconds: float, question: Question
) -> tuple[FrameFacts, ...]:
    """Writes at most `question.frames` stills, in order of time.

    What cannot be decoded is left out: the video itself can be shown all the same."""
    if question.frames < 1:
        return ()
    reel = _Reel(container, stream, question.frame_side)
    opening = [at for at in _OPENING_SECONDS if at == 0 or at < seconds]
    found = reel.play(opening[: question.frames])
    rest = question.frames - len(found)
    if rest > 0 and seconds > _OPENING_SECONDS[-1]:
        later = reel.sample(_OPENING_SECONDS[-1], seconds, rest)
        chosen = choose_unlike(
            [sketch(picture) for picture in found.values()],
            {at: sketch(picture) for at, picture in later.items() if at not in found},
            rest,
        )
        found |= {at: later[at] for at in chosen}
    return tuple(
        _write(picture, at, Path(question.folder) / f"{number}.jpg")
        for number, (at, picture) in enumerate(sorted(found.items()))
    )


def choose_unlike(
    known: Sequence[Sketch], others: dict[float, Sketch], count: int
) -> list[float]:
    """The moments of `count` others, each the one least like all that were taken
    before it; of equals the earliest."""
    distances = {
        at: min((_distance(each, seen) for seen in known), default=1 << 30)
        for at, each in others.items()
    }
    chosen: list[float] = []
    while distances and len(chosen) < count:
        at = max(distances, key=lambda moment: (distances[moment], -moment))
        chosen.append(at)
        taken = others[at]
        del distances[at]
        for moment, distance in distances.items():
            distances[moment] = min(distance, _distance(others[moment], taken))
    return sorted(chosen)


def sketch(picture: Image.Image) -> Sketch:
    """The frame as 144 grey pixels."""
    return picture.convert("L").resize(_SKETCH, Image.Resampling.BOX).tobytes()


def _distance(one: Sketch, other: Sketch) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


class _Reel:
    """A video, played from its beginning or looked into here and there."""

    def __init__(
        self, container: InputContainer, stream: VideoStream, side: int
    ) -> None:
        self._container = container
        self._stream = stream
        self._side = side
        self._start = float((stream.start_time or 0) * (stream.time_base or 0))

    def play(self, moments: Sequence[float]) -> dict[float, Image.Image]:
        """The frames that are shown at these moments (in seconds, ascending), by the
        moments of their own."""
        found: dict[float, Image.Image] = {}
        waiting = list(moments)
        self._container.seek(0)
        for frame in islice(self._decode(), _MOST_PLAYED if waiting else 0):
            at = self._moment(frame)
            if at >= waiting[0] - 0.001:
                found.setdefault(at, _shrink(frame, self._side))
                waiting = [moment for moment in waiting if moment - 0.001 > at]
            if not waiting:
                break
        return found

    def sample(self, start: float, end: float, least: int) -> dict[float, Image.Image]:
        """Frames from all over that span: those that stand for themselves, and cost
        no more than one frame to decode, unless there are fewer than `least`."""
        marks = self._list_marks(start)
        if len(marks) < least:
            step = max(_CLOSEST_SECONDS, (end - start) / _LOOKED_AT)
            count = int((end - start) / step)
            return self.play([start + step * (n + 0.5) for n in range(count)])
        found: dict[float, Image.Image] = {}
        for mark in marks[:: -(-len(marks) // _LOOKED_AT)]:
            self._container.seek(mark, stream=self._stream)
            for frame in islice(self._decode(), 1):
                found.setdefault(self._moment(frame), _shrink(frame, self._side))
        return found

    def _list_marks(self, start: float) -> list[int]:
        base = float(self._stream.time_base or 1)
        return [
            entry.timestamp
            for entry in self._stream.index_entries
            if entry.is_keyframe and entry.timestamp * base - self._start > start
        ]

    def _decode(self) -> Iterator[VideoFrame]:
        with suppress(FFmpegError):
            yield from self._container.decode(self._stream)

    def _moment(self, frame: VideoFrame) -> float:
        return round(max(0.0, (frame.time or 0.0) - self._start), 3)


def _shrink(frame: VideoFrame, side: int) -> Image.Image:
    scale = min(1.0, side / max(frame.width, frame.height))
    picture: Image.Image = frame.to_image(  # type: ignore[no-untyped-call]
        width=max(2, round(frame.width * scale)),
        height=max(2, round(frame.height * scale)),
    )
    return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture


def _write(picture: Image.Image, at: float, path: Path) -> FrameFacts:
    picture.save(path, "JPEG", quality=_QUALITY)
    return FrameFacts(str(path), at, picture.width, picture.height)
