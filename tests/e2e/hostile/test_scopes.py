"""What an API key may do is what its scopes say, at every operation there is."""

import pytest

from deploy.local.local_system import LocalSystem
from libs.common.contracts.scopes import Scope
from tests.e2e.hostile.operations import Operation, check_refusal, for_each
from tests.e2e.person import SECRETS, Person
from tests.fixtures.people import SignUp

ALL = frozenset(Scope)

pytestmark = pytest.mark.usefixtures("no_mistakes")


async def make_key(person: Person, scopes: frozenset[str]) -> dict[str, str]:
    """The headers of a new key with these scopes."""
    body = {"name": "of a test", "scopes": sorted(scopes)}
    response = await person.call("POST", "/accounts/api-keys", json=body)
    assert response.status_code == 201, response.text
    key = response.json()["key"]
    SECRETS.add(key)
    return {"X-API-Key": key}


class TestScopes:
    async def test_key_without_the_scope_is_refused_and_with_it_is_not(
        self, system: LocalSystem, sign_up: SignUp, operations: list[Operation]
    ) -> None:
        person = await sign_up(system.public_url)
        scoped = [o for o in operations if o.scopes]
        assert len(scoped) > 30
        needed = {o.scopes for o in scoped}
        having = {scopes: await make_key(person, scopes) for scopes in needed}
        lacking = {scopes: await make_key(person, ALL - scopes) for scopes in needed}

        async def ask(operation: Operation) -> None:
            refused = await person.http.request(
                operation.method,
                operation.fill(),
                headers=lacking[operation.scopes],
            )
            check_refusal(refused, 403)
            assert refused.json()["code"] == "ScopeMissing", operation
            assert "insufficient_scope" in refused.headers["www-authenticate"]
            response = await person.http.request(
                operation.method, operation.fill(), headers=having[operation.scopes]
            )
            assert response.status_code not in {401, 403}, (operation, response.text)

        await for_each(scoped, ask)

    async def test_what_wants_a_session_refuses_every_key(
        self, system: LocalSystem, sign_up: SignUp, operations: list[Operation]
    ) -> None:
        person = await sign_up(system.public_url)
        key = await make_key(person, ALL)
        guarded = [o for o in operations if o.is_session_only]
        assert {o.path for o in guarded} >= {"/api/v1/accounts/api-keys"}

        async def ask(operation: Operation) -> None:
            response = await person.http.request(
                operation.method, operation.fill(), headers=key
            )
            check_refusal(response, 403)

        await for_each(guarded, ask)
