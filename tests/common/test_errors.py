"""Every error has one shape, at every door, and tells nothing it should not."""

from typing import Any

import httpx2
import pytest
from fastapi import APIRouter
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import Field
from redis.exceptions import ConnectionError as RedisGone
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from libs.common import errors
from libs.common.dependencies import ReadDatabase
from libs.common.errors import DomainError, FieldError
from libs.common.observability.correlation import REQUEST_ID_HEADER
from libs.common.pagination import PageParameters
from libs.common.schemas import RequestSchema
from tests.common.probe_app import ProbeSettings, probe
from tests.fixtures.app import RunningService, StartService

FAMILIES = {
    errors.MalformedRequest: 400,
    errors.NotAuthenticated: 401,
    errors.PlanDoesNotInclude: 402,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.PayloadTooLarge: 413,
    errors.UnsupportedMediaType: 415,
    errors.InvalidFields: 422,
    errors.QuotaExceeded: 429,
    errors.InternalError: 500,
    errors.UpstreamFailed: 502,
    errors.UpstreamUnavailable: 503,
    errors.UpstreamTimedOut: 504,
}

router = APIRouter()
raised: list[Exception] = []


class Thing(RequestSchema):
    name: str = Field(min_length=1)
    counts: list[int] = Field(default_factory=list)
    extra: dict[str, Any] = Field(default_factory=dict)


@router.post("/things")
async def create(body: Thing) -> str:
    return body.name


@router.get("/things")
async def list_things(page: PageParameters) -> int:
    return page.limit


@router.get("/raise")
async def raise_it() -> None:
    raise raised[-1]


@router.get("/echo/{word}")
async def echo(word: str, database: ReadDatabase) -> str:
    return str(await database.scalar(text("SELECT CAST(:w AS text)"), {"w": word}))


@pytest.fixture
async def service(start_service: StartService) -> RunningService:
    running: RunningService = await start_service(
        ProbeSettings, probe(router), database="insights", access_log_enabled=False
    )
    return running


async def get(service: RunningService, path: str, **options: Any) -> httpx2.Response:
    async with service.client() as client:
        return await client.get(path, **options)


async def post(service: RunningService, content: bytes) -> httpx2.Response:
    headers = {"Content-Type": "application/json"}
    async with service.client() as client:
        return await client.post("/things", content=content, headers=headers)


async def answer_to(service: RunningService, error: Exception) -> httpx2.Response:
    raised.append(error)
    return await get(service, "/raise")


def check_shape(response: httpx2.Response) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert {"error", "code", "request_id", "fields"} <= set(body)
    assert response.headers[REQUEST_ID_HEADER] == body["request_id"] != ""
    return body


class TestFamilies:
    def test_list_here_is_complete(self) -> None:
        own = {
            e
            for e in DomainError.__subclasses__()
            if e.__module__ == "libs.common.errors"
        }
        assert own == set(FAMILIES)

    @pytest.mark.parametrize("family", FAMILIES)
    async def test_each_has_its_status_and_the_one_shape(
        self, service: RunningService, family: type[DomainError]
    ) -> None:
        response = await answer_to(service, family())
        assert response.status_code == FAMILIES[family]
        body = check_shape(response)
        assert (body["code"], body["fields"]) == (family.__name__, [])
        assert body["error"] == family.message

    async def test_fields_details_and_headers_are_told(
        self, service: RunningService
    ) -> None:
        error = errors.QuotaExceeded(
            "Enough for today.",
            fields=[FieldError("post_urls.3", "bad_id", "No such post.")],
            details={"analysis_request_id": "x", "code": "never this one"},
            headers={"Retry-After": "7"},
        )
        response = await answer_to(service, error)
        body = check_shape(response)
        assert body["analysis_request_id"] == "x"
        assert body["code"] == "QuotaExceeded"
        assert body["fields"] == [
            {"field": "post_urls.3", "reason": "bad_id", "message": "No such post."}
        ]
        assert response.headers["Retry-After"] == "7"


