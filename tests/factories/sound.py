"""Sound, and videos with it, made by the tests themselves."""

from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 16_000
_SIDE, _FPS = 64, 10
_FRAME = 1024


def hum(seconds: float) -> Samples:
    """A tone that swells three times a second: to a voice detector somebody speaks."""
    moments = np.arange(int(seconds * RATE)) / RATE
    swelling = 1 + np.sin(2 * np.pi * 3 * moments)
    return np.asarray(0.3 * np.sin(2 * np.pi * 220 * moments) * swelling, np.float32)


def silence(seconds: float) -> Samples:
    """Nothing."""
    return np.zeros(int(seconds * RATE), np.float32)


def write_video(path: Path, sound: Samples | None) -> bytes:
    """An MP4 with this sound, or of half a second without any; its bytes."""
    seconds = 0.5 if sound is None else len(sound) / RATE
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=_FPS)
        picture.width = picture.height = _SIDE
        picture.pix_fmt = "yuv420p"
        voice = _add_voice(container) if sound is not None else None
        for number in range(max(1, int(seconds * _FPS))):
            colour = np.full((_SIDE, _SIDE, 3), number * 8 % 255, np.uint8)
            frame = av.VideoFrame.from_ndarray(colour, format="rgb24")
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        if voice is not None and sound is not None:
            _encode(container, voice, sound)
    return path.read_bytes()


def _add_voice(container: Any) -> Any:
    stream = container.add_stream("aac", rate=RATE)
    stream.layout = "mono"
    return stream


def _encode(container: Any, stream: Any, sound: Samples) -> None:
    for start in range(0, len(sound), _FRAME):
        part = sound[start : start + _FRAME].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
        frame.sample_rate, frame.pts = RATE, start
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
