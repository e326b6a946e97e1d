"""Which words of a post are held, and which the platform has."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest

from libs.common.contracts.social import (
    PostTranscribed,
    TranscribePost,
    TranscriptSegment,
)
from libs.common.identity import Identity
from libs.common.jobs.errors import JobFailed
from services.social.clients.youtube_captions import Captions, CaptionsFailed
from services.social.sources.collected_post import CollectedMedia
from tests.factories.social import build_post
from tests.social.conftest import StartSocial
from tests.social.running import Social
from tests.social.transcripts.conftest import Studio


@pytest.fixture
async def working(social: Social) -> Social:
    """Social with a worker."""
    await social.run_worker()
    return social


async def transcribe(social: Social, owner: Identity, post_id: UUID) -> PostTranscribed:
    message = TranscribePost(post_id=post_id, owner_id=owner.owner_id)
    return await social.call(message, PostTranscribed)


class TestTranscribePost:
    async def test_post_of_another_is_refused(
        self, working: Social, alice: Identity, bob: Identity
    ) -> None:
        post_id = await working.save_one(build_post(), owner=alice)
        with pytest.raises(JobFailed, match="PostNotFound"):
            await transcribe(working, bob, post_id)

    async def test_words_that_came_are_captions(
        self, working: Social, alice: Identity
    ) -> None:
        post_id = await working.save_one(build_post(transcript="Hello."))
        found = await transcribe(working, alice, post_id)
        assert (found.state, found.source) == ("present", "captions")

    async def test_words_that_did_not_come_are_missing(
        self, working: Social, alice: Identity
    ) -> None:
        post_id = await working.save_one(build_post())
        found = await transcribe(working, alice, post_id)
        assert (found.state, found.source) == ("missing", "none")
        # yt-dlp, which would find captions, is off in tests.
        assert found.reason == "captions_refused"
        [row] = await working.ask("SELECT transcript_state FROM posts")
        assert row.transcript_state == "missing"

    async def test_silent_post_has_no_speech(
        self, working: Social, alice: Identity
    ) -> None:
        post_id = await working.save_one(build_post(has_no_speech=True))
        assert (await transcribe(working, alice, post_id)).state == "no_speech"

    @pytest.mark.parametrize("kind", ["carousel", "text"])
    async def test_of_pictures_and_texts_nothing_is_said(
        self, working: Social, alice: Identity, kind: str
    ) -> None:
        picture = CollectedMedia("image", "https://cdn.example/a.jpg")
        media = (picture,) if kind == "carousel" else ()
        post = build_post(media=media, duration_seconds=None, kind=kind)
        post_id = await working.save_one(post)
        found = await transcribe(working, alice, post_id)
        assert (found.state, found.reason) == ("missing", "nothing_to_hear")
        assert found.message is None

    async def test_video_that_was_not_told_is_told_of(
        self, working: Social, alice: Identity
    ) -> None:
        post_id = await working.save_one(build_post(platform="instagram", kind="reel"))
        assert (await transcribe(working, alice, post_id)).reason == "not_told"


@dataclass
class Track:
    """The captions of every video: these, none, or a failure."""

    answer: Captions | CaptionsFailed | None
    asked: int = 0

    async def fetch_captions(self, _: str) -> Captions | None:
        self.asked += 1
        if isinstance(self.answer, CaptionsFailed):
            raise self.answer
        return self.answer


def build_captions(*texts: str) -> Captions:
    segments = tuple(
        TranscriptSegment(start_seconds=place, end_seconds=place + 1, text=text)
        for place, text in enumerate(texts)
    )
    return Captions(segments, "de", is_automatic=True)


class TestCaptions:
    @pytest.fixture
    def watch(self, start_social: StartSocial) -> Any:
        """`await watch(answer, **settings)`: social, and the captions it will find."""

        async def start(
            answer: Captions | CaptionsFailed | None, **settings: Any
        ) -> tuple[Social, Track]:
            social = await start_social(**settings)
            track = Track(answer)
            state = social.service.app.state
            state.resources = replace(social.resources, captions=track)
            await social.run_worker()
            return social, track

        return start

    async def test_they_are_the_words_with_times_and_language(
        self, watch: Any, alice: Identity
    ) -> None:
        social, track = await watch(build_captions("Guten Tag.", "Noch einmal."))
        post_id = await social.save_one(build_post())
        found = await transcribe(social, alice, post_id)
        assert found == PostTranscribed(
            state="present", source="automatic_captions", language="de"
        )
        shown = await Studio(social).read(alice, post_id)
        assert shown["transcript"] == "Guten Tag. Noch einmal."
        assert shown["formatted_transcript"][1] == {
            "start_seconds": 1,
            "end_seconds": 2,
            "text": "Noch einmal.",
        }
        again = await transcribe(social, alice, post_id)
        assert again.source == "automatic_captions"
        assert track.asked == 1

    async def test_those_of_the_author_are_told_apart(
        self, watch: Any, alice: Identity
    ) -> None:
        by_author = replace(build_captions("Hello."), is_automatic=False)
        social, _ = await watch(by_author)
        post_id = await social.save_one(build_post())
        assert (await transcribe(social, alice, post_id)).source == "captions"

    async def test_track_without_words_is_silence(
        self, watch: Any, alice: Identity
    ) -> None:
        social, _ = await watch(build_captions())
        post_id = await social.save_one(build_post())
        assert (await transcribe(social, alice, post_id)).state == "no_speech"

    async def test_words_that_came_and_other_platforms_ask_nobody(
        self, watch: Any, alice: Identity
    ) -> None:
        social, track = await watch(build_captions("Hello."))
        held = await social.save_one(build_post(1, transcript="Hello."))
        other = await social.save_one(build_post(2, platform="instagram"))
        invented = await social.save_one(build_post(3, is_invented=True))
        for post_id in (held, other, invented):
            await transcribe(social, alice, post_id)
        assert track.asked == 0

    async def test_reason_is_told_where_there_are_none(
        self, watch: Any, alice: Identity
    ) -> None:
        social, track = await watch(None)
        post_id = await social.save_one(build_post())
        found = await transcribe(social, alice, post_id)
        assert found.message == "The video has no captions."
        assert found.reason == "no_captions"
        track.answer = CaptionsFailed("blocked", "YouTube asks to sign in.")
        found = await transcribe(social, alice, post_id)
        assert (found.state, found.message) == ("missing", "YouTube asks to sign in.")
        assert found.reason == "captions_refused"

    async def test_video_that_is_held_can_be_heard_if_somebody_listens(
        self, watch: Any, alice: Identity, tmp_path: Any
    ) -> None:
        social, track = await watch(None, whisper_model_path=tmp_path)
        post_id = await Studio(social).add_post(b"a video")
        assert (await transcribe(social, alice, post_id)).can_be_heard
        assert track.asked == 1

    async def test_settings_are_named_where_nobody_listens(
        self, watch: Any, alice: Identity
    ) -> None:
        social, _ = await watch(None)
        post_id = await Studio(social).add_post(b"a video")
        found = await transcribe(social, alice, post_id)
        assert not found.can_be_heard
        assert found.reason == "nobody_listens"
        assert found.message
        assert "WHISPER_MODEL_PATH or OPENAI_API_KEY" in found.message
