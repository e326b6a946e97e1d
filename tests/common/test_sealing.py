"""Secrets at rest. Altered and swapped ones: `tests/auth/keys/test_key_pair.py`."""

import pytest

from libs.common.sealing import SealCannotBeOpened, Sealer

CONTEXT = b"whose"


class TestSealer:
    def test_sealed_secret_opens_for_its_purpose_and_context_alone(self) -> None:
        sealed = Sealer("one", "secret").seal(b"plain", CONTEXT)
        assert b"plain" not in sealed
        assert Sealer("one", "secret").open(sealed, CONTEXT) == b"plain"
        for sealer, context in (
            (Sealer("other", "secret"), CONTEXT),
            (Sealer("one", "another"), CONTEXT),
            (Sealer("one", "secret"), b"whose else"),
        ):
            with pytest.raises(SealCannotBeOpened):
                sealer.open(sealed, context)

    def test_renewed_secret_needs_the_previous_key_no_more(self) -> None:
        old = Sealer("one", "old").seal(b"plain", CONTEXT)
        renewed = Sealer("one", "new", "old").renew(old, CONTEXT)
        assert renewed
        assert Sealer("one", "new").open(renewed, CONTEXT) == b"plain"
        assert Sealer("one", "new", "old").renew(renewed, CONTEXT) is None
        with pytest.raises(SealCannotBeOpened):
            Sealer("one", "new").renew(old, CONTEXT)
