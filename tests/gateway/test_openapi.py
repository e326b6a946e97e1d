"""Six documents as one."""

import json
from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from gateway import openapi
from gateway.docs import render_docs
from gateway.openapi import PathsConflict, merge_openapi
from gateway.routes import RouteTable, build_routes
from gateway.settings import GatewaySettings
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world

REF = "#/components/schemas/"
ERROR = {
    "ErrorField": {"type": "object", "properties": {"field": {"type": "string"}}},
    "ErrorRead": {
        "type": "object",
        "properties": {"fields": {"items": {"$ref": f"{REF}ErrorField"}}},
    },
}


def operation(name: str, schema: str, **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"{REF}{schema}"}}}
    error = {"application/json": {"schema": {"$ref": f"{REF}ErrorRead"}}}
    return {
        "operationId": name,
        "summary": f"Does {name}",
        "responses": {
            "200": {"description": "Fine", "content": content},
            "404": {"description": "NotFound", "content": error},
        },
        **more,
    }


def document(paths: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    return {"paths": paths, "components": {"schemas": {**deepcopy(ERROR), **schemas}}}


def two_services() -> dict[str, dict[str, Any]]:
    return {
        "auth": document(
            {
                "/api/v1/accounts/me": {"get": operation("read_me", "UserRead")},
                "/health/ready": {"get": operation("ready", "HealthRead")},
                "/internal/auth/ended-credentials": {
                    "get": operation("ended", "Inner")
                },
            },
            UserRead={"type": "object", "properties": {"id": {"type": "string"}}},
            HealthRead={"type": "object"},
            Inner={"type": "object"},
        ),
        "analysis": document(
            {
                "/api/v1/analysis/requests": {
                    "get": operation("list_requests", "RequestRead"),
                    "post": operation("read_me", "RequestRead"),
                },
                "/api/v1/analysis/shared/{token}": {"get": operation("s", "UserRead")},
            },
            RequestRead={
                "type": "object",
                "properties": {
                    "kind": {
                        "discriminator": {"mapping": {"user": f"{REF}UserRead"}},
                        "oneOf": [{"$ref": f"{REF}UserRead"}],
                    }
                },
            },
            UserRead={"type": "object", "properties": {"name": {"type": "string"}}},
        ),
    }


@pytest.fixture(scope="module")
def table() -> RouteTable:
    return RouteTable(
        build_routes(GatewaySettings(_env_file=None, secret_key="x" * 32))
    )


class TestMerge:
    def test_inner_paths_and_their_schemas_are_left_out(self) -> None:
        merged = merge_openapi(two_services())

        assert list(merged["paths"]) == [
            "/api/v1/accounts/me",
            "/api/v1/analysis/requests",
            "/api/v1/analysis/shared/{token}",
        ]
        assert set(merged["components"]["schemas"]) == {
            "AuthUserRead",
            "AnalysisUserRead",
            "AnalysisRequestRead",
            "ErrorRead",
            "ErrorField",
        }

    def test_every_reference_leads_somewhere(self) -> None:
        merged = merge_openapi(two_services())
        text = json.dumps(merged)
        names = {part.split('"')[0] for part in text.split(REF)[1:]}

        assert names <= set(merged["components"]["schemas"])
        kind = merged["components"]["schemas"]["AnalysisRequestRead"]["properties"]
        assert kind["kind"]["discriminator"]["mapping"] == {
            "user": f"{REF}AnalysisUserRead"
        }

    def test_schema_whose_parts_differ_is_not_shared(self) -> None:
        documents = two_services()
        documents["auth"]["components"]["schemas"]["ErrorField"]["title"] = "Other"

        names = set(merge_openapi(documents)["components"]["schemas"])

        assert {"AuthErrorRead", "AnalysisErrorRead", "AuthErrorField"} <= names
        assert "ErrorRead" not in names

    def test_operation_ids_are_unique(self) -> None:
        paths = merge_openapi(two_services())["paths"]
        ids = [o["operationId"] for item in paths.values() for o in item.values()]

        assert "auth_read_me" in ids
        assert "analysis_read_me" in ids
        assert len(ids) == len(set(ids))

    def test_common_schemas_keep_their_name_with_one_service(self) -> None:
        only = {"analysis": two_services()["analysis"]}

        assert "ErrorRead" in merge_openapi(only)["components"]["schemas"]

    def test_sources_are_not_changed(self) -> None:
        documents = two_services()

        merge_openapi(documents)

        assert documents == two_services()

    def test_result_is_the_same_for_the_same_input(self) -> None:
        first, second = merge_openapi(two_services()), merge_openapi(two_services())

        assert json.dumps(first) == json.dumps(second)

    def test_table_says_who_must_sign_in(self, table: RouteTable) -> None:
        paths = merge_openapi(two_services(), table)["paths"]

        assert paths["/api/v1/accounts/me"]["get"]["security"] == [{"session": []}]
        assert "security" not in paths["/api/v1/analysis/shared/{token}"]["get"]

    def test_path_of_another_service_is_a_conflict(self, table: RouteTable) -> None:
        documents = two_services()
        documents["auth"]["paths"]["/api/v1/analysis/x"] = {}

        with pytest.raises(PathsConflict, match="described by auth"):
            merge_openapi(documents, table)

    def test_same_operation_twice_is_a_conflict(self) -> None:
        documents = two_services()
        documents["auth"]["paths"] = documents["analysis"]["paths"]

        with pytest.raises(PathsConflict, match="twice"):
            merge_openapi(documents)


@pytest.fixture(scope="module")
async def described(redis_server: LoneRedis, web_root: Path) -> AsyncIterator[World]:
    patch = pytest.MonkeyPatch()
    patch.setattr(openapi, "_KEPT_SECONDS", 0.0)
    async with open_world(redis_server, web_root) as world:
        for name, part in two_services().items():
            world.services[name].openapi = part
        yield world
    patch.undo()


class TestDescription:
    async def test_running_services_are_described(self, described: World) -> None:
        response = await described.client.get("/api/openapi.json")
        body = response.json()

        assert response.status_code == 200
        assert "/api/v1/analysis/requests" in body["paths"]
        assert "x-unavailable" not in body

    async def test_missing_part_is_named(self, described: World) -> None:
        await described.services["social"].served.stop()
        body = (await described.client.get("/api/openapi.json")).json()
        page = (await described.client.get("/api/docs")).text
        await described.services["social"].served.start()

        assert body["x-unavailable"] == ["social"]
        assert "/api/v1/accounts/me" in body["paths"]
        assert "missing: social" in page

    async def test_docs_need_no_script_and_no_other_host(
        self, described: World
    ) -> None:
        response = await described.client.get("/api/docs")
        policy = response.headers["content-security-policy"]

        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in policy
        assert "script" not in response.text
        assert "http:" not in response.text.replace("http://localhost", "")
        assert "/api/v1/analysis/requests" in response.text


class TestDocs:
    def test_texts_of_services_are_escaped(self) -> None:
        documents = two_services()
        item = documents["auth"]["paths"]["/api/v1/accounts/me"]
        item["get"]["summary"] = "<script>alert(1)</script>"
        item["get"]["parameters"] = [
            {"name": "<b>", "in": "query", "schema": {"type": "string"}}
        ]

        page = render_docs(merge_openapi(documents))

        assert "<script>" not in page
        assert "&lt;b&gt;" in page

    def test_schemas_that_hold_themselves_come_to_an_end(self) -> None:
        node = {
            "type": "object",
            "properties": {"children": {"items": {"$ref": f"{REF}UserRead"}}},
        }
        documents = two_services()
        documents["auth"]["components"]["schemas"]["UserRead"] = node

        page = render_docs(merge_openapi(documents))

        assert "children[].children" in page
