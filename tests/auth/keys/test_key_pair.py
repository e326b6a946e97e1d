"""Key pairs, sealed and opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.keys.key_pair import (
    KeyCannotBeOpened,
    KeySealer,
    generate_key_pair,
)


class TestKeySealer:
    def test_sealed_key_opens_to_the_same_pair(self) -> None:
        pair = generate_key_pair()
        sealed = KeySealer("secret").seal(pair)
        opened = KeySealer("secret").open(pair.key_id, sealed)
        assert opened.key_id == pair.key_id
        assert opened.public_key == pair.public_key
        raw = pair.private_key.private_bytes_raw()
        assert opened.private_key.private_bytes_raw() == raw
        assert raw not in sealed

    def test_previous_secret_still_opens(self) -> None:
        pair = generate_key_pair()
        sealed = KeySealer("old").seal(pair)
        assert KeySealer("new", "old").open(pair.key_id, sealed).key_id == pair.key_id

    def test_other_secret_does_not_open(self) -> None:
        pair = generate_key_pair()
        sealed = KeySealer("secret").seal(pair)
        with pytest.raises(KeyCannotBeOpened):
            KeySealer("another", "and another").open(pair.key_id, sealed)

    def test_row_swapped_with_another_does_not_open(self) -> None:
        sealer = KeySealer("secret")
        one, other = generate_key_pair(), generate_key_pair()
        with pytest.raises(KeyCannotBeOpened):
            sealer.open(one.key_id, sealer.seal(other))

    @given(st.data())
    def test_altered_key_does_not_open(self, data: st.DataObject) -> None:
        sealer, pair = KeySealer("secret"), generate_key_pair()
        sealed = bytearray(sealer.seal(pair))
        place = data.draw(st.integers(0, len(sealed) - 1))
        sealed[place] ^= data.draw(st.integers(1, 255))
        with pytest.raises(KeyCannotBeOpened):
            sealer.open(pair.key_id, bytes(sealed))

    @given(st.binary(max_size=80))
    def test_arbitrary_bytes_do_not_open(self, raw: bytes) -> None:
        with pytest.raises(KeyCannotBeOpened):
            KeySealer("secret").open("id", raw)
