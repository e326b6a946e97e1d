"""API keys at the door."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from redis.asyncio import Redis

from gateway import app
from gateway.api_keys import ApiKeyVerifier
from gateway.app import open_gateway
from gateway.auth_service import AuthService
from gateway.caller import Verifier
from gateway.errors import ApiKeyNotValid
from gateway.upstreams import Upstreams
from libs.common.api_key_format import build_api_key, generate_api_key, hash_api_key
from libs.common.clock import FixedClock
from libs.common.identity import Identity, IdentitySigner
from libs.common.ids import new_id
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import SECRET, World, open_world, settings_for
from tests.gateway.raw import ask_raw
from tests.gateway.stubs import Asked

POSTS = "/api/v1/social/posts"
PLANS = "/api/v1/accounts/plans"
ANALYZE = "/api/v1/analysis/analyze"


class KeyRing:
    """The keys that the auth service of a world knows."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.asked = 0

    def issue(self, user_id: UUID | None = None, **more: Any) -> tuple[str, UUID]:
        """A new key and its id."""
        key, key_id = generate_api_key(), new_id()
        user = str(user_id or new_id())
        told = {
            "api_key_id": str(key_id),
            "user_id": user,
            "owner_id": user,
            "scopes": ["social:read"],
            "expires_at": None,
            **more,
        }

        async def answer(asked: Asked) -> None:
            self.asked += 1
            await asked.answer(json.dumps(told).encode())

        self._handlers[self._path(key)] = answer
        return key, key_id

    def forget(self, key: str) -> None:
        """The key is over."""

        async def answer(asked: Asked) -> None:
            self.asked += 1
            await asked.answer(b'{"code": "ApiKeyNotFound"}', 404)

        self._handlers[self._path(key)] = answer

    @property
    def _handlers(self) -> dict[str, Any]:
        return self._world.services["auth"].handlers

    @staticmethod
    def _path(key: str) -> str:
        return f"/internal/auth/api-keys/{hash_api_key(key).hex()}"


async def ask(world: World, key: str, path: str = POSTS) -> httpx2.Response:
    """The answer to a GET with this key."""
    headers = {"authorization": f"Bearer {key}"}
    return await world.client.get(path, headers=headers)


@pytest.fixture
def ring(world: World) -> KeyRing:
    return KeyRing(world)


@pytest.fixture(scope="module")
async def still_world(
    redis_server: LoneRedis, web_root: Path
) -> AsyncIterator[tuple[World, FixedClock]]:
    clock = FixedClock(datetime.now(UTC))
    patch = pytest.MonkeyPatch()
    patch.setattr(app, "_STREAM_CHECK_SECONDS", 0.1)
    async with open_world(redis_server, web_root, clock) as world:
        yield world, clock
    patch.undo()


@pytest.fixture
def still(
    still_world: tuple[World, FixedClock],
) -> tuple[World, KeyRing, FixedClock]:
    """A world whose time is moved by hand, with a ring of its own."""
    world, clock = still_world
    return world, KeyRing(world), clock


class TestRefused:
    async def test_whatever_is_wrong_the_answer_is_the_same(
        self, world: World, ring: KeyRing
    ) -> None:
        unknown = generate_api_key()
        ring.forget(unknown)
        revoked, key_id = ring.issue()
        world.gateway.parts.ended_credentials.add(str(key_id).encode())
        answers = [
            await world.client.get(POSTS),
            await ask(world, build_api_key("A" * 30)[:-1] + "!"),
            await ask(world, unknown),
            await ask(world, revoked),
        ]
        told = {
            (a.status_code, a.json()["error"], a.headers["www-authenticate"])
            for a in answers
        }
        assert told == {(401, "Sign in to do this.", "Bearer")}
        assert {a.json()["code"] for a in answers[1:]} == {"ApiKeyNotValid"}

    @pytest.mark.parametrize(
        "key", ["ps_live_", "ps_live_x", "ps_live_" + "é" * 36, "ps_test_" + "A" * 36]
    )
    async def test_mistyped_keys_cost_no_question(self, world: World, key: str) -> None:
        before = len(world.services["auth"].asked)
        for header in ("Authorization: Bearer", "X-API-Key:"):
            line = f"{header} {key}".encode("latin-1")
            assert (await ask_raw(world.port, POSTS, line))[0] == 401
        assert len(world.services["auth"].asked) == before

    async def test_key_in_the_query_is_nobody(
        self, world: World, ring: KeyRing
    ) -> None:
        key, _ = ring.issue()
        for name in ("api_key", "key", "access_token", "X-API-Key"):
            answer = await world.client.get(POSTS, params={name: key})
            assert answer.status_code == 401

    async def test_session_token_is_no_key(self, world: World) -> None:
        token = world.mint.issue()
        answer = await world.client.get(POSTS, headers={"x-api-key": token})
        assert answer.status_code == 401

    async def test_two_keys_are_one_too_many(self, world: World, ring: KeyRing) -> None:
        lines = [f"X-API-Key: {ring.issue()[0]}".encode() for _ in range(2)]
        assert (await ask_raw(world.port, POSTS, *lines))[0] == 400

    async def test_public_routes_count_a_bad_key_for_none(self, world: World) -> None:
        answer = await ask(world, "ps_live_x", PLANS)
        assert answer.status_code == 200
        assert "x-postscope-identity" not in answer.json()["headers"]

    async def test_no_key_is_an_administrator(
        self, world: World, ring: KeyRing
    ) -> None:
        key, _ = ring.issue(role="admin")
        answer = await ask(world, key, "/api/v1/billing/events")
        assert (answer.status_code, answer.json()["code"]) == (403, "AdminOnly")


