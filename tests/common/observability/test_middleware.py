"""The request id: taken over if well-formed, else made, always answered."""

import asyncio
import contextvars

import httpx2
import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st

from libs.common.observability.correlation import (
    REQUEST_ID_HEADER,
    bind_request_id,
    current_request_id,
)
from tests.common.probe_app import ProbeSettings, probe
from tests.fixtures.app import RunningService, StartService

router = APIRouter()


@router.get("/id")
async def read_id() -> str:
    await asyncio.sleep(0.01)
    return current_request_id()


@pytest.fixture
async def service(start_service: StartService) -> RunningService:
    running: RunningService = await start_service(
        ProbeSettings, probe(router), database="insights", access_log_enabled=False
    )
    return running


async def ask(service: RunningService, given: str | None) -> httpx2.Response:
    headers = {REQUEST_ID_HEADER: given} if given is not None else {}
    async with service.client() as client:
        return await client.get("/id", headers=headers)


class TestRequestId:
    async def test_well_formed_id_goes_through(self, service: RunningService) -> None:
        response = await ask(service, "abc.DEF_123-4")
        assert response.json() == response.headers[REQUEST_ID_HEADER] == "abc.DEF_123-4"

    @pytest.mark.parametrize(
        "given", [None, "", "short", "x" * 65, "with space in it", "line%0d%0abreak"]
    )
    async def test_other_ids_are_replaced(
        self, service: RunningService, given: str | None
    ) -> None:
        response = await ask(service, given)
        assert response.json() == response.headers[REQUEST_ID_HEADER] != given
        assert len(response.json()) == 32

    async def test_requests_side_by_side_keep_theirs(
        self, service: RunningService
    ) -> None:
        given = [f"request-{number:04}" for number in range(20)]
        answers = await asyncio.gather(*(ask(service, one) for one in given))
        assert [answer.json() for answer in answers] == given

    async def test_unknown_route_is_answered_with_it(
        self, service: RunningService
    ) -> None:
        async with service.client() as client:
            response = await client.get("/no", headers={REQUEST_ID_HEADER: "given-id"})
        assert response.headers[REQUEST_ID_HEADER] == "given-id"


class TestBind:
    @given(candidate=st.none() | st.text(max_size=80))
    def test_only_harmless_ids_are_bound(self, candidate: str | None) -> None:
        bound = contextvars.copy_context().run(bind_request_id, candidate)
        assert 8 <= len(bound) <= 64
        assert bound.isascii()
        assert bound.replace("-", "").replace("_", "").replace(".", "").isalnum() or (
            set(bound) <= set("-_.")
        )
