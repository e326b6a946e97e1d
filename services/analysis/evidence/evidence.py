"""All evidence about one post, from what is handed in and nothing else."""

from zoneinfo import ZoneInfo

from libs.common.contracts.social import Baseline, PostDetail
from libs.common.standing.basis import read_metric
from libs.common.standing.judging import outlier_multiple
from services.analysis.evidence.baseline import ComparableOthers, choose_others
from services.analysis.evidence.contrasts import build_contrasts
from services.analysis.evidence.engagement_items import build_engagement_items
from services.analysis.evidence.missing import list_missing
from services.analysis.evidence.outlier import judge_outlier
from services.analysis.evidence.result_items import build_result_items
from services.analysis.evidence.schemas import (
    AccountKind,
    EvidenceItem,
    EvidenceSet,
    OtherPost,
    OutlierVerdict,
    Subject,
)
from services.analysis.evidence.speech_items import (
    build_media_items,
    build_speech_items,
)
from services.analysis.evidence.text_items import build_text_items
from services.analysis.evidence.text_traits import first_words
from services.analysis.evidence.timing_items import build_timing_items, find_moments
from services.analysis.wording import names
from services.analysis.wording.quoting import shorten, storable
from services.analysis.wording.wording import PostWords, find_words


def build_evidence(
    post: PostDetail,
    baseline: Baseline,
    *,
    timezone: ZoneInfo,
    language: str = "en",
    account_kind: AccountKind | None = None,
) -> EvidenceSet:
    """The evidence about `post` among the creator's other posts in `baseline`.

    `baseline.posts` may be in any number and order, and may hold the post itself;
    the comparable ones are chosen here. Hours and weekdays are told in `timezone`,
    everything in the catalogue of `language` (a BCP 47 tag). The same input gives the
    same items with the same ids: result, engagement, timing, form, speech, always at
    least the account and what the post is."""
    words = find_words(language, post.platform, post.format)
    others = choose_others(post, baseline.posts)
    verdict = judge_outlier(post.metrics, others)
    items = _number(
        [
            *build_result_items(post, others, verdict, words),
            *build_engagement_items(post, others, account_kind, words),
            *build_timing_items(post, others, timezone, words),
            *build_media_items(post, others, words),
            *build_text_items(post, others, words),
            *build_speech_items(post, words),
        ]
    )
    is_ready = verdict.baseline_state == "ready"
    moments = find_moments(post, others, timezone)
    return EvidenceSet(
        subject=_build_subject(post, timezone, words),
        verdict=verdict,
        items=tuple(items),
        missing=list_missing(post, verdict, items, words),
        others=_list_others(others, verdict),
        contrasts=build_contrasts(items, moments, words) if is_ready else None,
    )


def _number(items: list[EvidenceItem]) -> list[EvidenceItem]:
    return [
        item.model_copy(update={"id": f"E{number}"})
        for number, item in enumerate(items, start=1)
    ]


def _list_others(
    others: ComparableOthers, verdict: OutlierVerdict
) -> tuple[OtherPost, ...]:
    usual, basis = verdict.usual, others.basis
    if basis is None:
        return ()
    return tuple(
        OtherPost(
            post_id=other.id,
            title=shorten(other.title or "") or first_words(other.text or "") or None,
            published_at=other.published_at,
            value=value,
            multiple=None if usual is None else outlier_multiple(value, usual),
        )
        for other in others.posts
        if other.published_at is not None
        if (value := read_metric(other.metrics, basis)) is not None
    )


def _build_subject(post: PostDetail, timezone: ZoneInfo, words: PostWords) -> Subject:
    return Subject(
        post_id=post.id,
        platform=post.platform,
        platform_name=names.platform_name(post.platform),
        format=post.format,
        format_singular=words.nouns["one"],
        format_plural=words.nouns["many"],
        creator_name=storable(post.creator_name) or "",
        title=storable(post.title),
        published_at=post.published_at,
        metrics_as_of=post.metrics_as_of,
        timezone=timezone.key,
        language=words.wording.language,
        is_invented=post.is_invented,
    )
