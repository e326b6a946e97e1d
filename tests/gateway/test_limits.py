"""Limits through the door: exact, told in headers, standing without Redis."""

import asyncio
import re
import time
from pathlib import Path

from libs.common.ids import new_id
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world

ANALYZE = "/api/v1/analysis/analyze"
LOGIN = "/api/v1/accounts/login"


class TestUserLimits:
    async def test_twenty_of_two_hundred_at_once_pass(self, world: World) -> None:
        headers = world.bearer(new_id())

        answers = await asyncio.gather(
            *(world.client.post(ANALYZE, headers=headers) for _ in range(200))
        )
        statuses = [answer.status_code for answer in answers]

        assert statuses.count(200) == 20
        assert statuses.count(429) == 180

    async def test_analyse_and_retry_share_one_quota(self, world: World) -> None:
        user = new_id()
        for number in range(20):
            path = (
                f"/api/v1/analysis/requests/{number}/retry" if number % 2 else ANALYZE
            )
            response = await world.client.post(path, headers=world.bearer(user))
            assert response.status_code == 200

        retry = await world.client.post(
            "/api/v1/analysis/requests/1/retry", headers=world.bearer(user)
        )
        unversioned = await world.client.post(
            "/api/analysis/analyze/", headers=world.bearer(user)
        )
        encoded = await world.client.post(
            "/api/v1/analysis/%61nalyze", headers=world.bearer(user)
        )

        assert [retry.status_code, unversioned.status_code] == [429, 429]
        assert encoded.status_code == 429

    async def test_refusal_says_how_long_in_the_common_shape(
        self, world: World
    ) -> None:
        headers = world.bearer(new_id())
        first = await world.client.post(ANALYZE, headers=headers)
        for _ in range(19):
            await world.client.post(ANALYZE, headers=headers)
        refused = await world.client.post(ANALYZE, headers=headers)
        body = refused.json()

        assert first.headers["ratelimit-policy"] == '"analyses";q=20;w=3600'
        assert first.headers["ratelimit"] == '"analyses";r=19;t=3600'
        assert refused.status_code == 429
        assert (body["code"], body["fields"]) == ("TooManyRequests", [])
        assert body["request_id"] == refused.headers["x-request-id"]
        assert re.fullmatch(r'"analyses";r=0;t=3[56]\d\d', refused.headers["ratelimit"])
        assert 3500 < int(refused.headers["retry-after"]) <= 3600

    async def test_users_do_not_share(self, world: World) -> None:
        one, other = world.bearer(new_id()), world.bearer(new_id())
        for _ in range(21):
            response = await world.client.post(ANALYZE, headers=one)
        assert response.status_code == 429

        assert (await world.client.post(ANALYZE, headers=other)).status_code == 200

    async def test_chat_has_its_own_hundred(self, world: World) -> None:
        user = new_id()
        paths = [
            "/api/v1/analysis/chat/sessions/7/messages",
            "/api/v1/analysis/chat/sessions/8/messages/stream",
        ]
        answers = [
            await world.client.post(paths[n % 2], headers=world.bearer(user))
            for n in range(101)
        ]

        assert [a.status_code for a in answers] == [200] * 100 + [429]
        assert answers[0].headers["ratelimit-policy"] == '"chat";q=100;w=3600'

    async def test_reading_is_not_limited(self, world: World) -> None:
        response = await world.client.get(
            "/api/v1/analysis/requests", headers=world.bearer()
        )

        assert "ratelimit" not in response.headers

    async def test_anonymous_calls_cost_nobody_anything(self, world: World) -> None:
        response = await world.client.post(ANALYZE)

        assert response.status_code == 401
        assert "ratelimit" not in response.headers


class TestAddressLimits:
    async def test_sign_in_is_limited_per_address_and_route(
        self, behind_proxy: World
    ) -> None:
        world, address = behind_proxy, {"x-forwarded-for": "198.51.100.1"}
        logins = [await world.client.post(LOGIN, headers=address) for _ in range(4)]
        signup = await world.client.post("/api/v1/accounts/signup", headers=address)
        elsewhere = await world.client.post(
            LOGIN, headers={"x-forwarded-for": "198.51.100.2"}
        )

        assert [r.status_code for r in logins] == [200, 200, 200, 429]
        assert int(logins[3].headers["retry-after"]) <= 60
        assert [signup.status_code, elsewhere.status_code] == [200, 200]

    async def test_one_network_of_ipv6_is_one_address(
        self, behind_proxy: World
    ) -> None:
        statuses = [
            (
                await behind_proxy.client.post(
                    LOGIN, headers={"x-forwarded-for": f"2001:db8:1:2::{n}"}
                )
            ).status_code
            for n in range(4)
        ]

        assert statuses == [200, 200, 200, 429]

    async def test_address_cannot_be_invented(self, behind_proxy: World) -> None:
        # What the client itself wrote stands left of what the proxy added.
        statuses = [
            (
                await behind_proxy.client.post(
                    LOGIN, headers={"x-forwarded-for": f"10.9.8.{n}, 198.51.100.77"}
                )
            ).status_code
            for n in range(4)
        ]

        assert statuses == [200, 200, 200, 429]

    async def test_refresh_has_a_wider_limit(self, world: World) -> None:
        response = await world.client.post("/api/v1/accounts/token/refresh")

        assert response.headers["ratelimit-policy"] == '"token-refresh";q=60;w=60'


class TestWithoutRedis:
    async def test_limits_stand_and_health_says_degraded(self, web_root: Path) -> None:
        async with LoneRedis() as redis, open_world(redis, web_root) as world:
            headers = world.bearer(new_id())
            before = await asyncio.gather(
                *(world.client.post(ANALYZE, headers=headers) for _ in range(5))
            )
            await redis.kill()
            after = await asyncio.gather(
                *(world.client.post(ANALYZE, headers=headers) for _ in range(100))
            )
            health = await world.client.get("/health/ready")
            metrics = await world.internal.get("/metrics")

        assert [a.status_code for a in [*before, *after]].count(200) == 20
        assert {a.status_code for a in after} == {200, 429}
        assert health.status_code == 200
        assert health.json()["status"] == "degraded"
        assert health.json()["redis"]["is_ok"] is False
        assert "gateway_limits_degraded" in metrics.text


class TestRequestsOfOneUser:
    async def test_all_routes_count_as_one_and_gateways_share_the_count(
        self, redis_server: LoneRedis, web_root: Path
    ) -> None:
        async with (
            open_world(redis_server, web_root, requests_per_minute=20) as one,
            open_world(redis_server, web_root, requests_per_minute=20) as other,
        ):
            user = new_id()
            headers = [world.bearer(user) for world in (one, other)]
            paths = ["/api/v1/social/posts", "/api/v1/analysis/requests"]
            began = time.time()
            answers = [
                await (one, other)[n % 2].client.get(
                    paths[n % 4 // 2], headers=headers[n % 2]
                )
                for n in range(30)
            ]
            stranger = await one.client.get(paths[0], headers=one.bearer(new_id()))
            anonymous = await one.client.get("/api/v1/accounts/plans")
            express = one.gateway.parts.metrics.express

        statuses = [answer.status_code for answer in answers]
        if began // 60 == time.time() // 60:  # within a minute of the clock
            assert statuses.count(200) == 20
        assert {stranger.status_code, anonymous.status_code} == {200}
        assert express > 1
        for refused in answers:
            if refused.status_code == 429:
                assert refused.headers["ratelimit-policy"] == '"requests";q=20;w=60'
                assert 0 < int(refused.headers["retry-after"]) <= 60
