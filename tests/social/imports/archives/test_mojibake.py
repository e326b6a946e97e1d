"""Texts that were damaged on their way out of Meta."""

from hypothesis import given
from hypothesis import strategies as st

from services.social.imports.archives.mojibake import repair
from tests.social.imports.archives.exports import mangle


class TestRepair:
    @given(st.text())
    def test_damage_is_undone(self, text: str) -> None:
        assert repair(mangle(text)) == text

    @given(st.text(st.characters(min_codepoint=0x100), min_size=1), st.text())
    def test_text_that_is_no_such_damage_stays(self, sign: str, text: str) -> None:
        assert repair(sign + text) == sign + text

    @given(st.text(st.characters(max_codepoint=0x7F)))
    def test_plain_letters_stay(self, text: str) -> None:
        assert repair(text) == text
