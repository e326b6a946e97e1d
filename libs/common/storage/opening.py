"""The storage that the settings name."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from libs.common.http.outside_calls import OutsideCalls
from libs.common.http.supabase_objects import SupabaseObjects, SupabaseOptions
from libs.common.settings import CommonSettings, StorageName
from libs.common.storage.interface import Storage
from libs.common.storage.local import LocalStorage
from libs.common.storage.moving import MovingStorage
from libs.common.storage.supabase import SupabaseStorage


def work_folder(settings: CommonSettings) -> Path:
    """Where files lie on this machine while they are worked on; what a process that
    was killed has left there is nobody's."""
    return settings.postscope_home / "working"


@asynccontextmanager
async def open_storage(
    settings: CommonSettings, calls: OutsideCalls
) -> AsyncIterator[Storage]:
    """The storage of new objects; with STORAGE_MOVING_FROM the old one behind it."""
    async with AsyncExitStack() as stack:

        def build(name: StorageName) -> Storage:
            if name == "local":
                return LocalStorage(settings.postscope_home / "storage")
            key = settings.supabase_secret_key
            options = SupabaseOptions(
                url=str(settings.supabase_url),
                key=key.get_secret_value() if key else "",
                bucket=settings.supabase_bucket,
            )
            objects = SupabaseObjects(options, calls)
            stack.push_async_callback(objects.close)
            return SupabaseStorage(objects, work_folder(settings))

        storage = build(settings.storage)
        if settings.storage_moving_from:
            storage = MovingStorage(storage, build(settings.storage_moving_from))
        yield storage
