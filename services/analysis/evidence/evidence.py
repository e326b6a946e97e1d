"""All evidence about one post, from what is handed in and nothing else."""

from zoneinfo import ZoneInfo

from libs.common.contracts.social import Baseline, PostDetail
from services.analysis.evidence import names
from services.analysis.evidence.baseline import choose_others
from services.analysis.evidence.engagement_items import build_engagement_items
from services.analysis.evidence.missing import list_missing
from services.analysis.evidence.outlier import judge_outlier
from services.analysis.evidence.result_items import build_result_items
from services.analysis.evidence.schemas import AccountKind, EvidenceSet, Subject
from services.analysis.evidence.speech_items import (
    build_media_items,
    build_speech_items,
)
from services.analysis.evidence.text_items import build_text_items
from services.analysis.evidence.timing_items import build_timing_items


def build_evidence(
    post: PostDetail,
    baseline: Baseline,
    *,
    timezone: ZoneInfo,
    account_kind: AccountKind | None = None,
) -> EvidenceSet:
    """The evidence about `post` among the creator's other posts in `baseline`.

    `baseline.posts` may be in any number and order, and may hold the post itself;
    the comparable ones are chosen here. Hours and weekdays are told in `timezone`.
    The same input gives the same items with the same ids: result, engagement, timing,
    form, speech, always at least the account and what the post is."""
    others = choose_others(post, baseline.posts)
    verdict = judge_outlier(post.metrics, others)
    items = [
        *build_result_items(post, others, verdict),
        *build_engagement_items(post, others, account_kind),
        *build_timing_items(post, others, timezone),
        *build_media_items(post, others),
        *build_text_items(post, others),
        *build_speech_items(post),
    ]
    return EvidenceSet(
        subject=_build_subject(post, timezone),
        verdict=verdict,
        items=tuple(
            item.model_copy(update={"id": f"E{number}"})
            for number, item in enumerate(items, start=1)
        ),
        missing=list_missing(post, verdict, items),
    )


def _build_subject(post: PostDetail, timezone: ZoneInfo) -> Subject:
    one, many = names.format_names(post.format)
    return Subject(
        post_id=post.id,
        platform=post.platform,
        platform_name=names.platform_name(post.platform),
        format=post.format,
        format_singular=one,
        format_plural=many,
        creator_name=post.creator_name,
        title=post.title,
        published_at=post.published_at,
        metrics_as_of=post.metrics_as_of,
        timezone=timezone.key,
        is_invented=post.is_invented,
    )
