"""What nobody foresaw: a broken post harms itself alone, no request waits for ever."""

import asyncio
from typing import Any

import pytest

from libs.common.contracts.analysis import ProcessAnalysisRequest
from libs.common.contracts.social import Baseline, PostDetail
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs import runner
from services.analysis.evidence.evidence import build_evidence
from services.analysis.pipeline.tasks import abandon_analysis_request
from tests.analysis.neighbours import Neighbours
from tests.analysis.requests.test_endpoints import FIRST, SECOND, analyze
from tests.analysis.test_pipeline import FIRST_ID, run, settled, wait_until
from tests.fixtures.app import RunningService


class Faulty:
    """Stands before the making of evidence; raises for the posts named."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        self.calls = 0
        monkeypatch.setattr("services.analysis.analyses.service.build_evidence", self)

    def __call__(self, post: PostDetail, baseline: Baseline, **options: Any) -> Any:
        if post.platform_post_id in self.names:
            self.calls += 1
            raise ZeroDivisionError("nobody thought of this")
        return build_evidence(post, baseline, **options)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Faulty:
    return Faulty(monkeypatch)


@pytest.fixture(autouse=True)
def quick_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the five attempts take a quarter of a minute."""
    monkeypatch.setattr(runner, "_LONGEST_DELAY_SECONDS", 0.05)


class TestUnexpectedError:
    async def test_other_posts_end_well_and_the_broken_one_is_given_back(
        self,
        analysis: RunningService,
        neighbours: Neighbours,
        alice: Identity,
        faulty: Faulty,
    ) -> None:
        faulty.names = {FIRST_ID}
        client = analysis.client(alice)
        body = await run(client, FIRST, SECOND)
        assert (body["status"], body["stage"]) == ("COMPLETED", "partial_success")
        assert [post["state"] for post in body["posts"]] == ["failed", "done"]
        assert body["posts"][0]["reason"] == "malformed"
        assert faulty.calls == 5
        assert await settled(neighbours, 1) == [{"youtube": 1}]

        faulty.names.clear()
        await client.post(f"/api/v1/analysis/requests/{body['id']}/retry")
        body = await wait_until(client, body["id"], "COMPLETED")
        assert body["stage"] == "analysis_complete"
        assert set(neighbours.media.values()) == {1}
        assert await settled(neighbours, 2) == [{"youtube": 1}, {"youtube": 1}]

    async def test_request_of_broken_posts_alone_fails(
        self,
        analysis: RunningService,
        neighbours: Neighbours,
        alice: Identity,
        faulty: Faulty,
    ) -> None:
        faulty.names = {FIRST_ID}
        body = await run(analysis.client(alice), FIRST)
        assert (body["status"], body["stage"]) == ("FAILED", "error")
        assert body["error"]["category"] == "api_error"
        assert body["is_retryable"]
        assert await settled(neighbours, 1) == [{}]

    async def test_passing_fault_is_got_over_unseen(
        self, analysis: RunningService, alice: Identity, faulty: Faulty
    ) -> None:
        faulty.names = {FIRST_ID}
        client = analysis.client(alice)
        body = await analyze(client, FIRST, SECOND)
        await _until_called(faulty)
        faulty.names.clear()
        body = await wait_until(client, body["id"])
        assert (body["stage"], body["retry_count"]) == ("analysis_complete", 0)


class TestWorkerKilledTooOften:
    async def test_request_that_was_never_begun_fails(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        client = idle_analysis.client(alice)
        request_id = (await analyze(client, FIRST))["id"]
        await _abandon(idle_analysis, request_id, attempt=0)
        path = f"/api/v1/analysis/requests/{request_id}"
        body = (await client.get(path)).json()
        assert (body["status"], body["progress"]) == ("FAILED", 100)
        rows = body["history"]
        assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))

    async def test_what_is_over_or_erased_is_left_alone(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        client = idle_analysis.client(alice)
        request_id = (await analyze(client, FIRST))["id"]
        path = f"/api/v1/analysis/requests/{request_id}"
        await client.post(f"{path}/cancel")
        await _abandon(idle_analysis, request_id, attempt=0)
        await _abandon(idle_analysis, str(new_id()), attempt=0)
        assert (await client.get(path)).json()["status"] == "CANCELLED"


async def _abandon(analysis: RunningService, request_id: str, attempt: int) -> None:
    message = ProcessAnalysisRequest.model_validate(
        {"request_id": request_id, "attempt": attempt}
    )
    async with analysis.resources.database.unit_of_work() as session:
        await abandon_analysis_request(analysis.resources, session, message)


async def _until_called(faulty: Faulty) -> None:
    async with asyncio.timeout(20):
        while not faulty.calls:
            await asyncio.sleep(0.01)
