"""Tokens: the good ones, the forged ones, and sessions that have ended."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from redis.asyncio import Redis

from gateway import app
from gateway.key_sets import KeySet
from libs.common.clock import FixedClock
from libs.common.errors import UpstreamUnavailable
from libs.common.identity import IdentitySigner
from libs.common.ids import new_id
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import SECRET, World, open_world
from tests.gateway.raw import ask_raw
from tests.gateway.stubs import Asked
from tests.gateway.tokens import TokenMint, encode_segment

POSTS = "/api/v1/social/posts"
PLANS = "/api/v1/accounts/plans"


async def ask(world: World, token: str, path: str = POSTS) -> httpx2.Response:
    return await world.client.get(path, headers={"authorization": f"Bearer {token}"})


class TestAccess:
    async def test_nobody_is_asked_to_sign_in(self, world: World) -> None:
        response = await world.client.get(POSTS)

        assert response.status_code == 401
        assert response.json()["code"] == "NotAuthenticated"
        assert response.headers["www-authenticate"] == "Bearer"

    async def test_claims_become_the_identity(self, world: World) -> None:
        user, workspace, session = new_id(), new_id(), new_id()
        response = await world.client.get(
            POSTS, headers=world.bearer(user, owner=str(workspace), sid=str(session))
        )
        header = response.json()["headers"]["x-postscope-identity"]
        identity = IdentitySigner(SECRET).verify(header, datetime.now(UTC))

        assert (identity.user_id, identity.owner_id) == (user, workspace)
        assert (identity.session_id, identity.role) == (session, "user")
        assert identity.scopes is None

    @pytest.mark.parametrize(
        "path",
        [
            "/api/v1/billing/events",
            "/api/v1/billing/events/1/replay",
            "/api/v1/billing/payments/1/refund",
            "/api/v1/analytics/process-events",
            "/admin/auth",
        ],
    )
    async def test_admin_routes_want_an_admin(self, world: World, path: str) -> None:
        anonymous = await world.client.get(path)
        user = await world.client.get(path, headers=world.bearer())
        admin = await world.client.get(path, headers=world.bearer(role="admin"))

        assert [anonymous.status_code, user.status_code] == [401, 403]
        assert user.json()["code"] == "AdminOnly"
        assert admin.status_code == 200

    async def test_public_routes_ignore_a_bad_token(self, world: World) -> None:
        response = await ask(world, "not-a-token", PLANS)

        assert response.status_code == 200
        assert "x-postscope-identity" not in response.json()["headers"]

    async def test_public_routes_know_a_good_token(self, world: World) -> None:
        response = await ask(world, world.mint.issue(), PLANS)

        assert "x-postscope-identity" in response.json()["headers"]

    @pytest.mark.parametrize(
        "header", ["Basic YTpi", "Bearer", "Bearer ", "bearer", "Token x", "é", "a\tb"]
    )
    async def test_other_credentials_are_not_taken(
        self, world: World, header: str
    ) -> None:
        line = f"Authorization: {header}".encode("latin-1")
        status, _ = await ask_raw(world.port, POSTS, line)

        assert status == 401


def forged(world: World) -> dict[str, str]:
    """Every token that must not pass, by what is wrong with it."""
    mint, stranger = world.mint, TokenMint()
    now = int(time.time())
    good = mint.issue()
    head, body, signature = good.split(".")
    header = {"typ": "JWT", "kid": mint.key_id}
    none_head = encode_segment({**header, "alg": "none"})
    hmac_head = encode_segment({**header, "alg": "HS256"})
    signed = f"{hmac_head}.{body}".encode()
    by_key = hmac.digest(mint.public_bytes, signed, hashlib.sha256)
    by_jwk = hmac.digest(mint.jwk["x"].encode(), signed, hashlib.sha256)
    deep = "[" * 3000 + "]" * 3000
    endless = b'{"iss": "postscope", "exp": 1e999}'
    admin = mint.claims(role="admin")
    return {
        "expired": mint.issue(exp=now - 60),
        "not yet valid": mint.issue(nbf=now + 60),
        "issued in the future": mint.issue(iat=now + 600),
        "without expiry": mint.issue(exp=None),
        "without not-before": mint.issue(nbf=None),
        "without subject": mint.issue(sub=None),
        "without session": mint.issue(sid=None),
        "without owner": mint.issue(owner=None),
        "of another issuer": mint.issue(iss="https://evil.example"),
        "without issuer": mint.issue(iss=None),
        "issuer is a list": mint.sign({**mint.claims(), "iss": ["postscope"]}),
        "for another audience": mint.issue(aud="other"),
        "without audience": mint.issue(aud=None),
        "subject is no id": mint.issue(sub="alice"),
        "subject is a number": mint.sign({**mint.claims(), "sub": 5}),
        "unknown role": mint.issue(role="root"),
        "role is a list": mint.issue(role=["admin"]),
        "expiry is text": mint.sign({**mint.claims(), "exp": "never"}),
        "expiry is infinite": f"{head}.{encode_segment(endless)}.{signature}",
        "signed by a stranger": stranger.issue(),
        "unknown key": mint.sign(mint.claims(), kid="nobody"),
        "key is a path": mint.sign(mint.claims(), kid="../../../dev/null"),
        "alg none": f"{none_head}.{body}.",
        "alg None with signature": f"{none_head}.{body}.{signature}",
        "HS256 with the public key": f"{hmac_head}.{body}.{encode_segment(by_key)}",
        "HS256 with the key set's text": f"{hmac_head}.{body}.{encode_segment(by_jwk)}",
        "changed payload": f"{head}.{encode_segment(admin)}.{signature}",
        "changed signature": good[:-6] + "AAAAAA",
        "without signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "five parts": f"{good}.a.b",
        "payload is no JSON": f"{head}.{encode_segment(b'hello')}.{signature}",
        "payload is a list": f"{head}.{encode_segment([])}.{signature}",
        "deeply nested": f"{head}.{encode_segment(deep.encode())}.{signature}",
        "header is no JSON": f"{encode_segment(b'x')}.{body}.{signature}",
        "not base64": f"{head}.§§§.{signature}",
        "very long": "x" * 20_000,
        "words": "hello world",
        "invalid bytes": "\xff\xfe.\xff.\xff",
        "key in the header": stranger.sign(mint.claims(), jwk=stranger.jwk),
    }


class TestForgedTokens:
    async def test_none_of_them_passes(self, world: World) -> None:
        passed = {}
        count = len(world.services["social"].asked)
        for name, token in forged(world).items():
            line = f"Authorization: Bearer {token}".encode("latin-1")
            status, _ = await ask_raw(world.port, POSTS, line)
            if status != 401:
                passed[name] = status

        assert passed == {}
        assert len(world.services["social"].asked) == count

    async def test_known_attacks_on_signed_tokens_are_refused(
        self, world: World, sample_data_dir: Path
    ) -> None:
        vectors = json.loads(
            (sample_data_dir / "bad_input" / "signed_tokens.json").read_text()
        )
        tokens: list[Any] = [
            test["jws"] for group in vectors["testGroups"] for test in group["tests"]
        ]
        statuses = set()
        for token in tokens:
            text = token if isinstance(token, str) else json.dumps(token)
            line = f"Authorization: Bearer {text}".encode()
            status, _ = await ask_raw(world.port, POSTS, line)
            statuses.add(status)

        assert len(tokens) >= 20
        assert statuses == {401}

    async def test_remembered_token_still_expires(self, world: World) -> None:
        # Within the leeway of 5 s a new token passes; a remembered one is looked at
        # anew at its expiry.
        token = world.mint.issue(exp=int(time.time()) - 4)

        first = await ask(world, token)
        await asyncio.sleep(1.5)
        second = await ask(world, token)

        assert first.status_code == 200
        assert second.status_code == 401


class TestKeyRotation:
    async def test_new_key_is_fetched_and_old_one_forgotten(
        self, redis_server: LoneRedis, web_root: Path
    ) -> None:
        clock = FixedClock(datetime.now(UTC))
        async with open_world(redis_server, web_root, clock) as world:
            old_token = world.mint.issue()
            assert (await ask(world, old_token)).status_code == 200

            world.mint.key_id = "second"
            world.mint.private_key = TokenMint().private_key
            too_soon = await ask(world, world.mint.issue())
            clock.advance(timedelta(seconds=31))
            new = await ask(world, world.mint.issue())
            old = await ask(world, old_token)

            assert [too_soon.status_code, new.status_code] == [401, 200]
            assert old.status_code == 401  # its key is gone, remembered or not
            assert len(world.key_set_requests) == 2

    async def test_unknown_keys_do_not_make_us_ask_again(self, world: World) -> None:
        await ask(world, world.mint.issue())
        before = len(world.key_set_requests)

        await asyncio.gather(
            *(ask(world, TokenMint(f"k{n}").issue()) for n in range(30))
        )

        assert len(world.key_set_requests) == before

    async def test_without_any_key_the_answer_is_503(
        self, redis_server: LoneRedis, web_root: Path
    ) -> None:
        async with open_world(redis_server, web_root) as world:
            await world.services["auth"].served.stop()
            response = await ask(world, world.mint.issue())
            public = await ask(world, world.mint.issue(), PLANS)
            await world.services["auth"].served.start()
            await asyncio.sleep(1.1)
            later = await ask(world, world.mint.issue())

            assert response.status_code == 503
            assert response.json()["service"] == "auth"
            assert public.status_code == 200
            assert later.status_code == 200


class TestKeySet:
    @pytest.fixture
    def clock(self) -> FixedClock:
        return FixedClock(datetime(2026, 1, 1, tzinfo=UTC))

    async def test_unknown_id_is_looked_up_once_per_30_seconds(
        self, clock: FixedClock
    ) -> None:
        mint, asked = TokenMint(), 0

        async def fetch() -> tuple[int, Any]:
            nonlocal asked
            asked += 1
            return 200, {"keys": [mint.jwk]}

        keys = KeySet(fetch, clock, ("EdDSA",))
        await asyncio.gather(*(keys.find("first") for _ in range(10)))
        assert asked == 1
        for _ in range(5):
            assert await keys.find("other") is None
        assert asked == 1
        clock.advance(timedelta(seconds=31))
        await asyncio.gather(*(keys.find("other") for _ in range(10)))
        assert asked == 2

    async def test_old_keys_serve_while_the_issuer_is_away(
        self, clock: FixedClock
    ) -> None:
        mint, is_up = TokenMint(), True

        async def fetch() -> tuple[int, Any]:
            if not is_up:
                raise UpstreamUnavailable
            return 200, {"keys": [mint.jwk]}

        keys = KeySet(fetch, clock, ("EdDSA",))
        assert await keys.find("first")
        is_up = False
        clock.advance(timedelta(hours=1))

        assert await keys.find("first")

    async def test_keys_of_other_algorithms_and_uses_are_left_out(
        self, clock: FixedClock
    ) -> None:
        mint = TokenMint()
        secret = {"kty": "oct", "k": "AAAA", "kid": "secret", "alg": "HS256"}
        wrong = {**mint.jwk, "kid": "for-encryption", "use": "enc"}
        nonsense = {"kid": "nonsense"}

        async def fetch() -> tuple[int, Any]:
            return 200, {"keys": [secret, wrong, nonsense, "text", mint.jwk]}

        keys = KeySet(fetch, clock, ("EdDSA",))

        assert await keys.find("first")
        for key_id in ("secret", "for-encryption", "nonsense"):
            assert await keys.find(key_id) is None


@pytest.fixture(scope="module")
async def world_to_log_out(
    redis_server: LoneRedis, web_root: Path
) -> AsyncIterator[World]:
    patch = pytest.MonkeyPatch()
    patch.setattr(app, "_STREAM_CHECK_SECONDS", 0.2)
    async with open_world(redis_server, web_root) as world:
        yield world
    patch.undo()


async def ask_until(world: World, token: str, status: int, seconds: float) -> float:
    """How long it took until the answer was of this status."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        if (await ask(world, token)).status_code == status:
            return time.perf_counter() - begun
        await asyncio.sleep(0.01)
    raise TimeoutError


