"""Bringing media into storage."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from libs.common.contracts.social import CollectMedia, MediaCollected
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs.errors import JobFailed
from services.social.sources.collected_post import CollectedMedia
from tests.emulators.collector import Collector, serve_collector
from tests.factories.media import film
from tests.factories.social import build_post
from tests.social.conftest import StartSocial
from tests.social.running import Social

MP4 = film(has_sound=True)


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    """Serves media bytes."""
    async with serve_collector() as served:
        yield served


@pytest.fixture
async def fetching(start_social: StartSocial, collector: Collector) -> Social:
    """Social that may fetch from it, pictures of up to 5 kB."""
    started: Social = await start_social(
        url_guard_allowed_hosts=(collector.host_and_port,),
        media_max_image_bytes=5_000,
        media_timeout_seconds=1.0,
    )
    await started.run_worker()
    return started


async def save(social: Social, *media: CollectedMedia) -> UUID:
    return await social.save_one(build_post(media=media))


async def collect(
    social: Social, owner: Identity, post_id: UUID, message_id: UUID | None = None
) -> MediaCollected:
    message = CollectMedia(post_id=post_id, owner_id=owner.owner_id)
    return await social.call(message, MediaCollected, message_id=message_id)


class TestCollectMedia:
    async def test_post_of_another_is_refused(
        self, fetching: Social, alice: Identity, bob: Identity
    ) -> None:
        post_id = await fetching.save_one(build_post(), owner=alice)
        with pytest.raises(JobFailed, match="PostNotFound"):
            await collect(fetching, bob, post_id)

    async def test_media_are_stored_with_the_type_of_their_bytes(
        self, fetching: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.media["film"] = (200, MP4)
        post_id = await save(
            fetching,
            CollectedMedia("image", f"{collector.url}/media/a.jpg"),
            CollectedMedia("video", f"{collector.url}/media/film"),
        )
        answer = await collect(fetching, alice, post_id)
        assert (answer.total, answer.stored, answer.failures) == (2, 2, ())
        rows = await fetching.ask(
            "SELECT file, content_type, size_bytes, width, duration_seconds,"
            " video_codec, audio_codec FROM post_media ORDER BY position"
        )
        assert [row.content_type for row in rows] == ["image/png", "video/mp4"]
        assert rows[0].file.endswith(".png")
        assert rows[1].size_bytes == len(MP4)
        assert (rows[1].width, rows[1].duration_seconds) == (64, 1.024)
        assert (rows[1].video_codec, rows[1].audio_codec) == ("mpeg4", "aac")
        stored = await fetching.resources.storage.stat(rows[1].file)
        assert stored.size_bytes == len(MP4)

    async def test_stored_medium_is_not_fetched_again(
        self, fetching: Social, collector: Collector, alice: Identity, bob: Identity
    ) -> None:
        medium = CollectedMedia("image", f"{collector.url}/media/a.png")
        post_id = await save(fetching, medium)
        await collect(fetching, alice, post_id)
        await collect(fetching, bob, post_id)
        assert collector.fetched["a.png"] == 1

    async def test_two_at_one_moment_fetch_once(
        self, fetching: Social, collector: Collector, alice: Identity, bob: Identity
    ) -> None:
        collector.media_delay_seconds = 0.3
        media = [
            CollectedMedia("image", f"{collector.url}/media/{n}.png") for n in range(3)
        ]
        post_id = await save(fetching, *media)
        answers = await asyncio.gather(
            *(collect(fetching, owner, post_id) for owner in (alice, bob))
        )
        assert [answer.stored for answer in answers] == [3, 3]
        assert set(collector.fetched.values()) == {1}

    @pytest.mark.parametrize(
        ("status", "content", "reason"),
        [
            (404, b"", "not_found"),
            (403, b"", "blocked"),
            (503, b"", "source_unavailable"),
            (200, b"<html><script>alert(1)</script>", "malformed"),
            (200, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "malformed"),
            (200, MP4, "malformed"),
            (200, b"", "malformed"),
            (200, b"\xff\xd8\xff" + b"x" * 6_000, "malformed"),
        ],
    )
    async def test_medium_that_cannot_be_had_fails_alone(
        self,
        fetching: Social,
        collector: Collector,
        alice: Identity,
        status: int,
        content: bytes,
        reason: str,
    ) -> None:
        collector.media["bad"] = (status, content)
        post_id = await save(
            fetching,
            CollectedMedia("image", f"{collector.url}/media/bad"),
            CollectedMedia("image", f"{collector.url}/media/good.png"),
        )
        answer = await collect(fetching, alice, post_id)
        assert (answer.total, answer.stored) == (2, 1)
        assert answer.failures[0].startswith("image 1: ")
        rows = await fetching.ask(
            "SELECT file, failure_reason FROM post_media ORDER BY position"
        )
        assert [row.failure_reason for row in rows] == [reason, None]
        assert rows[0].file is None

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1:1/a.png",
            "http://169.254.169.254/latest/meta-data",
            "http://localhost/a.png",
            "ftp://example.com/a.png",
        ],
    )
    async def test_private_address_is_not_fetched(
        self, fetching: Social, alice: Identity, url: str
    ) -> None:
        post_id = await save(fetching, CollectedMedia("image", url))
        answer = await collect(fetching, alice, post_id)
        assert answer.stored == 0
        [row] = await fetching.ask("SELECT failure_reason FROM post_media")
        assert row.failure_reason == "blocked"

    async def test_slow_medium_times_out(
        self, fetching: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.media_delay_seconds = 3
        medium = CollectedMedia("image", f"{collector.url}/media/a.png")
        post_id = await save(fetching, medium)
        await collect(fetching, alice, post_id)
        [row] = await fetching.ask("SELECT failure_reason FROM post_media")
        assert row.failure_reason == "timeout"

    async def test_failure_is_tried_again_by_the_next_message_only(
        self, fetching: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.media["a"] = (500, b"")
        post_id = await save(
            fetching, CollectedMedia("image", f"{collector.url}/media/a")
        )
        message_id = new_id()
        await collect(fetching, alice, post_id, message_id)
        await fetching.change("DELETE FROM inbox")
        await fetching.change("DELETE FROM outbox")
        await collect(fetching, alice, post_id, message_id)
        assert collector.fetched["a"] == 1
        del collector.media["a"]
        assert (await collect(fetching, alice, post_id)).stored == 1

    async def test_post_without_media_has_none(
        self, fetching: Social, alice: Identity
    ) -> None:
        answer = await collect(fetching, alice, await save(fetching))
        assert (answer.total, answer.stored) == (0, 0)
