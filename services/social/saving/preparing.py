"""All of saving that needs no database: work for a thread, beside what the database
does meanwhile. Pure."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from libs.common.ids import new_id
from services.social.saving.merging import (
    Merged,
    MergeRule,
    merge_sightings,
    state_values,
)
from services.social.sources.collected_post import CollectedPost

Identity = tuple[str, str]
"""(platform, the platform's id)"""

DERIVED = "~"
"""What the id of a post begins with that has none of its platform's own."""

Groups = dict[Identity, list[CollectedPost]]
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
class NewPost:
    """What a post will be if it is not held; `row` are its columns, as JSON."""

    id: UUID
    merged: Merged
    row: orjson.Fragment


@dataclass(frozen=True, slots=True)
class PreparedPosts:
    """Posts in their order, those of one identity together, and each as a new one."""

    posts: Sequence[CollectedPost]
    groups: Groups
    new: dict[Identity, NewPost]

    def without(self, refused: Collection[Identity]) -> "PreparedPosts":
        """The same but for these posts."""
        return PreparedPosts(
            [post for post in self.posts if identity_of(post) not in refused],
            {key: group for key, group in self.groups.items() if key not in refused},
            {key: post for key, post in self.new.items() if key not in refused},
        )


def prepare_posts(posts: Sequence[CollectedPost], plan: SavePlan) -> PreparedPosts:
    """Brings posts into the form in which they are stored."""
    groups: Groups = {}
    for post in posts:
        groups.setdefault(identity_of(post), []).append(post)
    new = {key: _prepare(key, group, plan) for key, group in groups.items()}
    return PreparedPosts(posts, groups, new)


def identity_of(post: CollectedPost) -> Identity:
    """What no two posts of one owner have in common."""
    return (post.platform, post.platform_post_id)


def has_no_id(key: Identity) -> bool:
    """Whether the id is made of what the post says, for want of its platform's own."""
    return key[1].startswith(DERIVED)


def build_row(
    key: Identity, post_id: UUID, merged: Merged, plan: SavePlan
) -> dict[str, Any]:
    """The columns of a post."""
    return {
        "id": post_id,
        "owner_id": plan.owner_id,
        "platform": key[0],
        "platform_post_id": key[1],
        "origin": plan.origin,
        "fetched_at": plan.fetched_at,
        **state_values(key[0], merged.state),
    }


def _prepare(key: Identity, group: Sequence[CollectedPost], plan: SavePlan) -> NewPost:
    post_id = new_id()
    merged = merge_sightings(None, group, plan.rule)
    row = orjson.dumps(build_row(key, post_id, merged, plan), default=str)
    return NewPost(post_id, merged, orjson.Fragment(row))
