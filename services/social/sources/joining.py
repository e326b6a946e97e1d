"""What several sources said of one thing, in the words of one failure. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from services.social.sources.chain import find_label
from services.social.sources.source import Failure


class Said(NamedTuple):
    """Why one source could not."""

    source_name: str
    failure: Failure


def join_failures(said: Sequence[Said]) -> Failure:
    """The last source's reason, which decides whether trying again may help, and what
    each of them said: the one that somebody has paid for is seldom the last."""
    last = said[-1].failure
    if len(said) == 1:
        return last
    words = " ".join(
        f"{find_label(each.source_name)}: {each.failure.message}" for each in said
    )
    return Failure(last.reason, words)
