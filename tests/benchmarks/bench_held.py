"""Posts that are held already, analysed for somebody else: nothing is fetched again."""

from tests.benchmarks.stage import Figure, Stage
from tests.benchmarks.timing import collection_seconds, name_posts, time_analysis

# A scraping source answers a synchronous question in 10 to 30 s (BrightData, seen in
# November 2026).
_SOURCE_SECONDS = 15.0
_MEDIUM_SECONDS = 0.5


async def run(stage: Stage) -> list[Figure]:
    """Calls made for the second analysis, and how much less its collection took."""
    ids = name_posts("held", stage.pick(20, 2))
    async with stage.open() as scene:
        collector = scene.collector
        collector.delay_seconds = stage.pick(_SOURCE_SECONDS, 0.5)
        collector.media_delay_seconds = stage.pick(_MEDIUM_SECONDS, 0.1)
        first_took, first = await time_analysis(await scene.new_person(), ids)
        before = (collector.calls, collector.fetched.total())
        again_took, again = await time_analysis(await scene.new_person(), ids)
        calls = (collector.calls - before[0], collector.fetched.total() - before[1])
        assert again["total_api_calls"] == sum(calls)
    slow, fast = collection_seconds(first), collection_seconds(again)
    against = f"{slow:.2f} s the first time, {fast * 1000:.0f} ms again"
    return [
        Figure("outside_calls", sum(calls), f"{sum(before)} the first time"),
        Figure("collection_ratio", slow / fast, against),
        Figure("all_ratio", first_took / again_took),
    ]
