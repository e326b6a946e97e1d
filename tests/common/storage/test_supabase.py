"""What Supabase Storage does otherwise than a folder, and its traps."""

import asyncio
import os
from hashlib import sha256
from pathlib import Path

import pytest

from libs.common.http.supabase_objects import PIECE_BYTES, SupabaseObjects
from libs.common.storage.interface import (
    ByteRange,
    ObjectNotFound,
    ObjectTooLarge,
    StorageUnavailable,
)
from libs.common.storage.supabase import SupabaseStorage as Bucket
from tests.common.storage.buckets import BUCKET, open_objects
from tests.common.storage.reading import chunks_of, put, read_all, read_keys
from tests.emulators.supabase_objects import SECRET_KEY, StoredBytes, legacy_key
from tests.emulators.supabase_storage import SupabaseStorage

LARGE = os.urandom(PIECE_BYTES * 2 + 1_000_000)


async def put_large(bucket: Bucket) -> None:
    pieces = (LARGE[n : n + 500_000] for n in range(0, len(LARGE), 500_000))
    await bucket.put_stream("large.mp4", chunks_of(*pieces), "video/mp4")


class TestBucket:
    async def test_bucket_is_made_private_before_the_first_object(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        assert await read_keys(bucket) == set()
        assert not await bucket.exists("a")
        await bucket.delete("a")
        assert supabase.buckets == {}
        await asyncio.gather(put(bucket, "a"), put(bucket, "b"))
        assert supabase.buckets[BUCKET]["public"] is False
        assert await read_keys(bucket) == {"a", "b"}

    async def test_bucket_that_anybody_can_read_is_not_filled(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        supabase.buckets[BUCKET] = {"id": BUCKET, "public": True}
        with pytest.raises(StorageUnavailable, match="open to everybody"):
            await put(bucket, "a")
        assert supabase.objects == {}


class TestKey:
    @pytest.mark.parametrize("key", [SECRET_KEY, legacy_key()])
    async def test_keys_of_both_generations_open_it(
        self, supabase: SupabaseStorage, tmp_path: Path, key: str
    ) -> None:
        async with open_objects(supabase, key=key) as objects:
            await put(Bucket(objects, tmp_path), "a")
        assert (BUCKET, "a") in supabase.objects

    async def test_wrong_key_is_told_to_operators(
        self, supabase: SupabaseStorage, tmp_path: Path
    ) -> None:
        async with open_objects(supabase, key="sb_secret_other") as objects:
            with pytest.raises(StorageUnavailable, match="SUPABASE_SECRET_KEY"):
                await put(Bucket(objects, tmp_path), "a")
            with pytest.raises(StorageUnavailable, match="SUPABASE_SECRET_KEY"):
                await read_all(Bucket(objects, tmp_path), "a")


class TestUpload:
    async def test_large_object_goes_in_pieces(
        self, supabase: SupabaseStorage, bucket: Bucket, tmp_path: Path
    ) -> None:
        await put_large(bucket)
        assert supabase.largest_body == PIECE_BYTES
        assert supabase.objects[BUCKET, "large.mp4"].content == LARGE
        stored = await bucket.stat("large.mp4")
        assert stored.sha256 == sha256(LARGE).hexdigest()
        assert stored.content_type == "video/mp4"
        assert list((tmp_path / "working").iterdir()) == []

    async def test_piece_that_broke_off_is_sent_on_from_there(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        supabase.cut_pieces = 2
        await put_large(bucket)
        assert supabase.objects[BUCKET, "large.mp4"].content == LARGE

    async def test_upload_that_expired_leaves_nothing(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        supabase.cut_pieces = 10
        with pytest.raises(StorageUnavailable):
            await put_large(bucket)
        assert supabase.objects == {}
        supabase.forget_uploads()
        supabase.cut_pieces = 0
        await put_large(bucket)
        assert await bucket.exists("large.mp4")

    async def test_key_is_not_sent_where_the_service_says_it_is(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        supabase.told_host = "http://elsewhere.invalid"
        await put_large(bucket)
        assert await bucket.exists("large.mp4")

    @pytest.mark.parametrize("fault", [429, 500, 544])
    async def test_busy_service_is_asked_again(
        self, supabase: SupabaseStorage, bucket: Bucket, fault: int
    ) -> None:
        supabase.faults.extend([fault] * 3)
        await put(bucket, "a", b"content")
        assert await read_all(bucket, "a") == b"content"

    async def test_service_that_stays_busy_is_unavailable(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        await put(bucket, "a")
        supabase.faults.extend([500] * 20)
        for call in (put(bucket, "b"), read_all(bucket, "a"), bucket.stat("a")):
            with pytest.raises(StorageUnavailable):
                await call
        assert 500 in supabase.faults, "it was asked without end"

    async def test_service_that_is_not_there_is_unavailable(
        self, tmp_path: Path
    ) -> None:
        away = SupabaseStorage(url="http://127.0.0.1:1")
        async with open_objects(away) as objects:
            with pytest.raises(StorageUnavailable):
                await put(Bucket(objects, tmp_path), "a")

    @pytest.mark.parametrize("has_codes", [True, False])
    async def test_object_larger_than_the_plan_takes_is_told_as_such(
        self, supabase: SupabaseStorage, bucket: Bucket, *, has_codes: bool
    ) -> None:
        supabase.has_codes = has_codes
        supabase.buckets[BUCKET] = {"public": False, "file_size_limit": 1_000}
        for content in (b"x" * 1_001, b"x" * (PIECE_BYTES + 1)):
            with pytest.raises(ObjectTooLarge):
                await put(bucket, "a", content)

    async def test_address_is_that_of_the_private_object(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        path = f"/storage/v1/object/authenticated/{BUCKET}/a/b.png"
        assert bucket.address_of("a/b.png") == supabase.url + path


class TestDownload:
    @pytest.mark.parametrize("has_codes", [True, False])
    async def test_missing_object_is_not_found_in_any_version(
        self, supabase: SupabaseStorage, bucket: Bucket, *, has_codes: bool
    ) -> None:
        supabase.has_codes = has_codes
        await put(bucket, "a")
        with pytest.raises(ObjectNotFound):
            await read_all(bucket, "b")
        with pytest.raises(ObjectNotFound):
            await bucket.stat("b")

    async def test_ignored_range_is_cut_out_here(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        await put(bucket, "a", bytes(range(256)) * 2_000)
        supabase.ignores_ranges = True
        part = await read_all(bucket, "a", ByteRange(300_000, 400_000))
        assert part == (bytes(range(256)) * 2_000)[300_000:400_001]

    async def test_bytes_that_break_off_are_an_error(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        await put(bucket, "a", b"z" * 1_000_000)
        supabase.faults.append("cut")
        with pytest.raises(StorageUnavailable):
            await read_all(bucket, "a")

    @pytest.mark.parametrize("told", [None, {"sha256": "00" * 32, "size": 3}, {}])
    async def test_hash_that_was_not_told_of_these_bytes_is_computed(
        self, supabase: SupabaseStorage, bucket: Bucket, told: dict[str, object] | None
    ) -> None:
        await put(bucket, "a")
        stored = StoredBytes(b"of somebody else", "image/png", told)
        supabase.objects[BUCKET, "a"] = stored
        stat = await bucket.stat("a")
        assert stat.sha256 == sha256(b"of somebody else").hexdigest()
        assert stat.size_bytes == 16


class TestListing:
    async def test_keys_are_listed_page_by_page(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        await put(bucket, "a")
        for number in range(25):
            supabase.put(BUCKET, f"posts/{number % 3}/{number:02}", b"x")
        for most in (1000, 7, 2):
            supabase.most_listed = most
            assert len(await read_keys(bucket)) == 26
            assert len(await read_keys(bucket, "posts/1/")) == 8

    async def test_deleting_while_listing_skips_nothing(
        self, supabase: SupabaseStorage, bucket: Bucket
    ) -> None:
        await put(bucket, "a")
        for number in range(20):
            supabase.put(BUCKET, f"posts/{number:02}", b"x")
        supabase.most_listed = 5
        async for key in bucket.list_keys("posts/"):
            await bucket.delete(key)
        assert await read_keys(bucket) == {"a"}

    async def test_folder_that_moves_is_read_again(
        self,
        supabase: SupabaseStorage,
        bucket: Bucket,
        objects: SupabaseObjects,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        await put(bucket, "x")
        for number in range(20):
            supabase.put(BUCKET, f"posts/{number:02}", b"x")
        supabase.most_listed = 5
        original = SupabaseObjects.list_folder

        async def delete_one_meanwhile(
            self: SupabaseObjects, folder: str, offset: int
        ) -> list[tuple[str, bool]]:
            if offset and (BUCKET, "posts/00") in supabase.objects:
                del supabase.objects[BUCKET, "posts/00"]
            return await original(self, folder, offset)

        monkeypatch.setattr(SupabaseObjects, "list_folder", delete_one_meanwhile)
        found = await read_keys(bucket, "posts/")
        assert found >= {f"posts/{number:02}" for number in range(1, 20)}
