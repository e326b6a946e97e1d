"""An emulated Supabase Storage, for all tests of this folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from libs.common.http.supabase_objects import SupabaseObjects
from libs.common.storage.supabase import SupabaseStorage as Bucket
from tests.common.storage.buckets import open_objects
from tests.emulators.supabase_storage import SupabaseStorage, serve_supabase_storage


@pytest.fixture(scope="module")
async def served() -> AsyncIterator[SupabaseStorage]:
    """One that runs for a module."""
    async with serve_supabase_storage() as emulated:
        yield emulated


@pytest.fixture
def supabase(served: SupabaseStorage) -> SupabaseStorage:
    """The same with nothing in it, and behaving."""
    fresh = SupabaseStorage(url=served.url)
    vars(served).update(vars(fresh))
    return served


@pytest.fixture(scope="module")
async def objects(served: SupabaseStorage) -> AsyncIterator[SupabaseObjects]:
    """A client of it."""
    async with open_objects(served) as client:
        yield client


@pytest.fixture
def bucket(
    supabase: SupabaseStorage, objects: SupabaseObjects, tmp_path: Path
) -> Bucket:
    """A storage there, whose bucket is not made yet."""
    return Bucket(objects, tmp_path / "working")
