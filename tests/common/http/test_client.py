"""Questions between services: what is asked again, and what each answer means."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.clock import FixedClock
from libs.common.contracts.base import Contract
from libs.common.errors import (
    DomainError,
    FieldError,
    UpstreamFailed,
    UpstreamTimedOut,
    UpstreamUnavailable,
)
from libs.common.http import client as client_module
from libs.common.http.client import InternalClient, RefusedByService
from libs.common.identity import IDENTITY_HEADER, IdentitySigner, service_identity
from libs.common.observability.correlation import REQUEST_ID_HEADER, bind_request_id
from libs.common.settings import CommonSettings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SIGNER = IdentitySigner("s" * 40)


class AskingSettings(CommonSettings):
    service_name: ClassVar[str] = "analysis"


class Question(Contract):
    number: int = 1


class Reply(Contract):
    text: str


Answer = Callable[[httpx2.Request], Awaitable[httpx2.Response]]
OK = httpx2.Response(200, json={"text": "ok"})


class Gateway:
    """Stands in for the gateway: gives the answers in turn, the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[Any] = [OK]
        self.asked: list[httpx2.Request] = []

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        self.asked.append(request)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, Exception):
            raise given
        return httpx2.Response(
            given.status_code, headers=given.headers, content=given.content
        )


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
async def client(gateway: Gateway) -> AsyncIterator[InternalClient]:
    settings = AskingSettings(
        _env_file=None, environment="test", secret_key="s" * 40, internal_url="http://g"
    )
    made = InternalClient(settings, SIGNER, FixedClock(NOW))
    await made._http.aclose()
    made._http = httpx2.AsyncClient(
        base_url="http://g", transport=httpx2.MockTransport(gateway.answer)
    )
    yield made
    await made.close()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        client_module, "wait_random_exponential", lambda *_, **__: lambda _: 0
    )


async def ask(client: InternalClient) -> Reply:
    return await client.post("/internal/x/y", Question(), Reply)


class TestAsking:
    async def test_question_goes_as_this_service_with_the_request_id(
        self, client: InternalClient, gateway: Gateway
    ) -> None:
        async def within_a_request() -> Reply:
            bind_request_id("request-0001")
            return await client.get("/internal/x", Reply, {"limit": 3})

        reply = await asyncio.create_task(within_a_request())
        asked = gateway.asked[0]
        assert reply == Reply(text="ok")
        assert str(asked.url) == "http://g/internal/x?limit=3"
        assert asked.headers[REQUEST_ID_HEADER] == "request-0001"
        caller = SIGNER.verify(asked.headers[IDENTITY_HEADER], NOW)
        assert caller == service_identity("analysis", "request-0001")

    async def test_body_is_the_question(
        self, client: InternalClient, gateway: Gateway
    ) -> None:
        await ask(client)
        assert gateway.asked[0].read() == b'{"number":1}'


class TestTrying:
    @pytest.mark.parametrize(
        "failure",
        [
            httpx2.Response(502),
            httpx2.Response(503),
            httpx2.ConnectError("refused"),
            httpx2.ConnectTimeout("slow"),
            httpx2.ReadError("reset"),
            httpx2.RemoteProtocolError("closed"),
        ],
    )
    async def test_what_was_not_reached_is_asked_again(
        self, client: InternalClient, gateway: Gateway, failure: Any
    ) -> None:
        gateway.answers = [failure, failure, OK]
        assert await ask(client) == Reply(text="ok")
        assert len(gateway.asked) == 3

    @pytest.mark.parametrize(
        ("failure", "told"),
        [
            (httpx2.Response(502), UpstreamUnavailable),
            (httpx2.Response(503), UpstreamUnavailable),
            (httpx2.ConnectError("refused"), UpstreamUnavailable),
            (httpx2.ReadError("reset"), UpstreamUnavailable),
            (httpx2.ConnectTimeout("slow"), UpstreamTimedOut),
        ],
    )
    async def test_it_gives_up_after_three(
        self,
        client: InternalClient,
        gateway: Gateway,
        failure: Any,
        told: type[DomainError],
    ) -> None:
        gateway.answers = [failure]
        with pytest.raises(told):
            await ask(client)
        assert len(gateway.asked) == 3

    @pytest.mark.parametrize(
        ("failure", "told"),
        [
            (httpx2.ReadTimeout("slow"), UpstreamTimedOut),
            (httpx2.PoolTimeout("busy"), UpstreamTimedOut),
            (httpx2.Response(504), UpstreamTimedOut),
            (httpx2.Response(500), UpstreamFailed),
            (httpx2.Response(401, json={"code": "IdentityNotValid"}), UpstreamFailed),
            (httpx2.Response(307, headers={"Location": "/"}), UpstreamFailed),
            (httpx2.Response(200, content=b"<html>"), UpstreamFailed),
            (httpx2.Response(200, json={"words": 1}), UpstreamFailed),
        ],
    )
    async def test_anything_else_is_asked_once(
        self,
        client: InternalClient,
        gateway: Gateway,
        failure: Any,
        told: type[DomainError],
    ) -> None:
        gateway.answers = [failure]
        with pytest.raises(told):
            await ask(client)
        assert len(gateway.asked) == 1


class TestRefusal:
    async def test_refusal_is_passed_on_whole(
        self, client: InternalClient, gateway: Gateway
    ) -> None:
        body = {
            "error": "3 of 25 posts are left.",
            "code": "DailyAnalysisLimitReached",
            "request_id": "theirs",
            "fields": [{"field": "urls.0", "reason": "bad", "message": "m", "new": 1}],
            "left": 3,
        }
        headers = {"Retry-After": "60", "RateLimit": '"x";r=0', "Set-Cookie": "no"}
        gateway.answers = [httpx2.Response(429, json=body, headers=headers)]
        with pytest.raises(RefusedByService) as caught:
            await ask(client)
        error = caught.value
        assert (error.status_code, error.code) == (429, "DailyAnalysisLimitReached")
        assert error.message == "3 of 25 posts are left."
        assert error.fields == (FieldError("urls.0", "bad", "m"),)
        assert error.details == {"left": 3}
        assert error.headers == {"Retry-After": "60", "RateLimit": '"x";r=0'}
        assert len(gateway.asked) == 1

    @given(
        body=st.dictionaries(
            st.sampled_from(["error", "code", "fields", "left"]),
            st.none() | st.integers() | st.text() | st.lists(st.none() | st.text()),
        )
    )
    def test_no_body_breaks_it(self, body: dict[str, Any]) -> None:
        assert RefusedByService(409, body, {}).status_code == 409

    async def test_refusal_without_a_json_body_keeps_its_status(
        self, client: InternalClient, gateway: Gateway
    ) -> None:
        gateway.answers = [httpx2.Response(404, content=b"nothing")]
        with pytest.raises(RefusedByService) as caught:
            await ask(client)
        assert caught.value.status_code == 404
