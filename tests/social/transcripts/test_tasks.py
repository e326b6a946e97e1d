"""Which words of a post are held."""

from uuid import UUID

import pytest

from libs.common.contracts.social import PostTranscribed, TranscribePost
from libs.common.identity import Identity
from libs.common.jobs.errors import JobFailed
from services.social.sources.collected_post import CollectedMedia
from tests.factories.social import build_post
from tests.social.running import Social


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
        [row] = await working.ask("SELECT transcript_state FROM posts")
        assert row.transcript_state == "missing"

    async def test_silent_post_has_no_speech(
        self, working: Social, alice: Identity
    ) -> None:
        post_id = await working.save_one(build_post(has_no_speech=True))
        assert (await transcribe(working, alice, post_id)).state == "no_speech"

    async def test_pictures_alone_have_no_speech(
        self, working: Social, alice: Identity
    ) -> None:
        picture = CollectedMedia("image", "https://cdn.example/a.jpg")
        post = build_post(media=(picture,), duration_seconds=None, kind="carousel")
        post_id = await working.save_one(post)
        assert (await transcribe(working, alice, post_id)).state == "no_speech"
