"""`make move-media`: moves what still lies in the former storage into the present one.

The system may run meanwhile, and must run with the same two settings: STORAGE, the new
one, and STORAGE_MOVING_FROM. Broken off, it goes on where it stopped."""

import asyncio
import sys

from libs.common.resources import open_resources
from libs.common.settings import InvalidSettings, load_settings
from libs.common.storage.interface import StorageUnavailable
from libs.common.storage.moving import MoveSpoiled, MovingStorage, move_objects
from services.social.media.keeping.repository import MediaFileRepository
from services.social.settings import Settings

_HOW = """\
There is nothing to move. Set STORAGE to the new storage (local, supabase) and
STORAGE_MOVING_FROM to the old one, restart, then run this again; docs/operators.md."""
_TOLD_EVERY = 100


async def move_media(settings: Settings) -> int:
    """Moves all of it, telling how far it is; returns the exit code."""
    async with open_resources(settings) as resources:
        storage, database = resources.storage, resources.database
        if not isinstance(storage, MovingStorage):
            _tell(_HOW)
            return 2
        place = storage.new.place

        async def note(key: str) -> None:
            async with database.unit_of_work() as session:
                await MediaFileRepository(session).set_place(key, place)

        count = size = 0
        async for moved in move_objects(storage, note):
            count, size = count + 1, size + moved.size_bytes
            if count % _TOLD_EVERY == 0:
                _tell(f"{count} objects, {size / 1e6:.0f} MB")
        example = (storage.new.address_of("x") or storage.old.address_of("x") or "x")[
            :-1
        ]
        async with database.unit_of_work() as session:
            await MediaFileRepository(session).tell_places(example)
        _tell(
            f"{count} objects, {size / 1e6:.1f} MB moved from"
            f" {storage.old.place} to {place}. Remove STORAGE_MOVING_FROM, and restart."
        )
    return 0


def main() -> int:
    """Does it with the settings of this installation."""
    try:
        return asyncio.run(move_media(load_settings(Settings)))
    except (InvalidSettings, StorageUnavailable) as error:
        _tell(str(error))
    except MoveSpoiled as error:
        _tell(f"{error} did not arrive as it was. It is still in the old storage.")
    return 1


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
