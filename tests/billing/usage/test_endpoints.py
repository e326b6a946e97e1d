"""Usage over HTTP: who may see what, and what is shown."""

from datetime import timedelta

import pytest

from libs.common.identity import Identity, service_identity
from tests.billing.asking import LIMITS, USAGE, Billing
from tests.fixtures.auth import build_identity

HISTORY = f"{USAGE}/history"


@pytest.mark.parametrize("path", [USAGE, LIMITS, HISTORY])
class TestWhoMay:
    async def test_anonymous_caller_is_refused(
        self, billing: Billing, path: str
    ) -> None:
        assert (await billing.service.client().get(path)).status_code == 401

    async def test_service_is_no_user(self, billing: Billing, path: str) -> None:
        client = billing.service.client(service_identity("analysis", ""))
        assert (await client.get(path)).status_code == 401

    async def test_key_needs_the_scope(self, billing: Billing, path: str) -> None:
        other = build_identity("alice", scopes=frozenset({"billing:read"}))
        assert (await billing.service.client(other).get(path)).status_code == 403
        right = build_identity("alice", scopes=frozenset({"accounts:read"}))
        assert (await billing.service.client(right).get(path)).status_code == 200

    async def test_nothing_of_another_owner_is_seen(
        self, billing: Billing, alice: Identity, bob: Identity, path: str
    ) -> None:
        before = await billing.get(bob, path)
        reservation_id = await billing.reserved(alice.owner_id, 5)
        await billing.settle(alice.owner_id, reservation_id, youtube=5)
        await billing.reserved(alice.owner_id, 3)
        assert await billing.get(bob, path) == before


class TestReadLimits:
    async def test_each_limit_of_the_plan_is_told(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, {"x": 2, "youtube": 4})
        await billing.settle(alice.owner_id, reservation_id, x=2, youtube=3)
        await billing.reserved(alice.owner_id, 10)
        body = await billing.get(alice, LIMITS)
        assert body["plan"]["name"] == "Free"
        assert body["limits"] == {
            "max_urls": {"limit": 20, "used": 0, "reserved": 0, "left": 20},
            "max_analyses_per_day": {
                "limit": 25,
                "used": 5,
                "reserved": 10,
                "left": 10,
            },
            "max_handles": {"limit": 1},
            "max_questions_per_day": {
                "limit": 20,
                "used": 0,
                "reserved": 0,
                "left": 20,
            },
            "max_generations_per_day": {
                "limit": 10,
                "used": 0,
                "reserved": 0,
                "left": 10,
            },
        }
        assert (body["date"], body["timezone"]) == ("2026-11-20", "UTC")
        assert body["resets_at"] == "2026-11-21T00:00:00Z"

    async def test_looking_changes_nothing(
        self, billing: Billing, alice: Identity
    ) -> None:
        first = await billing.get(alice, LIMITS)
        assert await billing.get(alice, LIMITS) == first
        assert (await billing.get(alice, HISTORY))["items"] == []


class TestReadUsage:
    async def test_counters_are_kept_by_platform_and_summed_up(
        self, billing: Billing, alice: Identity
    ) -> None:
        for posts in ({"youtube": 3, "x": 1}, {"youtube": 2}):
            reservation_id = await billing.reserved(alice.owner_id, posts)
            await billing.settle(alice.owner_id, reservation_id, **posts)
        body = await billing.get(alice, USAGE)
        rest = {"handle_analyses": 0, "post_suggestions": 0, "questions_asked": 0}
        assert body["by_platform"] == [
            {"platform": "x", "url_lookups": 1, **rest},
            {"platform": "youtube", "url_lookups": 5, **rest},
        ]
        assert body["totals"] == {"url_lookups": 6, **rest}
        assert body["starts_at"] == "2026-11-20T00:00:00Z"
        assert body["resets_at"] == "2026-11-21T00:00:00Z"

    async def test_counting_begins_anew_at_the_owners_midnight(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.tell(alice, "America/New_York", is_new=True)
        reservation_id = await billing.reserved(alice.owner_id, 20)
        await billing.settle(alice.owner_id, reservation_id, youtube=20)
        billing.clock.advance(timedelta(hours=16, minutes=59))  # 04:59 UTC
        assert await billing.analyses(alice) == (20, 0, 5)
        billing.clock.advance(timedelta(minutes=1))
        assert await billing.analyses(alice) == (0, 0, 25)
        body = await billing.get(alice, USAGE)
        assert (body["date"], body["by_platform"]) == ("2026-11-21", [])
        assert body["resets_at"] == "2026-11-22T05:00:00Z"


class TestListHistory:
    async def test_days_are_listed_newest_first_in_pages(
        self, billing: Billing, alice: Identity
    ) -> None:
        for day in range(5):
            reservation_id = await billing.reserved(alice.owner_id, 6)
            await billing.settle(alice.owner_id, reservation_id, youtube=day + 1)
            billing.clock.advance(timedelta(days=1))
        seen, cursor = [], ""
        while cursor is not None:
            page = await billing.get(alice, f"{HISTORY}?limit=2&cursor={cursor}")
            assert len(page["items"]) <= 2
            seen += page["items"]
            cursor = page["next_cursor"]
        assert [(d["date"], d["totals"]["url_lookups"]) for d in seen] == [
            ("2026-11-24", 5),
            ("2026-11-23", 4),
            ("2026-11-22", 3),
            ("2026-11-21", 2),
            ("2026-11-20", 1),
        ]
        assert seen[0]["by_platform"][0]["platform"] == "youtube"
        assert seen[0]["timezone"] == "UTC"

    @pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=%00"])
    async def test_page_that_cannot_be_is_refused(
        self, billing: Billing, alice: Identity, query: str
    ) -> None:
        response = await billing.service.client(alice).get(f"{HISTORY}?{query}")
        assert response.status_code == 422
