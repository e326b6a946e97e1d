"""All that uses the storage, with the storage at Supabase."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.identity import Identity
from libs.common.settings import InvalidSettings, load_settings
from services.social.media.moving import move_media
from services.social.settings import Settings
from tests.emulators.media_host import MediaHost
from tests.emulators.supabase_objects import SECRET_KEY
from tests.emulators.supabase_storage import SupabaseStorage, serve_supabase_storage
from tests.social.conftest import StartSocial
from tests.social.leaving.test_erasing import erase
from tests.social.media.hosting import (
    collect_media,
    list_objects,
    read_files,
    save_media,
    wait_until_idle,
)
from tests.social.running import Social


@pytest.fixture
async def supabase() -> AsyncIterator[SupabaseStorage]:
    """The emulated service."""
    async with serve_supabase_storage() as served:
        yield served


def at_supabase(supabase: SupabaseStorage, **more: Any) -> dict[str, Any]:
    """The settings."""
    return {
        "storage": "supabase",
        "supabase_url": supabase.url,
        "supabase_secret_key": SECRET_KEY,
        "supabase_bucket": "media",
        **more,
    }


class TestSupabase:
    async def test_media_are_stored_there_served_and_erased(
        self,
        start_social: StartSocial,
        supabase: SupabaseStorage,
        host: MediaHost,
        alice: Identity,
    ) -> None:
        allowed = (host.host_and_port,)
        social: Social = await start_social(
            **at_supabase(supabase, url_guard_allowed_hosts=allowed)
        )
        worker = await social.run_worker()
        assert worker
        own = await save_media(social, ("video", host.url("a.mp4")), owner=alice)
        public = await save_media(social, ("image", host.url("a.jpg")), number=2)
        for post_id in (own, public):
            await collect_media(social, alice, post_id)
        files = [*await read_files(social, own), *await read_files(social, public)]
        stored = {key for _, key in supabase.objects}
        assert stored == await list_objects(social)
        assert set(files) < stored
        for row in await social.ask("SELECT * FROM post_media"):
            assert row.uploaded_to_supabase
            path = f"/storage/v1/object/authenticated/media/{row.file}"
            assert row.supabase_url == supabase.url + path
        [video] = [file for file in files if file and file.endswith(".mp4")]
        async with social.client() as client:
            link = social.resources.links.build(video)
            answer = await client.get(link, headers={"Range": "bytes=4-7"})
            assert (answer.status_code, answer.content) == (206, b"ftyp")
            whole = await client.get(link)
            assert whole.content == host.files["a.mp4"]
            assert whole.headers["content-type"] == "video/mp4"
        imported = await social.import_file(
            alice,
            "a,b\ntest000009A,ada",
            {"platform": {"value": "youtube"}, "creator": "b", "id": "a"},
        )
        assert imported["status"] == "COMPLETED"
        await wait_until_idle(social)
        await erase(social, alice)
        [left] = await read_files(social, public)
        assert {key for _, key in supabase.objects} == {left}

    async def test_service_that_is_away_fails_the_request_not_the_process(
        self, start_social: StartSocial, supabase: SupabaseStorage
    ) -> None:
        social: Social = await start_social(
            **at_supabase(supabase, supabase_url="http://127.0.0.1:1")
        )
        async with social.client() as client:
            answer = await client.get(social.resources.links.build("media/a.jpg"))
            assert (await client.get("/health/ready")).is_success
        assert answer.status_code == 503
        assert answer.json()["code"] == "StorageUnavailable"


class TestMoveMedia:
    async def test_everything_is_moved_and_rows_say_where_it_is(
        self,
        start_social: StartSocial,
        supabase: SupabaseStorage,
        host: MediaHost,
        alice: Identity,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        shared = {
            "postscope_home": tmp_path,
            "url_guard_allowed_hosts": (host.host_and_port,),
        }
        before: Social = await start_social(**shared)
        await before.run_worker()
        post_id = await save_media(before, ("video", host.url("a.mp4")))
        await collect_media(before, alice, post_id)
        assert await move_media(before.resources.settings) == 2
        assert "nothing to move" in capsys.readouterr().out
        objects = await list_objects(before)
        moving: Social = await start_social(
            **at_supabase(supabase, storage_moving_from="local", **shared)
        )
        assert await move_media(moving.resources.settings) == 0
        assert "local to supabase" in capsys.readouterr().out
        assert await list_objects(before) == set()
        assert {key for _, key in supabase.objects} >= objects
        rows = await moving.ask("SELECT * FROM post_media WHERE file LIKE 'media/%'")
        assert len(rows) == 2
        assert all(r.uploaded_to_supabase and r.supabase_url for r in rows)
        [video] = [f for f in await read_files(moving, post_id) if f and "mp4" in f]
        async with moving.client() as client:
            answer = await client.get(moving.resources.links.build(video))
        assert answer.content == host.files["a.mp4"]
        back: Social = await start_social(
            **at_supabase(supabase, **shared)
            | {"storage": "local", "storage_moving_from": "supabase"}
        )
        assert await move_media(back.resources.settings) == 0
        assert supabase.objects == {}
        assert await list_objects(before) == objects
        rows = await back.ask("SELECT * FROM post_media WHERE file LIKE 'media/%'")
        assert not any(r.uploaded_to_supabase or r.supabase_url for r in rows)


class TestSettings:
    @pytest.mark.parametrize(
        ("given", "named"),
        [
            ({"STORAGE": "supabase"}, "SUPABASE_URL"),
            (
                {"STORAGE": "supabase", "SUPABASE_URL": "https://x.supabase.co"},
                "SUPABASE_SECRET_KEY",
            ),
            ({"STORAGE_MOVING_FROM": "local"}, "STORAGE_MOVING_FROM"),
            ({"STORAGE_MOVING_FROM": "supabase"}, "SUPABASE_URL"),
            ({"SUPABASE_BUCKET": "a/b"}, "SUPABASE_BUCKET"),
        ],
    )
    def test_storage_without_what_it_needs_does_not_start(
        self,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        given: dict[str, str],
        named: str,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(InvalidSettings, match=named):
            load_settings(Settings)
