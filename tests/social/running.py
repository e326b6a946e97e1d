"""The social service under test, and the questions that many tests ask it."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import httpx2
from sqlalchemy import text

from libs.common.clock import FixedClock
from libs.common.contracts.base import Contract, Message
from libs.common.contracts.social import (
    CollectPosts,
    PostReference,
    PostsCollected,
)
from libs.common.identity import Identity, service_identity
from libs.common.ids import new_id
from libs.common.jobs.worker import Worker
from libs.common.post_urls import PostUrl, parse_post_url
from services.social.resources import SocialResources
from services.social.saving.merging import MergeRule
from services.social.saving.preparing import SavePlan
from services.social.saving.repository import SavingRepository
from services.social.saving.service import PostSaver, SavedPost
from services.social.sources.collected_post import CollectedPost
from services.social.worker import build_handlers
from tests.fixtures.app import RunningService

Answer = TypeVar("Answer", bound=Contract)

IMPORT = MergeRule(always_snapshot=False, confirms_time=False)
COLLECTION = MergeRule(always_snapshot=True, confirms_time=True)


@dataclass(frozen=True, slots=True)
class Social:
    """Asked over HTTP and by messages; looked into through its resources."""

    service: RunningService
    resources: SocialResources
    clock: FixedClock

    def client(self, identity: Identity | None = None) -> httpx2.AsyncClient:
        """A client whose requests carry the identity."""
        return self.service.client(identity)

    def analysis(self) -> httpx2.AsyncClient:
        """A client that speaks as the analysis service."""
        return self.client(service_identity("analysis", "test"))

    async def run_worker(self) -> Worker:
        """Runs a worker until the test ends."""
        return await self.service.run_worker(build_handlers())

    async def save(
        self,
        posts: Sequence[CollectedPost],
        *,
        owner: Identity | None = None,
        rule: MergeRule | None = None,
    ) -> list[SavedPost]:
        """Stores posts as public ones, or as an owner's import."""
        plan = SavePlan(
            owner_id=owner.owner_id if owner else None,
            origin="import" if owner else "custom",
            fetched_at=self.clock.now(),
            rule=rule or (IMPORT if owner else COLLECTION),
        )
        async with self.resources.database.unit_of_work() as session:
            return await PostSaver(session).save(posts, plan)

    async def keep(
        self,
        posts: Sequence[CollectedPost],
        *,
        keeper: Identity,
        owner: Identity | None = None,
    ) -> list[UUID]:
        """Stores posts and puts them into the keeper's library; their ids."""
        saved = [post.post_id for post in await self.save(posts, owner=owner)]
        async with self.resources.database.unit_of_work() as session:
            await SavingRepository(session).grant_access(
                keeper.owner_id, saved, "import" if owner else "analysis"
            )
        return saved

    async def save_one(
        self, post: CollectedPost, *, owner: Identity | None = None
    ) -> UUID:
        """Stores one post; its id."""
        [saved] = await self.save([post], owner=owner)
        return saved.post_id

    async def call(
        self,
        message: Message,
        answer: type[Answer],
        *,
        message_id: UUID | None = None,
    ) -> Answer:
        """Sends a message to its own worker, and waits for the answer."""
        return await self.resources.jobs.call(
            message,
            answer,
            message_id=message_id or new_id(),
            timeout=timedelta(seconds=20),
        )

    async def collect(
        self,
        owner: Identity,
        urls: Sequence[str],
        *,
        request_id: UUID | None = None,
        message_id: UUID | None = None,
    ) -> PostsCollected:
        """Collects posts of one platform for an owner, through the worker."""
        message = build_collect(owner, urls, request_id=request_id)
        return await self.call(message, PostsCollected, message_id=message_id)

    async def ask(self, sql: str) -> list[Any]:
        """The rows of a query, as the database has them."""
        async with self.resources.database.read() as session:
            return list((await session.execute(text(sql))).all())

    async def change(self, sql: str) -> None:
        """Changes rows behind the service's back."""
        async with self.resources.database.unit_of_work() as session:
            await session.execute(text(sql))

    async def note_file(self, key: str, owner: Identity | None = None) -> None:
        """Notes an object as one that posts may refer to."""
        owner_id = f"'{owner.owner_id}'" if owner else "NULL"
        await self.change(
            "INSERT INTO media_files (key, owner_id, content_type, size_bytes,"
            f" stored_at) VALUES ('{key}', {owner_id}, 'image/png', 9, now())"
        )

    async def upload(
        self,
        owner: Identity,
        content: bytes | str,
        mapping: Mapping[str, object],
        **fields: str,
    ) -> httpx2.Response:
        """Posts a file to be imported."""
        async with self.client(owner) as client:
            return await client.post(
                "/api/v1/social/posts/import",
                files={"file": ("posts.csv", content)},
                data={"mapping": json.dumps(mapping), **fields},
            )

    async def import_file(
        self,
        owner: Identity,
        content: bytes | str,
        mapping: Mapping[str, object],
        **fields: str,
    ) -> Any:
        """Imports a file to its end; a worker must run. The import as it is shown."""
        answer = await self.upload(owner, content, mapping, **fields)
        assert answer.status_code == 202, answer.text
        return await self.wait_for_import(owner, answer.json()["id"])

    async def wait_for_import(self, owner: Identity, import_id: str) -> Any:
        """The import when it is over."""
        async with self.client(owner) as client, asyncio.timeout(30):
            while True:
                found = await client.get(f"/api/v1/social/imports/{import_id}")
                if found.json()["status"] in {"COMPLETED", "FAILED"}:
                    return found.json()
                await asyncio.sleep(0.05)

    async def report(self, owner: Identity, import_id: str, **query: str) -> Any:
        """The rows of an import's report."""
        async with self.client(owner) as client:
            path = f"/api/v1/social/imports/{import_id}/rows"
            return (await client.get(path, params={"limit": "100", **query})).json()


def build_collect(
    owner: Identity, urls: Sequence[str], *, request_id: UUID | None = None
) -> CollectPosts:
    """The message that asks for posts of one platform."""
    references = [build_reference(url) for url in urls]
    return CollectPosts(
        request_id=request_id or new_id(),
        owner_id=owner.owner_id,
        platform=references[0].platform,
        references=tuple(references),
    )


def build_reference(url: str) -> PostReference:
    """What analysis makes of a URL."""
    post = parse_post_url(url)
    assert isinstance(post, PostUrl), post
    return PostReference(
        platform=post.platform,
        post_id=post.id,
        kind=post.kind,
        url=post.canonical_url,
        needs_resolve=post.needs_resolve,
    )
