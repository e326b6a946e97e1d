"""Whether a picture can be shown: its bytes are decoded once before it is kept.

What begins like a picture may be cut off, or be a few bytes that unpack to gigabytes
in the browser of whoever looks at it."""

import warnings
from typing import IO

from PIL import Image

from services.social.media.probing.answers import (
    SHOWN_PICTURES,
    MediumDamaged,
    MediumFacts,
)

_MOST_PIXELS = 50_000_000
# Twice the side of the largest that a platform hands out, and more than a phone takes.
_MOST_SIDE = 32_768
# JPEG decodes at an eighth of its size: all of its bytes are read all the same.
_SMALLEST = (1, 1)
_TOO_MANY = "The picture unpacks to far too many pixels."

# Before pixels are counted here, Pillow would only warn of what is far too many.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def examine_picture(file: IO[bytes], content_type: str) -> MediumFacts:
    """The size of the first frame; a camera's turn is not applied.

    Raises MediumDamaged."""
    name = SHOWN_PICTURES.get(content_type)
    if name is None:
        raise MediumDamaged(f"Pictures of this type ({content_type}) are not kept.")
    try:
        with Image.open(file, formats=(name,)) as picture:
            width, height = check_size(*picture.size, _TOO_MANY)
            picture.draft(None, _SMALLEST)
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise MediumDamaged(_TOO_MANY) from None
    except (MediumDamaged, MemoryError):
        raise
    except Exception as error:
        # A decoder that is fed with anything may raise anything.
        raise MediumDamaged("The picture is damaged or incomplete.") from error
    return MediumFacts(width, height)


def check_size(width: int, height: int, refusal: str) -> tuple[int, int]:
    """The size itself. Raises MediumDamaged, saying `refusal`, for too much of it."""
    if min(width, height) < 1 or max(width, height) > _MOST_SIDE:
        raise MediumDamaged(refusal)
    if width * height > _MOST_PIXELS:
        raise MediumDamaged(refusal)
    return width, height
