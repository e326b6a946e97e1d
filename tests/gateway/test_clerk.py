"""Clerk's session tokens at the gateway, whose keys come from an emulated instance."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx2
import jwt
import pytest

from gateway.auth import TokenVerifier
from gateway.clerk import SessionCookie, build_clerk_issuer
from gateway.ended_credentials import EndedCredentials
from gateway.errors import TokenNotValid
from gateway.settings import GatewaySettings
from gateway.upstreams import Upstreams
from libs.common.clock import FixedClock
from libs.common.contracts.outside_users import OutsideSubject
from libs.common.errors import UpstreamUnavailable
from libs.common.identity import Identity, IdentitySigner
from libs.common.ids import derived_id
from tests.emulators.clerk import serve_clerk
from tests.emulators.clerk_instance import Clerk
from tests.emulators.clerk_keys import (
    HOST,
    ISSUER,
    KEY_ID,
    ClerkKeys,
    publishable_key,
)
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import SECRET, World, open_world
from tests.gateway.stubs import Asked, until
from tests.gateway.tokens import encode_segment

POSTS = "/api/v1/social/posts"
LOG_IN = "/api/v1/accounts/login"
PARTY = "http://localhost:8000"


@dataclass
class ClerkWorld:
    """A gateway that takes Clerk's tokens, and the auth that it asks about people."""

    world: World
    clerk: Clerk
    clock: FixedClock
    roles: dict[str, str] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    is_auth_away: bool = False

    async def answer(self, asked: Asked) -> None:
        """What auth says of a subject."""
        question = OutsideSubject.model_validate_json(await asked.read())
        self.asked.append(question.subject)
        if self.is_auth_away:
            await asked.answer(b"{}", 503)
            return
        answer = {
            "user_id": str(question.user_id),
            "role": self.roles.get(question.subject, "user"),
            "standing": "erased" if question.subject in self.erased else "active",
        }
        await asked.answer(json.dumps(answer).encode())

    async def get(
        self, token: str | None = None, path: str = POSTS, **headers: str
    ) -> httpx2.Response:
        """A question with this bearer token."""
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        return await self.world.client.get(path, headers=headers)

    def identity_of(self, response: httpx2.Response) -> Identity:
        """Whom a service was told of."""
        header = response.json()["headers"]["x-postscope-identity"]
        return IdentitySigner(SECRET).verify(header, self.clock.now())

    def lasting(self, subject: str, **changes: Any) -> str:
        """A token that lasts however far the clock is moved."""
        return self.clerk.keys.mint(subject, exp=int(time.time()) + 99_999, **changes)


def settings_of(clerk: Clerk, **changes: Any) -> dict[str, Any]:
    return {
        "auth_provider": "clerk",
        "clerk_publishable_key": publishable_key(),
        "clerk_jwks_url": f"{clerk.url}/.well-known/jwks.json",
        "clerk_authorized_parties": PARTY,
        **changes,
    }


@pytest.fixture(scope="module")
async def at_clerk(
    redis_server: LoneRedis, web_root: Path
) -> AsyncIterator[ClerkWorld]:
    """One gateway for all tests, whose clock only goes forward."""
    clock = FixedClock(datetime.now(UTC))
    async with (
        serve_clerk() as clerk,
        open_world(redis_server, web_root, clock, **settings_of(clerk)) as world,
    ):
        opened = ClerkWorld(world, clerk, clock)
        stub = world.services["auth"]
        stub.handlers["/internal/auth/outside-users"] = opened.answer
        yield opened


class TestGoodTokens:
    async def test_subject_becomes_the_identity(self, at_clerk: ClerkWorld) -> None:
        token = at_clerk.clerk.keys.mint("user_ada", sid="sess_a")
        identity = at_clerk.identity_of(await at_clerk.get(token))

        assert identity.user_id == derived_id(ISSUER, "user_ada") == identity.owner_id
        assert identity.session_id == derived_id(ISSUER, "sess_a")
        assert (identity.role, identity.scopes) == ("user", None)

    @pytest.mark.parametrize(
        "changes",
        [
            {"azp": None},
            {"nbf": None},
            {"sts": None, "v": None, "org_id": "org_1", "org_role": "org:admin"},
            {"o": {"id": "org_1", "rol": "admin"}, "pla": "u:free", "fea": "o:x"},
            {"act": {"iss": "https://dashboard.clerk.com", "sub": "user_456"}},
            {"aud": "something of the customer's own"},
            {"email": "ada@example.com", "role": "admin"},
        ],
        ids=["no azp", "no nbf", "v1", "organisation", "actor", "audience", "custom"],
    )
    async def test_form_of_a_good_token_is_taken(
        self, at_clerk: ClerkWorld, changes: dict[str, Any]
    ) -> None:
        response = await at_clerk.get(at_clerk.clerk.keys.mint(**changes))

        assert response.status_code == 200
        assert at_clerk.identity_of(response).role == "user"  # whatever the token says