class TestTaken:
    @pytest.mark.parametrize(
        "form",
        [
            ("authorization", "Bearer {}"),
            ("x-api-key", "{}"),
        ],
    )
    async def test_service_learns_who_and_what_for(
        self, world: World, ring: KeyRing, form: tuple[str, str]
    ) -> None:
        user = new_id()
        key, key_id = ring.issue(user)
        headers = {form[0]: form[1].format(key)}
        answer = await world.client.get(POSTS, headers=headers)
        sent = answer.json()["headers"]
        identity = IdentitySigner(SECRET).verify(
            sent["x-postscope-identity"], datetime.now(UTC)
        )
        assert identity == Identity(
            user_id=user,
            owner_id=user,
            scopes=frozenset({"social:read"}),
            authenticated_by="api_key",
            api_key_id=key_id,
        )
        assert key not in json.dumps(answer.json())

    async def test_known_key_is_recalled_without_waiting(
        self, world: World, ring: KeyRing
    ) -> None:
        key, key_id = ring.issue()
        verifier = world.gateway.parts.verifier
        assert verifier.recall(key) is None
        caller = await verifier.verify(key)
        assert verifier.recall(key) is caller
        assert caller.identity.api_key_id == key_id

    async def test_many_at_one_moment_ask_once(
        self, world: World, ring: KeyRing
    ) -> None:
        key, _ = ring.issue()
        answers = await asyncio.gather(*(ask(world, key) for _ in range(30)))
        assert {a.status_code for a in answers} == {200}
        assert ring.asked == 1

    async def test_limits_count_for_the_user_not_the_key(
        self, world: World, ring: KeyRing
    ) -> None:
        user = new_id()
        left = []
        for token in (world.mint.issue(user), ring.issue(user)[0], ring.issue(user)[0]):
            headers = {"authorization": f"Bearer {token}"}
            answer = await world.client.post(ANALYZE, headers=headers)
            left.append(answer.headers["ratelimit"].split(";")[1])
        assert left == ["r=19", "r=18", "r=17"]


class TestMemory:
    async def test_key_is_asked_for_anew_after_a_minute(
        self, still: tuple[World, KeyRing, FixedClock]
    ) -> None:
        world, ring, clock = still
        key, _ = ring.issue()
        asked = []
        for seconds in (0, 59, 1, 59):
            clock.advance(timedelta(seconds=seconds))
            assert (await ask(world, key)).status_code == 200
            asked.append(ring.asked)
        assert asked == [1, 1, 2, 2]

    async def test_key_is_over_at_its_end(
        self, still: tuple[World, KeyRing, FixedClock]
    ) -> None:
        world, ring, clock = still
        end = (clock.now() + timedelta(seconds=20)).isoformat()
        key, _ = ring.issue(expires_at=end)
        statuses = []
        for seconds in (0, 19.9, 0.1):
            clock.advance(timedelta(seconds=seconds))
            if seconds == 0.1:
                ring.forget(key)
            statuses.append((await ask(world, key)).status_code)
        assert statuses == [200, 200, 401]

    async def test_unknown_key_is_asked_for_now_and_then(
        self, still: tuple[World, KeyRing, FixedClock]
    ) -> None:
        world, ring, clock = still
        key = generate_api_key()
        ring.forget(key)
        asked = []
        for seconds in (0, 29, 1):
            clock.advance(timedelta(seconds=seconds))
            assert (await ask(world, key)).status_code == 401
            asked.append(ring.asked)
        assert asked == [1, 1, 2]

    async def test_known_keys_go_on_while_auth_is_away(
        self, still: tuple[World, KeyRing, FixedClock]
    ) -> None:
        world, ring, clock = still
        known, new = ring.issue()[0], ring.issue()[0]
        await ask(world, known)
        await world.services["auth"].served.stop()
        assert (await ask(world, known)).status_code == 200
        refused = await ask(world, new)
        assert (refused.status_code, refused.json()["service"]) == (503, "auth")
        clock.advance(timedelta(seconds=60))
        assert (await ask(world, known)).status_code == 503
        await world.services["auth"].served.start()

    async def test_guesses_drive_no_known_key_out(self, world: World) -> None:
        asked: list[str] = []

        class Auth(Upstreams):
            async def ask(self, service: str, path: str, **_: Any) -> tuple[int, Any]:
                asked.append(path)
                user = str(new_id())
                told = {"api_key_id": user, "user_id": user, "owner_id": user}
                is_known = path.endswith(hash_api_key(known).hex())
                return (200 if is_known else 404), {
                    **told,
                    "scopes": [],
                    "expires_at": None,
                }

        known = generate_api_key()
        parts = world.gateway.parts
        auth = AuthService(Auth(parts.settings), parts.signer, parts.clock)
        verifier = ApiKeyVerifier(auth, parts.ended_credentials, parts.clock)
        await verifier.verify(known)
        for _ in range(1500):
            with pytest.raises(ApiKeyNotValid):
                await verifier.verify(generate_api_key())
        assert verifier.recall(known)
        assert len(verifier._unknown) == 1000
        assert asked.count(asked[0]) == 1


