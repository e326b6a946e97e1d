"""The header as it is sent, and the key it means."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.idempotency.errors import IdempotencyKeyNotValid
from libs.common.idempotency.fingerprint import build_fingerprint, canonical_query
from libs.common.idempotency.key import read_key

VISIBLE = "".join(chr(code) for code in range(0x21, 0x7F))
keys = st.text(VISIBLE, min_size=1, max_size=255)
bare_keys = keys.filter(lambda key: not key.startswith('"'))


class TestReadKey:
    def test_no_header_is_no_key(self) -> None:
        assert read_key([]) is None

    @given(key=bare_keys)
    def test_bare_key_is_itself(self, key: str) -> None:
        assert read_key([key]) == key
        assert read_key([f" {key}\t"]) == key

    @given(key=keys)
    def test_quoted_key_is_what_is_quoted(self, key: str) -> None:
        escaped = key.replace("\\", "\\\\").replace('"', '\\"')
        assert read_key([f'"{escaped}"']) == key

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", '""', '"', '"a', '"a"b', '"a"b"', '"a";b=1', r'"\a"', '"a\\"'),
            *("two words", '"two words"', "é", "a\x7f", "a\tb", "a\x00b", "x" * 256),
        ],
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(IdempotencyKeyNotValid):
            read_key([text])

    def test_two_headers_are_refused(self) -> None:
        with pytest.raises(IdempotencyKeyNotValid):
            read_key(["a", "a"])

    @given(text=st.text(max_size=300))
    def test_any_text_is_a_key_or_refused(self, text: str) -> None:
        try:
            key = read_key([text])
        except IdempotencyKeyNotValid:
            return
        assert key is not None
        assert 1 <= len(key) <= 255
        assert set(key) <= set(VISIBLE)


names = st.text(string.ascii_letters, min_size=1, max_size=3)
pairs = st.lists(st.tuples(names, st.text(max_size=5)), max_size=5)


class TestFingerprint:
    def test_each_part_counts(self) -> None:
        prints = {
            build_fingerprint(*parts)
            for parts in (
                ("POST", "/a", "x=1", b"body"),
                ("PATCH", "/a", "x=1", b"body"),
                ("POST", "/b", "x=1", b"body"),
                ("POST", "/a", "x=2", b"body"),
                ("POST", "/a", "x=1", b"bod"),
                ("POST", "/a", "", b"x=1body"),
                ("POST", "/ax=1", "", b"body"),
            )
        }
        assert len(prints) == 7

    @given(pairs=pairs, data=st.data())
    def test_order_of_names_does_not_count(
        self, pairs: list[tuple[str, str]], data: st.DataObject
    ) -> None:
        single = list({name: (name, value) for name, value in pairs}.values())
        mixed = data.draw(st.permutations(single))

        def join(each: list[tuple[str, str]]) -> str:
            return "&".join(f"{name}={ord(v[0]) if v else ''}" for name, v in each)

        assert canonical_query(join(single)) == canonical_query(join(mixed))

    def test_order_of_values_of_one_name_counts(self) -> None:
        assert canonical_query("a=1&a=2") != canonical_query("a=2&a=1")
        assert canonical_query("a=%20") == canonical_query("a=+")
