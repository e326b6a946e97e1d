"""Bodies that are no JSON, not the JSON that was asked for, or far too much of it.

Every endpoint of the description that takes JSON gets them all, new ones as well."""

import json
from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.hostile.bodies import (
    CONTENT_TYPES,
    WRONG_BODIES,
    build_example,
    spoil,
)
from tests.e2e.hostile.operations import (
    Operation,
    check_outcome,
    check_refusal,
    for_each,
)
from tests.e2e.hostile.stored import count_stored
from tests.e2e.person import Person
from tests.fixtures.people import SignUp
from tests.fixtures.sample_data import BadInput

JSON = "application/json"
IMPORT_PATHS = ("/social/posts/import", "/social/posts/import/preview")
# Makes people, not things of the one who asks.
SIGN_UP = "/api/v1/accounts/signup"
REFUSALS = (400, 401, 404, 413, 415, 422)

pytestmark = pytest.mark.usefixtures("no_mistakes")


@pytest.fixture
def taking(operations: list[Operation]) -> list[Operation]:
    """Those that take JSON."""
    found = [operation for operation in operations if operation.takes_json]
    assert len(found) > 4
    return found


async def send(
    person: Person, operation: Operation, body: bytes, content_type: str | None = JSON
) -> Any:
    headers = {} if content_type is None else {"Content-Type": content_type}
    return await person.call(
        operation.method,
        operation.fill().removeprefix("/api/v1"),
        content=body,
        headers=headers,
    )


class TestDocuments:
    async def test_each_is_taken_or_refused_and_what_is_no_json_is_refused(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        taking: list[Operation],
        bad_input: BadInput,
    ) -> None:
        person = await sign_up(system.public_url)
        before = await count_stored(system, person)
        documents = bad_input.json_documents
        assert len(documents) > 50

        async def ask(operation: Operation) -> None:
            for document in documents:
                response = await send(person, operation, document.content)
                is_taken = check_outcome(response)
                if document.expect == "reject" and document.content:
                    assert not is_taken, (operation.path, document.name)

        await for_each(taking, ask)
        assert await count_stored(system, person) == before

    @pytest.mark.parametrize("path", IMPORT_PATHS)
    async def test_each_as_the_mapping_of_an_import_stores_nothing(
        self, system: LocalSystem, sign_up: SignUp, bad_input: BadInput, path: str
    ) -> None:
        person = await sign_up(system.public_url)
        before = await count_stored(system, person)

        async def ask(content: bytes) -> None:
            file = ("posts.csv", b"platform,creator,id\nyoutube,me,x\n")
            response = await person.call(
                "POST", path, files={"file": file, "mapping": (None, content)}
            )
            check_refusal(response, 422)

        # An empty one is none, and a preview needs none.
        documents = [d.content for d in bad_input.json_documents if d.content]
        await for_each(documents, ask)
        assert await count_stored(system, person) == before

    async def test_each_as_the_file_of_an_import_imports_nothing(
        self, system: LocalSystem, sign_up: SignUp, bad_input: BadInput
    ) -> None:
        person = await sign_up(system.public_url)
        mapping = {name: name for name in ("platform", "creator", "id")}

        async def ask(content: bytes) -> None:
            for path in IMPORT_PATHS:
                for data in ({}, {"mapping": json.dumps(mapping)}):
                    file = ("posts.json", content)
                    response = await person.call(
                        "POST", path, files={"file": file}, data=data
                    )
                    check_outcome(response)

        await for_each((d.content for d in bad_input.json_documents), ask)
        counts = await count_stored(system, person)
        assert counts["social.posts"] == counts["social.post_access"] == 0


class TestFields:
    async def test_wrong_value_in_any_field_is_refused_or_taken_whole(
        self, system: LocalSystem, sign_up: SignUp, taking: list[Operation]
    ) -> None:
        person = await sign_up(system.public_url)
        before = await count_stored(system, person)
        made: list[str] = []

        async def ask(operation: Operation) -> None:
            for label, body in spoil(operation.body or {}):
                response = await send(person, operation, body)
                assert response.status_code < 500, (operation.path, label)
                check_outcome(response)
                # Any text will do as a name, say, of a key.
                made.extend([operation.path] * (response.status_code == 201))

        await for_each(taking, ask)
        stored = await count_stored(system, person) - before
        assert stored.total() == len(made) - made.count(SIGN_UP), made

    async def test_examples_that_were_spoilt_are_understood_unspoilt(
        self, system: LocalSystem, sign_up: SignUp, taking: list[Operation]
    ) -> None:
        # Else the tests above would show only that nonsense is refused as nonsense.
        person = await sign_up(system.public_url)

        async def ask(operation: Operation) -> None:
            body = json.dumps(build_example(operation.body or {})).encode()
            response = await send(person, operation, body)
            if response.status_code == 422:
                reasons = {field["reason"] for field in response.json()["fields"]}
                assert not reasons & {"missing", "extra_forbidden", "json_invalid"}

        await for_each(taking, ask)


def refusals_of(operation: Operation) -> tuple[int, ...]:
    return (*REFUSALS, 403) if operation.is_for_admins else REFUSALS


class TestBodies:
    async def test_body_that_is_none_or_too_much_is_refused(
        self, system: LocalSystem, sign_up: SignUp, taking: list[Operation]
    ) -> None:
        person = await sign_up(system.public_url)
        before = await count_stored(system, person)

        async def ask(operation: Operation) -> None:
            for label, body in WRONG_BODIES.items():
                response = await send(person, operation, body)
                allowed = refusals_of(operation)
                assert response.status_code in allowed, (operation.path, label)
                check_refusal(response, *allowed)

        await for_each(taking, ask)
        assert await count_stored(system, person) == before

    async def test_body_of_another_type_is_refused(
        self, system: LocalSystem, sign_up: SignUp, taking: list[Operation]
    ) -> None:
        person = await sign_up(system.public_url)
        before = await count_stored(system, person)

        async def ask(operation: Operation) -> None:
            body = json.dumps(build_example(operation.body or {})).encode()
            for content_type in (*CONTENT_TYPES, None):
                response = await send(person, operation, body, content_type)
                allowed = refusals_of(operation)
                assert response.status_code in allowed, (operation.path, content_type)
                check_refusal(response, *allowed)

        await for_each(taking, ask)
        assert await count_stored(system, person) == before
