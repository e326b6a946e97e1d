"""The form of API keys, and what its checksum tells."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.api_key_format import (
    PREFIX,
    build_api_key,
    build_checksum,
    generate_api_key,
    hash_api_key,
    is_api_key,
    last_characters,
)
from libs.common.redaction import REDACTED, redact, redact_text

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
keys = st.text(ALPHABET, min_size=30, max_size=30).map(build_api_key)


class TestForm:
    def test_checksum_is_the_known_one(self) -> None:
        assert build_checksum("0123456789abcdefghijABCDEFGHIJ") == "3mpbCX"

    @given(key=keys)
    def test_what_was_built_is_a_key(self, key: str) -> None:
        assert is_api_key(key)
        assert (len(key), key[:8]) == (44, PREFIX)
        assert key.endswith(last_characters(key))

    def test_keys_are_not_made_twice(self) -> None:
        made = {generate_api_key() for _ in range(200)}
        assert len(made) == 200
        assert all(is_api_key(key) for key in made)

    @given(key=keys, place=st.integers(0, 43), letter=st.characters())
    def test_any_one_wrong_character_is_seen(
        self, key: str, place: int, letter: str
    ) -> None:
        typed = key[:place] + letter + key[place + 1 :]
        assert is_api_key(typed) == (typed == key)
        assert (hash_api_key(typed) == hash_api_key(key)) == (typed == key)

    @given(key=keys, place=st.integers(0, 42))
    def test_two_characters_that_changed_places_are_seen(
        self, key: str, place: int
    ) -> None:
        typed = key[:place] + key[place + 1] + key[place] + key[place + 2 :]
        assert is_api_key(typed) == (typed == key)

    @given(text=st.text(max_size=60))
    def test_any_text_is_read_without_an_error(self, text: str) -> None:
        assert not is_api_key(text)

    @pytest.mark.parametrize("change", ["{}\n", " {}", "{}0", "Bearer {}"])
    def test_nothing_may_stand_around_a_key(self, change: str) -> None:
        assert not is_api_key(change.format(generate_api_key()))


class TestRedaction:
    @given(key=keys, around=st.sampled_from(["{}", "x={}&y", '"{}"', "/a/{}/b"]))
    def test_no_log_line_holds_a_key(self, key: str, around: str) -> None:
        text = around.format(key)
        assert redact_text(text) == around.format(REDACTED)
        assert key not in str(redact({"any": [text], "x-api-key": "short"}))

    def test_header_of_keys_is_a_secret_by_its_name(self) -> None:
        assert redact({"x-api-key": "ps"}) == {"x-api-key": REDACTED}
        assert redact_text("X-API-Key: 'abc'") == f"X-API-Key: '{REDACTED}'"
