"""Wrong credentials, wrong ids, wrong bodies: a clear refusal, and never a 500."""

import asyncio
import base64
import json
import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.hostile.operations import (
    Operation,
    check_refusal,
    find_mistakes,
    read_operations,
)
from tests.e2e.person import Person
from tests.fixtures.people import SignUp

Item = TypeVar("Item")

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
BAD_BODIES = {
    "nested": b"[" * 200_000,
    "nested objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "nul": b'{"post_urls":["\\u0000"],"email":"a\\u0000@x.de","timezone":"\\u0000"}',
    "surrogate": b'{"post_urls":["\\ud800"],"email":"\\ud800","timezone":"\\ud800"}',
    "10,000 items": json.dumps({"post_urls": ["https://youtu.be/x"] * 10_000}).encode(),
    "huge number": b'{"post_urls":[1e99999],"email":' + b"9" * 50_000 + b"}",
    "too large": b'{"post_urls":["' + b"a" * 2_000_000 + b'"]}',
    "nan": b'{"post_urls":NaN,"email":NaN}',
    "empty": b"",
    "no object": b'"text"',
}


@pytest.fixture(scope="module")
async def operations(system: LocalSystem) -> list[Operation]:
    return await read_operations(system)


@pytest.fixture(autouse=True)
def no_mistakes(system: LocalSystem) -> Any:
    """Nothing that these tests do may end in an error of ours, in any process."""
    before = len(find_mistakes(system))
    yield
    assert find_mistakes(system)[before:] == []


async def for_each(
    items: Iterable[Item], ask: Callable[[Item], Awaitable[None]]
) -> None:
    """Asks some at once; the first that fails fails all."""
    places = asyncio.Semaphore(8)

    async def one(item: Item) -> None:
        async with places:
            await ask(item)

    async with asyncio.TaskGroup() as group:
        for item in items:
            group.create_task(one(item))


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
        self, system: LocalSystem, sign_up: SignUp, sample_data_dir: Path
    ) -> None:
        person = await sign_up(system.public_url)
        text = (sample_data_dir / "bad_input" / "signed_tokens.json").read_text()
        tests = [
            test
            for group in json.loads(text)["testGroups"]
            for test in group["tests"]
            if test["jws"]
        ]
        assert len(tests) > 20

        async def ask(test: dict[str, Any]) -> None:
            token = test["jws"]
            text = token if isinstance(token, str) else json.dumps(token)
            response = await person.http.get(
                "/api/v1/accounts/me", headers={b"Authorization": _bearer(text)}
            )
            check_refusal(response, 401)

        await for_each(tests, ask)

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
        for path in ("/internal/auth/ended-sessions", "//internal/auth", "/metrics"):
            check_refusal(await person.call("GET", f"/../..{path}"), 400, 404)
            response = await person.http.get(path, headers=forged)
            check_refusal(response, 404)


class TestIds:
    async def test_others_things_do_not_exist_and_bad_ids_are_refused(
        self, system: LocalSystem, sign_up: SignUp, operations: list[Operation]
    ) -> None:
        alice = await sign_up(system.public_url)
        bob = await sign_up(system.public_url)
        owned = await _make_things(alice)
        with_ids = [o for o in operations if o.names and o.path != "/media/{key}"]
        assert {name for o in with_ids for name in o.names} <= set(owned)

        async def ask(operation: Operation) -> None:
            theirs = operation.fill(owned[operation.names[0]]).removeprefix("/api/v1")
            check_refusal(await bob.call(operation.method, theirs), 404)
            for bad in BAD_IDS:
                path = operation.fill(bad).removeprefix("/api/v1")
                response = await bob.call(operation.method, path)
                check_refusal(response, 400, 404, 422)

        await for_each(with_ids, ask)

    async def test_places_in_lists_and_streams_are_checked(
        self, system: LocalSystem, sign_up: SignUp
    ) -> None:
        person = await sign_up(system.public_url)
        for path in ("/analysis/requests", "/accounts/usage/history"):
            for query in (
                {"cursor": "MA"},
                {"cursor": "\0"},
                {"cursor": "a" * 20_000},
                {"cursor": _segment(b"0001-01-01T00:00:00+14:00|x")},
                {"limit": "0"},
                {"limit": "9" * 30},
            ):
                response = await person.call("GET", path, params=query)
                check_refusal(response, 422)
        request_id = (await _make_things(person))["request_id"]
        for seen in ("x", "-1", "9" * 30):
            response = await person.call(
                "GET",
                f"/analysis/requests/{request_id}/events",
                headers={"Last-Event-ID": seen},
            )
            check_refusal(response, 422)


