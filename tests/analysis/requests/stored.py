"""Requests put straight into the database, as if they had been worked on."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text, update

from libs.common.identity import Identity
from libs.common.ids import new_id
from services.analysis.analyses.models import PostAnalysis
from services.analysis.requests.filtering import build_search_text
from services.analysis.requests.models import PostAnalysisRequest, RequestPost
from services.analysis.requests.states import PostState, RequestStatus, Stage
from tests.fixtures.app import RunningService

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
PARTS = ("request_posts", "post_analyses", "analysis_status_history")


async def store(
    service: RunningService,
    owner: Identity,
    *,
    titles: Sequence[str] = ("A film",),
    platforms: Sequence[str] = ("youtube",),
    post_ids: Sequence[UUID] = (),
    bands: Sequence[str | None] = (),
    **values: Any,
) -> UUID:
    """A request of this owner, completed unless `values` say otherwise; its id.

    With `post_ids` each post has a result, of the band at the same place."""
    request = PostAnalysisRequest(
        **{
            "id": new_id(),
            "owner_id": owner.owner_id,
            "user_id": owner.user_id,
            "platforms": sorted(set(platforms)),
            "post_urls": [],
            "display_name": titles[0],
            "status": RequestStatus.COMPLETED,
            "stage": Stage.ANALYSIS_COMPLETE,
            "created_at": NOON,
            "last_seq": 0,
            **values,
        }
    )
    posts = [
        RequestPost(
            request_id=request.id,
            position=place,
            url=f"https://youtu.be/film{place}",
            canonical_url=f"https://www.youtube.com/watch?v=film{place}",
            platform=platforms[place % len(platforms)],
            title=title,
            state=PostState.DONE,
            outlier_multiple=None if place >= len(bands) else 4.0 + place,
            band=None if place >= len(bands) else bands[place],
        )
        for place, title in enumerate(titles)
    ]
    request.search_text = build_search_text(request, posts)
    results = [
        _build_result(request, place, post_id) for place, post_id in enumerate(post_ids)
    ]
    async with service.resources.database.unit_of_work() as session:
        session.add(request)
        await session.flush()
        session.add_all([*posts, *results])
    return request.id


async def change(service: RunningService, request_id: UUID, **values: Any) -> None:
    """Sets columns of a request."""
    statement = (
        update(PostAnalysisRequest)
        .where(PostAnalysisRequest.id == request_id)
        .values(**values)
    )
    async with service.resources.database.unit_of_work() as session:
        await session.execute(statement)


async def count_rows(service: RunningService, request_id: UUID) -> int:
    """How many rows there are of a request, its own among them."""
    own = "SELECT count(*) FROM post_analysis_requests WHERE id = :id"
    parts = (f"SELECT count(*) FROM {name} WHERE request_id = :id" for name in PARTS)
    total = 0
    async with service.resources.database.read() as session:
        for statement in (own, *parts):
            answer = await session.execute(text(statement), {"id": request_id})
            total += int(answer.scalar_one())
    return total


def _build_result(
    request: PostAnalysisRequest, place: int, post_id: UUID
) -> PostAnalysis:
    return PostAnalysis(
        owner_id=request.owner_id,
        request_id=request.id,
        position=place,
        post_id=post_id,
        virality_reasoning=[],
        quick_takeaways=[],
        content_observation={},
        replicable_elements=[],
        improvements=[],
        suggestions_for_future_posts=[],
        analysis_data={},
        metadata_used={},
        evidence={},
        removed=[],
        provider="offline",
        model="rules",
        prompt_version="1",
        cost_micro_usd=0,
        latency_ms=0,
        created_at=request.created_at,
    )
