"""The public document tells callers everything they have to know."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.openapi import build_document, build_service_documents, build_table
from libs.common.contracts.scopes import Scope

_ERROR = {"$ref": "#/components/schemas/ErrorRead"}
_METHODS_WITH_A_BODY = {"post", "put", "patch"}
# Names that say it all: ids, instants, and what carries its unit.
_PLAIN = re.compile(r"id|\w+_(id|at|on|seconds|ms|bytes|minor|micro_usd)")
# Headers whose meaning is HTTP's own (RFC 9110).
_STANDARD_HEADERS = {"Range", "If-None-Match", "If-Modified-Since", "Accept-Language"}

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_document()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> list[Operation]:
    return [
        (method, path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


def references(value: object) -> list[str]:
    return re.findall(r'"#/components/schemas/(\w+)"', json.dumps(value))


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


class TestOperations:
    def test_each_has_an_id_of_its_own(self, operations: list[Operation]) -> None:
        ids = [operation["operationId"] for _, _, operation in operations]
        assert len(ids) == len(set(ids))

    def test_each_is_described_for_callers(self, operations: list[Operation]) -> None:
        bare = [
            f"{method} {path}"
            for method, path, operation in operations
            if not (operation.get("summary") and operation.get("description"))
        ]
        assert bare == []

    def test_each_path_is_public(self, document: dict[str, Any]) -> None:
        doors = ("/api/v1/", "/media/", "/.well-known/")
        assert [p for p in document["paths"] if not p.startswith(doors)] == []

    def test_errors_have_the_one_shape_and_names(
        self, operations: list[Operation]
    ) -> None:
        wrong = [
            f"{method} {path} {status}"
            for method, path, operation in operations
            for status, answer in operation["responses"].items()
            if status >= "400"
            and (
                answer["content"]["application/json"]["schema"] != _ERROR
                or not re.fullmatch(r"\w+(, \w+)*", answer["description"])
            )
        ]
        assert wrong == []

    def test_what_takes_input_tells_how_it_is_refused(
        self, operations: list[Operation]
    ) -> None:
        silent = [
            f"{method} {path}"
            for method, path, operation in operations
            if operation.get("parameters") or method in _METHODS_WITH_A_BODY
            if not any("400" <= status < "500" for status in operation["responses"])
        ]
        assert silent == []

    def test_each_parameter_is_described(self, operations: list[Operation]) -> None:
        bare = [
            f"{method} {path} {parameter['name']}"
            for method, path, operation in operations
            for parameter in operation.get("parameters", ())
            if not parameter.get("description")
            and parameter["in"] != "path"
            and parameter["name"] not in words(operation["description"])
            and parameter["name"] not in _STANDARD_HEADERS
        ]
        assert bare == []


class TestScopes:
    def scopes_of(self, operation: dict[str, Any]) -> set[str]:
        """The scopes that an API key needs; none where no key is taken."""
        found = [
            scopes
            for choice in operation.get("security", ())
            for scheme, scopes in choice.items()
            if scheme.startswith("api_key")
        ]
        assert all(scopes == found[0] for scopes in found)
        return set(found[0]) if found else set()

    def test_the_list_holds_those_that_are_required(
        self, operations: list[Operation]
    ) -> None:
        required = {s for _, _, each in operations for s in self.scopes_of(each)}
        assert required == {scope.value for scope in Scope}

    def test_each_is_of_the_first_word_of_its_path(
        self, operations: list[Operation]
    ) -> None:
        strange = [
            f"{method} {path} {scope}"
            for method, path, operation in operations
            for scope in self.scopes_of(operation)
            if scope.split(":")[0] != path.split("/")[3]
        ]
        assert strange == []

    def test_whatever_is_not_public_requires_one_or_a_session(self) -> None:
        """Else any key would do, whatever its scopes."""
        table = build_table()
        open_to_any_key = [
            f"{method} {path}"
            for document in build_service_documents().values()
            for path, item in document["paths"].items()
            for method, operation in item.items()
            if (route := table.find(path)) and route.access == "user"
            if not operation.get("security")
        ]
        assert open_to_any_key == []

    @pytest.mark.parametrize(
        "operation_id",
        ["auth_create_api_key", "auth_revoke_api_key", "auth_log_out"],
    )
    def test_credentials_are_for_people_who_signed_in(
        self, operations: list[Operation], operation_id: str
    ) -> None:
        told = {o["operationId"]: o.get("security") for _, _, o in operations}
        assert told[operation_id] == [{"session": []}]


class TestSchemas:
    def test_each_is_described(self, document: dict[str, Any]) -> None:
        schemas = document["components"]["schemas"]
        bare = [n for n, s in schemas.items() if not s.get("description")]
        # A page of something is described at its fields.
        assert [name for name in bare if "Page_" not in name] == []

    def test_each_field_of_a_body_is_described(
        self, document: dict[str, Any], operations: list[Operation]
    ) -> None:
        """Of what is sent and of what is answered, but for parts nested in these.

        A field may be described itself, by its type, or in its schema's own words."""
        schemas = document["components"]["schemas"]
        roots = {
            name
            for _, _, operation in operations
            for part in (operation.get("requestBody"), operation["responses"])
            for name in references(part)
        }
        roots |= {
            name
            for root in list(roots)
            for name in references(schemas[root].get("properties", {}).get("items"))
        }
        assert list(_bare_fields(schemas, sorted(roots))) == []


def _bare_fields(schemas: dict[str, Any], names: list[str]) -> Iterator[str]:
    for name in names:
        told = words(schemas[name].get("description", ""))
        for field, schema in schemas[name].get("properties", {}).items():
            is_described = (
                '"description"' in json.dumps(schema)
                or any(schemas[r].get("description") for r in references(schema))
                or field in told
                or _PLAIN.fullmatch(field)
            )
            if not is_described:
                yield f"{name}.{field}"
