"""Saying what is not known, so that silence is not read as zero."""

from libs.common.contracts.social import PostDetail
from services.analysis.evidence import names
from services.analysis.evidence.schemas import (
    EvidenceItem,
    Missing,
    MissingName,
    OutlierVerdict,
)
from services.analysis.evidence.speech_items import has_transcript


def list_missing(
    post: PostDetail, verdict: OutlierVerdict, items: list[EvidenceItem]
) -> tuple[Missing, ...]:
    """What is missing, what weighs most first. Each name at most once."""
    one, many = names.format_names(post.format)
    noun = names.follower_noun(post.platform)
    has_rate = any(item.group == "engagement" for item in items)
    is_spoken = names.is_spoken_format(post.format)
    metrics = post.metrics
    checks: tuple[tuple[bool, MissingName, str], ...] = (
        (
            verdict.baseline_state == "no_metrics",
            "no_metrics",
            "No count of views, impressions or interactions is held.",
        ),
        (
            post.published_at is None,
            "no_published_time",
            "The publishing time is not known, so no comparable posts can be chosen.",
        ),
        (
            verdict.baseline_state == "no_baseline",
            "no_baseline",
            f"{verdict.sample_size} comparable {_of(verdict.sample_size, one, many)} "
            f"held; {verdict.needed} are needed before a multiple means anything.",
        ),
        (
            not has_rate,
            "no_engagement_ratio",
            "No engagement rate: interactions or what they are divided by are missing.",
        ),
        (
            metrics.followers is None,
            "no_followers",
            f"The number of {noun} is not known.",
        ),
        (
            metrics.impressions is None and metrics.reach is None,
            "no_impressions",
            f"Impressions and reach are private to the "
            f"{names.account_noun(post.platform)}.",
        ),
        (
            is_spoken and not has_transcript(post),
            "no_transcript",
            "No transcript is held: what is said was not looked at.",
        ),
        (
            is_spoken and post.duration_seconds is None,
            "no_duration",
            "The length is not known.",
        ),
        (
            not (post.title or post.content or "").strip(),
            "no_text",
            "No title and no text are held.",
        ),
        (
            is_spoken and not post.media,
            "no_media",
            "Pictures and video are not held: what is shown was not looked at.",
        ),
        (
            post.snapshot_count < 2,
            "no_growth",
            "Measured once: how it grew is not known.",
        ),
    )
    return tuple(
        Missing(name=name, message=message)
        for is_missing, name, message in checks
        if is_missing
    )


def _of(count: int, one: str, many: str) -> str:
    return f"{one} is" if count == 1 else f"{many} are"
