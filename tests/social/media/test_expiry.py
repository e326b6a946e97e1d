"""Copies that nobody needs go, and those beyond the quota; what is one's own stays."""

import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from libs.common.identity import Identity
from libs.common.jobs.handlers import Job
from services.social.media.expiry.messages import SweepMedia
from services.social.media.expiry.sweeping import sweep_strays
from services.social.media.expiry.trimming import choose_until
from services.social.media.keys import build_key
from services.social.saving.repository import SavingRepository
from services.social.showcase.loading import ensure_demo_loaded
from tests.emulators.media_host import MediaHost
from tests.factories.media import draw_picture
from tests.social.conftest import StartSocial
from tests.social.media.hosting import (
    collect_media,
    list_noted,
    list_objects,
    read_files,
    save_media,
    trim_by_worker,
)
from tests.social.mortal import build_envelope, start_job
from tests.social.running import Social

MONTH = timedelta(days=31)


async def keep(social: Social, who: Identity, post_id: UUID) -> None:
    """Puts the post into the owner's library."""
    async with social.resources.database.unit_of_work() as session:
        repository = SavingRepository(session)
        await repository.grant_access(who.owner_id, [post_id], "analysis")


async def bring(
    social: Social, who: Identity, url: str, number: int, kind: str = "image"
) -> UUID:
    post_id = await save_media(social, (kind, url), number=number)
    await collect_media(social, who, post_id)
    return post_id


class TestLeftovers:
    async def test_what_killed_writers_left_goes_after_a_day(self, fed: Social) -> None:
        own = fed.resources
        work, unfinished = (
            own.work_folder,
            own.settings.postscope_home / "storage/~unfinished",
        )
        left = []
        for folder in (work, unfinished):
            folder.mkdir(parents=True, exist_ok=True)
            for name, hours in (("old", 25), ("young", 23)):
                (folder / name).write_bytes(b"half")
                changed = time.time() - 3600 * hours
                os.utime(folder / name, (changed, changed))
                left.append(folder / name)
        await trim_by_worker(fed, after=timedelta(0))
        assert [path.exists() for path in left] == [False, True, False, True]


class TestRetention:
    async def test_what_nobody_holds_or_looks_at_expires_and_comes_again(
        self, fed: Social, host: MediaHost, alice: Identity
    ) -> None:
        held = await bring(fed, alice, host.url("a.jpg"), 1)
        await keep(fed, alice, held)
        gone = await bring(fed, alice, host.url("a.mp4"), 2, "video")
        looked_at = await bring(fed, alice, host.url("b.jpg"), 3)
        await trim_by_worker(fed, after=timedelta(days=20))
        assert len(await list_objects(fed)) == 5
        [seen] = await read_files(fed, looked_at)
        assert seen
        async with fed.client() as client:
            assert (await client.get(fed.resources.links.build(seen))).is_success
        await trim_by_worker(fed, after=timedelta(days=20))
        files = {*await read_files(fed, held), seen}
        assert await list_objects(fed) == await list_noted(fed) == files
        # The thumbnail was ours and went with it.
        [row] = await fed.ask(
            "SELECT kind, file, expired_at, failure_reason FROM post_media"
            f" WHERE post_id = '{gone}'"
        )
        assert (row.kind, row.file, row.failure_reason) == ("video", None, None)
        assert row.expired_at == fed.clock.now()
        async with fed.client(alice) as client:
            [medium] = (await client.get(f"/api/v1/social/posts/{gone}")).json()[
                "media"
            ]
        assert (medium["url"], medium["expired_at"] is None) == (None, False)
        assert (await collect_media(fed, alice, gone)).stored == 2
        [*_, row] = await fed.ask(
            f"SELECT expired_at FROM post_media WHERE post_id = '{gone}'"
        )
        assert row.expired_at is None

    async def test_own_media_and_the_demo_never_expire(
        self, fed: Social, host: MediaHost, alice: Identity
    ) -> None:
        post_id = await save_media(fed, ("image", host.url("a.jpg")), owner=alice)
        await collect_media(fed, alice, post_id)
        async with fed.resources.database.unit_of_work() as session:
            await ensure_demo_loaded(session, fed.clock.now())
        before = await list_objects(fed)
        await trim_by_worker(fed, after=10 * MONTH)
        assert await list_objects(fed) == before
        assert len(before) == 1
        rows = await fed.ask("SELECT file FROM post_media WHERE file LIKE 'demo/%'")
        assert len(rows) > 10


class TestQuota:
    async def test_oldest_go_until_it_is_kept_those_in_libraries_last(
        self, start_social: StartSocial, host: MediaHost, alice: Identity
    ) -> None:
        pictures = [draw_picture(width=100, height=100, seed=n) for n in range(5)]
        size = max(map(len, pictures))
        social: Social = await start_social(
            url_guard_allowed_hosts=(host.host_and_port,),
            media_quota_bytes=int(2.5 * size),
        )
        await social.run_worker()
        posts = []
        for number, picture in enumerate(pictures):
            url = host.put(f"{number}.jpg", picture)
            posts.append(await bring(social, alice, url, number))
            social.clock.advance(timedelta(hours=1))
        # The first two are in a library: of the others, the two oldest go.
        await keep(social, alice, posts[0])
        await keep(social, alice, posts[1])
        own = await save_media(
            social, ("image", host.url("a.jpg")), number=9, owner=alice
        )
        await collect_media(social, alice, own)
        await trim_by_worker(social, after=timedelta(0))
        left = [(await read_files(social, post_id))[0] for post_id in posts]
        assert [file is not None for file in left] == [True, True, False, False, False]
        assert (await read_files(social, own))[0]
        assert len(await list_objects(social)) == 3
        async with social.client() as client:
            figures = (await client.get("/metrics")).text
        assert 'media_stored_files{of="public"} 2.0' in figures
        assert 'media_stored_files{of="own"} 1.0' in figures
        assert f"media_quota_bytes {float(int(2.5 * size))}" in figures

    @given(st.lists(st.integers(1, 100), max_size=20), st.integers(1, 2_000))
    def test_as_few_as_are_enough_are_chosen(
        self, sizes: list[int], excess: int
    ) -> None:
        found = [(str(number), size) for number, size in enumerate(sizes)]
        chosen = choose_until(found, excess)
        freed = sum(sizes[: len(chosen)])
        assert chosen == [key for key, _ in found][: len(chosen)]
        assert freed >= excess or len(chosen) == len(found)
        assert not chosen or freed - sizes[len(chosen) - 1] < excess


class TestSweep:
    async def test_objects_that_are_noted_nowhere_go_after_a_day(
        self, social: Social, alice: Identity
    ) -> None:
        storage = social.resources.storage

        async def content() -> AsyncIterator[bytes]:
            yield b"stray"

        kept = f"posts/{alice.owner_id}/old.png"
        await social.note_file(kept)
        strays = {build_key(None, "jpg"), build_key(alice.owner_id, "mp4")}
        for key in (*strays, kept, "posts/stray.png", "imports/x/y/0"):
            await storage.put_stream(key, content(), "image/png")
        # Keys tell when they were made, by the machine's clock.
        social.clock.advance(datetime.now(UTC) - social.clock.now())
        for days, left in ((0, strays | {kept}), (2, {kept})):
            social.clock.advance(timedelta(days=days))
            job = await start_job(social, build_envelope(SweepMedia(), kind="job"), Job)
            await sweep_strays(job)
            assert await list_objects(social) == left | {"imports/x/y/0"}
