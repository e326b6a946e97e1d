"""What posts are called, and what the status history says of their steps."""

import pytest

from libs.common.contracts.social import MediaCollected, PostTranscribed
from services.analysis.pipeline.wording import (
    build_title,
    describe_media,
    describe_transcript,
    find_missing_words,
)
from tests.analysis.building import make_post


class TestBuildTitle:
    @pytest.mark.parametrize(
        ("title", "content", "expected"),
        [
            ("A film", "words", "A film"),
            (None, "  First\nwords  ", "First words"),
            (None, "word " * 40, ("word " * 15).strip() + " …"),
            (None, None, None),
            (None, " \n ", None),
        ],
    )
    def test_title_else_first_words(
        self, title: str | None, content: str | None, expected: str | None
    ) -> None:
        post = make_post(title=title, content=content)
        assert build_title(post) == expected


class TestDescriptions:
    def test_missing_media_are_said(self) -> None:
        assert describe_media(MediaCollected(total=2, stored=2)) == "2 of 2 media held"
        assert describe_media(MediaCollected(total=0, stored=0)) == "No media"
        failed = MediaCollected(total=2, stored=1, failures=("timeout",))
        assert "could not be fetched" in describe_media(failed)
        assert "could not be fetched" in describe_media(None)

    def test_missing_words_are_said_and_why(self) -> None:
        missing = PostTranscribed(state="missing", source="none")
        assert describe_transcript(missing) == "No transcript"
        told = missing.model_copy(update={"message": "The file is damaged."})
        assert describe_transcript(told) == "No transcript. The file is damaged"
        assert "could not be made" in describe_transcript(None)

    def test_of_what_has_no_sound_nothing_is_said(self) -> None:
        text = PostTranscribed(state="missing", source="none", reason="nothing_to_hear")
        assert describe_transcript(text) == ""
        assert find_missing_words(text) == ("nothing_to_hear", None)

    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            (None, ("failed", None)),
            (PostTranscribed(state="present", source="openai"), (None, None)),
            (PostTranscribed(state="no_speech", source="held"), (None, None)),
            (
                PostTranscribed(state="missing", source="none", message="Damaged."),
                ("not_told", "Damaged."),
            ),
        ],
    )
    def test_missing_words_have_a_reason(
        self, found: PostTranscribed | None, expected: tuple[str | None, str | None]
    ) -> None:
        assert find_missing_words(found) == expected

    @pytest.mark.parametrize(
        ("source", "words"),
        [
            ("captions", "Transcript from its captions"),
            ("automatic_captions", "Transcript from captions that the platform made"),
            ("faster_whisper", "Transcript heard here, by Whisper"),
            ("openai", "Transcript heard by OpenAI"),
            ("another", "Transcript by another"),
        ],
    )
    def test_where_words_are_from_is_said(self, source: str, words: str) -> None:
        found = PostTranscribed(state="present", source=source)
        assert describe_transcript(found) == words
