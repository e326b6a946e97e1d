"""The newest result of each post."""

from datetime import timedelta
from uuid import uuid4

import pytest

from libs.common.identity import Identity
from services.analysis.requests.states import RequestStatus
from tests.analysis.requests.stored import NOON, store
from tests.fixtures.app import RunningService

RESULTS = "/api/v1/analysis/results"


class TestListResults:
    async def test_anonymous_caller_is_refused(
        self, idle_analysis: RunningService
    ) -> None:
        answer = await idle_analysis.client().get(f"{RESULTS}?post_id={uuid4()}")
        assert answer.status_code == 401

    async def test_results_of_others_are_not_told(
        self, idle_analysis: RunningService, alice: Identity, bob: Identity
    ) -> None:
        post_id = uuid4()
        await store(idle_analysis, alice, post_ids=[post_id], bands=["above"])
        answer = await idle_analysis.client(bob).get(f"{RESULTS}?post_id={post_id}")
        assert answer.json() == {"items": [], "next_cursor": None}

    async def test_newest_of_each_in_the_order_asked(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        one, two, none = uuid4(), uuid4(), uuid4()
        later = NOON + timedelta(days=1)
        await store(
            idle_analysis,
            alice,
            titles=["1", "2"],
            post_ids=[one, two],
            bands=["usual", "outlier"],
        )
        newest = await store(
            idle_analysis,
            alice,
            post_ids=[one],
            bands=["extreme"],
            created_at=later,
        )
        answer = await idle_analysis.client(alice).get(
            RESULTS, params={"post_id": [str(two), str(none), str(one), str(two)]}
        )
        items = answer.json()["items"]
        assert [(item["post_id"], item["band"]) for item in items] == [
            (str(two), "outlier"),
            (str(one), "extreme"),
        ]
        assert items[0]["position"] == 1
        assert items[0]["outlier_multiple"] == 5.0
        assert items[1]["request_id"] == str(newest)
        assert items[1]["analysed_at"] == "2026-03-06T12:00:00Z"

    async def test_deleted_newest_gives_way_to_the_one_before(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        post_id = uuid4()
        kept = await store(idle_analysis, alice, post_ids=[post_id], bands=["usual"])
        await store(
            idle_analysis,
            alice,
            post_ids=[post_id],
            bands=["above"],
            created_at=NOON + timedelta(days=1),
            deleted_at=NOON + timedelta(days=2),
        )
        answer = await idle_analysis.client(alice).get(f"{RESULTS}?post_id={post_id}")
        [item] = answer.json()["items"]
        assert (item["request_id"], item["band"]) == (str(kept), "usual")

    async def test_post_without_a_baseline_has_no_multiple(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        post_id = uuid4()
        running = RequestStatus.PROCESSING
        await store(idle_analysis, alice, post_ids=[post_id], status=running)
        answer = await idle_analysis.client(alice).get(f"{RESULTS}?post_id={post_id}")
        [item] = answer.json()["items"]
        assert (item["outlier_multiple"], item["band"]) == (None, None)

    @pytest.mark.parametrize(
        "query", ["", "post_id=x", "&".join([f"post_id={uuid4()}"] * 101)]
    )
    async def test_bad_ids_are_refused(
        self, idle_analysis: RunningService, alice: Identity, query: str
    ) -> None:
        answer = await idle_analysis.client(alice).get(f"{RESULTS}?{query}")
        assert answer.status_code == 422
