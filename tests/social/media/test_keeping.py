"""Equal bytes are one object, for as long as any post shows it; races and kills."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.contracts.social import CollectMedia
from libs.common.db.session import WriteSession
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs.handlers import Job
from services.social.media.expiry.messages import TrimMedia
from services.social.media.expiry.tasks import trim_media
from services.social.media.keeping import keeper
from services.social.media.keeping.discarding import discard_unused
from services.social.media.tasks import collect_media as run_collect_media
from services.social.removal.deletion import PostDeletion
from tests.emulators.media_host import MediaHost
from tests.factories.media import film
from tests.social.conftest import StartSocial
from tests.social.media.hosting import (
    collect_media,
    list_noted,
    list_objects,
    read_files,
    save_media,
    trim_by_worker,
    wait_until_idle,
)
from tests.social.mortal import Killed, build_envelope, start_job
from tests.social.running import Social


async def delete_posts(social: Social, *post_ids: UUID) -> None:
    """As an import that is taken back does; waits until the files are gone."""
    async with social.resources.database.unit_of_work() as session:
        await PostDeletion(session, social.resources.jobs).delete(post_ids)
    await wait_until_idle(social)


class TestEqualBytes:
    async def test_two_posts_share_one_object_until_the_last_is_gone(
        self, fed: Social, host: MediaHost, alice: Identity
    ) -> None:
        host.put("copy.jpg", host.files["a.jpg"])
        posts = [
            await save_media(fed, ("image", host.url(name)), number=number)
            for number, name in enumerate(("a.jpg", "copy.jpg"), start=1)
        ]
        for post_id in posts:
            await collect_media(fed, alice, post_id)
        [first], [second] = [await read_files(fed, post_id) for post_id in posts]
        assert first == second
        assert await list_objects(fed) == {first}
        await delete_posts(fed, posts[0])
        assert await list_objects(fed) == {first} == await list_noted(fed)
        await delete_posts(fed, posts[1])
        assert await list_objects(fed) == set() == await list_noted(fed)

    async def test_video_takes_its_stills_along(
        self, fed: Social, host: MediaHost, alice: Identity
    ) -> None:
        post_id = await save_media(fed, ("video", host.url("a.mp4")))
        await collect_media(fed, alice, post_id)
        # The second shows the same video: nothing is fetched into frames again.
        twin = await save_media(fed, ("video", host.url("a.mp4")), number=2)
        await collect_media(fed, alice, twin)
        assert len(await list_objects(fed)) == 3
        await delete_posts(fed, post_id)
        assert len(await list_objects(fed)) == 3
        await delete_posts(fed, twin)
        assert await list_objects(fed) == set() == await list_noted(fed)

    async def test_own_copy_is_kept_apart_from_the_public_one(
        self, fed: Social, host: MediaHost, alice: Identity, bob: Identity
    ) -> None:
        public = await save_media(fed, ("image", host.url("a.jpg")))
        own = await save_media(fed, ("image", host.url("a.jpg")), owner=alice)
        other = await save_media(fed, ("image", host.url("a.jpg")), owner=bob)
        for who, post_id in ((alice, own), (bob, other), (alice, public)):
            await collect_media(fed, who, post_id)
        assert len(await list_objects(fed)) == 3
        assert not any(str(alice.owner_id) in key for key in await list_objects(fed))

    async def test_same_bytes_at_one_moment_become_one_object(
        self,
        fed: Social,
        host: MediaHost,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        posts = []
        for number in range(1, 5):
            host.put(f"{number}.jpg", host.files["a.jpg"])
            url = host.url(f"{number}.jpg")
            posts.append(await save_media(fed, ("image", url), number=number))
        # All have looked for equal bytes, and found none, before any is stored.
        meeting = asyncio.Barrier(4)
        original = keeper.MediaKeeper.store

        async def store_together(self: keeper.MediaKeeper, *given: Any) -> None:
            await meeting.wait()
            await original(self, *given)

        monkeypatch.setattr(keeper.MediaKeeper, "store", store_together)
        async with asyncio.timeout(10):
            await asyncio.gather(*(collect_media(fed, alice, p) for p in posts))
        files = {(await read_files(fed, post_id))[0] for post_id in posts}
        assert len(files) == 1
        assert await list_noted(fed) == files
        await trim_by_worker(fed, after=timedelta(days=2))
        assert await list_objects(fed) == files

    async def test_object_that_is_wanted_again_while_it_is_given_up_is_not_lost(
        self, fed: Social, host: MediaHost, alice: Identity
    ) -> None:
        old = await save_media(fed, ("image", host.url("a.jpg")))
        await collect_media(fed, alice, old)
        for number in range(2, 5):
            post_id = await save_media(fed, ("image", host.url("a.jpg")), number=number)
            await asyncio.gather(
                delete_posts(fed, old), collect_media(fed, alice, post_id)
            )
            [file] = await read_files(fed, post_id)
            assert file in await list_objects(fed)
            old = post_id


class Mortal(Job):
    """A run that is killed at its n-th step: before or after a commit, or when it
    touches the storage."""

    __slots__ = ()
    lives = 10**6

    @classmethod
    def live(cls) -> None:
        """One step further, or none."""
        cls.lives -= 1
        if cls.lives < 0:
            raise Killed

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[WriteSession]:
        """One that counts."""
        Mortal.live()
        async with super().unit_of_work() as session:
            yield session
        Mortal.live()


async def start(social: Social, message: Any, message_id: UUID | None = None) -> Mortal:
    """A run of the message."""
    envelope = build_envelope(message, message_id=message_id, kind="job")
    return await start_job(social, envelope, Mortal)


async def trim(social: Social, *, after: timedelta) -> None:
    """The hourly job, so much later."""
    social.clock.advance(after)
    Mortal.lives = 10**6
    await trim_media(await start(social, TrimMedia()), TrimMedia())


@pytest.fixture
async def still(start_social: StartSocial, host: MediaHost) -> Social:
    """Social without a worker: runs are played by the test."""
    started: Social = await start_social(
        url_guard_allowed_hosts=(host.host_and_port,), collection_claim_seconds=0.01
    )
    return started


class TestKilled:
    async def test_killed_at_any_step_nothing_is_left_over(
        self,
        still: Social,
        host: MediaHost,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        count_steps_of_storage(still, monkeypatch)
        host.put("c.mp4", film(0.5))
        media = ("image", host.url("a.jpg")), ("video", host.url("c.mp4"))
        post_id = await save_media(still, *media)
        message = CollectMedia(post_id=post_id, owner_id=alice.owner_id)
        message_id, runs = new_id(), 0
        while True:
            Mortal.lives = runs
            job = await start(still, message, message_id)
            try:
                answer = await run_collect_media(job, message)
                break
            except Killed:
                runs += 1
        assert runs > 10
        assert (answer.total, answer.stored) == (2, 2)
        await trim(still, after=timedelta(days=2))
        # The picture, the video, its first frame.
        assert await list_objects(still) == await list_noted(still)
        assert len(await list_objects(still)) == 3
        rows = await still.ask("SELECT 1 FROM media_files WHERE key LIKE 'media/%'")
        assert len(rows) == 3

    async def test_deletion_that_is_killed_is_ended_by_the_sweep(
        self,
        still: Social,
        host: MediaHost,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        count_steps_of_storage(still, monkeypatch)
        for lives in range(0, 12, 3):
            Mortal.lives = 10**6
            post_id = await save_media(
                still, ("video", host.url("a.mp4")), number=lives + 1
            )
            message = CollectMedia(post_id=post_id, owner_id=alice.owner_id)
            await run_collect_media(await start(still, message), message)
            files = [file for file in await read_files(still, post_id) if file]
            assert len(files) == 2  # the video, and the thumbnail made of it
            await still.change(f"DELETE FROM posts WHERE id = '{post_id}'")
            job = await start(still, TrimMedia())
            Mortal.lives = lives
            try:
                await discard_unused(job, files)
            except Killed:
                await trim(still, after=timedelta(days=2))
            assert await list_objects(still) == set()
            rows = await still.ask("SELECT 1 FROM media_files WHERE key LIKE 'media/%'")
            assert rows == []


def count_steps_of_storage(social: Social, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on what is put and deleted counts as a step, before and after it."""
    storage: Any = social.resources.storage
    for name in ("put_file", "delete"):
        original = getattr(storage, name)

        def play(original: Any) -> Any:
            async def step(*given: Any) -> Any:
                Mortal.live()
                done = await original(*given)
                Mortal.live()
                return done

            return step

        monkeypatch.setattr(storage, name, play(original))
