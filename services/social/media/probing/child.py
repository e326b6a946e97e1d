"""The process in which strangers' files are opened: `python -m ...probing.child`.

A line of JSON on stdin is a question, a line on stdout its answer: `{"facts": ...}` or
`{"damage": "..."}`. It may be killed at any moment: it holds nothing. Whoever starts it
bounds its memory, so that a file that unpacks to gigabytes ends here."""

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from services.social.media.probing.answers import (
    DEMUXERS,
    MediumDamaged,
    MediumFacts,
    Question,
)

_TOO_LARGE = "The file takes more memory to open than it may."


def answer(line: str) -> dict[str, Any]:
    """The answer to one question, whatever the file is."""
    question = Question(**json.loads(line))
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


def main() -> None:
    """Answers until stdin ends. What others wait for goes first."""
    with suppress(OSError):
        os.nice(5)
    # What the libraries print is not to be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        answers.write(json.dumps(answer(line)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