class TestFramework:
    async def test_unknown_route(self, service: RunningService) -> None:
        response = await get(service, "/nowhere")
        assert response.status_code == 404
        assert check_shape(response)["code"] == "NotFound"

    async def test_method_not_allowed_names_those_that_are(
        self, service: RunningService
    ) -> None:
        async with service.client() as client:
            response = await client.delete("/raise")
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET"
        check_shape(response)

    @pytest.mark.parametrize(
        "content",
        [b"{", b"\xff\xfe", b'{"name": "x"', b"[" * 100_000, b'{"name": NaN', b"\x00"],
    )
    async def test_body_that_is_no_json(
        self, service: RunningService, content: bytes
    ) -> None:
        response = await post(service, content)
        assert response.status_code == 400
        check_shape(response)

    @pytest.mark.parametrize(
        ("content", "fields"),
        [
            (b"{}", [("name", "missing")]),
            (b'{"name": ""}', [("name", "string_too_short")]),
            (b'{"name": "a\\u0000"}', [("name", "nul_character")]),
            (b'{"name": "x", "nam": 1}', [("nam", "extra_forbidden")]),
            (b'{"name": "x", "counts": [1, "x"]}', [("counts.1", "int_parsing")]),
            (
                b'{"name": "x", "extra": {"a": ["\\u0000"]}}',
                [("extra", "nul_character")],
            ),
            (
                b'{"name": "x", "extra": {"a": "\\ud800"}}',
                [("extra", "lone_surrogate")],
            ),
            (b"[]", [("body", "model_attributes_type")]),
            (b"", [("body", "missing")]),
        ],
    )
    async def test_wrong_fields_are_named(
        self, service: RunningService, content: bytes, fields: list[tuple[str, str]]
    ) -> None:
        response = await post(service, content)
        assert response.status_code == 422
        body = check_shape(response)
        assert [(f["field"], f["reason"]) for f in body["fields"]] == fields

    async def test_name_of_an_unknown_field_may_be_anything(
        self, service: RunningService
    ) -> None:
        for name in (b"\\ud800", b"y" * 10_000):
            response = await post(service, b'{"name": "x", "' + name + b'": 1}')
            assert response.status_code == 422
            assert len(check_shape(response)["fields"][0]["field"]) <= 500

    async def test_thousands_of_wrong_fields_are_not_all_told(
        self, service: RunningService
    ) -> None:
        many = b'{"name": "x", "counts": [' + b",".join([b'"x"'] * 5000) + b"]}"
        assert len(check_shape(await post(service, many))["fields"]) == 100

    @pytest.mark.parametrize("depth", [50, 400, 900])
    async def test_deeply_nested_body_is_no_failure(
        self, service: RunningService, depth: int
    ) -> None:
        nested = b'{"a":' * depth + b"1" + b"}" * depth
        response = await post(service, b'{"name": "x", "extra": ' + nested + b"}")
        assert response.status_code in {200, 400, 422}

    @pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=x"])
    async def test_wrong_page_is_named(
        self, service: RunningService, query: str
    ) -> None:
        response = await get(service, f"/things?{query}")
        assert response.status_code == 422
        name = query.split("=", maxsplit=1)[0]
        assert check_shape(response)["fields"][0]["field"] == name

    async def test_body_that_is_cut_off_is_no_failure_of_ours(
        self, service: RunningService
    ) -> None:
        parts = iter(
            [
                {"type": "http.request", "body": b'{"name": "x', "more_body": True},
                {"type": "http.disconnect"},
            ]
        )
        sent: list[Any] = []

        async def receive() -> Any:
            return next(parts)

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/things",
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
        }
        await service.app(scope, receive, send)
        assert [m["status"] for m in sent if "status" in m] in ([], [400])

    @given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
    @hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    async def test_no_body_breaks_it(
        self, service: RunningService, content: bytes
    ) -> None:
        response = await post(service, content)
        assert response.status_code in {400, 422}
        check_shape(response)


class TestFailures:
    async def test_unexpected_error_tells_its_id_and_nothing_else(
        self, service: RunningService
    ) -> None:
        error = ValueError("password=hunter2 at /srv/app/x.py")
        response = await answer_to(service, error)
        assert response.status_code == 500
        assert check_shape(response)["code"] == "InternalError"
        assert "hunter2" not in response.text
        assert "ValueError" not in response.text

    async def test_given_request_id_is_in_the_answer_to_a_failure(
        self, service: RunningService
    ) -> None:
        raised.append(ValueError("x"))
        response = await get(
            service, "/raise", headers={REQUEST_ID_HEADER: "given-by-gateway"}
        )
        assert check_shape(response)["request_id"] == "given-by-gateway"

    @pytest.mark.parametrize(
        "error",
        [
            OperationalError("SELECT secret", {}, ConnectionRefusedError()),
            PoolTimeout(),
            RedisGone("redis://:pw@host"),
            ConnectionResetError(),
        ],
    )
    async def test_store_that_is_away_is_503_and_tried_again_soon(
        self, service: RunningService, error: Exception
    ) -> None:
        response = await answer_to(service, error)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "2"
        assert check_shape(response)["code"] == "StoreUnavailable"
        assert "secret" not in response.text

    async def test_constraint_that_nobody_expected_is_a_failure_of_ours(
        self, service: RunningService
    ) -> None:
        error = IntegrityError("INSERT ...", {}, Exception("users_email"))
        response = await answer_to(service, error)
        assert response.status_code == 500
        assert "users_email" not in response.text
        check_shape(response)

    @pytest.mark.parametrize("word", ["a%00b", "%00"])
    async def test_path_that_cannot_be_stored_is_the_callers_mistake(
        self, service: RunningService, word: str
    ) -> None:
        response = await get(service, f"/echo/{word}")
        assert response.status_code == 422
        assert check_shape(response)["code"] == "TextNotStorable"
