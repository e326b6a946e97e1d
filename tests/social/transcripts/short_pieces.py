"""The decoder, whose pieces are four seconds long and cut at their end."""

from typing import Any

from services.social.clients.asked_child import answer_questions
from services.social.transcripts import sound
from services.social.transcripts.decoding_child import Decoder


def cut_at_end(samples: Any, rate: int) -> int:
    """No word is looked for."""
    return min(len(samples), 4 * rate)


if __name__ == "__main__":
    sound.PIECE_SECONDS = 4
    vars(sound)["find_quiet_place"] = cut_at_end
    answer_questions(Decoder().answer)
