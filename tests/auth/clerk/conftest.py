"""An auth service whose people are at an emulated Clerk."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.auth.clerk.at_clerk import AtClerk
from tests.auth.conftest import StartAuth
from tests.emulators.clerk import serve_clerk
from tests.emulators.clerk_instance import Clerk


@pytest.fixture(scope="module")
async def instance() -> AsyncIterator[Clerk]:
    async with serve_clerk() as clerk:
        yield clerk


@pytest.fixture
def clerk(instance: Clerk) -> Clerk:
    """The instance, without users and calls."""
    instance.forget_all()
    return instance


@pytest.fixture
async def at_clerk(start_auth: StartAuth, clerk: Clerk) -> AsyncIterator[AtClerk]:
    """The service with Clerk as its provider, its tables empty."""
    settings: dict[str, Any] = {k.lower(): v for k, v in clerk.settings.items()}
    settings.pop("clerk_jwks_url")
    auth = await start_auth(**settings)
    async with auth.http:
        yield AtClerk(auth, clerk)