def refused(keys: ClerkKeys) -> dict[str, str]:
    """Every token that must not pass, by what is wrong with it."""
    now = int(time.time())
    stranger = ClerkKeys("stranger")
    claims = keys.claims()
    head = {"typ": "JWT", "kid": KEY_ID}
    body = encode_segment(claims)
    hmac_head = encode_segment({**head, "alg": "HS256"})
    signed = f"{hmac_head}.{body}".encode()
    by_pem = hmac.digest(keys.pem.encode(), signed, hashlib.sha256)
    by_modulus = hmac.digest(keys.jwk["n"].encode(), signed, hashlib.sha256)
    ps256 = jwt.encode(
        claims, keys.private_key, algorithm="PS256", headers={"kid": KEY_ID}
    )
    none_head = encode_segment({**head, "alg": "none"})
    return {
        "expired": keys.mint(exp=now - 6),
        "without expiry": keys.mint(exp=None),
        "not yet valid": keys.mint(nbf=now + 7),
        "issued in the future": keys.mint(iat=now + 7, nbf=None),
        "without issue time": keys.mint(iat=None),
        "without subject": keys.mint(sub=None),
        "empty subject": keys.mint(""),
        "subject with controls": keys.mint("user_\x1fada"),
        "without session": keys.mint(sid=None),
        "session is a list": keys.mint(sid=["sess_1"]),
        "of another instance": keys.mint(iss="https://clerk.evil.test"),
        "issuer with a slash": keys.mint(iss=f"{ISSUER}/"),
        "issuer by http": keys.mint(iss=f"http://{HOST}"),
        "without issuer": keys.mint(iss=None),
        "for a foreign page": keys.mint(azp="https://evil.example"),
        "for a page that begins alike": keys.mint(azp=f"{PARTY}.evil.example"),
        "azp is null": keys.sign({**claims, "azp": None}),
        "azp is empty": keys.mint(azp=""),
        "azp is a list": keys.mint(azp=[PARTY]),
        "pending": keys.mint(sts="pending"),
        "status is null": keys.sign({**claims, "sts": None}),
        "signed by a stranger": stranger.mint(),
        "unknown key": ClerkKeys(key_id="ins_other").mint(),
        "without a key's id": jwt.encode(claims, keys.private_key, algorithm="RS256"),
        "alg none": f"{none_head}.{body}.",
        "HS256 with the public key": f"{hmac_head}.{body}.{encode_segment(by_pem)}",
        "HS256 with the modulus": f"{hmac_head}.{body}.{encode_segment(by_modulus)}",
        "another algorithm of the same key": ps256,
        "key in the header": stranger.sign(claims, jwk=stranger.jwk),
    }


class TestRefusedTokens:
    async def test_none_of_them_passes(self, at_clerk: ClerkWorld) -> None:
        passed = {}
        count = len(at_clerk.world.services["social"].asked)
        for name, token in refused(at_clerk.clerk.keys).items():
            response = await at_clerk.get(token)
            if (response.status_code, response.json()["code"]) != (
                401,
                "TokenNotValid",
            ):
                passed[name] = response.status_code

        assert passed == {}
        assert len(at_clerk.world.services["social"].asked) == count

    async def test_own_tokens_count_for_nothing_beside_clerk(
        self, at_clerk: ClerkWorld
    ) -> None:
        own = at_clerk.world.mint.issue()
        assert (await at_clerk.get(own)).status_code == 401

    async def test_ended_session_is_refused_at_once(self, at_clerk: ClerkWorld) -> None:
        token = at_clerk.clerk.keys.mint(sid="sess_ended")
        assert (await at_clerk.get(token)).status_code == 200

        ended = str(derived_id(ISSUER, "sess_ended")).encode()
        at_clerk.world.gateway.parts.ended_credentials.add(ended)

        assert (await at_clerk.get(token)).status_code == 401


