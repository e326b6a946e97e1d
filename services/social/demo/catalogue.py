"""The invented creators and their posts, as they are written in `creators/*.toml`."""

import re
import tomllib
from datetime import time
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from libs.common.contracts.social import TranscriptSegment

_CREATORS = Path(__file__).parent / "creators"
_SPEECH_WORDS_PER_SECOND = 2.5
_SPOKEN_LINE = re.compile(r"(\d+:\d\d) (.+)")


def _parse_clock(text: object) -> object:
    """Seconds of `m:ss`; anything else is left to the validator to refuse."""
    if isinstance(text, str) and re.fullmatch(r"\d+:[0-5]\d", text):
        minutes, seconds = text.split(":")
        return int(minutes) * 60 + int(seconds)
    return text


Seconds = Annotated[int, BeforeValidator(_parse_clock), Field(gt=0)]


class _Data(BaseModel):
    """A part of a creator's file; a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DemoAccount(_Data):
    """Who posts. `slug` is part of every post's id."""

    slug: str = Field(pattern=r"^[a-z0-9]+$")
    name: str
    platform: Literal["youtube", "instagram", "x"]
    followers: int = Field(gt=0)


class DemoKind(_Data):
    """What posts of one kind usually get.

    `usual` is the median of the `basis`, `spread` the standard deviation of its
    natural logarithm; the others are shares (0-1) of the basis, None = not told."""

    basis: Literal["views", "impressions"]
    usual: int = Field(gt=0)
    spread: float = Field(gt=0, lt=1)
    reach: float | None = None
    likes: float | None = None
    comments: float | None = None
    shares: float | None = None
    saves: float | None = None


class DemoEntry(_Data):
    """One post as written. `words` says what stands on each of its pictures."""

    kind: str
    days_before: int = Field(gt=0, lt=180)
    at: time
    title: str | None = None
    content: str
    duration: Seconds | None = None
    scene: str
    word: str | None = None
    card: str | None = None
    slides: tuple[str, ...] = ()
    multiple: float | None = Field(default=None, gt=0)
    said: str = ""
    no_speech: bool = False
    comments: tuple[tuple[str, str, int], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words on each picture, in the order of the pictures; at least one."""
        return self.slides or (self.card or self.word or self.content,)

    @property
    def segments(self) -> tuple[TranscriptSegment, ...]:
        """What is said, sentence by sentence, in the order of time."""
        spoken = [_parse_spoken(line) for line in self.said.strip().splitlines()]
        ends = [start for start, _ in spoken[1:]] + [float(self.duration or 0)]
        return (
            tuple(
                TranscriptSegment(
                    start_seconds=start,
                    end_seconds=min(end, start + _speaking_seconds(text)),
                    text=text,
                )
                for (start, text), end in zip(spoken, ends, strict=True)
            )
            if spoken
            else ()
        )


class DemoCreator(_Data):
    """An invented creator; `post` stands oldest first."""

    creator: DemoAccount
    kinds: dict[str, DemoKind]
    post: tuple[DemoEntry, ...]

    def post_id(self, place: int) -> str:
        """The platform id of the post at `place` (0 = the oldest)."""
        return f"demo-{self.creator.slug}-{place + 1:03d}"


@cache
def load_creators() -> tuple[DemoCreator, ...]:
    """All invented creators, in the order of their files' names."""
    return tuple(
        DemoCreator.model_validate(tomllib.loads(path.read_text("utf-8")))
        for path in sorted(_CREATORS.glob("*.toml"))
    )


def _parse_spoken(line: str) -> tuple[float, str]:
    match = _SPOKEN_LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"not a time and a sentence: {line!r}")
    minutes, seconds = match[1].split(":")
    return float(int(minutes) * 60 + int(seconds)), match[2]


def _speaking_seconds(text: str) -> float:
    return round(len(text.split()) / _SPEECH_WORDS_PER_SECOND, 1)
