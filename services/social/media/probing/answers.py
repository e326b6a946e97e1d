"""What is asked of the process that opens strangers' files, and what it answers."""

from dataclasses import dataclass
from typing import Any

SHOWN_PICTURES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
"""Pictures that are decoded, by their content type: the decoder's name."""

DEMUXERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
}
"""Videos that are decoded, by their content type: the one demuxer that may see them."""


class MediumDamaged(Exception):
    """It cannot be shown; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Question:
    """A file to examine, and what is to be had of it: `frames` stills of a video, as
    `<folder>/<n>.jpg`, at most `frame_side` pixels wide or high."""

    path: str
    content_type: str
    max_seconds: float
    frames: int = 0
    frame_side: int = 768
    folder: str = ""


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """A still: its file, and which moment of the video it shows."""

    path: str
    at_seconds: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MediumFacts:
    """What a file is, as its decoder says. Pixels as they are shown."""

    width: int
    height: int
    duration_seconds: float | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    frames: tuple[FrameFacts, ...] = ()


def read_facts(told: dict[str, Any]) -> MediumFacts:
    """The facts out of their JSON."""
    frames = tuple(FrameFacts(**frame) for frame in told.pop("frames", ()))
    return MediumFacts(**told, frames=frames)
