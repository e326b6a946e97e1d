"""Saying what is not known, so that silence is not read as zero."""

from libs.common.contracts.social import PostDetail
from libs.common.standing.basis import read_metric
from services.analysis.evidence.schemas import (
    EvidenceItem,
    Missing,
    MissingName,
    OutlierVerdict,
)
from services.analysis.evidence.speech_items import has_transcript
from services.analysis.wording import names
from services.analysis.wording.quoting import readable
from services.analysis.wording.wording import PostWords


def list_missing(
    post: PostDetail,
    verdict: OutlierVerdict,
    items: list[EvidenceItem],
    words: PostWords,
) -> tuple[Missing, ...]:
    """What is missing, what weighs most first. Each name at most once."""
    is_spoken = names.is_spoken_format(post.format)
    metrics, kinds = post.metrics, {item.kind for item in items}
    checks: tuple[tuple[MissingName, bool], ...] = (
        ("no_metrics", verdict.baseline_state == "no_metrics"),
        ("no_published_time", post.published_at is None),
        ("no_baseline", verdict.baseline_state == "no_baseline"),
        (
            "no_engagement_ratio",
            not any(item.group == "engagement" for item in items),
        ),
        ("no_followers", metrics.followers is None),
        ("no_impressions", metrics.impressions is None and metrics.reach is None),
        ("no_transcript", is_spoken and not has_transcript(post)),
        ("no_duration", is_spoken and post.duration_seconds is None),
        ("no_text", not (readable(post.title) or readable(post.content))),
        ("no_media", is_spoken and not post.media),
        ("no_growth", "growth" not in kinds),
    )
    return tuple(
        Missing(name=name, message=_describe(name, post, verdict, words))
        for name, is_missing in checks
        if is_missing
    )


def _describe(
    name: MissingName, post: PostDetail, verdict: OutlierVerdict, words: PostWords
) -> str:
    match name:
        case "no_baseline":
            held = verdict.sample_size
            form = "none" if held == 0 else "one" if held == 1 else "many"
            key = f"missing.no_baseline_{form}"
            return words.say(key, count=held, needed=verdict.needed)
        case "no_followers":
            word = names.follower_word(post.platform)
            return words.say("missing.no_followers", followers=words.plural(word))
        case "no_growth" if post.snapshot_count > 1:
            told = _count_told(post, verdict)
            return words.say(f"missing.no_growth_{'span' if told > 1 else 'count'}")
        case _:
            return words.say(f"missing.{name}")


def _count_told(post: PostDetail, verdict: OutlierVerdict) -> int:
    """How often the count that the post is measured by was told."""
    basis = verdict.basis
    if basis is None:
        return 0
    return sum(read_metric(each.metrics, basis) is not None for each in post.snapshots)
