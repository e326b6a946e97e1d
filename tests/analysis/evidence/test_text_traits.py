import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis.evidence import text_traits


class TestCountEmojis:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("", 0),
            ("plain 123 # * © ™", 0),
            ("🔥🔥", 2),
            ("👍🏽", 1),
            ("👩‍👩‍👧‍👦", 1),
            ("🇩🇪🇫🇷", 2),
            ("❤️ and ❤", 1),
            ("1️⃣ 2️⃣", 2),
            ("✨new✨", 2),
            ("中文字 ひらがな", 0),
        ],
    )
    def test_counts_what_is_drawn(self, text: str, count: int) -> None:
        assert text_traits.count_emojis(text) == count


class TestCountHashtags:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("#one #two", 2),
            ("#1 and #2nd", 1),
            ("https://example.org/#part", 0),
            ("a#b &#39;", 0),
            ("#größe #日本語", 2),
        ],
    )
    def test_numbers_entities_and_links_are_none(self, text: str, count: int) -> None:
        assert text_traits.count_hashtags(text) == count


class TestCountMentions:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("thanks @north.bikes and @two_2.", 2),
            ("me@example.org", 0),
            ("https://example.org/@name", 0),
            ("@", 0),
        ],
    )
    def test_addresses_and_links_are_none(self, text: str, count: int) -> None:
        assert text_traits.count_mentions(text) == count


class TestHasNumber:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("A $40 chair", True),
            ("7 reasons", True),
            ("10k views", True),
            ("1,200 nails", True),
            ("Pathfinder 2e", False),
            ("#in2024 @user2 https://example.org/9", False),
            ("none", False),
        ],
    )
    def test_number_stands_by_itself(self, text: str, expected: bool) -> None:
        assert text_traits.has_number(text) is expected


class TestHasQuestion:
    def test_question_mark_in_a_link_asks_nothing(self) -> None:
        assert not text_traits.has_question("see https://example.org/a?b=c")
        assert text_traits.has_question("Why? https://example.org/a")
        assert text_traits.has_question("为什么？")


class TestCountCapitalWords:
    def test_three_letters_make_a_word(self) -> None:
        assert text_traits.count_capital_words("STOP it NOW, OK? Go 2DAY") == 2


class TestFirstWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("One. Two.", "One."),
            ("Line one\nLine two", "Line one"),
            ("", ""),
            ("a b c d e f g h i j k l m", "a b c d e f g h i j k l …"),
        ],
    )
    def test_first_sentence_of_at_most_twelve_words(
        self, text: str, words: str
    ) -> None:
        assert text_traits.first_words(text) == words


class TestAnyText:
    @given(st.text())
    def test_counts_are_never_negative_and_never_fail(self, text: str) -> None:
        assert text_traits.count_words(text) >= 0
        assert text_traits.count_links(text) >= 0
        assert text_traits.count_emojis(text) <= len(text)
        assert len(text_traits.first_words(text).split()) <= 13
