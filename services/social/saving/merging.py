"""What a post is after it was seen again. Pure.

One rule for all sources: nothing known is ever erased by something unknown. Of two
known figures the one seen later stands, in whatever order they arrive; of two texts
the one told later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from libs.common.contracts.engagement import engagement_score
from libs.common.contracts.post_format import post_format
from libs.common.contracts.social import PostMetrics
from services.social.posts.models import TranscriptState
from services.social.sources.collected_post import CollectedPost

Outcome = Literal["imported", "updated", "duplicate"]
Figures = dict[str, int]
Replaced = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class PostState:
    """The columns of a post that a sighting can change."""

    url: str
    username: str
    creator_key: str
    creator_name: str
    metrics_as_of: datetime
    told_as_of: datetime
    kind: str | None = None
    title: str | None = None
    content: str | None = None
    published_at: datetime | None = None
    duration_seconds: float | None = None
    metrics: Figures = field(default_factory=dict)
    transcript: str | None = None
    formatted_transcript: list[Any] | None = None
    transcript_state: TranscriptState = "unknown"
    transcript_source: str | None = None
    transcript_language: str | None = None
    is_invented: bool = False
    is_whole: bool = True


TEXTS = (
    "url",
    "username",
    "creator_key",
    "creator_name",
    "kind",
    "title",
    "content",
    "published_at",
    "duration_seconds",
)
"""What a sighting says beside figures and speech."""
_OF_HEARD_WORDS = ("transcript_source", "transcript_language")


@dataclass(frozen=True, slots=True)
class MergeRule:
    """How sightings are taken in.

    `always_snapshot`: a collection tells the figures of its moment, changed or not;
    an import only where they differ. `confirms_time`: equal figures seen later move
    `metrics_as_of`; not where the moment is only that of the upload."""

    always_snapshot: bool
    confirms_time: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """The state after all sightings, what is to be written, one outcome for each.

    `snapshots` are the figures to store, by moment. `replaced` are the texts that each
    sighting changed, as they were before it."""

    state: PostState
    snapshots: dict[datetime, Figures]
    outcomes: list[Outcome]
    replaced: list[Replaced]
    is_changed: bool


def merge_sightings(
    held: PostState | None,
    sightings: Sequence[CollectedPost],
    rule: MergeRule,
    *,
    history: Mapping[datetime, Figures] | None = None,
    seen: frozenset[datetime] = frozenset(),
) -> Merged:
    """The post after these sightings (at least one), taken in the order of their time.

    `history` holds all its snapshots; it may be left out where no sighting is as old
    as what is held. `seen` are the moments that this file told before: a second
    row about one of them is a duplicate, whatever it says."""
    if held is None and len(sightings) == 1:
        return _see_first(sightings[0], rule)
    state = held
    moments = set(seen)
    known = dict(history) if history is not None else _newest_of(held)
    snapshots: dict[datetime, Figures] = {}
    outcomes: dict[int, Outcome] = {}
    replaced: dict[int, Replaced] = {}
    for place, post in sorted(enumerate(sightings), key=lambda pair: pair[1].as_of):
        if post.as_of in moments:
            outcomes[place] = "duplicate"
            continue
        moments.add(post.as_of)
        before = state
        figures = known_figures(post.metrics)
        is_new = is_news(known, post.as_of, figures)
        if is_new or rule.always_snapshot:
            if state and state.metrics_as_of > post.as_of:
                # Until now these were only confirmed: now they differ from before.
                confirmed = known.setdefault(state.metrics_as_of, state.metrics)
                snapshots[state.metrics_as_of] = confirmed
            known[post.as_of] = {**known.get(post.as_of, {}), **figures}
            snapshots[post.as_of] = known[post.as_of]
        state = _see(state, post, overlay(known), is_new=is_new, rule=rule)
        outcomes[place] = _outcome(before, state, is_new=is_new)
        replaced[place] = _find_replaced(before, state)
    if state is None:
        raise ValueError("there must be a sighting")
    places = range(len(sightings))
    return Merged(
        state,
        snapshots,
        outcomes=[outcomes[place] for place in places],
        replaced=[replaced.get(place) for place in places],
        is_changed=state != held,
    )


def _see_first(post: CollectedPost, rule: MergeRule) -> Merged:
    """The common case, for which the way through the history would be long."""
    figures = known_figures(post.metrics)
    at = post.as_of
    state = PostState(**_told(post), metrics=figures, metrics_as_of=at, told_as_of=at)
    snapshots = {at: figures} if figures or rule.always_snapshot else {}
    return Merged(state, snapshots, ["imported"], [None], is_changed=True)


def state_values(platform: str, state: PostState) -> dict[str, Any]:
    """The columns of a post for a state, those that follow from others included."""
    score = engagement_score(PostMetrics(**state.metrics))
    kind, duration = state.kind, state.duration_seconds
    return {
        **{name: getattr(state, name) for name in PostState.__slots__},
        "format": post_format(platform, kind, duration, state.published_at),
        "engagement_score": score.ratio if score else None,
        "engagement_denominator": score.denominator if score else None,
    }


def known_figures(metrics: PostMetrics) -> Figures:
    """The figures that are known, by name."""
    told = (
        metrics.__dict__.items()
    )  # iterating the model itself takes five times longer
    return {name: count for name, count in told if count is not None}


def overlay(history: Mapping[datetime, Figures]) -> Figures:
    """Each figure as it was last told."""
    if len(history) == 1:
        return dict(*history.values())
    figures: Figures = {}
    for moment in sorted(history):
        figures.update(history[moment])
    return figures


def is_news(
    history: Mapping[datetime, Figures], moment: datetime, figures: Figures
) -> bool:
    """Whether the figures say anything else than was known at that moment."""
    if not history:
        return bool(figures)
    before = overlay({at: told for at, told in history.items() if at <= moment})
    return any(before.get(name) != count for name, count in figures.items())


def clean_text(text: str | None) -> str | None:
    """The text without white space around it or NUL, None if nothing is left."""
    return (text or "").replace("\x00", "").strip() or None


def _newest_of(held: PostState | None) -> dict[datetime, Figures]:
    return {held.metrics_as_of: held.metrics} if held else {}


def _see(
    state: PostState | None,
    post: CollectedPost,
    figures: Figures,
    *,
    is_new: bool,
    rule: MergeRule,
) -> PostState:
    told = _told(post)
    at = post.as_of
    if state is None:
        return PostState(**told, metrics=figures, metrics_as_of=at, told_as_of=at)
    is_later = at >= state.told_as_of
    # What a listing tells in part may be a text cut short: it only fills gaps.
    replaces = is_later and (post.is_whole or not state.is_whole)
    changes = {
        name: value
        for name, value in told.items()
        if value not in (None, "unknown", getattr(state, name))
        and (replaces or getattr(state, name) in (None, "unknown"))
    }
    if "transcript" in changes:
        # What was known of other words does not hold for these.
        changes |= dict.fromkeys(_OF_HEARD_WORDS)
        changes["formatted_transcript"] = told["formatted_transcript"]
    if changes.get("transcript_state") == "no_speech" and state.transcript:
        del changes["transcript_state"]
    tells_all = known_figures(post.metrics).keys() >= state.metrics.keys()
    moves_time = is_new or rule.always_snapshot or (rule.confirms_time and tells_all)
    if moves_time and at >= state.metrics_as_of:
        changes["metrics_as_of"] = at
    if replaces and (changes or is_new or rule.confirms_time):
        changes["told_as_of"] = at
    changes["is_whole"] = state.is_whole or post.is_whole
    return replace(state, **changes, metrics=figures)


def _told(post: CollectedPost) -> dict[str, Any]:
    """What a sighting says, without its figures."""
    transcript = clean_text(post.transcript)
    segments = [segment.model_dump() for segment in post.transcript_segments]
    state = "present" if transcript else "no_speech" if post.has_no_speech else None
    return {
        "url": post.url,
        "username": post.username or post.creator_name,
        "creator_key": post.creator_key,
        "creator_name": post.creator_name,
        "kind": clean_text(post.kind),
        "title": clean_text(post.title),
        "content": clean_text(post.content),
        "published_at": post.published_at,
        "duration_seconds": post.duration_seconds,
        "transcript": transcript,
        "formatted_transcript": segments or None,
        "transcript_state": state or "unknown",
        "is_invented": post.is_invented,
        "is_whole": post.is_whole,
    }


def _find_replaced(before: PostState | None, after: PostState) -> Replaced:
    if before is None or before is after:
        return None
    changed = {
        name: value
        for name in TEXTS
        if (value := getattr(before, name)) != getattr(after, name)
    }
    return changed or None


def _outcome(before: PostState | None, after: PostState, *, is_new: bool) -> Outcome:
    if before is None:
        return "imported"
    same = before == replace(
        after, metrics_as_of=before.metrics_as_of, told_as_of=before.told_as_of
    )
    return "duplicate" if same and not is_new else "updated"
