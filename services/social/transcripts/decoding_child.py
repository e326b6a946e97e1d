"""The process in which the sound of strangers' files is decoded.

One serves one file. The first question opens it: `file` and `samples` are numbers of
open files, the second for what is decoded. `{"skip_to": <seconds>}` leaves out what
comes before, `{}` asks for the next piece, which is written to the beginning of the
second file. An answer may be a `refusal`, and why. Whoever starts it bounds its
memory."""

import os
from typing import Any

from services.social.clients.asked_child import answer_questions
from services.social.transcripts.pieces import RATE, SoundTooLong, SoundUnreadable
from services.social.transcripts.sound import Sound


class Decoder:
    """Answers about one file."""

    def __init__(self) -> None:
        self._sound: Sound | None = None
        self._samples = -1

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question, whatever the file is."""
        try:
            return self._answer(asked)
        except SoundTooLong:
            return {"refusal": "too_long"}
        except SoundUnreadable as error:
            return {"refusal": "unreadable", "message": str(error)}
        except MemoryError:
            return {"refusal": "unreadable", "message": "it takes too much memory"}

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        if self._sound is None:
            return self._open(asked)
        if "skip_to" in asked:
            self._sound.skip_to(asked["skip_to"])
            return {}
        piece = self._sound.read_piece()
        if piece is None:
            return {"samples": 0}
        written = memoryview(piece.samples.tobytes())
        place = 0
        while place < len(written):
            place += os.pwrite(self._samples, written[place:], place)
        start = round(piece.start_seconds * RATE)
        return {"samples": len(piece.samples), "start": start}

    def _open(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._samples = asked["samples"]
        file = os.fdopen(asked["file"], "rb")
        file.seek(0)
        self._sound = sound = Sound(file, most_seconds=asked["most_seconds"])
        return {"duration_seconds": sound.duration_seconds, "is_mute": sound.is_mute}


if __name__ == "__main__":
    answer_questions(Decoder().answer)
