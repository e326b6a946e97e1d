"""Billing hangs or changes its mind: nobody else's request is held up by it."""

import asyncio

from libs.common.identity import Identity
from services.analysis.requests.schemas import RequestRead
from tests.analysis.neighbours import Neighbours
from tests.analysis.requests.test_endpoints import FIRST, analyze
from tests.analysis.test_pipeline import run, wait_until
from tests.fixtures.app import RunningService

# More than the pool has connections.
MANY = 25


class TestSlowBilling:
    async def test_reading_goes_on_while_many_wait_for_it(
        self, idle_analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.hold_billing = asyncio.Event()
        client = idle_analysis.client(alice)
        waiting = [
            asyncio.create_task(analyze(client, FIRST, **{"Idempotency-Key": f"k{n}"}))
            for n in range(MANY)
        ]
        await asyncio.sleep(0.5)
        async with asyncio.timeout(3):
            found = await client.get("/api/v1/analysis/requests")
        assert found.status_code == 200
        neighbours.hold_billing.set()
        bodies = await asyncio.gather(*waiting)
        assert len({body["id"] for body in bodies}) == MANY

    async def test_retries_wait_without_locking_the_request(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.reasons["abcdefghijA"] = ["not_found"]
        client = analysis.client(alice)
        path = f"/api/v1/analysis/requests/{(await run(client, FIRST))['id']}"
        neighbours.hold_billing = asyncio.Event()
        retries = [
            asyncio.create_task(client.post(f"{path}/retry")) for _ in range(MANY)
        ]
        await asyncio.sleep(0.5)
        async with asyncio.timeout(3):
            assert (await client.get(path)).json()["status"] == "FAILED"
            assert (await client.post(f"{path}/cancel")).status_code == 409
        neighbours.hold_billing.set()
        answers = [response.status_code for response in await asyncio.gather(*retries)]
        assert sorted(answers) == [202, *[409] * (MANY - 1)]
        body = await wait_until(client, path.rpartition("/")[2], "COMPLETED")
        assert RequestRead.model_validate(body).counts.done == 1
        reserved = {r.reservation_id for r in neighbours.reservations}
        assert len(reserved) == 2

    async def test_retries_with_one_key_are_one(
        self, analysis: RunningService, neighbours: Neighbours, alice: Identity
    ) -> None:
        neighbours.reasons["abcdefghijA"] = ["not_found"]
        client = analysis.client(alice)
        request_id = (await run(client, FIRST))["id"]
        path = f"/api/v1/analysis/requests/{request_id}/retry"
        answers = await asyncio.gather(
            *(client.post(path, headers={"Idempotency-Key": "k"}) for _ in range(9))
        )
        told = {(a.status_code, a.json().get("code")) for a in answers}
        assert (202, None) in told
        assert told <= {(202, None), (409, "IdempotencyKeyInUse")}
        body = await wait_until(client, request_id, "COMPLETED")
        assert [row["stage"] for row in body["history"]].count("retrying") == 1
