"""What all hostile tests ask of the system while they are at it."""

from collections.abc import Iterator

import pytest

from deploy.local.local_system import LocalSystem
from tests.e2e.hostile.operations import Operation, find_mistakes, read_operations


@pytest.fixture(scope="module")
async def operations(system: LocalSystem) -> list[Operation]:
    """Every operation there is, new ones as well."""
    return await read_operations(system)


@pytest.fixture
def no_mistakes(system: LocalSystem) -> Iterator[None]:
    """Nothing that the test does may end in an error of ours, in any process."""
    before = len(find_mistakes(system))
    yield
    assert find_mistakes(system)[before:] == []
