"""The emulated Supabase Storage, as our storage asks it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from libs.common.http.supabase_objects import SupabaseObjects, SupabaseOptions
from tests.emulators.supabase_objects import SECRET_KEY
from tests.emulators.supabase_storage import SupabaseStorage
from tests.fixtures.telemetry import build_outside_calls

BUCKET = "test-bucket"


@asynccontextmanager
async def open_objects(
    emulated: SupabaseStorage, *, key: str = SECRET_KEY
) -> AsyncIterator[SupabaseObjects]:
    """A client of it that has no patience to lose."""
    options = SupabaseOptions(emulated.url, key, BUCKET)
    objects = SupabaseObjects(options, build_outside_calls(), 0.01)
    try:
        yield objects
    finally:
        await objects.close()
