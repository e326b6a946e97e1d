"""Whatever the API's description allows or forbids is asked, and answered as described.

Every operation is there, new ones as well: what Schemathesis makes of its schema, with
things of the caller's own in the path, so that it is not told "not found" each time."""

import asyncio
import os
from itertools import count
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from deploy.local.local_system import LocalSystem
from tests.e2e.hostile.things import make_things
from tests.e2e.person import Person
from tests.fixtures.people import SignUp

# Bodies and parameters for each operation, and for each way to make them.
CASES = {"some": 2, "many": 100}[os.environ.get("EXAMPLES", "some")]
CHECKS = [
    not_a_server_error,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# What the door may say to any request, in the one shape of all errors.
OF_THE_DOOR = {400, 401, 403, 408, 413, 414, 415, 429, 431, 503}
# A stream that is found stays open, and has no end to be looked at.
ENDLESS = "/api/v1/analysis/requests/{request_id}/events"
# Whoever has done these has no session any more.
FAREWELLS = {"/api/v1/accounts/logout", "/api/v1/accounts/me"}

pytestmark = pytest.mark.usefixtures("no_mistakes")


class TestAnswers:
    @pytest.mark.generated
    @pytest.mark.timeout(1800)
    async def test_each_is_one_that_was_described(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        things = await make_things(person)
        document = (await person.http.get("/api/openapi.json")).json()
        described = schemathesis.openapi.from_dict(document)
        results = list(described.get_all_operations())
        found = [result.ok() for result in results if isinstance(result, Ok)]
        assert len(found) == len(results)
        assert len(found) > 30
        faults: list[str] = []
        for operation in found:
            if operation.path == ENDLESS:
                continue
            caller = (
                await sign_up(system.public_url)
                if operation.path in FAREWELLS
                else person
            )
            for mode in GenerationMode:
                # Not in this thread: the emulators that may be asked live here.
                fault = await asyncio.to_thread(
                    find_fault, system, operation, mode, caller, things
                )
                faults += [fault] if fault else []
        assert not faults, "\n\n".join(faults)

    async def test_answer_that_was_not_described_is_found(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        document = (await person.http.get("/api/openapi.json")).json()
        schemas = document["components"]["schemas"]
        answer = schemas["AuthUserRead"]["properties"]["email"]
        answer.clear()
        answer["type"] = "integer"
        described = schemathesis.openapi.from_dict(document)
        operation = described["/api/v1/accounts/me"]["GET"]
        fault = await asyncio.to_thread(
            find_fault, system, operation, GenerationMode.POSITIVE, person, {}
        )

        assert fault is not None
        assert "is not of type" in fault


def find_fault(
    system: LocalSystem,
    operation: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    caller: Person,
    things: dict[str, str],
) -> str | None:
    """What is wrong with an answer to one of the operation's cases, if any is."""
    rounds = count()
    session = requests.Session()
    session.trust_env = False
    bearer = {"Authorization": f"Bearer {caller.token}"}

    @settings(
        max_examples=CASES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        if next(rounds) % 2 == 0:
            names = case.path_parameters.keys() & things.keys()
            case.path_parameters.update({name: things[name] for name in names})
        answer = case.call(system.public_url, session=session, headers=bearer)
        of_the_door = answer.status_code in OF_THE_DOOR
        further = [] if of_the_door else [checks.status_code_conformance]
        case.validate_response(answer, checks=[*CHECKS, *further])

    with session:
        try:
            ask()
        except Unsatisfiable:
            return None  # what takes nothing cannot be asked wrongly
        except (Exception, BaseExceptionGroup) as error:
            return f"{operation.label} ({mode.value}): {error}"
    return None
