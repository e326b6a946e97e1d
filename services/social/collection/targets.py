"""From references to the posts they mean; short links are followed for it."""

from collections.abc import Sequence

from libs.common.contracts.social import (
    CollectedReference,
    CollectPosts,
    PostReference,
)
from libs.common.jobs.handlers import Job
from libs.common.post_urls import PostUrl
from services.social.collection.answers import AnswerBook, Wanted
from services.social.collection.pointers import OpenHop, Resolved, resolve_pointer
from services.social.collection.repository import CollectionRepository
from services.social.side_by_side import run_side_by_side
from services.social.sources.post_ids import find_post
from services.social.sources.source import Target

_AT_ONCE = 4


class TargetFinder:
    """Finds what one message means."""

    def __init__(
        self, job: Job, message: CollectPosts, book: AnswerBook, open_hop: OpenHop
    ) -> None:
        self._job = job
        self._platform = message.platform
        self._book = book
        self._open_hop = open_hop

    async def find_targets(self) -> dict[str, Wanted]:
        """What is not answered yet, by the platform's post id.

        Short links that lead to no post are answered here."""
        references = self._book.list_open()
        pointers = [r for r in references if r.post_id is None]
        resolved = await self._resolve(pointers) if pointers else {}
        wanted: dict[str, Wanted] = {}
        for reference in references:
            target = _build_target(reference, resolved.get(reference.url))
            if target:
                entry = wanted.setdefault(target.post_id, Wanted(target))
                entry.references.append(reference)
        return wanted

    async def _resolve(self, pointers: Sequence[PostReference]) -> dict[str, PostUrl]:
        async with self._job.database.read() as session:
            known = await CollectionRepository(session).find_pointers(
                self._platform, [pointer.url for pointer in pointers]
            )
        found = {
            url: post
            for url, pointer in known.items()
            if (post := find_post(self._platform, pointer.platform_post_id))
        }
        rest = [pointer for pointer in pointers if pointer.url not in found]
        answers = await run_side_by_side(
            (resolve_pointer(self._open_hop, self._platform, p.url) for p in rest),
            at_once=_AT_ONCE,
        )
        resolved = {p.url: a for p, a in zip(rest, answers, strict=True)}
        if resolved:
            await self._store(resolved)
        return found | {url: a.post for url, a in resolved.items() if a.post}

    async def _store(self, resolved: dict[str, Resolved]) -> None:
        failed = [
            CollectedReference(url=url, reason=answer.reason, message=answer.message)
            for url, answer in resolved.items()
            if not answer.post
        ]
        async with self._job.unit_of_work() as session:
            repository = CollectionRepository(session)
            for url, answer in resolved.items():
                if answer.post and answer.post.id:
                    await repository.keep_pointer(
                        self._platform, url, answer.post.id, answer.post.kind
                    )
            calls = sum(answer.calls for answer in resolved.values())
            await repository.add_costs(self._job.id, calls, 0)
            await self._book.add(session, failed)


def _build_target(reference: PostReference, post: PostUrl | None) -> Target | None:
    if reference.post_id:
        return Target(
            reference.platform, reference.post_id, reference.url, reference.kind
        )
    if post and post.id:
        return Target(post.platform, post.id, post.canonical_url, post.kind)
    return None
