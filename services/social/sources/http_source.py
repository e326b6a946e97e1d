"""A collector of one's own as a source of posts."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from libs.common.clock import Clock
from libs.common.http.outside_calls import OutsideCalls
from libs.common.post_urls import is_demo_id
from services.social.clients.custom_collector import (
    CollectorAnswer,
    CollectorFailed,
    CollectorOptions,
    CustomCollectorClient,
)
from services.social.sources.http_protocol import PostRow, build_failure, build_post
from services.social.sources.source import CollectionOutcome, Failure, Target


class HttpSource:
    """A `Source` behind the JSON protocol."""

    name = "custom"

    def __init__(
        self, options: CollectorOptions, clock: Clock, calls: OutsideCalls
    ) -> None:
        self.platforms = options.platforms
        self.batch_size = options.batch_size
        self._client = CustomCollectorClient(options, clock, calls)
        self._clock = clock

    def accepts(self, target: Target) -> bool:
        """See `Source`. Invented posts are nobody's outside of this installation."""
        return not is_demo_id(target.post_id)

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """See `Source`. Rows are matched by id; what the answer does not mention, or
        says in a way that cannot be read, is `malformed`."""
        ids = [target.post_id for target in targets]
        try:
            answer, calls = await self._client.collect(targets[0].platform, ids)
        except CollectorFailed as failed:
            failure = Failure(failed.reason, failed.message)
            failures = dict.fromkeys(ids, failure)
            return CollectionOutcome(failures=failures, calls=failed.calls)
        outcome = CollectionOutcome(calls=calls, cost_micro_usd=answer.cost_micro_usd)
        self._read(answer, targets, outcome)
        return outcome

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

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
