"""A collector of one's own as a source of posts."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from libs.common.http.vendor import VendorTools
from libs.common.http.vendor_terms import VendorFailed
from libs.common.post_urls import is_demo_id
from services.social.clients.custom_collector import (
    CollectorAnswer,
    CollectorOptions,
    CustomCollectorClient,
)
from services.social.sources.collected_post import CollectedPost
from services.social.sources.http_protocol import PostRow, build_failure, build_post
from services.social.sources.post_ids import find_post
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Failure,
    Target,
)

_NOT_OFFERED = frozenset({404, 405, 501})


class HttpSource:
    """A `Source` and `CreatorSource` behind the JSON protocol."""

    name = "custom"

    def __init__(self, options: CollectorOptions, tools: VendorTools) -> None:
        self.platforms = options.platforms
        self.batch_size = options.batch_size
        self._client = CustomCollectorClient(options, tools)
        self._clock = tools.clock

    def accepts(self, target: Target) -> bool:
        """See `Source`. Invented posts are nobody's outside of this installation."""
        return not is_demo_id(target.post_id)

    def accepts_creator(self, creator: CreatorTarget) -> bool:
        """See `CreatorSource`."""
        return not (creator.creator_key or "").startswith("demo-")

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """See `Source`. Rows are matched by id; what the answer does not mention, or
        says in a way that cannot be read, is `malformed`."""
        ids = [target.post_id for target in targets]
        try:
            answer = await self._client.collect(targets[0].platform, ids)
        except VendorFailed as failed:
            failure = Failure(failed.reason, failed.message)
            failures = dict.fromkeys(ids, failure)
            return CollectionOutcome(failures=failures, calls=failed.calls)
        outcome = CollectionOutcome(
            calls=answer.calls, cost_micro_usd=answer.body.cost_micro_usd
        )
        self._read(answer.body, targets, outcome)
        return outcome

    async def list_recent(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        """See `CreatorSource`. Rows that are no post of this creator are left out."""
        try:
            answer = await self._client.list_recent(_build_question(creator, most))
        except VendorFailed as failed:
            failure = Failure(failed.reason, failed.message)
            if failed.status in _NOT_OFFERED:
                text = "The collector at CUSTOM_SOURCE_URL lists no account's posts."
                failure = Failure("source_unavailable", text)
            failures = {creator.name: failure}
            return CollectionOutcome(failures=failures, calls=failed.calls)
        outcome = CollectionOutcome(
            calls=answer.calls, cost_micro_usd=answer.body.cost_micro_usd
        )
        for row in answer.body.posts:
            post = self._read_recent(row, creator)
            if post and len(outcome.posts) < most:
                outcome.posts.setdefault(post.platform_post_id, post)
        for row in answer.body.failures if not outcome.posts else ():
            if (found := build_failure(row)) and found[0] == creator.name:
                outcome.failures[creator.name] = found[1]
        return outcome

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

    def _read_recent(self, row: Any, creator: CreatorTarget) -> CollectedPost | None:
        try:
            read = PostRow.model_validate(row)
        except ValidationError:
            return None
        named = find_post(creator.platform, read.id)
        if named is None:
            return None
        target = Target(creator.platform, read.id, named.canonical_url, read.kind)
        post = build_post(read, target, self._clock.now())
        is_his = creator.creator_key in (None, post.creator_key)
        return post if is_his else None

    def _read(
        self,
        answer: CollectorAnswer,
        targets: Sequence[Target],
        outcome: CollectionOutcome,
    ) -> None:
        asked = {target.post_id: target for target in targets}
        for row in answer.failures:
            found = build_failure(row)
            if found and found[0] in asked:
                outcome.failures[found[0]] = found[1]
        for row in answer.posts:
            post_id = row.get("id") if isinstance(row, dict) else None
            if isinstance(post_id, str) and post_id in asked:
                self._read_post(row, asked[post_id], outcome)
        for post_id in asked.keys() - outcome.posts.keys() - outcome.failures.keys():
            text = "The collector's answer does not mention this post."
            outcome.failures[post_id] = Failure("malformed", text)

    def _read_post(self, row: Any, target: Target, outcome: CollectionOutcome) -> None:
        try:
            post = build_post(PostRow.model_validate(row), target, self._clock.now())
        except ValidationError as error:
            outcome.failures[target.post_id] = _malformed(error)
        else:
            outcome.posts[target.post_id] = post
            outcome.failures.pop(target.post_id, None)


def _malformed(error: ValidationError) -> Failure:
    problem = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    text = f"The collector's row cannot be read: {place}: {problem['msg']}"
    return Failure("malformed", text[:500])


def _build_question(creator: CreatorTarget, most: int) -> dict[str, Any]:
    return {
        "platform": creator.platform,
        "creator": creator.name,
        "creator_key": creator.creator_key,
        "handle": creator.handle,
        "url": creator.url,
        "most": most,
    }
