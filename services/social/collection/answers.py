"""The answers of one run, stored as they come, with what they mean for the library."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from libs.common.clock import Clock
from libs.common.contracts.social import (
    CollectedReference,
    CollectPosts,
    PostReference,
)
from libs.common.db.session import WriteSession
from libs.common.post_urls import is_held_url
from services.social.activity.done import Done
from services.social.activity.repository import ActivityRepository
from services.social.collection.repository import CollectionRepository
from services.social.posts.held import HeldRules
from services.social.posts.models import Post
from services.social.posts.repository import PostRepository
from services.social.saving.repository import SavingRepository
from services.social.saving.service import SavedPost
from services.social.sources.source import DEFINITE, Failure, Target

_NOT_HELD = "This post is no longer in your library."


@dataclass(slots=True)
class Wanted:
    """A post to be answered for, and the references that mean it."""

    target: Target
    references: list[PostReference] = field(default_factory=list)


class AnswerBook:
    """Answers by the URL asked for; one that stands is never changed."""

    def __init__(
        self, run_id: UUID, message: CollectPosts, clock: Clock, held: HeldRules
    ) -> None:
        self._run_id = run_id
        self._message = message
        self._clock = clock
        self._held = held
        self._answers: dict[str, CollectedReference] = {}

    def list_open(self) -> list[PostReference]:
        """The references without an answer."""
        return [r for r in self._message.references if r.url not in self._answers]

    def list_answers(self) -> tuple[CollectedReference, ...]:
        """An answer for each reference, in the order asked."""
        return tuple(self._answers[r.url] for r in self._message.references)

    async def load(self, session: WriteSession) -> None:
        """Takes over what earlier runs of the same message have answered."""
        repository = CollectionRepository(session)
        self._answers = await repository.list_answers(self._run_id)

    async def answer_held(
        self, session: WriteSession, wanted: Mapping[str, Wanted]
    ) -> dict[str, Wanted]:
        """Answers what is held and fresh; gives back the rest."""
        posts = await self._find_held(session, wanted)
        now = self._clock.now()
        fresh = {
            key: post for key, post in posts.items() if self._held.serves(post, now)
        }
        wishes = await self._held.find_wishes(
            session, self._message.owner_id, fresh.values(), now
        )
        found = {"source": "held", "from_held": True}
        await self.add(
            session,
            [
                _answer(
                    reference,
                    key,
                    post_id=post.id,
                    wants_baseline=post.id in wishes,
                    **found,
                )
                for key, post in fresh.items()
                for reference in wanted[key].references
            ],
        )
        return {key: w for key, w in wanted.items() if key not in fresh}

    async def answer_not_held(
        self, session: WriteSession, wanted: Mapping[str, Wanted]
    ) -> dict[str, Wanted]:
        """Answers what could only be had from the library; gives back the rest."""
        lost = {key: w for key, w in wanted.items() if is_held_url(w.references[0].url)}
        told = {"reason": "not_found", "message": _NOT_HELD}
        answers = [_answer(r, k, **told) for k, w in lost.items() for r in w.references]
        await self.add(session, answers)
        return {key: w for key, w in wanted.items() if key not in lost}

    async def answer_collected(
        self,
        session: WriteSession,
        wanted: Mapping[str, Wanted],
        saved: Mapping[str, SavedPost],
        source: str,
        *,
        wishes: Collection[str],
    ) -> None:
        """Answers what a source gave and was stored.

        `wishes` are those whose creators can be listed, by the platform's post id."""
        await self.add(
            session,
            [
                _answer(
                    reference,
                    key,
                    post_id=post.post_id,
                    source=source,
                    wants_baseline=key in wishes,
                )
                for key, post in saved.items()
                for reference in wanted[key].references
            ],
        )

    async def answer_failed(
        self,
        session: WriteSession,
        wanted: Mapping[str, Wanted],
        failures: Mapping[str, Failure],
    ) -> None:
        """Answers what could not be fetched.

        A held post stands in, with its age, where no source could look at it."""
        failed = {key: wanted[key] for key in failures}
        held = await self._find_held(session, failed) if failed else {}
        now = self._clock.now()
        answers = []
        for key, failure in failures.items():
            told: dict[str, Any] = {
                "reason": failure.reason,
                "message": failure.message,
            }
            if failure.reason not in DEFINITE and key in held:
                told = _stale(held[key], now)
            answers += [_answer(r, key, **told) for r in wanted[key].references]
        await self.add(session, answers)

    async def add(
        self, session: WriteSession, answers: Sequence[CollectedReference]
    ) -> None:
        """Stores answers, the links to the request, and places in the library."""
        if not answers:
            return
        repository = CollectionRepository(session)
        posts = {a.post_id: a.url for a in answers if a.post_id}
        if posts:
            await repository.link_posts(self._message.request_id, posts)
            await SavingRepository(session).grant_access(
                self._message.owner_id, posts, "analysis"
            )
            # A user's workspace has the user's own id.
            owner_id, now = self._message.owner_id, self._clock.now()
            await ActivityRepository(session).add(
                Done(owner_id, owner_id, post_id, "analysed", now) for post_id in posts
            )
        await repository.add_answers(self._run_id, answers)

        async def note() -> None:
            self._answers.update({answer.url: answer for answer in answers})

        session.after_commit(note)

    async def _find_held(
        self, session: WriteSession, wanted: Mapping[str, Wanted]
    ) -> dict[str, Post]:
        posts = PostRepository(session, self._message.owner_id)
        platform = self._message.platform
        found = await posts.find_by_identity([(platform, key) for key in wanted])
        return {key: post for (_, key), post in found.items()}


def _answer(reference: PostReference, key: str, **told: Any) -> CollectedReference:
    return CollectedReference(url=reference.url, platform_post_id=key, **told)


def _stale(post: Post, now: datetime) -> dict[str, Any]:
    age = now - post.fetched_at
    return {
        "post_id": post.id,
        "source": "held",
        "from_held": True,
        "held_age_seconds": max(0, int(age.total_seconds())),
    }
