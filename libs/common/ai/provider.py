"""The one interface to models: a typed answer to a task, with what it cost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Task(Generic[Answer]):
    """A question to a model whose answer must be an `answer_type`.

    `instructions` are ours, `content` holds what others wrote and is not to be obeyed.
    `write_offline` answers from facts at hand, without a model."""

    name: str
    prompt_version: str
    instructions: str
    content: str
    answer_type: type[Answer]
    write_offline: Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Completion(Generic[Answer]):
    """The validated answer, who gave it, and what it cost (millionths of a dollar)."""

    answer: Answer
    provider: str
    model: str
    prompt_version: str
    cost_micro_usd: int
    latency_ms: int

    def after(self, earlier: "Completion[Answer]") -> "Completion[Answer]":
        """This answer with the cost and time of the earlier try added."""
        return replace(
            self,
            cost_micro_usd=self.cost_micro_usd + earlier.cost_micro_usd,
            latency_ms=self.latency_ms + earlier.latency_ms,
        )


class AIProvider(Protocol):
    """Answers tasks. `name` is what the result shows as its author."""

    name: str

    async def complete(self, task: Task[Answer]) -> Completion[Answer]:
        """Raises UpstreamUnavailable, UpstreamTimedOut, UpstreamFailed."""
        ...
