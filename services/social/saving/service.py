"""Stores posts from any source, in bulk, in the caller's transaction."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from libs.common.db.session import WriteSession
from libs.common.ids import new_id
from services.social.saving.merging import (
    Merged,
    MergeRule,
    Outcome,
    clean_text,
    merge_sightings,
    state_values,
)
from services.social.saving.repository import Identity, SavingRepository
from services.social.sources.collected_post import CollectedPost

MAX_COMMENTS = 200

FindSeen = Callable[[Sequence[UUID]], Awaitable[dict[UUID, frozenset[datetime]]]]


@dataclass(frozen=True, slots=True)
class SavePlan:
    """For whom posts are stored, and how.

    `owner_id` None = public. `find_seen` tells, for held posts, which moments the
    file being imported has told before."""

    owner_id: UUID | None
    origin: str
    fetched_at: datetime
    rule: MergeRule
    find_seen: FindSeen | None = None


@dataclass(frozen=True, slots=True)
class SavedPost:
    """Where a post was stored, and what that changed."""

    post_id: UUID
    outcome: Outcome


class PostSaver:
    """One bulk path for collections, imports and the demo."""

    def __init__(self, session: WriteSession) -> None:
        self._repository = SavingRepository(session)

    async def save(
        self, posts: Sequence[CollectedPost], plan: SavePlan
    ) -> list[SavedPost]:
        """Stores posts, snapshots, media and comments; one answer each, in order.

        The same post may come several times; it is taken in its order. Safe against
        others who store the same posts at the same moment."""
        if not posts:
            return []
        groups = _group(posts)
        fresh = {
            key: merge_sightings(None, group, plan.rule)
            for key, group in groups.items()
        }
        ids = {key: new_id() for key in groups}
        inserted = await self._repository.insert_new(
            _row(key, ids[key], merged, plan) for key, merged in fresh.items()
        )
        held = [key for key in groups if ids[key] not in inserted]
        merged = {**fresh, **await self._merge_held(held, groups, ids, plan)}
        await self._write_parts(groups, ids, merged, plan)
        outcomes = {key: iter(m.outcomes) for key, m in merged.items()}
        return [
            SavedPost(ids[_identity(p)], next(outcomes[_identity(p)])) for p in posts
        ]

    async def _merge_held(
        self,
        keys: Sequence[Identity],
        groups: dict[Identity, list[CollectedPost]],
        ids: dict[Identity, UUID],
        plan: SavePlan,
    ) -> dict[Identity, Merged]:
        """Merges into what is held, and writes what that changed."""
        if not keys:
            return {}
        held = await self._repository.lock_held(keys, plan.owner_id)
        ids.update({key: post_id for key, (post_id, _) in held.items()})
        backward = [
            post_id
            for key, (post_id, state) in held.items()
            if any(post.as_of <= state.metrics_as_of for post in groups[key])
        ]
        history = await self._repository.load_history(backward) if backward else {}
        held_ids = [post_id for post_id, _ in held.values()]
        seen = await plan.find_seen(held_ids) if plan.find_seen else {}
        merged = {
            key: merge_sightings(
                state,
                groups[key],
                plan.rule,
                history=history.get(post_id),
                seen=seen.get(post_id, frozenset()),
            )
            for key, (post_id, state) in held.items()
        }
        changed = [
            _row(key, ids[key], m, plan)
            for key, m in merged.items()
            if m.is_changed or plan.rule.always_snapshot
        ]
        if changed:
            await self._repository.update_posts(changed)
        return merged

    async def _write_parts(
        self,
        groups: dict[Identity, list[CollectedPost]],
        ids: dict[Identity, UUID],
        merged: dict[Identity, Merged],
        plan: SavePlan,
    ) -> None:
        snapshots = [
            {
                "post_id": ids[key],
                "as_of": at,
                "metrics": figures,
                "origin": plan.origin,
            }
            for key, m in merged.items()
            for at, figures in m.snapshots.items()
        ]
        if snapshots:
            await self._repository.write_snapshots(snapshots)
        newest = {
            ids[key]: max(group, key=lambda p: p.as_of) for key, group in groups.items()
        }
        media = [row for pid, post in newest.items() for row in _media_rows(pid, post)]
        if media:
            await self._repository.write_media(media)
        comments = [
            row for pid, post in newest.items() for row in _comment_rows(pid, post)
        ]
        if comments:
            await self._repository.write_comments(comments)


def _identity(post: CollectedPost) -> Identity:
    return (post.platform, post.platform_post_id)


def _group(posts: Sequence[CollectedPost]) -> dict[Identity, list[CollectedPost]]:
    groups: dict[Identity, list[CollectedPost]] = {}
    for post in posts:
        groups.setdefault(_identity(post), []).append(post)
    return groups


def _row(
    key: Identity, post_id: UUID, merged: Merged, plan: SavePlan
) -> dict[str, Any]:
    return {
        "id": post_id,
        "owner_id": plan.owner_id,
        "platform": key[0],
        "platform_post_id": key[1],
        "origin": plan.origin,
        "fetched_at": plan.fetched_at,
        **state_values(key[0], merged.state),
    }


def _media_rows(post_id: UUID, post: CollectedPost) -> Iterator[dict[str, Any]]:
    for position, medium in enumerate(post.media):
        yield {
            "post_id": post_id,
            "kind": medium.kind,
            "position": position,
            "source_url": medium.source_url,
            "width": medium.width,
            "height": medium.height,
            "duration_seconds": medium.duration_seconds,
        }


def _comment_rows(post_id: UUID, post: CollectedPost) -> Iterator[dict[str, Any]]:
    by_id = {comment.platform_comment_id: comment for comment in post.comments}
    for comment in islice(by_id.values(), MAX_COMMENTS):
        yield {
            "post_id": post_id,
            "platform_comment_id": comment.platform_comment_id,
            "data": {
                "author": clean_text(comment.author),
                "text": clean_text(comment.text),
                "likes": comment.likes,
                "published_at": comment.published_at,
            },
        }
