"""A secret that is about to be logged is taken out, by its name or its form."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.redaction import REDACTED, redact, redact_text

letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
secrets = st.text(letters, min_size=40, max_size=60).map(lambda text: f"Zq{text}qZ")
plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.sampled_from(
    [
        *("password", "db_password", "PASSWD", "client_secret", "access_token"),
        *("Authorization", "Set-Cookie", "api_key", "apiKey", "credentials"),
        *("X-Signature", "refresh_token", "GEMINI_API_KEY_1"),
    ]
)

FORMS: list[Callable[[str], str]] = [
    lambda s: f"Bearer {s}",
    lambda s: f"basic {s}==",
    lambda s: f"eyJhbGciOiJFZERTQSJ9.{s}.{s}",
    lambda s: f"ps_live_{s}",
    lambda s: f"sk-proj-{s}",
    lambda s: f"whsec_{s}",
    lambda s: f"AIza{s}",
    lambda s: f"redis://:{s}@127.0.0.1:6379/0",
    lambda s: f"postgresql+asyncpg://user:{s}@db.example:5432/x",
    lambda s: f"https://h/media/a.jpg?expires=1&signature={s}&v=2",
    lambda s: f'{{"access_token": "{s}", "n": 1}}',
    lambda s: f"password='{s} with words'",
    lambda s: json.dumps({"body": json.dumps({"refresh_token": s})}),
]


class TestRedactText:
    @given(form=st.sampled_from(FORMS), secret=secrets, before=plain, after=plain)
    def test_secret_of_a_known_form_never_survives(
        self, form: Callable[[str], str], secret: str, before: str, after: str
    ) -> None:
        redacted = redact_text(f"{before} {form(secret)} {after}")
        assert secret not in redacted
        assert redact_text(redacted) == redacted

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Posts of https://www.youtube.com/watch?v=dQw4w9WgXcQ fetched",
            "http://127.0.0.1:8001/internal/social/posts answered 502",
            "https://h:443/x?mail=a@b.example",
            '{"input_tokens": 532, "path": "/tokens"}',
            "code='TokenExpired' for user 01a1f86b-0d8b-76ec-bf5f-05ef4d4e13ce",
            "the token has expired: sign in again",
        ],
    )
    def test_what_is_no_secret_stays(self, text: str) -> None:
        assert redact_text(text) == text

    def test_rendered_json_stays_json(self) -> None:
        line = json.dumps({"token": "a", "n": {"secret": 'q"uo\\te'}, "z": "end"})
        assert json.loads(redact_text(line))["z"] == "end"

    @pytest.mark.parametrize(
        "piece", ["token", 'token="', "://a:", "token=\\", "eyJ", "ps_live_", "basic "]
    )
    def test_time_grows_no_faster_than_the_text(self, piece: str) -> None:
        started = time.process_time()
        redact_text(piece * 20_000)
        assert time.process_time() - started < 2


nested = st.recursive(
    plain | st.integers() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3)
    ),
    max_leaves=10,
)


class TestRedact:
    @given(
        name=names,
        secret=secrets,
        around=nested,
        wraps=st.lists(st.sampled_from(["dict", "list", "tuple"]), max_size=12),
    )
    def test_named_secret_never_survives_at_any_depth(
        self, name: str, secret: str, around: object, wraps: list[str]
    ) -> None:
        value: Any = {name: secret, "other": around}
        for wrap in wraps:
            value = {"dict": {"k": value}, "list": [value], "tuple": (value, 1)}[wrap]
        assert secret not in repr(redact(value))

    @given(form=st.sampled_from(FORMS), secret=secrets)
    def test_secret_in_a_harmless_field_never_survives(
        self, form: Callable[[str], str], secret: str
    ) -> None:
        assert secret not in repr(redact({"url": [form(secret), {form(secret)}]}))

    def test_structure_under_a_secret_name_goes_whole(self) -> None:
        assert redact({"credentials": {"user": "me"}}) == {"credentials": REDACTED}

    def test_numbers_are_no_secrets(self) -> None:
        value = {"input_tokens": 532, "has_token": True, "token": None}
        assert redact(value) == value

    @given(value=nested)
    def test_given_value_is_not_changed(self, value: object) -> None:
        before = repr(value)
        redact(value)
        assert repr(value) == before
