"""What everything that hears words in sound offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from libs.common.jobs.answers import NoteProgress
from services.social.transcripts.filtering import HeardSegment

if TYPE_CHECKING:
    from services.social.transcripts.pieces import Piece

TranscriberName = Literal["faster_whisper", "openai"]


class TranscriberFailed(Exception):
    """It cannot hear at the moment, whatever the sound is; `message` is for people.

    `may_cost`: it is not known whether the other side has done the work."""

    def __init__(self, message: str, *, may_cost: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.may_cost = may_cost


@dataclass(frozen=True, slots=True)
class PieceHeard:
    """What is said in a piece of sound, in seconds from its beginning.

    Without `has_times` the times of a segment are those of the whole piece. `language`
    is a code such as `en`; None where nothing is said, or nobody knows."""

    segments: Sequence[HeardSegment]
    language: str | None
    has_times: bool = True


class Transcriber(Protocol):
    """One way to hear words. It keeps what it needs from call to call."""

    name: TranscriberName

    @property
    def model(self) -> str:
        """What it hears with; words of one are not gone on with by another."""
        ...

    def price(self, seconds: float) -> int:
        """What a piece of this length costs, in millionths of a dollar."""
        ...

    async def hear(
        self, piece: "Piece", language: str | None, on_progress: NoteProgress
    ) -> PieceHeard:
        """The words of a piece, in the language (None: whichever it is).

        `on_progress` is told in any thread how much of the piece is done, 0 to 1.
        Whoever is cancelled stops at the next segment. Raises TranscriberFailed."""
        ...

    async def close(self) -> None:
        """Gives back what it holds."""
        ...
