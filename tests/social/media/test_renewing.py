"""Addresses that have run out are renewed by their source, once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from libs.common.contracts.social import CollectMedia
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs.handlers import Job
from services.social.media.tasks import collect_media as run_collect_media
from services.social.sources.registry import SourceRegistry
from tests.emulators.collector import AS_OF, Collector, serve_collector
from tests.emulators.media_host import MediaHost
from tests.fixtures.auth import build_identity
from tests.social.conftest import StartSocial
from tests.social.media.hosting import collect_media
from tests.social.mortal import Killed, build_envelope, start_job
from tests.social.running import Social

VIDEO = "renew000008"
URL = f"https://www.youtube.com/watch?v={VIDEO}"


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    """The post's source."""
    async with serve_collector() as served:
        yield served


@pytest.fixture
async def sourced(
    start_social: StartSocial, host: MediaHost, collector: Collector
) -> Social:
    """Social with a source, whose media lie at the host."""
    started: Social = await start_social(
        custom_source_url=collector.url,
        url_guard_allowed_hosts=(host.host_and_port,),
        collection_claim_seconds=0.01,
    )
    return started


def tell(collector: Collector, *urls: str) -> None:
    """The source says that these are the post's pictures."""
    collector.rows[VIDEO] = {
        "id": VIDEO,
        "creator_key": "somebody",
        "creator_name": "Somebody",
        "as_of": AS_OF.isoformat(),
        "media": [{"kind": "image", "url": url} for url in urls],
    }


class TestRenewing:
    @pytest.mark.parametrize("status", [403, 410])
    async def test_new_address_is_asked_for_and_tried(
        self,
        sourced: Social,
        host: MediaHost,
        collector: Collector,
        alice: Identity,
        status: int,
    ) -> None:
        host.expired_status = status
        tell(collector, host.sign("a.jpg", "old"), host.url("b.jpg"))
        await sourced.run_worker()
        [post] = (await sourced.collect(alice, [URL])).posts
        assert post.post_id
        host.tokens.add("new")
        tell(collector, host.sign("a.jpg", "new"), host.url("b.jpg"))
        answer = await collect_media(sourced, alice, post.post_id)
        assert (answer.stored, answer.failures) == (2, ())
        assert collector.calls_of(VIDEO) == 2
        assert (host.fetched["a.jpg"], host.fetched["b.jpg"]) == (2, 1)

    async def test_address_that_stays_dead_is_asked_about_once(
        self, sourced: Social, host: MediaHost, collector: Collector, alice: Identity
    ) -> None:
        await sourced.run_worker()
        for told, calls, fetched in (("old", 2, 1), ("other", 3, 3)):
            tell(collector, host.sign("a.jpg", "old"))
            [post] = (await sourced.collect(alice, [URL])).posts
            assert post.post_id
            tell(collector, host.sign("a.jpg", told))
            answer = await collect_media(sourced, alice, post.post_id)
            assert answer.failures == ("image 1: The medium's host answered 403.",)
            assert collector.calls_of(VIDEO) == calls
            assert host.fetched["a.jpg"] == fetched

    async def test_imported_post_and_unsigned_address_are_not_asked_about(
        self, sourced: Social, host: MediaHost, collector: Collector, alice: Identity
    ) -> None:
        await sourced.run_worker()
        tell(collector, host.url("signed/a.jpg"))
        [post] = (await sourced.collect(alice, [URL])).posts
        assert post.post_id
        assert (await collect_media(sourced, alice, post.post_id)).stored == 0
        assert (collector.calls_of(VIDEO), host.fetched["a.jpg"]) == (1, 1)

    async def test_killed_run_does_not_ask_again(
        self,
        sourced: Social,
        host: MediaHost,
        collector: Collector,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        await sourced.run_worker()
        tell(collector, host.sign("a.jpg", "old"))
        [post] = (await sourced.collect(alice, [URL])).posts
        assert post.post_id
        original = SourceRegistry.collect

        async def die_afterwards(self: SourceRegistry, *given: object) -> object:
            await original(self, *given)  # type: ignore[arg-type]
            raise Killed

        message = CollectMedia(post_id=post.post_id, owner_id=alice.owner_id)
        envelope = build_envelope(message, message_id=new_id(), kind="job")
        job = await start_job(sourced, envelope, Job)
        monkeypatch.setattr(SourceRegistry, "collect", die_afterwards)
        with pytest.raises(Killed):
            await run_collect_media(job, message)
        monkeypatch.setattr(SourceRegistry, "collect", original)
        job = await start_job(sourced, envelope, Job)
        answer = await run_collect_media(job, message)
        assert answer.stored == 0
        assert collector.calls_of(VIDEO) == 2


class TestTakenDown:
    async def test_post_does_not_come_back_by_being_renewed(
        self, sourced: Social, host: MediaHost, collector: Collector, alice: Identity
    ) -> None:
        tell(collector, host.sign("a.jpg", "old"))
        await sourced.run_worker()
        [post] = (await sourced.collect(alice, [URL])).posts
        assert post.post_id
        collector.gate.clear()
        renewing = asyncio.create_task(collect_media(sourced, alice, post.post_id))
        async with asyncio.timeout(10):
            while collector.calls_of(VIDEO) < 2:
                await asyncio.sleep(0.02)
        async with sourced.client(build_identity("operator", role="admin")) as client:
            asked = {"post": URL, "reason": "a court"}
            answer = await client.post("/api/v1/social/takedowns", json=asked)
            assert answer.json()["posts"] == 1, answer.text
        collector.gate.set()
        await asyncio.gather(renewing, return_exceptions=True)
        assert await sourced.ask("SELECT id FROM posts") == []