class TestEndedSessions:
    async def test_announced_end_takes_effect_at_once(
        self, world_to_log_out: World
    ) -> None:
        world, session = world_to_log_out, str(new_id())
        token, other = world.mint.issue(sid=session), world.mint.issue()
        assert (await ask(world, token)).status_code == 200
        await asyncio.sleep(0.3)  # the subscription stands

        redis = Redis.from_url(world.redis.url)
        await redis.publish("auth:credentials_ended", session)
        await redis.publish("auth:credentials_ended", "no session id")
        await redis.aclose()

        assert await ask_until(world, token, 401, 3) < 1
        assert (await ask(world, other)).status_code == 200

    async def test_list_of_auth_is_pulled_with_a_service_identity(
        self, world_to_log_out: World
    ) -> None:
        world = world_to_log_out
        session, past = str(new_id()), str(new_id())
        until = datetime.now(UTC) + timedelta(minutes=10)
        world.ended_credentials[:] = [
            {
                "credential_id": session,
                "until": until.isoformat().replace("+00:00", "Z"),
            },
            {"credential_id": past, "until": "2020-01-01T00:00:00Z"},
        ]

        await world.gateway.parts.ended_credentials.pull()

        assert (await ask(world, world.mint.issue(sid=session))).status_code == 401
        assert (await ask(world, world.mint.issue(sid=past))).status_code == 200
        asked = world.services["auth"].last
        identity = IdentitySigner(SECRET).verify(
            asked.headers["x-postscope-identity"], datetime.now(UTC)
        )
        assert (identity.service, identity.authenticated_by) == ("gateway", "service")

    async def test_open_stream_of_an_ended_session_ends(
        self, world_to_log_out: World
    ) -> None:
        world, session = world_to_log_out, str(new_id())
        path = "/api/v1/analysis/requests/9/events"

        async def stream(asked: Asked) -> None:
            await asked.start(200, [(b"content-type", b"text/event-stream")])
            await asked.send_part(b"data: 0\n\n")
            await asked.wait_for_disconnect()

        world.services["analysis"].handlers[path] = stream
        async with world.client.stream(
            "GET", path, headers=world.bearer(sid=session)
        ) as response:
            chunks = response.aiter_raw()
            assert await anext(chunks) == b"data: 0\n\n"
            world.gateway.parts.ended_credentials.add(session.encode())
            # A clean end, no broken connection.
            assert [chunk async for chunk in chunks] == []