async def seconds_until_refused(verifiers: list[Verifier], key: str) -> float:
    """How long it took until none of the gateways took the key any more."""
    begun = time.perf_counter()
    while any(verifier.recall(key) for verifier in verifiers):
        if time.perf_counter() - begun > 10:
            raise TimeoutError
        await asyncio.sleep(0.01)
    return time.perf_counter() - begun


class TestStreams:
    @pytest.mark.parametrize("end", ["revoked", "expired"])
    async def test_open_stream_ends_with_its_key(
        self, still: tuple[World, KeyRing, FixedClock], end: str
    ) -> None:
        world, ring, clock = still
        path = "/api/v1/analysis/requests/9/events"

        async def stream(asked: Asked) -> None:
            await asked.start(200, [(b"content-type", b"text/event-stream")])
            await asked.send_part(b"data: 0\n\n")
            await asked.wait_for_disconnect()

        world.services["analysis"].handlers[path] = stream
        soon = clock.now() + timedelta(seconds=90)
        key, key_id = ring.issue(expires_at=soon.isoformat())
        headers = {"x-api-key": key}
        async with world.client.stream("GET", path, headers=headers) as response:
            chunks = response.aiter_raw()
            assert await anext(chunks) == b"data: 0\n\n"
            if end == "revoked":
                world.gateway.parts.ended_credentials.add(str(key_id).encode())
            else:
                clock.advance(timedelta(seconds=90))
            assert [chunk async for chunk in chunks] == []


class TestRevocation:
    async def test_announced_end_takes_effect_on_every_gateway(
        self, world: World, ring: KeyRing, web_root: Path
    ) -> None:
        settings = settings_for(world.services, world.redis.url, web_root)
        async with open_gateway(settings) as second:
            verifiers = [world.gateway.parts.verifier, second.parts.verifier]
            key, key_id = ring.issue()
            kept, _ = ring.issue()
            for verifier in verifiers:
                await verifier.verify(key)
                await verifier.verify(kept)
            await asyncio.sleep(0.2)  # the subscription stands
            redis = Redis.from_url(world.redis.url)
            await redis.publish("auth:credentials_ended", str(key_id))
            await redis.aclose()
            assert await seconds_until_refused(verifiers, key) < 1
            assert all(verifier.recall(kept) for verifier in verifiers)
            with pytest.raises(ApiKeyNotValid):  # though auth still tells it
                await verifiers[0].verify(key)

    async def test_without_redis_all_know_within_five_seconds(
        self, web_root: Path
    ) -> None:
        async with LoneRedis() as redis, open_world(redis, web_root) as world:
            settings = settings_for(world.services, redis.url, web_root)
            async with open_gateway(settings) as second:
                verifiers = [world.gateway.parts.verifier, second.parts.verifier]
                key, key_id = KeyRing(world).issue()
                session, user = new_id(), new_id()
                token = world.mint.issue(sid=str(session))
                erased = world.mint.issue(user)
                for verifier in verifiers:
                    for credential in (key, token, erased):
                        await verifier.verify(credential)
                await redis.kill()
                until = datetime.now(UTC) + timedelta(minutes=10)
                world.ended_credentials += [
                    {"credential_id": str(ended), "until": until.isoformat()}
                    for ended in (key_id, session, user)
                ]
                assert await seconds_until_refused(verifiers, key) < 5
                for credential in (token, erased):
                    assert await seconds_until_refused(verifiers, credential) < 0.1

    async def test_answer_under_way_does_not_outrun_the_end(
        self, world: World, ring: KeyRing
    ) -> None:
        key, key_id = ring.issue()
        parts = world.gateway.parts
        asking = asyncio.create_task(parts.verifier.verify(key))
        await asyncio.sleep(0)
        parts.ended_credentials.add(str(key_id).encode())
        with pytest.raises(ApiKeyNotValid):
            await asking
        assert parts.verifier.recall(key) is None
