"""The decoder, but that some files are its end: as their first bytes say, it kills
itself, or takes all the memory there is."""

import os
import signal
from typing import Any

from services.social.clients.asked_child import answer_questions
from services.social.transcripts.decoding_child import Decoder


class DyingDecoder(Decoder):
    """Looks at the file first."""

    def _open(self, asked: dict[str, Any]) -> dict[str, Any]:
        match os.pread(asked["file"], 4, 0):
            case b"SEGV":
                os.kill(os.getpid(), signal.SIGSEGV)
            case b"BOMB":
                bytearray(1 << 40)
        return super()._open(asked)


if __name__ == "__main__":
    answer_questions(DyingDecoder().answer)
