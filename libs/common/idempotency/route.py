"""One line makes a POST idempotent: `@idempotent_post(router, "/path", ...)`.

    @idempotent_post(router, "/analyze", status_code=202, errors=(PlanDoesNotInclude,))
    async def create_request(..., operation_id: OperationId) -> RequestRead: ...

Without the header nothing changes. With it, for 24 hours, by owner and route:

- the first request does the work; its answer is stored with what it did;
- the same request again gets that answer, with `Idempotency-Replayed: true`;
- while the first is worked on: 409; with another path, query or body: 422;
- a refusal that rests on the request alone (400, 413, 415, 422) is stored as well;
  after any other failure the next request does the work.

`OperationId` is what outside effects are to be known by: the same for all attempts."""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Annotated, Any, TypeVar
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Header, Request
from fastapi.dependencies.models import Dependant
from fastapi.responses import Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError

from libs.common.db.session import WriteSession
from libs.common.dependencies import open_write_session
from libs.common.error_handlers import as_domain_error, error_response
from libs.common.errors import Forbidden, NotAuthenticated
from libs.common.idempotency.errors import (
    HEADER,
    IdempotencyKeyInUse,
    IdempotencyKeyNotValid,
    IdempotencyKeyReused,
)
from libs.common.idempotency.fingerprint import build_fingerprint
from libs.common.idempotency.key import read_key
from libs.common.idempotency.ledger import IdempotencyLedger
from libs.common.idempotency.repository import Claim, Place, StoredAnswer
from libs.common.identity import current_identity
from libs.common.ids import new_id
from libs.common.openapi import find_requirements
from libs.common.resources import Resources
from libs.common.schemas import error_responses

log = structlog.get_logger()

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

REPLAYED_HEADER = "Idempotency-Replayed"
_KEPT_HEADERS = ("content-type", "location")
# These rest on what was sent; others on who asks, when, and how things stand.
_SAME_FOR_EVER = frozenset({400, 413, 415, 422})


def idempotent_post(
    router: APIRouter,
    path: str,
    *,
    errors: Sequence[type[Exception]] = (),
    is_upload: bool = False,
    **options: Any,
) -> Callable[[Endpoint], Endpoint]:
    """`router.post` for what costs or publishes: honours `Idempotency-Key`.

    The endpoint works in `WriteDatabase`, and nowhere else. `errors` are those it
    raises. `is_upload`: the body is streamed and stays unread here; its length stands
    for it, as the boundary of a form differs each time."""

    def register(endpoint: Endpoint) -> Endpoint:
        router.add_api_route(
            path,
            endpoint,
            methods=["POST"],
            route_class_override=_UploadOnce if is_upload else _Once,
            dependencies=[Depends(_declare)],
            responses=error_responses(
                IdempotencyKeyNotValid,
                *errors,
                IdempotencyKeyInUse,
                IdempotencyKeyReused,
            ),
            **options,
        )
        return endpoint

    return register


async def read_operation_id(request: Request) -> UUID:
    """The id of what this request does: the same for each that comes with its key."""
    claim: Claim | None = getattr(request.state, "idempotency_claim", None)
    return claim.operation_id if claim else new_id()


OperationId = Annotated[UUID, Depends(read_operation_id)]


async def _declare(
    _: Annotated[
        str | None,
        Header(
            alias=HEADER,
            description="1 to 255 visible ASCII characters, best a UUID. For 24 hours"
            " the same request with the same key does its work once, and gets the"
            f" same answer, then with `{REPLAYED_HEADER}: true`",
        ),
    ] = None,
) -> None:
    """For the API's description; the route reads the header itself."""


class _Once(APIRoute):
    """A route whose work is done once for each key."""

    is_upload = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if open_write_session not in _calls(self.dependant):
            msg = f"{self.path} must work in WriteDatabase to be idempotent"
            raise TypeError(msg)

    async def _find_place(self, request: Request, key: str) -> Place | None:
        """None for who is to be refused: nothing is written for him, and no answer
        that another of the owner's credentials got is told him."""
        try:
            identity = await current_identity(request)
            for required in find_requirements(self.dependant):
                await required(identity)
        except (NotAuthenticated, Forbidden):
            return None
        if identity.authenticated_by == "service":
            return None
        return Place(identity.owner_id, request.method, self.path_format, key)

    def get_route_handler(self) -> Handler:
        """The framework's handler, behind the ledger."""
        handle = super().get_route_handler()

        async def handle_once(request: Request) -> Response:
            key = read_key(request.headers.getlist(HEADER))
            place = await self._find_place(request, key) if key else None
            if place is None:
                return await handle(request)
            length = request.headers.get("content-length", "").encode()
            body = length if self.is_upload else await request.body()
            return await _answer_once(request, place, body, handle)

        return handle_once


class _UploadOnce(_Once):
    is_upload = True


async def _answer_once(
    request: Request, place: Place, body: bytes, handle: Handler
) -> Response:
    resources: Resources = request.app.state.resources
    ledger = IdempotencyLedger(resources.database, resources.clock)
    url = request.url
    fingerprint = build_fingerprint(request.method, url.path, url.query, body)
    claimed = await ledger.claim(place, fingerprint)
    if isinstance(claimed, StoredAnswer):
        async for _ in request.stream():  # an upload that nobody reads
            pass
        return _replay(claimed)
    request.state.idempotency_claim = claimed
    try:
        async with ledger.hold(claimed):
            response = await handle(request)
            # Committed with the effect, when the framework ends the dependencies.
            session: WriteSession = request.state.write_session
            await ledger.end(session, claimed, _store(response))
    except Exception as error:
        await _give_up(request, ledger, claimed, error)
        raise
    return response


async def _give_up(
    request: Request, ledger: IdempotencyLedger, claim: Claim, error: Exception
) -> None:
    """Stores a refusal that stands for ever; else frees the key."""
    session: WriteSession | None = getattr(request.state, "write_session", None)
    refusal = as_domain_error(error)
    try:
        if session:
            # Else this one waits for a second connection with the first in its hand.
            await session.give_up()
        if refusal and refusal.status_code in _SAME_FOR_EVER:
            await ledger.end_without_effect(claim, _store(error_response(refusal)))
        else:
            await ledger.release(claim)
    except (SQLAlchemyError, OSError) as failure:
        # The lease runs out by itself.
        log.warning("idempotency_key_not_freed", error=type(failure).__name__)


def _store(response: Response) -> StoredAnswer:
    kept = {n: response.headers[n] for n in _KEPT_HEADERS if n in response.headers}
    return StoredAnswer(response.status_code, kept, bytes(response.body))


def _replay(answer: StoredAnswer) -> Response:
    headers = {**answer.headers, REPLAYED_HEADER: "true"}
    return Response(answer.body, answer.status, headers)


def _calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)
