"""Which imported post is which public one, where no id tells. Pure.

One that is missed is seen twice; one that is taken for another is lost: so whatever is
not certain is no twin. The same account published the same words within a minute
(clocks differ, and tables often tell no seconds), and nothing else comes into question.
Times that are an hour off, for want of a zone, are not made to fit: people say the same
thing each day."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

NEAR = timedelta(seconds=60)
"""So far may the two times be from each other."""

_SAME = timedelta(seconds=1)
# White space of all kinds, and what is seen as little: exports write it differently.
_GAPS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Sighted:
    """What is compared of a post. `names` are handles and ids of its account, in lower
    case: never what it is called, which several accounts may be."""

    id: UUID
    names: frozenset[str]
    published_at: datetime
    title: str | None
    content: str | None


class Pair(NamedTuple):
    """An imported post of somebody, and a public one of about that time."""

    owner_id: UUID
    own: Sighted
    public: Sighted


def choose_twins(pairs: Iterable[Pair]) -> dict[UUID, UUID]:
    """The public post of each imported one that has exactly one, which in turn has no
    other of the owner's; by id. The order of the pairs does not matter."""
    alike = {
        (pair.owner_id, pair.own.id, pair.public.id)
        for pair in pairs
        if are_alike(pair.own, pair.public)
    }
    of_own = Counter(own_id for _, own_id, _ in alike)
    of_public = Counter((owner_id, public_id) for owner_id, _, public_id in alike)
    return {
        own_id: public_id
        for owner_id, own_id, public_id in alike
        if of_own[own_id] == of_public[owner_id, public_id] == 1
    }


def are_alike(one: Sighted, other: Sighted) -> bool:
    """Whether the two may be one post."""
    apart = abs(one.published_at - other.published_at)
    if apart > NEAR or one.names.isdisjoint(other.names):
        return False
    texts = [
        (normalize(one.title), normalize(other.title)),
        (normalize(one.content), normalize(other.content)),
    ]
    if not any(text for pair in texts for text in pair):
        # Without words the second must be the same.
        return apart < _SAME
    told_by_both = [(mine, theirs) for mine, theirs in texts if mine and theirs]
    return bool(told_by_both) and all(m == t for m, t in told_by_both)


def normalize(text: str | None) -> str:
    """The words, without what exports and sources write differently."""
    return _GAPS.sub(" ", unicodedata.normalize("NFC", text or "")).strip()
