"""Whatever is sent, the answer is a refusal in the API's own form, never a 500."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.auth.running import PASSWORD, Auth

SIGN_UP = "/api/v1/accounts/signup"
LOG_IN = "/api/v1/accounts/login"
REFRESH = "/api/v1/accounts/token/refresh"
ME = "/api/v1/accounts/me"
VERIFY = "/api/v1/accounts/verify-email"
RESET = "/api/v1/accounts/reset-password"
CONFIRM = "/api/v1/accounts/reset-password/confirm"
CHANGE_PASSWORD = "/api/v1/accounts/change-password"
CHANGE_EMAIL = "/api/v1/accounts/change-email"
ERROR_FIELDS = {"error", "code", "request_id", "fields"}

HOSTILE_VALUES = [
    "nul\x00inside@example.com",
    "a" * 10_240 + "@example.com",
    "x@" + "y" * 10_240,
    "\u202eada@example.com\u0000",
    "'; DROP TABLE users; --",
    "😀" * 300,
    "",
    None,
    0,
    -1.5e300,
    True,
    [],
    ["ada@example.com"],
    {},
    {"$ne": None},
]
HOSTILE_BODIES = [
    b"",
    b"null",
    b"[]",
    b'["a"]',
    b"true",
    b"1",
    b'"text"',
    b"{",
    b"\xff\xfe",
    b'{"email": "\\ud800@example.com", "password": "correct horse"}',
    b'{"email": "ada@example.com", "password": "\\udfff correct horse"}',
    b'{"\\ud800": 1}',
    b'{"refresh_token": "\\ud800"}',
    b'{"email": NaN, "password": Infinity}',
    b"[" * 5_000,
    b'{"a":' * 5_000,
    b'{"email": 1' + b"0" * 5_000 + b"}",
]
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def assert_refused(answer: Any, *statuses: int) -> None:
    """The answer is a 4xx in the API's own form."""
    assert answer.status_code in (statuses or (400, 401, 409, 422)), answer.text
    assert set(answer.json()) >= ERROR_FIELDS


class TestHostileInput:
    @pytest.mark.parametrize("path", [SIGN_UP, LOG_IN, REFRESH, VERIFY, RESET, CONFIRM])
    async def test_unreadable_body_is_refused(self, auth: Auth, path: str) -> None:
        for body in HOSTILE_BODIES:
            answer = await auth.http.post(
                path, content=body, headers={"Content-Type": "application/json"}
            )
            assert_refused(answer)

    @pytest.mark.parametrize("field", ["email", "password", "timezone", "language"])
    async def test_hostile_field_is_refused_or_harmless(
        self, auth: Auth, field: str
    ) -> None:
        good = {"email": "ada@example.com", "password": PASSWORD}
        for value in HOSTILE_VALUES:
            answer = await auth.http.post(SIGN_UP, json={**good, field: value})
            if field == "password" and answer.status_code == 201:
                assert value == "'; DROP TABLE users; --"
            else:
                assert_refused(answer, 422)

    @pytest.mark.parametrize("field", ["full_name", "company_name", "timezone"])
    async def test_hostile_profile_never_breaks(self, auth: Auth, field: str) -> None:
        user = (await auth.sign_up())["user"]
        headers = auth.as_user(user["id"])
        for value in HOSTILE_VALUES:
            answer = await auth.http.patch(ME, json={field: value}, headers=headers)
            assert answer.status_code in {200, 422}, answer.text
            assert (await auth.http.get(ME, headers=headers)).status_code == 200

    @pytest.mark.parametrize("path", [CHANGE_PASSWORD, CHANGE_EMAIL])
    async def test_hostile_change_never_breaks(self, auth: Auth, path: str) -> None:
        headers = auth.signed_in(await auth.sign_up())
        for value in HOSTILE_VALUES:
            body = {"current_password": PASSWORD, "email": value}
            if path == CHANGE_PASSWORD:
                body = {"current_password": value, "new_password": value}
            assert_refused(await auth.http.post(path, json=body, headers=headers), 422)

    @pytest.mark.parametrize(
        "cookie",
        ["postscope_refresh=\xff\xfe", "postscope_refresh=" + "x" * 8_000, "=;=;\x01"],
    )
    async def test_hostile_cookie_is_refused(self, auth: Auth, cookie: str) -> None:
        headers = [(b"Cookie", cookie.encode("latin-1"))]
        assert_refused(await auth.http.post(REFRESH, headers=headers), 401)

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        path=st.sampled_from([SIGN_UP, LOG_IN, REFRESH, VERIFY, RESET, CONFIRM]),
        body=st.dictionaries(
            st.sampled_from(["email", "password", "refresh_token", "token"])
            | st.text(),
            JSON_VALUES,
        )
        | JSON_VALUES,
    )
    async def test_any_json_is_answered_without_an_error_of_ours(
        self, auth: Auth, path: str, body: Any
    ) -> None:
        answer = await auth.http.post(
            path,
            content=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        assert_refused(answer)
