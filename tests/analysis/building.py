"""Posts and baselines for tests of the evidence: plain values, no rows."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from libs.common.contracts.social import (
    Baseline,
    BaselinePost,
    PostDetail,
    PostMetrics,
)
from libs.common.standing.basis import choose_basis
from services.analysis.evidence.evidence import build_evidence
from services.analysis.evidence.schemas import EvidenceItem, EvidenceSet

MOMENT = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)  # a Thursday
SEEN = MOMENT + timedelta(days=60)
UTC_ZONE = ZoneInfo("UTC")
_IDS = UUID("00000000-0000-7000-8000-000000000000")


def id_of(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(_IDS, name)


def make_post(**overrides: Any) -> PostDetail:
    """A YouTube video of Thursday 2026-03-05 16:00 UTC with 1,000 views."""
    values: dict[str, Any] = {
        "id": id_of("this"),
        "platform": "youtube",
        "platform_post_id": "this",
        "url": "https://demo.invalid/youtube/this",
        "format": "video",
        "creator_key": "maker",
        "creator_name": "Maker",
        "title": "How a chair is mended",
        "content": "Glue, clamps and a day of patience.",
        "published_at": MOMENT,
        "duration_seconds": 600.0,
        "metrics": PostMetrics(views=1_000, likes=50, comments=10),
        "metrics_as_of": SEEN,
        "origin": "import",
        "fetched_at": SEEN,
    }
    return PostDetail(**{**values, **overrides})


def make_other(name: str, **overrides: Any) -> BaselinePost:
    """Another video of the same account, a day later, with 1,000 views."""
    values: dict[str, Any] = {
        "id": id_of(name),
        "platform_post_id": name,
        "format": "video",
        "published_at": MOMENT + timedelta(days=1),
        "duration_seconds": 600.0,
        "metrics": PostMetrics(views=1_000, likes=50, comments=10),
        "text_length": 35,
        "title": "How a table is mended",
    }
    return BaselinePost(**{**values, **overrides})


def make_others(views: Sequence[int], **overrides: Any) -> list[BaselinePost]:
    """One other post per count, a day apart, alternately after and before."""
    found = []
    for index, count in enumerate(views):
        distance = timedelta(days=(index // 2 + 1) * (-1) ** index)
        values: dict[str, Any] = {
            "metrics": PostMetrics(views=count, likes=50, comments=10),
            "published_at": MOMENT + distance,
        }
        found.append(make_other(f"other{index:04d}", **{**values, **overrides}))
    return found


def make_baseline(post: PostDetail, others: Sequence[BaselinePost]) -> Baseline:
    """The answer social would give, but in the order and number of `others`."""
    return Baseline(
        basis=choose_basis(post.metrics),
        has_time=post.published_at is not None,
        held=len(others),
        posts=tuple(others),
    )


def gather(
    post: PostDetail, others: Sequence[BaselinePost], *, language: str = "en"
) -> EvidenceSet:
    """The evidence on `post` among `others`, hours told in UTC."""
    baseline = make_baseline(post, others)
    return build_evidence(post, baseline, timezone=UTC_ZONE, language=language)


def pick(evidence: EvidenceSet, kind: str) -> EvidenceItem:
    """The item of that kind; fails the test where there is none."""
    item = evidence.find_item(kind)
    assert item is not None, f"no {kind} among {[i.kind for i in evidence.items]}"
    return item
