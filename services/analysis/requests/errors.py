"""What can be wrong with a request."""

from collections.abc import Sequence

from libs.common.errors import Conflict, FieldError, InvalidFields, NotFound


class AnalysisRequestNotFound(NotFound):
    """The caller has no such request."""

    message = "You have no analysis under this address."


class PostUrlsNotValid(InvalidFields):
    """Some of the links are not posts that can be analysed; each is named."""

    def __init__(self, fields: Sequence[FieldError]) -> None:
        count = len(fields)
        noun = "line is" if count == 1 else "lines are"
        super().__init__(f"{count} {noun} not a link to a post.", fields=fields)


class CreatorNotValid(InvalidFields):
    """The text names no account whose posts can be analysed."""

    def __init__(self, reason: str, message: str) -> None:
        wrong = FieldError("creator.creator", reason, message)
        super().__init__(message, fields=[wrong])


class RequestNotRetryable(Conflict):
    """Only a failed request, or the failed part of one, can be tried again."""

    message = "Only a failed analysis, or the failed part of one, can be tried again."


class RequestStillRunning(Conflict):
    """It is being worked on: what runs is stopped first."""

    message = "This analysis is still running. Stop it before deleting it."


class RequestAlreadyOver(Conflict):
    """It has ended; there is nothing left to stop."""

    message = "This analysis has already ended."
