"""20 posts side by side, against the longest of them alone.

Every call to the source and every medium takes a fixed time, the media from almost
nothing to the longest. What the pipeline takes beyond the longest chain, posts wait for
each other, or for the machine."""

from tests.benchmarks.stage import Figure, Scene, Stage
from tests.benchmarks.timing import name_posts, time_analysis

# As a scraping source and a video's host answer on a good day.
_SOURCE_SECONDS = 5.0
_SLOWEST_MEDIUM_SECONDS = 5.0


async def run(stage: Stage) -> list[Figure]:
    """The ratio, and both times."""
    posts, singles = stage.pick(20, 3), stage.pick(3, 1)
    async with stage.open() as scene:
        source, slowest = stage.pick(
            (_SOURCE_SECONDS, _SLOWEST_MEDIUM_SECONDS), (0.2, 0.2)
        )
        scene.collector.delay_seconds = source
        # Once, unmeasured: connections and code that are needed for the first time.
        await analyse(scene, "warm", 2, slowest)
        alone = [await analyse(scene, f"alone{n}", 1, slowest) for n in range(singles)]
        together = await analyse(scene, "together", posts, slowest)
    longest = max(alone)
    against = f"{together:.2f} s for {posts} to {longest:.2f} s for one"
    return [
        Figure("ratio", together / longest, against),
        Figure("longest_single_seconds", longest),
        Figure("all_seconds", together),
    ]


async def analyse(scene: Scene, word: str, count: int, slowest: float) -> float:
    """Seconds for so many new posts, the first with the slowest medium."""
    ids = name_posts(word, count)
    for place, post_id in enumerate(ids):
        name = f"{post_id}.png"
        scene.collector.media_delays[name] = slowest * (count - place) / count
    took, _ = await time_analysis(await scene.new_person(), ids)
    return took
