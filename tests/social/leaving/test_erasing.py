"""What social holds of somebody goes: whole, alone, and from wherever it was killed."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from libs.common.contracts.domain_events import UserDeleted
from libs.common.contracts.social import CollectMedia
from libs.common.db.session import WriteSession
from libs.common.db.tombstones import find_erased
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs import inbox, of_owner
from libs.common.jobs.errors import LeaseLost
from libs.common.jobs.handlers import Job
from libs.common.personal_data.archive_parts import folder_of_part
from libs.common.personal_data.erasing import Erasing
from services.social.media.keys import build_key
from services.social.personal_data import PERSONAL_DATA
from tests.factories.social import build_post
from tests.social.mortal import Killed, build_envelope, start_job
from tests.social.running import Social

POSTS = 4
TABLES = [table for table in PERSONAL_DATA.by_table if table != "erased_owners"]


class Mortal(Job):
    """A run that is killed after so many commits, or just before the next."""

    __slots__ = ()
    lives = 10**6
    is_before = False

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[WriteSession]:
        """One that counts."""
        Mortal.lives -= 1
        if Mortal.lives < 0 and not Mortal.is_before:
            raise Killed
        async with super().unit_of_work() as session:
            yield session
            if Mortal.lives < 0:
                raise Killed


async def erase(social: Social, owner: Identity) -> dict[str, int]:
    """The whole of it, in one run."""
    Mortal.lives = 10**6
    event = UserDeleted(erasure_id=new_id(), user_id=owner.owner_id)
    job = await start_job(social, build_envelope(event), Mortal)
    counts = await Erasing(job, PERSONAL_DATA, owner.owner_id).run()
    async with social.resources.database.unit_of_work() as session:
        await inbox.finish(session, job.lease, "done", keeps_content=False)
    return counts


async def put(social: Social, key: str) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield b"of somebody"

    await social.resources.storage.put_stream(key, content(), "image/png")


async def fill(social: Social, owner: Identity, first: int = 1) -> None:
    """Own posts with figures and stored pictures, a public one, an upload, a part of an
    archive, a request, an order, messages."""
    numbers = range(first, first + POSTS)
    own = await social.keep([build_post(n) for n in numbers], keeper=owner, owner=owner)
    await social.keep([build_post(1)], keeper=owner)
    for post_id in own:
        key = f"posts/{post_id}/picture.png"  # where they lay before
        await put(social, key)
        await social.note_file(key, owner)
        await social.change(
            "INSERT INTO post_media (id, post_id, kind, position, source_url, file)"
            f" VALUES ('{new_id()}', '{post_id}', 'image', 7, 'http://x', '{key}')"
        )
    # Written by a worker that was killed before it could say so.
    await put(social, build_key(owner.owner_id, "png"))
    await put(social, f"imports/{owner.owner_id}/{new_id()}/0")
    await put(social, folder_of_part(owner.owner_id, new_id(), "social") + "x.json")
    assert (await upload(social, owner)).status_code == 202
    await social.change(
        "INSERT INTO collected_requests (request_id, owner_id)"
        f" VALUES ('{new_id()}', '{owner.owner_id}')"
    )
    async with social.resources.database.unit_of_work() as session:
        message = CollectMedia(post_id=own[0], owner_id=owner.owner_id)
        await inbox.record(session, build_envelope(message, owner.owner_id))


async def upload(social: Social, owner: Identity) -> httpx2.Response:
    """A file to be imported, which no worker reads here."""
    mapping = {"platform": {"value": "youtube"}, "creator": "b", "id": "a"}
    return await social.upload(owner, "a,b\ntest000009A,ada", mapping)


async def count_rows(social: Social, owner: Identity) -> dict[str, int]:
    """How many rows of each table name the owner, or his posts."""
    own = f"'%{owner.owner_id}%'"
    counts = {}
    for table in TABLES:
        [(count,)] = await social.ask(
            f"SELECT count(*) FROM {table} t WHERE t::text LIKE {own}"
        )
        counts[table] = count
    for table in ("post_metric_snapshots", "post_media"):
        [(count,)] = await social.ask(f"SELECT count(*) FROM {table}")
        counts[table] = count
    return counts


async def list_files(social: Social) -> list[str]:
    return sorted([key async for key in social.resources.storage.list_keys()])


class TestErase:
    async def test_others_and_public_posts_stay(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        await fill(social, bob, first=100)
        before = await count_rows(social, bob), await list_files(social)
        await fill(social, alice)
        assert (await count_rows(social, alice))["posts"] == POSTS
        counts = await erase(social, alice)
        left = await count_rows(social, alice)
        # Bob's snapshots and pictures, which name no owner, and the public post's.
        assert {table: count for table, count in left.items() if count} == {
            "post_metric_snapshots": POSTS + 1,
            "post_media": POSTS,
        }
        assert (await count_rows(social, bob), await list_files(social)) == (
            before[0] | {"post_metric_snapshots": POSTS + 1},
            before[1],
        )
        assert counts["posts"] == counts["post_media"] == POSTS
        # Pictures, one that nobody knew of, two uploads.
        assert counts["files"] == POSTS + 1 + 2
        public = await social.ask("SELECT count(*) FROM posts WHERE owner_id IS NULL")
        assert [tuple(row) for row in public] == [(1,)]

    async def test_killed_after_any_commit_it_comes_to_the_same(
        self, social: Social, alice: Identity
    ) -> None:
        await fill(social, alice)
        expected = None
        event = UserDeleted(erasure_id=new_id(), user_id=alice.owner_id)
        runs, is_over = 0, False
        envelope = build_envelope(event)
        while not is_over:
            # Each run gets one step further, and is killed before or after the commit.
            Mortal.lives, Mortal.is_before = 3 + runs // 2, bool(runs % 2)
            job = await start_job(social, envelope, Mortal)
            try:
                expected = await Erasing(job, PERSONAL_DATA, alice.owner_id).run()
                is_over = True
            except Killed:
                runs += 1
        assert runs > 10
        assert expected
        assert expected["posts"] == expected["post_media"] == POSTS
        assert expected["files"] >= POSTS + 1 + 2
        rows = await count_rows(social, alice)
        # Of this very message, which is done without its content when the job ends; and
        # the public post's.
        left = {"inbox": 1, "post_metric_snapshots": 1}
        assert {table: count for table, count in rows.items() if count} == left
        assert await list_files(social) == []

    async def test_what_comes_late_does_not_bring_him_back(
        self, social: Social, alice: Identity
    ) -> None:
        await fill(social, alice)
        await erase(social, alice)
        answer = await upload(social, alice)
        assert answer.status_code == 401
        assert answer.json()["code"] == "AccountErased"
        message = CollectMedia(post_id=new_id(), owner_id=alice.owner_id)
        late = build_envelope(message, alice.owner_id)
        async with social.resources.database.unit_of_work() as session:
            recorded = await inbox.record(session, late)
        assert (recorded.state, recorded.is_of_erased) == ("failed", True)
        rows = await count_rows(social, alice)
        # The public post's.
        assert {t: n for t, n in rows.items() if n} == {"post_metric_snapshots": 1}
        async with social.resources.database.read() as session:
            found = await find_erased(session, [alice.owner_id])
        assert found == {alice.owner_id}
        assert await list_files(social) == []

    async def test_work_under_way_is_stopped_first(
        self, social: Social, alice: Identity
    ) -> None:
        message = CollectMedia(post_id=new_id(), owner_id=alice.owner_id)
        working = await start_job(
            social, build_envelope(message, alice.owner_id), Mortal
        )
        Mortal.lives = 10**6
        erasing = asyncio.create_task(erase(social, alice))
        await asyncio.sleep(0.5)
        with pytest.raises(LeaseLost):
            async with working.unit_of_work():
                pass
        assert not erasing.done(), "a file of his may still be written"
        async with social.resources.database.unit_of_work() as session:
            await of_owner.note_stopped(session, working.lease)
        async with asyncio.timeout(5):
            await erasing

    async def test_work_that_was_killed_is_waited_for_until_its_lease_is_over(
        self, social: Social, alice: Identity
    ) -> None:
        message = CollectMedia(post_id=new_id(), owner_id=alice.owner_id)
        await start_job(social, build_envelope(message, alice.owner_id), Mortal)
        await social.change(
            "UPDATE inbox SET lease_until = clock_timestamp() + interval '1 second'"
        )
        begun = time.monotonic()
        await erase(social, alice)
        assert time.monotonic() - begun > 0.9
