import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis.wording.quoting import (
    clean,
    closes_itself,
    isolate,
    readable,
    shorten,
    storable,
)

OVERRIDES = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"


class TestClean:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("a\x00b\x07c", "a b c"),
            ("a\u202egnp.exe", "agnp.exe"),
            ("line\nbreak\u2028and\ttab", "line break and tab"),
            ("zero\u200bwidth\ufeff", "zerowidth"),
            ("half \ud800 pair", "half pair"),
            ("👩‍👩‍👧 family", "👩‍👩‍👧 family"),
            ("کتاب‌ها", "کتاب‌ها"),
            ("Z" + "\u0301" * 60, "Z" + "\u0301" * 3),
            ("كُرْسِيّ", "كُرْسِيّ"),
        ],
    )
    def test_what_is_read_stays_and_what_acts_goes(self, text: str, kept: str) -> None:
        assert clean(text) == kept

    @given(st.text())
    def test_nothing_that_acts_is_left(self, text: str) -> None:
        kept = clean(text)
        assert not set(kept) & set(OVERRIDES)
        assert all(letter.isprintable() or letter in "\u200c\u200d" for letter in kept)
        assert clean(kept) == kept


class TestShorten:
    @given(st.text(max_size=400), st.integers(10, 200))
    def test_never_longer_than_asked(self, text: str, limit: int) -> None:
        assert len(shorten(text, limit)) <= limit

    def test_cut_falls_between_words_and_is_marked(self) -> None:
        assert shorten("one two, three four", 12) == "one two …"
        assert shorten("one two three", 13) == "one two three"

    def test_endless_word_is_cut_within(self) -> None:
        assert shorten("w" * 100_000, 10) == "wwwwwwww …"

    def test_what_is_hidden_at_the_front_does_not_hide_the_rest_being_cut(self) -> None:
        assert shorten("\u200b" * 5_000 + "end", 20) == "…"


class TestIsolate:
    def test_other_direction_is_fenced_in(self) -> None:
        assert isolate("كرسي") == "\u2068كرسي\u2069"
        assert isolate("chair 12") == "chair 12"


class TestClosesItself:
    @pytest.mark.parametrize(
        ("text", "closes"),
        [
            ("a.", True),
            ("1,2 Mio.", True),
            ("“a …”", True),
            ("„Warum?“", True),
            ("“\u2068متى؟\u2069”", True),
            ("a?", False),
            ("a", False),
            ("“a”", False),
            ("", False),
        ],
    )
    def test_full_stop_would_be_one_too_many(
        self,
        text: str,
        closes: bool,
    ) -> None:
        assert closes_itself(text) is closes


class TestReadableAndStorable:
    def test_text_that_shows_nothing_is_none(self) -> None:
        assert readable(" \u202e\u200b\n") == ""
        assert readable(None) == ""
        assert readable(" words ") == "words"

    def test_what_no_database_takes_is_taken_out(self) -> None:
        assert storable("a\x00b\ud800c") == "abc"
        assert storable(None) is None
