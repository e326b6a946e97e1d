"""The sound of a video or audio file, decoded piece by piece.

Nothing but numbers of one channel leaves this module. The bytes are a stranger's: only
formats that hold sound themselves are opened (a playlist would lead the decoder to
other files), and what a file says of its length is not believed. It runs in a process
of its own (`decoding_child.py`)."""

from collections.abc import Iterator
from typing import IO, Any, NoReturn

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.error import FFmpegError

from services.social.transcripts.cutting import find_quiet_place
from services.social.transcripts.pieces import (
    RATE,
    Piece,
    Samples,
    SoundTooLong,
    SoundUnreadable,
)

PIECE_SECONDS = 120
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,wav,mp3,ogg,flac,aac"
_MICROSECONDS = 1_000_000


class Sound:
    """One file's sound. All methods block."""

    def __init__(self, file: IO[bytes], *, most_seconds: float) -> None:
        """Reads the file's head. Raises SoundUnreadable, SoundTooLong."""
        self._most_samples = int(most_seconds * RATE)
        try:
            self._container = av.open(
                file,
                "r",
                options={"format_whitelist": _FORMATS, "enable_drefs": "0"},
                metadata_errors="ignore",
                io_open=_refuse_to_open,
            )
        except (FFmpegError, ValueError, OverflowError) as error:
            raise SoundUnreadable(str(error)) from error
        told = self._container.duration
        self.duration_seconds = told / _MICROSECONDS if told and told > 0 else None
        if (self.duration_seconds or 0) > most_seconds:
            self.close()
            raise SoundTooLong
        self._decoded = _decode(self._container)
        self._samples = 0
        self._rest: Samples = np.zeros(0, np.float32)
        self._rest_start = 0

    @property
    def is_mute(self) -> bool:
        """There is a picture perhaps, but no sound that could be decoded."""
        return not self._container.streams.audio

    def skip_to(self, seconds: float) -> None:
        """Leaves out what comes before this moment."""
        wanted = round(seconds * RATE)
        while self._rest_start + len(self._rest) < wanted:
            self._rest_start += len(self._rest)
            self._rest = np.zeros(0, np.float32)
            if not self._fill(1):
                return
        self._drop(wanted - self._rest_start)

    def read_piece(self) -> Piece | None:
        """The next piece, None after the last; cut where it is quiet.

        Raises SoundUnreadable, SoundTooLong."""
        has_more = self._fill(PIECE_SECONDS * RATE)
        if not len(self._rest):
            return None
        end = find_quiet_place(self._rest, RATE) if has_more else len(self._rest)
        piece = Piece(self._rest_start / RATE, self._rest[:end])
        self._drop(end)
        return piece

    def close(self) -> None:
        """Gives back the decoder."""
        self._container.close()

    def _fill(self, wanted: int) -> bool:
        """Decodes until that many samples are held; whether there may be more."""
        parts = [self._rest]
        held = len(self._rest)
        while held < wanted:
            samples = self._decode_next()
            if samples is None:
                break
            parts.append(samples)
            held += len(samples)
        self._rest = np.concatenate(parts)
        return held >= wanted

    def _decode_next(self) -> Samples | None:
        """Some samples, None at the end. What breaks off later than at its first sound
        ends there."""
        try:
            samples = next(self._decoded, None)
        except (FFmpegError, ValueError, OverflowError) as error:
            if not self._samples:
                raise SoundUnreadable(str(error)) from error
            return None
        if samples is not None:
            self._samples += len(samples)
            if self._samples > self._most_samples:
                raise SoundTooLong
        return samples

    def _drop(self, count: int) -> None:
        self._rest = self._rest[count:]
        self._rest_start += count


def _refuse_to_open(*_: Any) -> NoReturn:
    raise SoundUnreadable("it refers to other files")


def _decode(container: InputContainer) -> Iterator[Samples]:
    """All samples of the first sound track, some at a time."""
    if not container.streams.audio:
        return
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
    for frame in container.decode(audio=0):
        for resampled in resampler.resample(frame):
            yield _bound(resampled.to_ndarray()[0])
    for resampled in resampler.resample(None):
        yield _bound(resampled.to_ndarray()[0])


def _bound(samples: Samples) -> Samples:
    """A file may hold what is no number, or is endless."""
    return np.clip(np.nan_to_num(samples), -1.0, 1.0)
