"""Whether a picture can be shown: its bytes are decoded once before it is kept.

What begins like a picture may be cut off, or be a few bytes that unpack to gigabytes
in the browser of whoever looks at it."""

import asyncio
import warnings
from dataclasses import dataclass
from typing import IO

from PIL import Image, features

_MOST_PIXELS = 50_000_000
# Twice the side of the largest that a platform hands out, and more than a phone takes.
_MOST_SIDE = 32_768
# JPEG decodes at an eighth of its size: all of its bytes are read all the same.
_SMALLEST = (1, 1)
_TOO_MANY = "The picture unpacks to far too many pixels."
_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
} | ({"image/avif": "AVIF"} if features.check("avif") else {})

# Before pixels are counted here, Pillow would only warn of what is far too many.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class PictureDamaged(Exception):
    """It cannot be shown; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Pixels, as they are stored: a camera's turn is not applied."""

    width: int
    height: int


class PictureReader:
    """Decodes one picture at a time, in a thread: each may take 200 MB meanwhile."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)

    async def read(self, file: IO[bytes], content_type: str) -> PictureSize | None:
        """The size of the first frame; None for a type that is not decoded here.

        Raises PictureDamaged."""
        name = _FORMATS.get(content_type)
        if name is None:
            return None
        async with self._turn:
            return await asyncio.to_thread(_decode, file, name)


def _decode(file: IO[bytes], name: str) -> PictureSize:
    file.seek(0)
    try:
        with Image.open(file, formats=(name,)) as picture:
            size = _check_size(*picture.size)
            picture.draft(None, _SMALLEST)
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureDamaged(_TOO_MANY) from None
    except PictureDamaged:
        raise
    except Exception as error:
        # A decoder that is fed with anything may raise anything.
        raise PictureDamaged("The picture is damaged or incomplete.") from error
    return size


def _check_size(width: int, height: int) -> PictureSize:
    if max(width, height) > _MOST_SIDE or width * height > _MOST_PIXELS:
        raise PictureDamaged(_TOO_MANY)
    return PictureSize(width, height)
