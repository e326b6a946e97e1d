"""Wrong credentials and wrong ids: a clear refusal, and never a 500."""

import base64
from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.hostile.bodies import build_example
from tests.e2e.hostile.operations import Operation, check_refusal, for_each
from tests.e2e.hostile.things import make_things
from tests.fixtures.people import SignUp
from tests.fixtures.sample_data import BadInput

BAD_IDS = (
    "nonsense",
    "1",
    "null",
    "%00",
    "a%00b",
    "%ff",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "'; drop table posts; --",
    "x" * 3000,
)
BAD_PLACES = (
    {"cursor": "MA"},
    {"cursor": "\0"},
    {"cursor": "a" * 20_000},
    {"cursor": base64.urlsafe_b64encode(b"0001-01-01T00:00:00+14:00|x").decode()},
    {"limit": "0"},
    {"limit": "9" * 30},
)

pytestmark = pytest.mark.usefixtures("no_mistakes")


class TestCredentials:
    async def test_nobody_and_forgers_are_turned_away_everywhere(
        self, system: LocalSystem, sign_up: SignUp, operations: list[Operation]
    ) -> None:
        person = await sign_up(system.public_url)
        head, claims, signature = person.token.split(".")
        no_algorithm = _segment(b'{"alg":"none"}')
        odd_key = _segment(b'{"alg":"EdDSA","kid":["x"]}')
        nested = _segment(b"[" * 6000)
        tokens = [
            None,
            "a.b.c",
            f"{head}.{claims}.{signature[:-4]}AAAA",
            f"{head}.{claims}.",
            f"{no_algorithm}.{claims}.",
            f"{head}.{nested}.{signature}",
            f"{odd_key}.{claims}.{signature}",
            "a" * 9000,
        ]
        guarded = [o for o in operations if not o.is_for_anybody]

        async def ask(case: tuple[Operation, str | None]) -> None:
            operation, token = case
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            response = await person.http.request(
                operation.method, operation.fill(), headers=headers
            )
            check_refusal(response, 401)

        await for_each(((o, t) for o in guarded for t in tokens), ask)

    async def test_published_tokens_with_known_keys_are_refused(
        self, system: LocalSystem, sign_up: SignUp, bad_input: BadInput
    ) -> None:
        person = await sign_up(system.public_url)
        tokens = bad_input.signed_tokens
        assert len(tokens) > 20
        path = "/api/v1/accounts/token/refresh"

        async def ask(token: str) -> None:
            bearer = {b"Authorization": f"Bearer {token}".encode()}
            response = await person.http.get("/api/v1/accounts/me", headers=bearer)
            check_refusal(response, 401)
            body = {"refresh_token": token}
            check_refusal(await person.http.post(path, json=body), 401, 422)

        await for_each(tokens, ask)

    async def test_headers_between_services_are_not_believed(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        forged = {
            "X-Postscope-Identity": "e30.e30",
            "X_Postscope_Identity": "e30.e30",
            "X-Forwarded-For": "10.0.0.1",
            "X-Forwarded-Host": "evil.example",
        }
        response = await person.http.get("/api/v1/accounts/me", headers=forged)
        check_refusal(response, 401)
        own = await person.call("GET", "/accounts/me", headers=forged)
        assert own.json()["email"] == person.email
        for path in ("/internal/auth/ended-credentials", "//internal/auth", "/metrics"):
            check_refusal(await person.call("GET", f"/../..{path}"), 400, 404)
            response = await person.http.get(path, headers=forged)
            check_refusal(response, 404)


class TestIds:
    async def test_others_things_do_not_exist_and_bad_ids_are_refused(
        self, system: LocalSystem, sign_up: SignUp, operations: list[Operation]
    ) -> None:
        alice = await sign_up(system.public_url)
        bob = await sign_up(system.public_url)
        owned = await make_things(alice)
        with_ids = [
            o
            for o in operations
            if o.names and not o.is_for_anybody and not o.is_for_admins
        ]
        assert {name for o in with_ids for name in o.names} <= set(owned)

        async def ask(operation: Operation) -> None:
            theirs = operation.fill_with(owned).removeprefix("/api/v1")
            body = _least_body(operation)
            response = await bob.call(operation.method, theirs, json=body)
            check_refusal(response, 404)
            for bad in BAD_IDS:
                path = operation.fill(bad).removeprefix("/api/v1")
                response = await bob.call(operation.method, path, json=body)
                check_refusal(response, 400, 404, 422)

        await for_each(with_ids, ask)

    async def test_places_in_lists_and_streams_are_checked(
        self, system: LocalSystem, sign_up: SignUp, operations: list[Operation]
    ) -> None:
        person = await sign_up(system.public_url)
        lists = [
            o
            for o in operations
            if "cursor" in o.queries
            and not (o.names or o.is_for_admins)
            # All of a list in one file: there are no places in it.
            and not o.path.endswith("/export")
        ]
        assert len(lists) > 1

        async def ask(operation: Operation) -> None:
            path = operation.path.removeprefix("/api/v1")
            for query in BAD_PLACES:
                response = await person.call("GET", path, params=query)
                check_refusal(response, 422)

        await for_each(lists, ask)
        request_id = (await make_things(person))["request_id"]
        for seen in ("x", "-1", "9" * 30):
            response = await person.call(
                "GET",
                f"/analysis/requests/{request_id}/events",
                headers={"Last-Event-ID": seen},
            )
            check_refusal(response, 422)


def _least_body(operation: Operation) -> dict[str, Any] | None:
    """What must be sent, so that nothing but the id can be wrong."""
    if operation.body is None:
        return None
    example = build_example(operation.body)
    return {name: example[name] for name in operation.body.get("required", ())}


def _segment(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
