"""What all contracts between services have in common."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """A frozen message or answer. Fields are only ever added, with a default."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Nothing(Contract):
    """The answer of a message that has nothing to tell."""


class Named(Contract):
    """What travels between services under a name."""

    name: ClassVar[str]


class Message(Named):
    """A message to one service's queue.

    `name` is `<owner>.<feature>.<verb>`; `owner` is the service whose worker handles
    it; `Answer` is the model its handler returns. Work that would hold up everything
    else has a `lane`: a worker process of the owner's that does nothing else."""

    owner: ClassVar[str]
    lane: ClassVar[str] = ""
    Answer: ClassVar[type[Contract]] = Nothing


class Event(Named):
    """A fact that has happened; `name` is in the past tense, with a dot."""
