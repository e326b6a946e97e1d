"""What the gateways are told to refuse."""

from datetime import timedelta
from uuid import UUID

import jwt
import pytest

from libs.common.ids import new_id
from services.auth.ended_credentials.repository import EndedCredentialRepository
from services.auth.ended_credentials.service import CredentialEnder
from services.auth.ended_credentials.tasks import (
    PurgeEndedCredentials,
    purge_ended_credentials,
)
from tests.auth.running import Auth

ENDED = "/internal/auth/ended-credentials"
LOG_OUT = "/api/v1/accounts/logout"


async def end(auth: Auth, *ids: UUID) -> None:
    """Ends whatever it is, as the service does."""
    resources = auth.resources
    lifetime = resources.session_rules.remembered_for
    ender = CredentialEnder(resources.dispatcher, auth.clock, token_lifetime=lifetime)
    async with resources.database.unit_of_work() as session:
        await ender.end(session, ids)


class TestListEndedCredentials:
    @pytest.mark.parametrize("service", ["billing", "analysis"])
    async def test_other_services_are_refused(self, auth: Auth, service: str) -> None:
        answer = await auth.http.get(ENDED, headers=auth.as_service(service))
        assert answer.status_code == 401

    async def test_users_are_refused(self, auth: Auth) -> None:
        user = (await auth.sign_up())["user"]
        answer = await auth.http.get(ENDED, headers=auth.as_user(user["id"]))
        assert answer.status_code == 401

    async def test_session_is_listed_while_its_tokens_last(self, auth: Auth) -> None:
        body = await auth.sign_up()
        await auth.sign_up("eve@example.com")
        claims = jwt.decode(body["access_token"], options={"verify_signature": False})
        identity = auth.as_user(body["user"]["id"], claims["sid"])
        await auth.http.post(LOG_OUT, headers=identity)
        ended = {"credential_id": claims["sid"], "until": "2026-11-20T12:16:00Z"}
        for minutes, expected in ((0, [ended]), (15.9, [ended]), (0.1, [])):
            auth.clock.advance(timedelta(minutes=minutes))
            gateway = auth.as_service("gateway")
            answer = await auth.http.get(ENDED, headers=gateway)
            assert answer.json() == {"items": expected}

    async def test_what_ends_again_is_refused_for_longer(self, auth: Auth) -> None:
        user, key = new_id(), new_id()
        await end(auth, user, key)
        auth.clock.advance(timedelta(minutes=5))
        await end(auth, user)
        await end(auth)
        answer = await auth.http.get(ENDED, headers=auth.as_service("gateway"))
        until = {i["credential_id"]: i["until"] for i in answer.json()["items"]}
        assert until == {
            str(user): "2026-11-20T12:21:00Z",
            str(key): "2026-11-20T12:16:00Z",
        }


class TestEnding:
    async def test_somebody_with_thousands_of_sessions_can_end_them(
        self, auth: Auth
    ) -> None:
        """A program that signs in for each of its calls has as many in a month."""
        # More than half of the parameters that one statement can have.
        ids = [new_id() for _ in range(17_000)]
        async with auth.resources.database.unit_of_work() as session:
            until = auth.clock.now() + timedelta(minutes=16)
            await EndedCredentialRepository(session).add(ids, until)
        [(count,)] = await auth.ask("SELECT count(*) FROM ended_credentials")
        assert count == len(ids)


class TestPurgeEndedCredentials:
    async def test_only_what_is_over_goes(self, auth: Auth) -> None:
        await end(auth, new_id())
        auth.clock.advance(timedelta(minutes=16))
        await end(auth, kept := new_id())
        async with auth.resources.database.unit_of_work() as session:
            message = PurgeEndedCredentials()
            await purge_ended_credentials(auth.resources, session, message)
        left = await auth.ask("SELECT credential_id FROM ended_credentials")
        assert left == [(kept,)]
