"""E-mail addresses in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.accounts.email_address import EmailNotUsable, normalise_email


class TestNormaliseEmail:
    @pytest.mark.parametrize(
        ("written", "normalised"),
        [
            ("  Ada@Example.COM ", "ada@example.com"),
            ("ada+posts@example.com", "ada+posts@example.com"),
            ("Ada@xn--bcher-kva.example.com", "ada@bücher.example.com"),
            ("JOSÉ@example.com", "josé@example.com"),
            ("jose\u0301@example.com", "josé@example.com"),
            ("ada@postscope.test", "ada@postscope.test"),
        ],
    )
    def test_spellings_of_one_address_agree(
        self, written: str, normalised: str
    ) -> None:
        assert normalise_email(written) == normalised

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@@example.com",
            "ada@localhost",
            "a da@example.com",
            "ada@exam\nple.com",
            "ada@example..com",
            "Ada <ada@example.com>",
            "ada@[127.0.0.1]",
            "ada@example.com\x00",
            "a" * 10_000 + "@example.com",
            "ada@" + "x." * 5_000 + "com",
        ],
    )
    def test_other_texts_are_refused(self, text: str) -> None:
        with pytest.raises(EmailNotUsable):
            normalise_email(text)

    @given(st.text(max_size=80) | st.emails())
    def test_normalising_twice_changes_nothing_more(self, text: str) -> None:
        try:
            once = normalise_email(text)
        except EmailNotUsable:
            return
        assert normalise_email(once) == once
        assert normalise_email(once.upper().lower()) == once or not once.isascii()
