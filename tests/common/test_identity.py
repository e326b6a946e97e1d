"""Who is asking: signed, verified, never believed otherwise."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import httpx2
import pytest
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st

from libs.common.clock import FixedClock
from libs.common.identity import (
    IDENTITY_HEADER,
    CurrentIdentity,
    Identity,
    IdentityNotValid,
    IdentitySigner,
    require,
    require_admin,
    require_service,
    service_identity,
)
from tests.common.probe_app import ProbeSettings, probe
from tests.fixtures.app import RunningService, StartService
from tests.fixtures.auth import build_identity

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SIGNER = IdentitySigner("a secret")
ALICE = build_identity("alice")

identities = st.builds(
    Identity,
    user_id=st.uuids(),
    owner_id=st.uuids(),
    role=st.sampled_from(["user", "admin"]),
    scopes=st.none() | st.frozensets(st.text(max_size=20), max_size=4),
    authenticated_by=st.sampled_from(["session", "api_key", "service"]),
    session_id=st.none() | st.uuids(),
    service=st.none() | st.text(max_size=20),
    request_id=st.text(max_size=64),
)


class TestSigner:
    @given(identity=identities)
    def test_what_was_signed_comes_back_whole(self, identity: Identity) -> None:
        assert SIGNER.verify(SIGNER.sign(identity, NOW), NOW) == identity

    @given(age=st.floats(-300, 300))
    def test_it_is_valid_for_a_minute_and_five_seconds_early(self, age: float) -> None:
        header = SIGNER.sign(ALICE, NOW)
        at = NOW + timedelta(seconds=age)
        if -4.9 <= age <= 59.9:
            assert SIGNER.verify(header, at) == ALICE
        elif age < -5.1 or age > 60.1:
            with pytest.raises(IdentityNotValid):
                SIGNER.verify(header, at)

    @given(place=st.integers(0, 10_000), letter=st.characters())
    def test_no_changed_letter_goes_unnoticed(self, place: int, letter: str) -> None:
        header = SIGNER.sign(ALICE, NOW)
        place %= len(header)
        changed = header[:place] + letter + header[place + 1 :]
        if changed != header:
            with pytest.raises(IdentityNotValid):
                SIGNER.verify(changed, NOW)

    @given(header=st.text(max_size=300))
    def test_any_text_is_refused_and_nothing_else(self, header: str) -> None:
        with pytest.raises(IdentityNotValid):
            SIGNER.verify(header, NOW)

    @given(payload=st.binary(max_size=200))
    def test_signed_nonsense_is_refused(self, payload: bytes) -> None:
        # Only a mistake of our own could sign this.
        encoded = urlsafe_b64encode(payload)
        signature = SIGNER._signature(SIGNER._key, encoded)
        with pytest.raises(IdentityNotValid):
            SIGNER.verify(f"v1.{encoded.decode()}.{signature}", NOW)

    def test_promoted_payload_with_the_old_signature_is_refused(self) -> None:
        version, payload, signature = SIGNER.sign(ALICE, NOW).split(".")
        claims = json.loads(urlsafe_b64decode(payload))
        claims["identity"]["role"] = "admin"
        forged = urlsafe_b64encode(json.dumps(claims).encode()).decode()
        with pytest.raises(IdentityNotValid):
            SIGNER.verify(f"{version}.{forged}.{signature}", NOW)

    def test_other_version_with_a_right_signature_is_refused(self) -> None:
        _, payload, signature = SIGNER.sign(ALICE, NOW).split(".")
        with pytest.raises(IdentityNotValid):
            SIGNER.verify(f"v2.{payload}.{signature}", NOW)

    def test_during_rotation_both_secrets_are_accepted(self) -> None:
        rotated = IdentitySigner("new secret", "a secret")
        assert rotated.verify(SIGNER.sign(ALICE, NOW), NOW) == ALICE
        assert rotated.verify(rotated.sign(ALICE, NOW), NOW) == ALICE
        with pytest.raises(IdentityNotValid):  # signed with the new one alone
            SIGNER.verify(rotated.sign(ALICE, NOW), NOW)
        with pytest.raises(IdentityNotValid):
            IdentitySigner("new secret").verify(SIGNER.sign(ALICE, NOW), NOW)


router = APIRouter()


@router.get("/me")
async def me(identity: CurrentIdentity) -> UUID:
    return identity.user_id


@router.get("/read", dependencies=[Depends(require("social:read"))])
async def read() -> str:
    return "ok"


@router.get("/admin", dependencies=[Depends(require_admin)])
async def admin() -> str:
    return "ok"


@router.get("/internal/probe")
async def inner(
    identity: Annotated[Identity, Depends(require_service("analysis"))],
) -> str | None:
    return identity.service


@pytest.fixture
async def service(start_service: StartService, clock: FixedClock) -> RunningService:
    running: RunningService = await start_service(
        ProbeSettings, probe(router, clock), database="insights"
    )
    return running


async def ask(
    service: RunningService, path: str, identity: Identity | None
) -> httpx2.Response:
    async with service.client(identity) as client:
        return await client.get(path)


ADMIN = build_identity("root", role="admin")
KEY = build_identity(
    "carol", authenticated_by="api_key", scopes=frozenset({"social:read"})
)
OTHER_KEY = KEY.model_copy(update={"scopes": frozenset({"social:write"})})
ANALYSIS = service_identity("analysis", "")
SOCIAL = service_identity("social", "")


class TestDependencies:
    @pytest.mark.parametrize("path", ["/me", "/read", "/admin", "/internal/probe"])
    async def test_nobody_gets_in(self, service: RunningService, path: str) -> None:
        response = await ask(service, path, None)
        assert response.status_code == 401
        assert response.json()["code"] == "IdentityNotValid"
        assert response.headers["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize(
        ("path", "identity", "status"),
        [
            ("/me", ALICE, 200),
            ("/read", ALICE, 200),
            ("/read", KEY, 200),
            ("/read", OTHER_KEY, 403),
            ("/read", ANALYSIS, 401),
            ("/admin", ADMIN, 200),
            ("/admin", ALICE, 403),
            ("/admin", ANALYSIS, 403),
            ("/internal/probe", ANALYSIS, 200),
            ("/internal/probe", SOCIAL, 401),
            ("/internal/probe", ADMIN, 401),
        ],
    )
    async def test_each_gets_what_is_his(
        self, service: RunningService, path: str, identity: Identity, status: int
    ) -> None:
        assert (await ask(service, path, identity)).status_code == status

    async def test_header_that_is_too_old_is_refused(
        self, service: RunningService, clock: FixedClock
    ) -> None:
        header = service.resources.identity_signer.sign(ALICE, clock.now())
        clock.advance(timedelta(seconds=61))
        async with service.client() as client:
            response = await client.get("/me", headers={IDENTITY_HEADER: header})
        assert response.status_code == 401
