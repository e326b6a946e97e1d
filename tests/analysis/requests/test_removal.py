"""Deleting a request, taking it back, and when it is gone for good."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from libs.common.identity import Identity
from libs.common.ids import new_id
from services.analysis.requests.messages import PurgeDeletedRequests
from services.analysis.requests.states import RequestStatus
from services.analysis.worker import build_handlers
from tests.analysis.requests.stored import change, count_rows, store
from tests.analysis.requests.test_endpoints import ANALYZE, FIRST, analyze
from tests.fixtures.app import RunningService
from tests.fixtures.auth import build_identity

REQUESTS = "/api/v1/analysis/requests"


def ago(**span: float) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


class TestDeleteRequest:
    async def test_anonymous_caller_is_refused(
        self, idle_analysis: RunningService
    ) -> None:
        answer = await idle_analysis.client().delete(f"{REQUESTS}/{uuid4()}")
        assert answer.status_code == 401

    async def test_other_owner_is_told_nothing(
        self, idle_analysis: RunningService, alice: Identity, bob: Identity
    ) -> None:
        request_id = await store(idle_analysis, alice)
        client = idle_analysis.client(bob)
        answers = [
            await client.delete(f"{REQUESTS}/{request_id}"),
            await client.post(f"{REQUESTS}/{request_id}/restore"),
        ]
        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (
                404,
                "AnalysisRequestNotFound",
            )
        own = await idle_analysis.client(alice).get(f"{REQUESTS}/{request_id}")
        assert own.status_code == 200

    async def test_key_that_may_only_read_is_refused(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        request_id = await store(idle_analysis, alice)
        caller = build_identity("alice", scopes=frozenset({"analysis:read"}))
        client = idle_analysis.client(caller)
        answers = [
            await client.delete(f"{REQUESTS}/{request_id}"),
            await client.post(f"{REQUESTS}/{request_id}/restore"),
        ]
        assert [answer.status_code for answer in answers] == [403, 403]

    async def test_deleted_one_is_nowhere(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        post_id = uuid4()
        request_id = await store(idle_analysis, alice, post_ids=[post_id])
        client = idle_analysis.client(alice)
        path = f"{REQUESTS}/{request_id}"
        answer = await client.delete(path)
        assert (answer.status_code, answer.content) == (204, b"")

        for method, route in (
            ("GET", path),
            ("GET", f"{path}/events"),
            ("POST", f"{path}/retry"),
            ("POST", f"{path}/cancel"),
        ):
            answer = await client.request(method, route)
            assert (answer.status_code, answer.json()["code"]) == (
                404,
                "AnalysisRequestNotFound",
            )
        assert (await client.get(REQUESTS)).json()["items"] == []
        results = await client.get(f"/api/v1/analysis/results?post_id={post_id}")
        assert results.json()["items"] == []

    @pytest.mark.parametrize("status", ["PENDING", "PROCESSING"])
    async def test_running_one_is_to_be_stopped_first(
        self, idle_analysis: RunningService, alice: Identity, status: str
    ) -> None:
        request_id = await store(idle_analysis, alice, status=RequestStatus(status))
        client = idle_analysis.client(alice)
        answer = await client.delete(f"{REQUESTS}/{request_id}")
        assert (answer.status_code, answer.json()["code"]) == (
            409,
            "RequestStillRunning",
        )
        assert (await client.post(f"{REQUESTS}/{request_id}/cancel")).is_success
        assert (await client.delete(f"{REQUESTS}/{request_id}")).status_code == 204

    async def test_deleting_again_does_not_keep_it_longer(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        request_id = await store(idle_analysis, alice, deleted_at=ago(days=31))
        client = idle_analysis.client(alice)
        assert (await client.delete(f"{REQUESTS}/{request_id}")).status_code == 204
        restored = await client.post(f"{REQUESTS}/{request_id}/restore")
        assert restored.status_code == 404

    async def test_key_of_a_deleted_request_begins_nothing(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        client = idle_analysis.client(alice)
        key = {"Idempotency-Key": "once"}
        made = await analyze(client, FIRST, **key)
        await client.post(f"{REQUESTS}/{made['id']}/cancel")
        assert (await client.delete(f"{REQUESTS}/{made['id']}")).status_code == 204
        again = await client.post(ANALYZE, json={"post_urls": [FIRST]}, headers=key)
        assert (again.status_code, again.json()) == (202, made)
        assert (await client.get(REQUESTS)).json()["items"] == []


class TestRestoreRequest:
    async def test_restored_one_is_as_it_was(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        request_id = await store(idle_analysis, alice, titles=["A", "B"])
        client = idle_analysis.client(alice)
        before = (await client.get(REQUESTS)).json()["items"]
        await client.delete(f"{REQUESTS}/{request_id}")
        restored = await client.post(f"{REQUESTS}/{request_id}/restore")
        assert restored.status_code == 200
        assert (
            [restored.json()] == before == (await client.get(REQUESTS)).json()["items"]
        )
        whole = await client.get(f"{REQUESTS}/{request_id}")
        assert [post["title"] for post in whole.json()["posts"]] == ["A", "B"]

    async def test_restoring_twice_changes_nothing(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        request_id = await store(idle_analysis, alice)
        client = idle_analysis.client(alice)
        for _ in range(2):
            answer = await client.post(f"{REQUESTS}/{request_id}/restore")
            assert answer.status_code == 200

    @pytest.mark.parametrize(("days", "status"), [(29.99, 200), (30.01, 404)])
    async def test_after_thirty_days_it_is_too_late(
        self,
        idle_analysis: RunningService,
        alice: Identity,
        days: float,
        status: int,
    ) -> None:
        request_id = await store(idle_analysis, alice, deleted_at=ago(days=days))
        answer = await idle_analysis.client(alice).post(
            f"{REQUESTS}/{request_id}/restore"
        )
        assert answer.status_code == status


class TestPurge:
    async def test_rows_older_than_thirty_days_go_for_good(
        self, idle_analysis: RunningService, alice: Identity, bob: Identity
    ) -> None:
        old = await store(
            idle_analysis, bob, post_ids=[uuid4()], deleted_at=ago(days=31)
        )
        young = await store(idle_analysis, alice, deleted_at=ago(days=29))
        kept = await store(idle_analysis, alice, post_ids=[uuid4()])
        await change(idle_analysis, kept, created_at=ago(days=400))

        await self._purge(idle_analysis, old)
        assert await count_rows(idle_analysis, old) == 0
        assert await count_rows(idle_analysis, young) == 2
        assert await count_rows(idle_analysis, kept) == 3

    async def test_more_than_a_batch_is_purged_in_one_run(
        self,
        idle_analysis: RunningService,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("services.analysis.requests.tasks._BATCH", 2)
        stored = [
            await store(idle_analysis, alice, deleted_at=ago(days=31 + n))
            for n in range(5)
        ]
        await self._purge(idle_analysis, *stored)
        assert [await count_rows(idle_analysis, each) for each in stored] == [0] * 5

    async def _purge(self, service: RunningService, *expected: UUID) -> None:
        await service.run_worker(build_handlers())
        async with service.resources.database.unit_of_work() as session:
            await service.resources.jobs.send(
                session, PurgeDeletedRequests(), message_id=new_id()
            )
        async with asyncio.timeout(20):
            for request_id in expected:
                while await count_rows(service, request_id):
                    await asyncio.sleep(0.05)
