"""Sound as a small file, to be sent away."""

import io

import av
import numpy as np

from services.social.transcripts.pieces import RATE, Samples

# Five minutes are 1.2 MB; speech needs no more.
_BITS_PER_SECOND = 32_000
_FRAME = 1152 * 8
_LOUDEST = 32_767


def encode_mp3(samples: Samples) -> bytes:
    """An MP3 of one channel. Blocks: for a thread."""
    numbers = (samples * _LOUDEST).astype(np.int16)
    target = io.BytesIO()
    with av.open(target, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE)
        stream.layout = "mono"
        stream.bit_rate = _BITS_PER_SECOND
        for start in range(0, len(numbers), _FRAME):
            part = numbers[start : start + _FRAME].reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, format="s16p", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()
