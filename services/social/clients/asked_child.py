"""The other side of `asked_process.py`: what runs in the process that is asked.

A line of JSON on stdin is a question, a line on stdout its answer. It may be killed at
any moment: it holds nothing that anybody misses."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

READY = b"ready\n"
"""What it says before it is asked anything: all that it needs is loaded."""

_NICENESS = 5


def answer_questions(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answers until stdin ends. What others wait for goes first."""
    with suppress(OSError):
        os.nice(_NICENESS)
    # What the libraries print is not to be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    answers.write(READY.decode())
    answers.flush()
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()
