"""The one mapping from errors to the JSON that callers see."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from libs.common.db.failures import is_database_away, is_text_not_storable
from libs.common.errors import (
    DomainError,
    FieldError,
    InternalError,
    InvalidFields,
    MalformedRequest,
    NotFound,
    UpstreamUnavailable,
    render_error,
)
from libs.common.observability.correlation import (
    REQUEST_ID_HEADER,
    current_request_id,
)

log = structlog.get_logger()

_UNREADABLE_JSON = "json_invalid"
_MOST_PROBLEMS = 100
_LONGEST_TEXT = 500


class RequestRefused(DomainError):
    """Refused by the framework itself (405, a body cut off, ...), with its status."""


class StoreUnavailable(UpstreamUnavailable):
    """The service's own database or Redis does not answer."""

    message = "The data store is not available at the moment. Try again shortly."


class TextNotStorable(InvalidFields):
    """A text holds NUL or half a surrogate pair."""

    message = "A text holds characters that cannot be stored (NUL, lone surrogates)."


def error_response(error: DomainError) -> JSONResponse:
    """The whole response for an error."""
    return JSONResponse(
        render_error(error), status_code=error.status_code, headers=error.headers
    )


def as_domain_error(error: Exception) -> DomainError | None:
    """What callers are told of a refusal; None for what is no refusal."""
    match error:
        case DomainError():
            return error
        case RequestValidationError():
            return _from_validation(error)
        case HTTPException():
            return _from_http(error)
        case _:
            return None


def field_errors(problems: Sequence[Mapping[str, object]]) -> list[FieldError]:
    """Pydantic's problems as ours, the first 100.

    `body`, `query`, ... are dropped from the path."""
    found = []
    for problem in problems[:_MOST_PROBLEMS]:
        location = cast("tuple[str | int, ...]", problem.get("loc", ()))
        path = location[1:] if len(location) > 1 else location
        found.append(
            FieldError(
                # The name of an unknown field is the caller's and may be anything.
                field=_printable(".".join(str(part) for part in path)),
                reason=str(problem.get("type", "invalid")),
                message=_printable(str(problem.get("msg", "Not valid."))),
            )
        )
    return found


def _printable(text: str) -> str:
    return text[:_LONGEST_TEXT].encode("utf-8", "replace").decode()


def _from_validation(error: RequestValidationError) -> DomainError:
    problems = error.errors()
    if any(problem.get("type") == _UNREADABLE_JSON for problem in problems):
        return MalformedRequest("The body is not valid JSON.")
    return InvalidFields(fields=field_errors(problems))


def _from_http(error: HTTPException) -> DomainError:
    if error.status_code == 404:
        return NotFound()
    mapped = RequestRefused(str(error.detail), headers=error.headers)
    mapped.status_code = error.status_code
    return mapped


def _answer(request: Request, error: DomainError) -> JSONResponse:
    request.state.error_code = error.code  # for the access log
    return error_response(error)


async def _on_domain_error(request: Request, error: DomainError) -> JSONResponse:
    if error.status_code >= 500:
        log.warning("request_failed", code=error.code, error=error.message)
    return _answer(request, error)


async def _on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    return _answer(request, _from_validation(error))


async def _on_http(request: Request, error: HTTPException) -> JSONResponse:
    return _answer(request, _from_http(error))


async def _on_store_failure(request: Request, error: Exception) -> JSONResponse:
    log.warning("store_unavailable", error=repr(error))
    return _answer(request, StoreUnavailable(headers={"Retry-After": "2"}))


async def _on_database_error(request: Request, error: DBAPIError) -> JSONResponse:
    if is_database_away(error):
        return await _on_store_failure(request, error)
    if is_text_not_storable(error):
        # A path or query parameter, most likely: bodies are checked by schemas.
        log.warning("text_not_storable", error=type(error.orig).__name__)
        return _answer(request, TextNotStorable())
    return await _on_unexpected(request, error)


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected_error", exc_info=error)
    # Answered outside of all middleware, which would have set the id.
    headers = {REQUEST_ID_HEADER: current_request_id()}
    return _answer(request, InternalError(headers=headers))


_HANDLERS: dict[type[Exception], Any] = {
    DomainError: _on_domain_error,
    RequestValidationError: _on_invalid,
    HTTPException: _on_http,
    PoolTimeout: _on_store_failure,
    RedisError: _on_store_failure,
    ConnectionError: _on_store_failure,
    DBAPIError: _on_database_error,
    Exception: _on_unexpected,
}


def add_error_handlers(app: FastAPI) -> None:
    """Registers the mapping; what no rule knows is logged and answered as 500."""
    for error_type, handler in _HANDLERS.items():
        app.add_exception_handler(error_type, handler)
