"""Whether anybody speaks at all: asked before a model is, which costs more.

The detector (Silero) comes with faster-whisper; it needs no model folder."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.social.transcripts.pieces import Samples


def has_voice(samples: "Samples") -> bool:
    """Whether something in it sounds like a voice. Blocks: for a thread."""
    from faster_whisper.vad import (  # noqa: PLC0415 - loads three engines
        get_speech_timestamps,
    )

    return bool(get_speech_timestamps(samples))