class TestBodies:
    async def test_documents_that_are_no_json_are_refused(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        operations: list[Operation],
        sample_data_dir: Path,
    ) -> None:
        person = await sign_up(system.public_url)
        path = sample_data_dir / "bad_input" / "json_documents.jsonl"
        documents = [json.loads(line) for line in path.read_text().splitlines()]
        assert len(documents) > 50

        async def ask(case: tuple[Operation, dict[str, Any]]) -> None:
            operation, document = case
            body = base64.b64decode(document["bytes_base64"])
            response = await _send(person, operation, body)
            assert response.status_code < 500, (operation, document["name"])
            if document["expect"] == "reject" and body:
                check_refusal(response, 400, 401, 404, 422)

        taking = [o for o in operations if o.takes_json]
        await for_each(((o, d) for o in taking for d in documents), ask)

    async def test_bodies_beyond_all_bounds_are_refused(
        self, system: LocalSystem, sign_up: SignUp, operations: list[Operation]
    ) -> None:
        person = await sign_up(system.public_url)

        async def ask(case: tuple[Operation, bytes]) -> None:
            response = await _send(person, *case)
            check_refusal(response, 400, 401, 404, 413, 422)

        taking = [o for o in operations if o.takes_json]
        await for_each(((o, b) for o in taking for b in BAD_BODIES.values()), ask)

    async def test_naughty_strings_are_taken_or_refused_but_break_nothing(
        self, system: LocalSystem, sign_up: SignUp, sample_data_dir: Path
    ) -> None:
        person = await sign_up(system.public_url)
        path = sample_data_dir / "bad_input" / "naughty_strings.json"
        strings = json.loads(path.read_text())
        assert len(strings) > 50

        async def ask(text: str) -> None:
            urls = [text, f"https://youtu.be/{text}", f"https://x.com/{text}/status/1"]
            for method, path, body in (
                ("PATCH", "/accounts/me", {"full_name": text}),
                ("PATCH", "/accounts/me", {"timezone": text}),
                ("POST", "/accounts/login", {"email": text, "password": text}),
                ("POST", "/accounts/token/refresh", {"refresh_token": text}),
                ("POST", "/analysis/urls/check", {"post_urls": urls}),
            ):
                response = await person.call(method, path, json=body)
                if response.status_code != 200:
                    check_refusal(response, 401, 422)
            refused = await person.call(
                "POST", "/analysis/analyze", json={"post_urls": [text]}
            )
            check_refusal(refused, 422)
            query = {"expires": text, "signature": text}
            unsigned = await person.http.get("/media/x", params=query)
            check_refusal(unsigned, 403, 422)

        await for_each(strings, ask)


async def _send(person: Person, operation: Operation, body: bytes) -> Any:
    return await person.call(
        operation.method,
        operation.fill().removeprefix("/api/v1"),
        content=body,
        headers={"Content-Type": "application/json"},
    )


async def _make_things(person: Person) -> dict[str, str]:
    """One of everything that has an id and an owner."""
    ending = os.urandom(4).hex()
    csv = f"platform,creator,id\nyoutube,@me,{ending}__A\n"
    columns = {name: name for name in ("platform", "creator", "id")}
    found = await person.import_posts(csv.encode(), columns)
    rows = await person.get(f"/social/imports/{found['id']}/rows")
    url = f"https://www.youtube.com/watch?v={ending}__A"
    request_id = await person.analyse([url])
    await person.wait_for(request_id)
    return {
        "request_id": request_id,
        "analysis_request_id": request_id,
        "import_id": found["id"],
        "post_id": rows["items"][0]["post_id"],
    }


def _segment(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bearer(token: str) -> bytes:
    return f"Bearer {token}".encode()
