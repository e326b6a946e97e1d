"""What travels: a message, an event or an answer, with what is needed to route it."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.common.ids import derived_id


class JobError(BaseModel):
    """Why a job has no answer: the error's class name and sentence."""

    model_config = ConfigDict(frozen=True)

    code: str
    message: str
    details: dict[str, Any] = {}


class Envelope(BaseModel):
    """One message on its way. `name` selects the handler at the target, `lane` the
    worker process there ("" = the one for everything that has no lane).

    `wants_answer`: the sender waits in `call`. Answers carry `payload` or `error`, and
    `answers` is the id of the message they answer. `request_id` and `traceparent` (W3C)
    are of the request that it follows from."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: Literal["job", "event", "answer"]
    name: str
    sender: str
    target: str
    lane: str = ""
    payload: dict[str, Any]
    owner_id: UUID | None = None
    wants_answer: bool = False
    answers: UUID | None = None
    error: JobError | None = None
    request_id: str = ""
    traceparent: str = ""

    def without_content(self) -> "Envelope":
        """The same message, with nothing left of what it says or whom it is for."""
        gone: dict[str, Any] = {"payload": {}, "owner_id": None, "error": None}
        return self.model_copy(update=gone)

    def answer(
        self, payload: dict[str, Any] | None, error: JobError | None
    ) -> "Envelope":
        """The answer to this message; its id is derived, so there is only one."""
        return Envelope(
            id=answer_id(self.id),
            kind="answer",
            name=self.name,
            sender=self.target,
            target=self.sender,
            payload=payload or {},
            owner_id=self.owner_id,
            answers=self.id,
            error=error,
            request_id=self.request_id,
            traceparent=self.traceparent,
        )


def answer_id(message_id: UUID) -> UUID:
    """The id of the answer to a message."""
    return derived_id(message_id, "answer")