class TestSessionCookie:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"sec-fetch-site": "same-origin"}, 200),
            ({"sec-fetch-site": "same-site"}, 401),
            ({"sec-fetch-site": "cross-site"}, 401),
            ({"sec-fetch-site": "none"}, 401),
            ({"origin": "https://evil.example"}, 401),
            ({"origin": "null"}, 401),
            ({}, 200),
            ({"authorization": ""}, 200),
            ({"authorization": "Bearer nonsense"}, 401),
        ],
        ids=str,
    )
    async def test_cookie_counts_for_own_pages_alone(
        self, at_clerk: ClerkWorld, headers: dict[str, str], status: int
    ) -> None:
        cookie = f"other=1; __session={at_clerk.clerk.keys.mint()}"
        response = await at_clerk.get(None, cookie=cookie, **headers)

        assert response.status_code == status

    async def test_change_needs_a_word_that_it_is_our_page(
        self, at_clerk: ClerkWorld
    ) -> None:
        cookie = {"cookie": f"__session={at_clerk.clerk.keys.mint()}"}
        own = {"origin": at_clerk.world.public_url}
        client = at_clerk.world.client

        silent = await client.post(POSTS, headers=cookie)
        ours = await client.post(POSTS, headers={**cookie, **own})

        assert [silent.status_code, ours.status_code] == [401, 200]

    @pytest.mark.parametrize(
        ("key", "suffix"),
        [
            ("pk_live_Y2xlcmsuY2xlcmsuZGV2JA", "1Z8AzTQD"),
            ("pk_test_Y2xlcmsuY2xlcmsuZGV2JA", "QvfNY2dr"),
            (
                "pk_test_ZW5vdWdoLWFscGFjYS04Mi5jbGVyay5hY2NvdW50cy5sY2xjbGVyay5jb20k",
                "jtYvyt_H",
            ),
        ],
    )
    def test_suffix_is_the_one_that_clerk_computes(self, key: str, suffix: str) -> None:
        assert SessionCookie(key).names == (f"__session_{suffix}", "__session")

    async def test_own_suffix_goes_before_the_plain_name(
        self, at_clerk: ClerkWorld
    ) -> None:
        ours = SessionCookie(publishable_key()).names[0]
        good, bad = at_clerk.clerk.keys.mint(), ClerkKeys("stranger").mint()
        response = await at_clerk.get(None, cookie=f"__session={bad}; {ours}={good}")

        assert response.status_code == 200


class TestKeys:
    async def test_rotated_key_is_fetched_at_most_once_per_30_seconds(
        self, at_clerk: ClerkWorld
    ) -> None:
        at, clerk = at_clerk, at_clerk.clerk
        first = clerk.keys
        assert (await at.get(clerk.keys.mint())).status_code == 200
        count = clerk.key_set_calls
        clerk.keys = ClerkKeys("second", "ins_second")
        tokens = [clerk.keys.mint(jti=str(n)) for n in range(20)]
        try:
            answers = await asyncio.gather(*(at.get(token) for token in tokens))
            assert {a.status_code for a in answers} == {401}
            assert clerk.key_set_calls == count

            at.clock.advance(timedelta(seconds=31))
            answers = await asyncio.gather(*(at.get(token) for token in tokens))
            assert {a.status_code for a in answers} == {200}
            assert clerk.key_set_calls == count + 1
        finally:
            clerk.keys = first
            at.clock.advance(timedelta(seconds=31))

    async def test_old_keys_serve_while_clerk_is_away(
        self, at_clerk: ClerkWorld
    ) -> None:
        at, clerk = at_clerk, at_clerk.clerk
        assert (await at.get(clerk.keys.mint())).status_code == 200
        for fault in (500, 429, "malformed", "cut"):
            clerk.key_faults.append(fault)
            at.clock.advance(timedelta(minutes=11))
            token = at.lasting("user_ada", jti=str(fault))
            assert (await at.get(token)).status_code == 200, fault
        assert not clerk.key_faults

    async def test_without_any_key_the_error_names_clerk(
        self, at_clerk: ClerkWorld
    ) -> None:
        nowhere = "http://127.0.0.1:1/jwks.json"
        async with verifier_of(at_clerk, clerk_jwks_url=nowhere) as verifier:
            with pytest.raises(UpstreamUnavailable) as raised:
                await verifier.verify(at_clerk.clerk.keys.mint())

        assert raised.value.details == {"service": "clerk"}

    async def test_given_key_is_enough_whatever_tokens_call_it(
        self, at_clerk: ClerkWorld
    ) -> None:
        # As a line of `.env` holds it.
        pem = at_clerk.clerk.keys.pem.replace("\n", "\\n")
        nowhere = "http://127.0.0.1:1/jwks.json"
        async with verifier_of(
            at_clerk, clerk_jwks_url=nowhere, clerk_jwt_key=pem
        ) as verifier:
            caller = await verifier.verify(ClerkKeys(key_id="ins_any").mint())
            assert caller.subject == "user_ada"
            with pytest.raises(TokenNotValid):
                await verifier.verify(ClerkKeys("stranger").mint())


