"""Pictures and videos of a few pixels, made by real encoders."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image


@cache
def draw_picture(
    name: str = "JPEG",
    width: int = 64,
    height: int = 36,
    *,
    seed: int = 0,
    flat: bool = False,
    **options: Any,
) -> bytes:
    """A picture of noise, or of nothing at all; another `seed` gives other bytes."""
    if flat:
        file = BytesIO()
        Image.new("L", (width, height)).save(file, name, **options)
        return file.getvalue()
    random = np.random.default_rng(seed)
    noise = random.integers(0, 255, (height, width, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(noise).save(file, name, **options)
    return file.getvalue()


@cache
def film(
    seconds: float = 1.0,
    *,
    container: str = "mp4",
    codec: str = "mpeg4",
    size: tuple[int, int] = (64, 36),
    has_sound: bool = False,
    shades: tuple[int, ...] = (40, 200),
    marks: int = 12,
) -> bytes:
    """A video at ten pictures a second that shows one shade of grey after another.

    Every `marks` pictures one stands for itself."""
    file = BytesIO()
    with av.open(file, "w", format=container) as out:
        pictures: Any = out.add_stream(codec, rate=10)
        pictures.width, pictures.height = size
        pictures.pix_fmt = "yuv420p"
        pictures.codec_context.gop_size = marks
        sound: Any = out.add_stream("aac", rate=8000) if has_sound else None
        if sound:
            sound.layout = "mono"
        count = round(seconds * 10)
        for number in range(count):
            shade = shades[number * len(shades) // count]
            plane = np.full((size[1], size[0], 3), shade, np.uint8)
            frame = av.VideoFrame.from_ndarray(plane, format="rgb24")
            out.mux(pictures.encode(frame))
        out.mux(pictures.encode(None))
        if sound:
            _add_silence(out, sound, seconds)
    return file.getvalue()


@cache
def record_silence(seconds: float = 1.0) -> bytes:
    """An MP4 with sound alone."""
    file = BytesIO()
    with av.open(file, "w", format="mp4") as out:
        sound: Any = out.add_stream("aac", rate=8000)
        sound.layout = "mono"
        _add_silence(out, sound, seconds)
    return file.getvalue()


def _add_silence(out: Any, sound: Any, seconds: float) -> None:
    samples = np.zeros((1, 1024), np.float32)
    for start in range(0, int(seconds * 8000), 1024):
        piece = av.AudioFrame.from_ndarray(samples, "fltp", "mono")
        piece.sample_rate, piece.pts = 8000, start
        out.mux(sound.encode(piece))
    out.mux(sound.encode(None))


def write(folder: Path, content: bytes, name: str = "medium") -> str:
    """A file with the content; its path."""
    path = folder / name
    path.write_bytes(content)
    return str(path)
