"""What a post is once an import that told of it is taken back. Pure.

As if the other imports had been all there were: their figures are told anew, in their
order; texts that the import changed become what they were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.social.imports.mapping import ImportField
from services.social.saving.merging import (
    Figures,
    PostState,
    is_news,
    overlay,
)

# The texts that a post may be without, and the field of a mapping that tells them.
_TOLD_BY: dict[str, ImportField] = {
    "kind": "kind",
    "title": "title",
    "content": "text",
    "published_at": "time",
    "duration_seconds": "duration",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """A row of an import about one post; `place` orders them as they were told."""

    place: tuple[UUID, int]
    as_of: datetime
    figures: Figures
    replaced: Mapping[str, Any]
    tells_moment: bool


@dataclass(frozen=True, slots=True)
class Remainder:
    """A post without the import, its snapshots by moment, and what later rows have
    replaced now instead (by place)."""

    state: PostState
    snapshots: dict[datetime, Figures]
    replaced: dict[tuple[UUID, int], dict[str, Any]]


def take_back(
    held: PostState,
    gone: Sequence[Telling],
    others: Sequence[Telling],
    fields: Iterable[ImportField] | None,
) -> Remainder:
    """The post without the rows `gone`. `others` (at least one) are those of the other
    imports, which can tell `fields`; None: everything."""
    ordered = sorted(others, key=lambda telling: telling.place)
    state, snapshots = _tell_anew(held, ordered)
    texts, replaced = _restore(gone, ordered)
    if fields is not None:
        known = set(fields)
        texts |= {name: None for name, field in _TOLD_BY.items() if field not in known}
    return Remainder(replace(state, **texts), snapshots, replaced)


def _tell_anew(
    held: PostState, others: Sequence[Telling]
) -> tuple[PostState, dict[datetime, Figures]]:
    """Figures and moments as the others alone would have left them."""
    history: dict[datetime, Figures] = {}
    seen: set[tuple[UUID, datetime]] = set()
    newest = told = others[0].as_of
    for telling in others:
        key = (telling.place[0], telling.as_of)
        if key in seen:
            continue
        seen.add(key)
        at = telling.as_of
        is_new = is_news(history, at, telling.figures)
        if is_new:
            if newest > at and history:
                history.setdefault(newest, overlay(history))
            history[at] = {**history.get(at, {}), **telling.figures}
        tells_all = telling.figures.keys() >= overlay(history).keys()
        if is_new or (telling.tells_moment and tells_all):
            newest = max(newest, at)
        if is_new or telling.tells_moment or telling.replaced:
            told = max(told, at)
    state = replace(
        held, metrics=overlay(history), metrics_as_of=newest, told_as_of=told
    )
    return state, history


def _restore(
    gone: Sequence[Telling], others: Sequence[Telling]
) -> tuple[dict[str, Any], dict[tuple[UUID, int], dict[str, Any]]]:
    """The texts that become what they were. Where a later row has changed one again,
    it stands, and that row has replaced what stood before the import."""
    texts: dict[str, Any] = {}
    replaced: dict[tuple[UUID, int], dict[str, Any]] = {}
    for telling in sorted(gone, key=lambda each: each.place, reverse=True):
        for name, before in telling.replaced.items():
            later = next(
                (
                    other
                    for other in others
                    if other.place > telling.place and name in other.replaced
                ),
                None,
            )
            if later is None:
                texts[name] = before
            else:
                changed = replaced.setdefault(later.place, dict(later.replaced))
                changed[name] = before
    return texts, replaced
