"""Instagram's posts by way of Bright Data."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from libs.common.clock import Clock
from libs.common.post_urls import is_demo_id
from services.social.clients.brightdata import (
    BrightDataClient,
    Dataset,
    Row,
    is_error,
)
from services.social.side_by_side import run_side_by_side
from services.social.sources.brightdata.comments import add_comments
from services.social.sources.brightdata.jobs import BrightDataJobs, Fetched
from services.social.sources.brightdata.options import SourceOptions
from services.social.sources.brightdata.posts import (
    Unreadable,
    build_post,
    read_input_id,
    read_own_id,
)
from services.social.sources.brightdata.recent import RecentPosts, find_handle
from services.social.sources.brightdata.refusals import (
    explain_error,
    is_worth_another_try,
)
from services.social.sources.collected_post import CollectedPost
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Failure,
    Target,
)

_NOT_COLLECTED = Failure(
    "source_unavailable", "Bright Data does not collect stories and their highlights."
)
_NOT_MENTIONED = Failure(
    "malformed", "Bright Data's answer does not mention this post. Try again."
)
_MIXED_UP = Failure("malformed", "Bright Data answered with another post. Try again.")
_WITHOUT_POST = frozenset({"story", "highlight"})


class BrightDataSource:
    """A `Source` and `CreatorSource` of Instagram."""

    name = "brightdata"
    platforms = frozenset({"instagram"})

    def __init__(
        self,
        options: SourceOptions,
        client: BrightDataClient,
        jobs: BrightDataJobs,
        clock: Clock,
    ) -> None:
        self.batch_size = options.batch_size
        self._options = options
        self._client = client
        self._jobs = jobs
        self._clock = clock
        self._recent = RecentPosts(options, jobs, clock)

    def accepts(self, target: Target) -> bool:
        """See `Source`."""
        return not is_demo_id(target.post_id)

    def accepts_creator(self, creator: CreatorTarget) -> bool:
        """See `CreatorSource`."""
        return find_handle(creator) is not None

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """See `Source`. Rows are matched by the link that they answer for; one that
        says it is another post is believed by nobody."""
        outcome = CollectionOutcome()
        for target in targets:
            if target.kind in _WITHOUT_POST:
                outcome.failures[target.post_id] = _NOT_COLLECTED
        asked = [t for t in targets if t.post_id not in outcome.failures]
        # A reel's link is not taken by the data set of posts, and the other way round.
        reels = [target for target in asked if target.kind == "reel"]
        posts = [target for target in asked if target.kind != "reel"]
        until = self._jobs.end_of_patience()
        found = await run_side_by_side(
            (
                self._collect_from(dataset, group, kind, until)
                for dataset, group, kind in (
                    (Dataset("posts", self._options.posts, {}), posts, None),
                    (Dataset("reels", self._options.reels, {}), reels, "reel"),
                )
                if group
            ),
            at_once=2,
        )
        for part in found:
            _merge(outcome, part)
        if self._options.comments_per_post:
            await add_comments(outcome, self._jobs, self._options, until)
        return outcome

    async def list_recent(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        """See `CreatorSource`."""
        return await self._recent.list_posts(creator, most)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

    async def _collect_from(
        self,
        dataset: Dataset,
        targets: Sequence[Target],
        kind: str | None,
        until: float,
    ) -> CollectionOutcome:
        word = "reel" if kind == "reel" else "p"
        items: dict[str, Row] = {
            t.post_id: {"url": f"https://www.instagram.com/{word}/{t.post_id}/"}
            for t in targets
        }
        fetched = await self._jobs.fetch(dataset, items, until=until)
        again = _list_again(fetched, items)
        if again:
            # What the first job could not load, a second one may: once.
            more = await self._jobs.fetch(dataset, again, until=until, tries=2)
            _drop(fetched, again)
            fetched.add(more)
        return _read(fetched, items, kind, self._clock.now())


def _list_again(fetched: Fetched, items: Mapping[str, Row]) -> dict[str, Row]:
    """What is worth a second job, and has not had it."""
    rows = _match(fetched.rows, items)
    return {
        post_id: items[post_id]
        for post_id, answers in rows.items()
        if fetched.tries.get(post_id) == 1
        and all(is_error(row) for row in answers)
        and any(is_worth_another_try(row) for row in answers)
    }


def _drop(fetched: Fetched, again: Mapping[str, Row]) -> None:
    """Forgets the first answers about these: their job's note is another one's now."""
    fetched.rows = [r for r in fetched.rows if read_input_id(r) not in again]
    fetched.receipts = [r for r in fetched.receipts if r.input not in again]


def _match(rows: Iterable[Row], items: Mapping[str, Row]) -> dict[str, list[Row]]:
    """Rows by the post that they answer for, where it was asked for."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        post_id = read_input_id(row) or read_own_id(row)
        if post_id and post_id in items:
            found.setdefault(post_id, []).append(row)
    return found


def _read(
    fetched: Fetched, items: Mapping[str, Row], kind: str | None, now: datetime
) -> CollectionOutcome:
    outcome = CollectionOutcome(
        failures=dict(fetched.failures),
        calls=fetched.calls,
        cost_micro_usd=fetched.cost_micro_usd,
        receipts=fetched.receipts,
    )
    rows = _match(fetched.rows, items)
    for post_id in items.keys() - fetched.failures.keys():
        found = _read_post(rows.get(post_id, ()), post_id, kind, now)
        if isinstance(found, Failure):
            outcome.failures[post_id] = found
        else:
            outcome.posts[post_id] = found
    return outcome


def _read_post(
    rows: Sequence[Row], post_id: str, kind: str | None, now: datetime
) -> CollectedPost | Failure:
    """The first row that can be read; else why the last could not."""
    failure = _NOT_MENTIONED
    for row in sorted(rows, key=is_error):
        if is_error(row):
            return failure if failure is not _NOT_MENTIONED else explain_error(row)
        if read_own_id(row) not in (None, post_id):
            failure = _MIXED_UP
            continue
        try:
            return build_post(row, post_id, now, kind)
        except Unreadable as error:
            words = f"Bright Data's row of this post cannot be read: {error}."
            failure = Failure("malformed", words)
    return failure


def _merge(outcome: CollectionOutcome, part: CollectionOutcome) -> None:
    outcome.posts |= part.posts
    outcome.failures |= part.failures
    outcome.calls += part.calls
    outcome.cost_micro_usd += part.cost_micro_usd
    outcome.receipts += part.receipts
