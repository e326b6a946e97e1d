"""What tests of YouTube's sources share."""

from services.social.clients.ytdlp import watch_url
from services.social.sources.source import CollectionOutcome, Source, Target


def target(video_id: str, kind: str | None = None) -> Target:
    """The video as it is asked for."""
    return Target("youtube", video_id, watch_url(video_id), kind)


async def collect(source: Source, *ids: str) -> CollectionOutcome:
    """What the source says of these videos: of each one thing."""
    outcome = await source.collect([target(video_id) for video_id in ids])
    assert set(outcome.posts) | set(outcome.failures) == set(ids)
    assert not set(outcome.posts) & set(outcome.failures)
    return outcome
