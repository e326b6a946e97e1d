"""The list of requests: search, filters, pages, and what is refused."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from libs.common.identity import Identity
from services.analysis.owners.models import OwnerProfile
from services.analysis.requests.states import RequestStatus, Stage
from tests.analysis.requests.stored import NOON, store
from tests.fixtures.app import RunningService

REQUESTS = "/api/v1/analysis/requests"


async def find(client: httpx2.AsyncClient, **query: Any) -> list[str]:
    answer = await client.get(REQUESTS, params=query)
    assert answer.status_code == 200, answer.text
    return [item["display_name"] for item in answer.json()["items"]]


class TestSearch:
    @pytest.mark.parametrize(
        ("query", "is_found"),
        [
            ("chair", True),
            ("CHAIR  glue", True),
            ("glue chair", True),
            ("chair saw", False),
            ("100%", True),
            ("10_%", False),
            ("watch?v=film1", True),
            ("youtu.be", True),
            ("Ｃｈａｉｒ", True),
            ("STRASSE", True),
            ("كرسي", True),
            ("", True),
            ("   ", True),
            ("\\", False),
            ("'; DROP TABLE x; --", False),
        ],
    )
    async def test_all_words_occur_in_name_titles_or_links(
        self,
        idle_analysis: RunningService,
        alice: Identity,
        query: str,
        is_found: bool,
    ) -> None:
        titles = ["A Chair from the Straße", "100% glue, كرسي"]
        await store(idle_analysis, alice, titles=titles)
        found = await find(idle_analysis.client(alice), q=query)
        assert found == ([titles[0]] if is_found else [])

    async def test_others_are_never_found(
        self, idle_analysis: RunningService, alice: Identity, bob: Identity
    ) -> None:
        await store(idle_analysis, alice, titles=["A chair"])
        assert await find(idle_analysis.client(bob), q="chair") == []


class TestFilters:
    async def test_status_is_any_of_those_named(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        await store(idle_analysis, alice, titles=["whole"])
        await store(
            idle_analysis, alice, titles=["partly"], stage=Stage.PARTIAL_SUCCESS
        )
        for status in ("FAILED", "PENDING"):
            await store(
                idle_analysis, alice, titles=[status], status=RequestStatus(status)
            )
        client = idle_analysis.client(alice)

        async def names(*statuses: str) -> set[str]:
            return set(await find(client, status=statuses))

        assert await names("COMPLETED") == {"whole", "partly"}
        assert await names("partial") == {"partly"}
        assert await names("FAILED", "partial") == {"FAILED", "partly"}
        assert await names("PENDING", "PROCESSING") == {"PENDING"}
        assert await names() == {"whole", "partly", "FAILED", "PENDING"}

    async def test_platform_is_found_in_mixed_requests_too(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        await store(idle_analysis, alice, titles=["tube"])
        await store(
            idle_analysis, alice, titles=["both", "b"], platforms=["x", "youtube"]
        )
        client = idle_analysis.client(alice)
        assert await find(client, platform="x") == ["both"]
        assert set(await find(client, platform="youtube")) == {"tube", "both"}
        assert set(await find(client, platform=["x", "tiktok"])) == {"both"}
        assert await find(client, platform="tiktok") == []

    async def test_days_are_the_owners_and_both_included(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        profile = OwnerProfile(
            owner_id=alice.owner_id,
            timezone="Pacific/Auckland",
            language="en",
            changed_at=NOON,
        )
        async with idle_analysis.resources.database.unit_of_work() as session:
            session.add(profile)
        # Midnight in Auckland (UTC+13 in March) is 11:00 UTC of the day before.
        for name, at in (
            ("before", datetime.fromisoformat("2026-03-04T10:59:59Z")),
            ("first", datetime.fromisoformat("2026-03-04T11:00:00Z")),
            ("last", datetime.fromisoformat("2026-03-05T10:59:59Z")),
            ("after", datetime.fromisoformat("2026-03-05T11:00:00Z")),
        ):
            await store(idle_analysis, alice, titles=[name], created_at=at)
        client = idle_analysis.client(alice)
        day = "2026-03-05"
        assert await find(client, **{"from": day, "to": day}) == ["last", "first"]
        assert await find(client, **{"from": "2026-03-06"}) == ["after"]
        assert await find(client, to="2026-03-04") == ["before"]

    async def test_filters_narrow_each_other(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        await store(idle_analysis, alice, titles=["chair"])
        await store(idle_analysis, alice, titles=["chair x"], platforms=["x"])
        found = await find(idle_analysis.client(alice), q="chair", platform="x")
        assert found == ["chair x"]


class TestPages:
    async def test_filtered_list_is_paged_without_gaps_or_repeats(
        self, idle_analysis: RunningService, alice: Identity
    ) -> None:
        for number in range(12):
            # Two of each moment, so that the id has to decide.
            at = NOON + timedelta(hours=number // 2)
            title = f"chair {number}" if number % 3 else "table"
            await store(idle_analysis, alice, titles=[title], created_at=at)
        client, seen, cursor = idle_analysis.client(alice), [], None
        while True:
            query = {"q": "chair", "limit": "3"}
            query |= {"cursor": cursor} if cursor else {}
            body = (await client.get(REQUESTS, params=query)).json()
            seen += [item["display_name"] for item in body["items"]]
            cursor = body["next_cursor"]
            if cursor is None:
                break
        expected = [f"chair {number}" for number in range(11, -1, -1) if number % 3]
        assert sorted(seen) == sorted(expected)
        assert len(seen) == len(expected)
        assert seen == await find(client, q="chair")


class TestBadParameters:
    @pytest.mark.parametrize(
        "query",
        [
            "status=DONE",
            "status=completed",
            "from=yesterday",
            "from=2026-02-30",
            "from=0001-01-01",
            "to=9999-12-31",
            "from=2026-03-06&to=2026-03-05",
            "q=%00",
            "q=" + "x" * 201,
            "platform=%00",
            "platform=" + "x" * 41,
            "&".join(["platform=x"] * 21),
            "&".join(["status=FAILED"] * 13),
            "limit=0",
            "limit=101",
        ],
    )
    async def test_each_is_refused_by_name(
        self, idle_analysis: RunningService, alice: Identity, query: str
    ) -> None:
        answer = await idle_analysis.client(alice).get(f"{REQUESTS}?{query}")
        assert answer.status_code == 422
        assert answer.json()["fields"]

    async def test_anonymous_caller_is_refused(
        self, idle_analysis: RunningService
    ) -> None:
        answer = await idle_analysis.client().get(f"{REQUESTS}?q=x")
        assert answer.status_code == 401


class TestManyRequests:
    """10,000 requests of one owner among as many of another."""

    FILL = text(
        """
        INSERT INTO post_analysis_requests
            (id, owner_id, user_id, post_urls, platforms, display_name,
             search_text, status, stage, created_at)
        SELECT gen_random_uuid(), :owner, :owner, '[]', ARRAY['youtube'],
               'Film ' || n, repeat('film ' || n || ' about chairs and glue ', 12)
               || CASE WHEN n = 17 THEN 'needle' ELSE '' END,
               'COMPLETED', 'analysis_complete', now() - n * interval '1 minute'
        FROM generate_series(1, 10000) AS n
        """
    )

    async def test_search_reads_the_owners_index_and_is_quick(
        self, idle_analysis: RunningService, alice: Identity, bob: Identity
    ) -> None:
        async with idle_analysis.resources.database.unit_of_work() as session:
            for owner in (alice, bob):
                await session.execute(self.FILL, {"owner": owner.owner_id})
        async with idle_analysis.resources.database.unit_of_work() as session:
            await session.execute(text("ANALYZE post_analysis_requests"))
            plan = await self._explain(session, alice.owner_id)
        lines = "\n".join(plan)
        assert "ix_post_analysis_requests_owner" in lines
        assert "Sort" not in lines
        assert await find(idle_analysis.client(alice), q="needle") == ["Film 17"]

    async def _explain(self, session: Any, owner_id: UUID) -> list[str]:
        statement = text(
            """
            EXPLAIN SELECT * FROM post_analysis_requests
            WHERE owner_id = :owner AND deleted_at IS NULL
              AND strpos(search_text, 'needle') > 0
            ORDER BY created_at DESC, id DESC LIMIT 21
            """
        )
        return list((await session.scalars(statement, {"owner": owner_id})).all())