class NobodyEnded:
    """Stands in for the list of ended credentials."""

    def holds(self, _: Identity) -> bool:
        return False


@asynccontextmanager
async def verifier_of(at: ClerkWorld, **changes: Any) -> AsyncIterator[TokenVerifier]:
    """A verifier with other settings, without a gateway around it."""
    base = {"environment": "test", "secret_key": SECRET}
    values = {**base, **settings_of(at.clerk, **changes)}
    settings = GatewaySettings(_env_file=None, **values)
    async with Upstreams(settings) as upstreams:
        yield TokenVerifier(
            (build_clerk_issuer(settings),),
            upstreams,
            cast("EndedCredentials", NobodyEnded()),
            at.clock,
        )


class TestWhoTheyAre:
    async def test_auth_is_told_once_of_an_unseen_subject(
        self, at_clerk: ClerkWorld
    ) -> None:
        at = at_clerk
        tokens = [at.lasting("user_many", sid=f"sess_{n}") for n in range(100)]
        answers = await asyncio.gather(*(at.get(token) for token in tokens))

        assert {a.status_code for a in answers} == {200}
        assert at.asked.count("user_many") == 1

    async def test_role_is_that_of_auth_and_heard_of_within_a_minute(
        self, at_clerk: ClerkWorld
    ) -> None:
        at, subject = at_clerk, "user_promoted"
        token = at.lasting(subject)
        assert (await at.get(token, "/admin/auth")).status_code == 403
        at.roles[subject] = "admin"

        at.clock.advance(timedelta(seconds=31))
        first = await at.get(token, "/admin/auth")  # has it asked for beside itself
        await until(lambda: at.asked.count(subject) == 2)
        second = await at.get(token, "/admin/auth")
        async with asyncio.timeout(3):
            while second.status_code == 403:
                second = await at.get(token, "/admin/auth")

        assert [first.status_code, second.status_code] == [403, 200]
        assert at.asked.count(subject) == 2

    async def test_who_was_away_for_a_minute_is_asked_about_first(
        self, at_clerk: ClerkWorld
    ) -> None:
        at, subject = at_clerk, "user_demoted"
        token = at.lasting(subject)
        at.roles[subject] = "admin"
        assert (await at.get(token, "/admin/auth")).status_code == 200
        del at.roles[subject]
        at.clock.advance(timedelta(seconds=61))

        assert (await at.get(token, "/admin/auth")).status_code == 403

    async def test_erased_user_is_refused_though_the_token_is_good(
        self, at_clerk: ClerkWorld
    ) -> None:
        at, subject = at_clerk, "user_erased"
        token = at.lasting(subject)
        assert (await at.get(token)).status_code == 200
        at.erased.add(subject)
        at.clock.advance(timedelta(seconds=61))
        answers = [await at.get(token) for _ in range(3)]

        assert {a.status_code for a in answers} == {401}
        assert "not exist" in answers[0].json()["error"]

    async def test_known_users_get_in_while_auth_is_away(
        self, at_clerk: ClerkWorld
    ) -> None:
        at = at_clerk
        token = at.lasting("user_known")
        assert (await at.get(token)).status_code == 200
        at.is_auth_away = True
        try:
            at.clock.advance(timedelta(minutes=9))
            assert (await at.get(token)).status_code == 200
            count = len(at.asked)
            assert (await at.get(token)).status_code == 200
            assert len(at.asked) == count  # not at every request
            unknown = await at.get(at.lasting("user_unknown"))
            at.clock.advance(timedelta(minutes=2))
            too_old = await at.get(token)
            assert [unknown.status_code, too_old.status_code] == [502, 502]
        finally:
            at.is_auth_away = False

    async def test_public_routes_know_who_asks(self, at_clerk: ClerkWorld) -> None:
        good = await at_clerk.get(at_clerk.lasting("user_ada"), LOG_IN)
        bad = await at_clerk.get("nonsense", LOG_IN)

        assert "x-postscope-identity" in good.json()["headers"]
        assert "x-postscope-identity" not in bad.json()["headers"]
