"""Stores posts from any source, in bulk, in the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from libs.common.db.session import WriteSession
from services.social.saving.merging import (
    Merged,
    Outcome,
    PostState,
    Replaced,
    clean_text,
    merge_sightings,
)
from services.social.saving.preparing import (
    Groups,
    Identity,
    PreparedPosts,
    SavePlan,
    build_row,
    has_no_id,
    identity_of,
    prepare_posts,
)
from services.social.saving.repository import SavingRepository
from services.social.sources.collected_post import CollectedPost
from services.social.twins.noting import TwinNotes

MAX_COMMENTS = 200

Held = tuple[UUID, PostState]
Saved = dict[Identity, tuple[UUID, Merged]]


@dataclass(frozen=True, slots=True)
class SavedPost:
    """Where a post was stored, and what that changed."""

    post_id: UUID
    outcome: Outcome
    replaced: Replaced = None


class PostSaver:
    """One bulk path for collections, imports and the demo."""

    def __init__(self, session: WriteSession) -> None:
        self._repository = SavingRepository(session)
        self._twins = TwinNotes(session)

    async def save(
        self, posts: Sequence[CollectedPost], plan: SavePlan
    ) -> list[SavedPost]:
        """Stores posts, snapshots, media and comments; one answer each, in order.

        The same post may come several times; it is taken in its order. Safe against
        others who store the same posts at the same moment."""
        return await self.save_prepared(prepare_posts(posts, plan), plan)

    async def save_prepared(
        self, prepared: PreparedPosts, plan: SavePlan
    ) -> list[SavedPost]:
        """The same for posts that were prepared by this plan, in a thread perhaps."""
        groups = prepared.groups
        if not groups:
            return []
        derived = [key for key in groups if plan.owner_id and has_no_id(key)]
        if derived or plan.owner_id is None:
            await self._twins.hold_back(as_importer=bool(derived))
        held = await self._repository.lock_held(list(groups), plan.owner_id)
        fresh = [key for key in groups if key not in held]
        saved = await self._insert(fresh, prepared)
        if len(saved) < len(fresh):
            # Somebody else stored these a moment ago.
            late = [key for key in fresh if key not in saved]
            held |= await self._repository.lock_held(late, plan.owner_id)
        saved |= await self._merge(held, groups, plan)
        await self._write_parts(groups, saved, plan)
        if plan.owner_id is None:
            await self._twins.note_public(_list_told(saved, groups))
        else:
            await self._twins.note_imported(_list_told(saved, derived))
        ends = {
            key: zip(merged.outcomes, merged.replaced, strict=True)
            for key, (_, merged) in saved.items()
        }
        keys = [identity_of(post) for post in prepared.posts]
        return [SavedPost(saved[key][0], *next(ends[key])) for key in keys]

    async def _insert(self, keys: Iterable[Identity], prepared: PreparedPosts) -> Saved:
        """Inserts posts; gives back those that were not there indeed."""
        new = {key: prepared.new[key] for key in keys}
        if not new:
            return {}
        inserted = await self._repository.insert_new(post.row for post in new.values())
        return {
            key: (post.id, post.merged)
            for key, post in new.items()
            if post.id in inserted
        }

    async def _merge(
        self, held: dict[Identity, Held], groups: Groups, plan: SavePlan
    ) -> Saved:
        """Merges into what is held, and writes what that changed."""
        if not held:
            return {}
        backward = [
            post_id
            for key, (post_id, state) in held.items()
            if any(post.as_of <= state.metrics_as_of for post in groups[key])
        ]
        history = await self._repository.load_history(backward) if backward else {}
        held_ids = [post_id for post_id, _ in held.values()]
        seen = await plan.find_seen(held_ids) if plan.find_seen else {}
        saved = {
            key: (
                post_id,
                merge_sightings(
                    state,
                    groups[key],
                    plan.rule,
                    history=history.get(post_id),
                    seen=seen.get(post_id, frozenset()),
                ),
            )
            for key, (post_id, state) in held.items()
        }
        changed = [
            build_row(key, post_id, merged, plan)
            for key, (post_id, merged) in saved.items()
            if merged.is_changed or plan.rule.always_snapshot
        ]
        if changed:
            await self._repository.update_posts(changed)
        return saved

    async def _write_parts(self, groups: Groups, saved: Saved, plan: SavePlan) -> None:
        snapshots = [
            {"post_id": post_id, "as_of": at, "metrics": figures, "origin": plan.origin}
            for post_id, merged in saved.values()
            for at, figures in merged.snapshots.items()
        ]
        if snapshots:
            await self._repository.write_snapshots(snapshots)
        newest = {
            saved[key][0]: post
            for key, group in groups.items()
            if (post := max(group, key=_moment)).media or post.comments
        }
        media = [row for pid, post in newest.items() for row in _media_rows(pid, post)]
        if media:
            await self._repository.write_media(media)
        comments = [
            row for pid, post in newest.items() for row in _comment_rows(pid, post)
        ]
        if comments:
            await self._repository.write_comments(comments)


def _list_told(saved: Saved, keys: Iterable[Identity]) -> list[UUID]:
    """Those of which anything beside figures is new."""
    told = (saved[key] for key in keys)
    return [
        post_id
        for post_id, merged in told
        if "imported" in merged.outcomes or any(merged.replaced)
    ]


def _moment(post: CollectedPost) -> datetime:
    return post.as_of


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
