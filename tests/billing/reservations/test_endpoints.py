"""Reservations as other services ask for them."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.identity import Identity, service_identity
from libs.common.ids import new_id
from tests.billing.asking import RESERVATIONS, Billing


def question(**overrides: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "reservation_id": str(new_id()),
        "owner_id": str(new_id()),
        "posts_by_platform": {"youtube": 1},
        "urls": 1,
    }
    return {**values, **overrides}


class TestWhoMay:
    async def test_anonymous_caller_is_refused(self, billing: Billing) -> None:
        response = await billing.service.client().post(RESERVATIONS, json=question())
        assert response.status_code == 401

    async def test_user_is_refused_even_for_himself(
        self, billing: Billing, alice: Identity
    ) -> None:
        body = question(owner_id=str(alice.owner_id))
        response = await billing.service.client(alice).post(RESERVATIONS, json=body)
        assert response.status_code == 401
        assert await billing.analyses(alice) == (0, 0, 25)

    async def test_service_that_has_no_business_is_refused(
        self, billing: Billing
    ) -> None:
        client = billing.service.client(service_identity("insights", ""))
        response = await client.post(RESERVATIONS, json=question())
        assert response.status_code == 401


class TestReserve:
    async def test_posts_are_held_over_all_platforms(
        self, billing: Billing, alice: Identity
    ) -> None:
        response = await billing.reserve(alice.owner_id, {"x": 3, "instagram": 4})
        assert response.status_code == 200
        body = response.json()
        assert body["left_today"] == 18
        assert body["expires_at"] == "2026-11-20T13:00:00Z"
        assert await billing.analyses(alice) == (0, 7, 18)

    async def test_each_owner_has_a_limit_of_his_own(
        self, billing: Billing, alice: Identity, bob: Identity
    ) -> None:
        await billing.reserved(alice.owner_id, 20)
        await billing.reserved(bob.owner_id, 20)
        assert await billing.analyses(alice) == (0, 20, 5)

    async def test_more_urls_than_the_plan_allows_are_refused(
        self, billing: Billing, alice: Identity
    ) -> None:
        response = await billing.reserve(alice.owner_id, 21)
        body = response.json()
        assert (response.status_code, body["code"]) == (402, "UrlLimitExceeded")
        assert (body["limit"], body["given"]) == (20, 21)
        assert await billing.analyses(alice) == (0, 0, 25)

    async def test_request_that_does_not_fit_is_refused_whole(
        self, billing: Billing, alice: Identity
    ) -> None:
        first = await billing.reserved(alice.owner_id, 10)
        await billing.settle(alice.owner_id, first, youtube=8)
        await billing.reserved(alice.owner_id, 10)
        response = await billing.reserve(alice.owner_id, {"x": 4, "youtube": 4})
        body = response.json()
        assert (response.status_code, body["code"]) == (
            429,
            "DailyAnalysisLimitReached",
        )
        told = {k: body[k] for k in ("limit", "used", "reserved", "left")}
        assert told == {"limit": 25, "used": 8, "reserved": 10, "left": 7}
        assert body["resets_at"] == "2026-11-21T00:00:00Z"
        assert response.headers["Retry-After"] == "43200"
        assert response.headers["RateLimit"] == '"analyses_per_day";r=7;t=43200'
        await billing.reserved(alice.owner_id, 7)

    async def test_limit_per_request_is_told_before_the_daily_one(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.reserved(alice.owner_id, 20)
        assert (await billing.reserve(alice.owner_id, 21)).status_code == 402

    @pytest.mark.parametrize(
        "wrong",
        [
            {"posts_by_platform": {}},
            {"posts_by_platform": {"youtube": 0}},
            {"posts_by_platform": {"youtube": -1}},
            {"posts_by_platform": {"youtube": 1.5}},
            {"posts_by_platform": {"you\x00tube": 1}},
            {"posts_by_platform": {"": 1}},
            {"posts_by_platform": {"youtube": 10**30}},
            {"urls": 0},
            {"urls": 10**30},
            {"owner_id": "alice"},
            {"reservation_id": None},
        ],
    )
    async def test_what_cannot_be_counted_is_refused(
        self, billing: Billing, wrong: dict[str, Any]
    ) -> None:
        response = await billing.analysis.post(RESERVATIONS, json=question(**wrong))
        assert response.status_code == 422
        [field] = {f["field"].split(".")[0] for f in response.json()["fields"]}
        assert field in wrong


class TestReserveAgain:
    async def test_same_question_has_the_same_answer(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = new_id()
        first = await billing.reserve(alice.owner_id, 5, reservation_id=reservation_id)
        await billing.reserved(alice.owner_id, 3)
        billing.clock.advance(timedelta(minutes=30))
        again = await billing.reserve(alice.owner_id, 5, reservation_id=reservation_id)
        assert (again.status_code, again.json()) == (200, first.json())
        assert await billing.analyses(alice) == (0, 8, 17)

    async def test_settled_one_is_not_held_again(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 5)
        await billing.settle(alice.owner_id, reservation_id, youtube=2)
        again = await billing.reserve(alice.owner_id, 5, reservation_id=reservation_id)
        assert again.status_code == 200
        assert await billing.analyses(alice) == (2, 0, 23)

    @pytest.mark.parametrize("change", ["posts", "platform", "urls", "owner"])
    async def test_same_id_with_other_content_is_a_conflict(
        self, billing: Billing, alice: Identity, bob: Identity, change: str
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 5)
        owner_id = bob.owner_id if change == "owner" else alice.owner_id
        posts = {"posts": {"youtube": 4}, "platform": {"x": 5}}
        response = await billing.reserve(
            owner_id,
            posts.get(change, {"youtube": 5}),
            urls=6 if change == "urls" else 5,
            reservation_id=reservation_id,
        )
        assert (response.status_code, response.json()["code"]) == (
            409,
            "ReservationIdReused",
        )
        assert await billing.analyses(alice) == (0, 5, 20)
        assert await billing.analyses(bob) == (0, 0, 25)

    async def test_refused_one_may_be_asked_again_when_there_is_room(
        self, billing: Billing, alice: Identity
    ) -> None:
        first, second = await billing.reserved(alice.owner_id, 20), new_id()
        refused = await billing.reserve(alice.owner_id, 6, reservation_id=second)
        assert refused.status_code == 429
        await billing.settle(alice.owner_id, first)
        again = await billing.reserve(alice.owner_id, 6, reservation_id=second)
        assert again.status_code == 200

    async def test_expired_one_is_made_anew_for_the_day_it_is_then(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 5)
        billing.clock.advance(timedelta(days=1))
        again = await billing.reserve(alice.owner_id, 5, reservation_id=reservation_id)
        assert again.json()["expires_at"] == "2026-11-21T13:00:00Z"
        assert await billing.analyses(alice) == (0, 5, 20)
        await billing.settle(alice.owner_id, reservation_id, youtube=5)
        assert await billing.analyses(alice) == (5, 0, 20)

    async def test_expired_one_is_refused_where_it_does_not_fit_any_more(
        self, billing: Billing, alice: Identity
    ) -> None:
        reservation_id = await billing.reserved(alice.owner_id, 15)
        billing.clock.advance(timedelta(hours=1))
        await billing.reserved(alice.owner_id, 15)
        again = await billing.reserve(alice.owner_id, 15, reservation_id=reservation_id)
        assert again.status_code == 429
        assert await billing.analyses(alice) == (0, 15, 10)


class TestExpiry:
    async def test_reservation_holds_to_its_last_moment_and_no_longer(
        self, billing: Billing, alice: Identity
    ) -> None:
        await billing.reserved(alice.owner_id, 20)
        billing.clock.advance(timedelta(minutes=59, seconds=59, microseconds=999_999))
        assert await billing.analyses(alice) == (0, 20, 5)
        assert (await billing.reserve(alice.owner_id, 6)).status_code == 429
        billing.clock.advance(timedelta(microseconds=1))
        assert await billing.analyses(alice) == (0, 0, 25)
        await billing.reserved(alice.owner_id, 20)
