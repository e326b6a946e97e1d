"""Questions that the tests of this folder ask."""

import asyncio

from services.social.sources.brightdata.source import BrightDataSource
from services.social.sources.source import CollectionOutcome, Target
from tests.emulators.brightdata_rows import build_code

ONE, TWO, THREE = (build_code(number) for number in (1, 2, 3))


def target(code: str, kind: str = "post") -> Target:
    """A post of Instagram."""
    return Target("instagram", code, f"https://www.instagram.com/p/{code}/", kind)


async def collect(
    source: BrightDataSource, *codes: str, kind: str = "post"
) -> CollectionOutcome:
    """What comes of asking for posts: each is in one of the two, none in both."""
    outcome = await source.collect([target(code, kind) for code in codes])
    assert set(outcome.posts) | set(outcome.failures) == set(codes)
    assert not set(outcome.posts) & set(outcome.failures)
    return outcome


async def kill(task: asyncio.Task[CollectionOutcome]) -> None:
    """Ends it as a worker that is killed: nothing of what it would do comes after."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
