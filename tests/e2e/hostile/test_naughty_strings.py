"""Texts that have broken programs, wherever the API takes a text.

`make test` puts some into each place, another part into each; `make fuzz` all."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from deploy.local.local_system import LocalSystem
from libs.common.ids import new_id
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

SAMPLE_OF = 6  # one in so many

# What else no text should be able to do.
MORE_STRINGS = (
    "a" * 20_000,
    "\u202e\u2066\u2069",
    "\ufeff\ufffe\uffff",
    "🏴\U000e0067\U000e0062" * 200,
    "%00%0a%ff",
    "*" * 500,
    "%_\\",
    "((((((((((a+)+)+)+)+)+)+)+)+)+$",
    "' OR 1=1 --",
    "to_tsquery('|')",
)
HEADERS = (
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Content-Type",
    "Cookie",
    "Forwarded",
    "Host",
    "Idempotency-Key",
    "If-Modified-Since",
    "If-None-Match",
    "Last-Event-ID",
    "Origin",
    "Range",
    "Referer",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Postscope-Identity",
    "X-Request-Id",
    "traceparent",
)

pytestmark = pytest.mark.usefixtures("no_mistakes")


@pytest.fixture(
    params=[False, pytest.param(True, marks=pytest.mark.fuzz)],
    ids=["sample", "whole"],
)
def is_whole(request: pytest.FixtureRequest) -> bool:
    """Whether all strings go into all places."""
    return bool(request.param)


@pytest.fixture
def strings(bad_input: BadInput) -> list[str]:
    found = [*MORE_STRINGS, *bad_input.naughty_strings]
    assert len(found) > 100
    return found


def choose(strings: Sequence[str], places: Iterable[Any], *, is_whole: bool) -> Any:
    """(place, string): each string in some place and each place with some strings."""
    for number, place in enumerate(places):
        chosen = strings if is_whole else strings[number % SAMPLE_OF :: SAMPLE_OF]
        for text in chosen:
            yield place, text


class TestQueries:
    async def test_each_in_each_question_is_answered_or_refused(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        operations: list[Operation],
        strings: list[str],
        is_whole: bool,
    ) -> None:
        person = await sign_up(system.public_url)
        places = [
            (operation.fill().removeprefix("/api/v1"), name)
            for operation in operations
            if operation.method == "GET" and operation.path.startswith("/api/v1")
            for name in operation.queries
        ]
        assert len(places) > 4

        async def ask(case: tuple[tuple[str, str], str]) -> None:
            (path, name), text = case
            response = await person.call("GET", path, params={name: text})
            assert response.status_code < 500, case
            check_outcome(response)

        await for_each(choose(strings, places, is_whole=is_whole), ask)

    async def test_each_as_the_name_of_something_is_not_found(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        operations: list[Operation],
        strings: list[str],
        is_whole: bool,
    ) -> None:
        person = await sign_up(system.public_url)
        places = [o for o in operations if o.names and not o.is_for_anybody]

        async def ask(case: tuple[Operation, str]) -> None:
            operation, text = case
            name = "".join(f"%{byte:02x}" for byte in text[:2_000].encode())
            path = operation.fill(name or "%20").removeprefix("/api/v1")
            allowed = {400, 404, 422} | ({403} if operation.is_for_admins else set())
            check_refusal(await person.call(operation.method, path), *allowed)

        await for_each(choose(strings, places, is_whole=is_whole), ask)


class TestHeaders:
    async def test_each_in_each_header_is_answered_or_refused(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        strings: list[str],
        is_whole: bool,
    ) -> None:
        person = await sign_up(system.public_url)

        async def ask(case: tuple[str, str]) -> None:
            name, text = case
            value = text.replace("\r", " ").replace("\n", " ").strip(" \t")
            headers: Any = {name.encode(): value.replace("\0", "").encode()}
            response = await person.call("GET", "/accounts/me", headers=headers)
            assert response.status_code < 500, case
            assert "\n" not in response.headers["x-request-id"]
            check_outcome(response)

        await for_each(choose(strings, HEADERS, is_whole=is_whole), ask)

    async def test_each_as_the_key_of_a_wish_stores_nothing_or_one_request(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        strings: list[str],
    ) -> None:
        person = await sign_up(system.public_url)
        before = await count_stored(system, person)

        async def ask(text: str) -> None:
            value = text.replace("\r", " ").replace("\n", " ").replace("\0", "")
            response = await person.call(
                "POST",
                "/analysis/analyze",
                json={"post_urls": ["https://nowhere.invalid/"]},
                headers={b"Idempotency-Key": value.strip(" \t").encode()},
            )
            check_refusal(response, 400, 422, 431)

        await for_each(strings, ask)
        assert await count_stored(system, person) == before


class TestNames:
    async def test_each_as_a_name_is_kept_as_written_or_refused(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        strings: list[str],
    ) -> None:
        person = await sign_up(system.public_url)
        kept = 0
        for text in strings:
            names = {"full_name": text, "company_name": text}
            response = await person.call("PATCH", "/accounts/me", json=names)
            if check_outcome(response):
                assert response.json()["full_name"] == (text.strip() or None), text
                kept += 1
            else:
                fields = {f["field"] for f in response.json()["fields"]}
                assert fields == {"full_name", "company_name"}
        assert kept > len(strings) * 0.8

    async def test_some_at_sign_up_are_kept_as_written_or_refused(
        self, system: LocalSystem, sign_up: SignUp, strings: list[str], is_whole: bool
    ) -> None:
        # Few: each account costs a password's hash.
        person = await sign_up(system.public_url)
        for text in strings if is_whole else strings[3::29]:
            body = {
                "email": f"named-{new_id().hex}@example.com",
                "password": "a quite uncommon sentence",
                "full_name": text,
            }
            response = await person.http.post("/api/v1/accounts/signup", json=body)
            if check_outcome(response):
                told = response.json()["user"]["full_name"]
                assert told == (text.strip() or None)

    async def test_each_as_address_or_token_signs_nobody_in(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        strings: list[str],
    ) -> None:
        person = await sign_up(system.public_url)

        async def ask(text: str) -> None:
            for path, body in (
                ("login", {"email": text, "password": "x"}),
                ("login", {"email": f"{text}@example.com", "password": text or "x"}),
                ("token/refresh", {"refresh_token": text}),
            ):
                response = await person.http.post(f"/api/v1/accounts/{path}", json=body)
                check_refusal(response, 401, 422, 429)
            query = {"expires": text, "signature": text}
            unsigned = await person.http.get("/media/x", params=query)
            check_refusal(unsigned, 403, 414, 422, 431)

        await for_each(strings[:: SAMPLE_OF // 2], ask)


class TestImports:
    async def test_each_in_each_field_of_each_form_is_taken_or_refused(
        self,
        system: LocalSystem,
        sign_up: SignUp,
        operations: list[Operation],
        strings: list[str],
        is_whole: bool,
    ) -> None:
        person = await sign_up(system.public_url)
        places = [(o, field) for o in operations for field in o.form if field != "file"]
        assert len(places) > 10
        file = b"platform,creator,id,time\nyoutube,me,x,1.2.2026\n"

        async def ask(case: tuple[tuple[Operation, str], str]) -> None:
            (operation, field), text = case
            # As bytes: the client would leave out what is empty.
            parts = {"file": ("a.csv", file), field: (None, text.encode())}
            path = operation.path.removeprefix("/api/v1")
            response = await person.call(operation.method, path, files=parts)
            assert response.status_code < 500, case
            check_outcome(response)

        await for_each(choose(strings, places, is_whole=is_whole), ask)

    async def test_each_in_each_cell_is_imported_as_written_or_refused_by_row(
        self, system: LocalSystem, sign_up: SignUp, strings: list[str]
    ) -> None:
        person = await sign_up(system.public_url)
        columns = ("platform", "creator", "id", "title", "text", "views", "time")
        good = ("youtube", "@me", "", "title", "text", "1", "2026-01-02T03:04:05Z")
        rows: list[dict[str, str]] = []
        for place in range(len(columns)):
            for text in strings:
                cells = list(good)
                cells[2] = f"n{len(rows):09d}A"
                cells[place] = text
                rows.append(dict(zip(columns, cells, strict=True)))
        found = await import_rows(person, rows, columns)
        totals = found["totals"]
        assert found["status"] == "COMPLETED"
        assert totals["rows"] == len(rows)
        assert totals["imported"] + totals["refused"] + totals["duplicate"] == len(rows)
        # A title and a text may be anything.
        assert totals["imported"] > len(strings) * 2
        counts = await count_stored(system, person)
        assert counts["social.posts"] == totals["imported"]


async def import_rows(
    person: Person, rows: list[dict[str, str]], columns: Sequence[str]
) -> Any:
    content = json.dumps(rows).encode()
    mapping = {name: name for name in columns}
    return await person.import_posts(content, mapping, number_format="comma_point")
