"""Where a long sound may be cut: not through a word. Pure."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SEARCHED_SECONDS = 15
_FRAME_SECONDS = 0.2


def find_quiet_place(samples: NDArray[np.floating[Any]], rate: int) -> int:
    """The middle of the quietest moment within the last 15 seconds (or the last half
    of what is shorter), as an index; never 0."""
    frame = max(1, int(rate * _FRAME_SECONDS))
    searched = min(_SEARCHED_SECONDS * rate, len(samples) // 2)
    count = searched // frame
    if not count:
        return len(samples)
    first = len(samples) - count * frame
    frames = samples[first:].reshape(count, frame).astype(np.float64)
    quietest = int(np.argmin(np.square(frames).mean(axis=1)))
    return first + quietest * frame + frame // 2
