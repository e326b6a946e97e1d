"""Sound as it is heard, piece by piece: numbers, 16,000 a second, between -1 and 1."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 16_000


class SoundUnreadable(Exception):
    """The file is no video or audio, or too damaged for a single sound."""


class SoundTooLong(Exception):
    """It lasts longer than is listened to."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the sound that begins `start_seconds` after its beginning."""

    start_seconds: float
    samples: Samples

    @property
    def length_seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / RATE

    @property
    def end_seconds(self) -> float:
        """Where the next one begins."""
        return self.start_seconds + self.length_seconds
