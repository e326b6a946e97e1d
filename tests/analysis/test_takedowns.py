"""A post is taken down: its verdicts go, whoever asked for them."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from libs.common.contracts.domain_events import PostTakenDown
from libs.common.identity import Identity
from libs.common.ids import derived_id
from services.analysis.pipeline.ledger import RequestLedger
from services.analysis.takedowns.erasing import TAKEN_DOWN
from tests.analysis.neighbours import Neighbours
from tests.analysis.requests.test_endpoints import FIRST, SECOND
from tests.analysis.test_pipeline import FIRST_ID, run
from tests.fixtures.app import RunningService

POST_ID = derived_id("post", "youtube", FIRST_ID)


async def take_down(service: RunningService, *post_ids: UUID, times: int = 1) -> None:
    """Hands the event to the worker, and waits until it is done with."""
    resources = service.resources
    event = PostTakenDown(
        platform="youtube",
        platform_post_id=FIRST_ID,
        post_ids=post_ids or (POST_ID,),
        taken_down_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    for _ in range(times):
        async with resources.database.unit_of_work() as session:
            await resources.jobs.publish(session, event)
    done = text("SELECT count(*) FROM inbox WHERE name = :name AND state = 'done'")
    async with asyncio.timeout(20):
        while True:
            async with resources.database.read() as session:
                count = await session.scalar(done, {"name": event.name})
            if count and count >= times:
                return
            await asyncio.sleep(0.02)


async def read(service: RunningService, who: Identity, request_id: str) -> Any:
    path = f"/api/v1/analysis/requests/{request_id}"
    return (await service.client(who).get(path)).json()


class TestPostTakenDown:
    async def test_verdicts_titles_and_names_go_and_others_stay(
        self, analysis: RunningService, alice: Identity, bob: Identity
    ) -> None:
        first = await run(analysis.client(alice), FIRST, SECOND)
        second = await run(analysis.client(bob), FIRST)
        assert first["display_name"].startswith(f"Film {FIRST_ID}")
        await take_down(analysis, times=2)
        body = await read(analysis, alice, first["id"])
        gone, kept = body["posts"]
        assert (gone["state"], gone["message"]) == ("failed", TAKEN_DOWN)
        assert (gone["title"], gone["outlier_multiple"]) == (None, None)
        assert (kept["state"], len(body["results"])) == ("done", 1)
        assert FIRST_ID not in body["display_name"]
        body = await read(analysis, bob, second["id"])
        assert (body["results"], body["display_name"]) == (
            [],
            f"youtube.com/watch?v={FIRST_ID}",
        )
        client = analysis.client(alice)
        path = "/api/v1/analysis/results"
        found = await client.get(path, params={"post_id": str(POST_ID)})
        assert found.json()["items"] == []
        query = {"q": "Film"}
        listed = await analysis.client(bob).get(
            "/api/v1/analysis/requests", params=query
        )
        assert listed.json()["items"] == [], "its title is not searched any more"

    async def test_title_goes_from_the_evidence_of_others(
        self, analysis: RunningService, alice: Identity
    ) -> None:
        body = await run(analysis.client(alice), SECOND)
        evidence = body["results"][0]["evidence"]
        [named, *_] = evidence["others"]
        async with analysis.resources.database.unit_of_work() as session:
            await session.execute(
                text(
                    "UPDATE post_analyses SET evidence = "
                    """jsonb_set(evidence, '{others,0,title}', '"A secret"')"""
                )
            )
        await take_down(analysis, UUID(named["post_id"]))
        body = await read(analysis, alice, body["id"])
        [after, *rest] = body["results"][0]["evidence"]["others"]
        assert after == named | {"title": None}
        assert rest == evidence["others"][1:]

    async def test_verdict_that_comes_late_is_not_taken_in(
        self,
        analysis: RunningService,
        neighbours: Neighbours,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        complete = RequestLedger.complete

        async def complete_late(*arguments: Any, **options: Any) -> None:
            await take_down(analysis)
            await complete(*arguments, **options)

        monkeypatch.setattr(RequestLedger, "complete", complete_late)
        body = await run(analysis.client(alice), FIRST)
        assert (body["status"], body["results"]) == ("FAILED", [])
        assert body["posts"][0]["message"] == TAKEN_DOWN
        assert neighbours.collected[FIRST_ID] == 1
