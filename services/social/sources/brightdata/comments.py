"""More comments than come along with a post; each is paid for like a post."""

from dataclasses import replace

from services.social.clients.brightdata import Dataset, Row, is_error
from services.social.sources.brightdata.jobs import BrightDataJobs
from services.social.sources.brightdata.options import SourceOptions
from services.social.sources.brightdata.posts import build_comment, read_input_id
from services.social.sources.collected_post import CollectedComment
from services.social.sources.source import CollectionOutcome


async def add_comments(
    outcome: CollectionOutcome,
    jobs: BrightDataJobs,
    options: SourceOptions,
    until: float,
) -> None:
    """Completes the comments of collected posts, up to so many each.

    Comments that cannot be had harm no post."""
    most = options.comments_per_post
    items: dict[str, Row] = {
        post_id: {"url": post.url}
        for post_id, post in outcome.posts.items()
        if len(post.comments) < most and post.metrics.comments != 0
    }
    if not items:
        return
    limit = {"limit_per_input": most}
    dataset = Dataset("comments", options.comments, limit)
    fetched = await jobs.fetch(dataset, items, until=until)
    outcome.calls += fetched.calls
    outcome.cost_micro_usd += fetched.cost_micro_usd
    outcome.receipts += fetched.receipts
    found: dict[str, dict[str, CollectedComment]] = {}
    for row in fetched.rows:
        post_id = read_input_id(row)
        comment = None if is_error(row) else build_comment(row)
        if comment and post_id in items:
            found.setdefault(post_id, {})[comment.platform_comment_id] = comment
    for post_id, comments in found.items():
        post = outcome.posts[post_id]
        known = {c.platform_comment_id: c for c in post.comments} | comments
        all_comments = tuple(known.values())[:most]
        outcome.posts[post_id] = replace(post, comments=all_comments)
