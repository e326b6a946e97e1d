"""The process in which strangers' files are opened: `python -m ...probing.child`.

An answer is `{"facts": ...}` or `{"damage": "..."}`. Whoever starts it bounds its
memory, so that a file that unpacks to gigabytes ends here."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from services.social.clients.asked_child import answer_questions
from services.social.media.probing.answers import (
    DEMUXERS,
    MediumDamaged,
    MediumFacts,
    Question,
)

_TOO_LARGE = "The file takes more memory to open than it may."


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """The answer to one question, whatever the file is."""
    question = Question(**asked)
    try:
        facts = _examine(question)
    except MediumDamaged as error:
        return {"damage": str(error)}
    except MemoryError:
        return {"damage": _TOO_LARGE}
    return {"facts": asdict(facts)}


def _examine(question: Question) -> MediumFacts:
    # Each kind's libraries are loaded when it is first met.
    if question.content_type in DEMUXERS:
        from services.social.media.probing.videos import examine_video  # noqa: PLC0415

        return examine_video(question)
    from services.social.media.probing.pictures import examine_picture  # noqa: PLC0415

    with Path(question.path).open("rb") as file:
        return examine_picture(file, question.content_type)


if __name__ == "__main__":
    answer_questions(answer)
