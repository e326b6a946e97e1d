"""Which key signs, and how one follows another."""

import asyncio
from datetime import timedelta
from typing import Any

import jwt
import pytest

from services.auth.keys.service import SigningKeys
from services.auth.keys.tasks import RotateSigningKeys, rotate_signing_keys
from tests.auth.running import Auth

ACTIVE = "SELECT key_id FROM signing_keys WHERE retired_at IS NULL"


async def rotate(auth: Auth) -> None:
    """Runs the job as the worker does."""
    async with auth.resources.database.unit_of_work() as session:
        await rotate_signing_keys(auth.resources, session, RotateSigningKeys())


async def published(keys: SigningKeys) -> list[str]:
    """The ids of the keys that the world is shown."""
    return [key["kid"] for key in await keys.list_published()]


class TestFirstKey:
    async def test_ten_processes_at_once_make_one_key(self, start_auth: Any) -> None:
        processes = [await start_auth() for _ in range(10)]
        keys = await asyncio.gather(
            *(each.resources.signing_keys.current() for each in processes)
        )
        assert len({key.key_id for key in keys}) == 1
        assert await processes[0].ask(ACTIVE) == [(keys[0].key_id,)]

    async def test_private_key_is_stored_sealed(self, auth: Auth) -> None:
        pair = await auth.resources.signing_keys.current()
        raw = pair.private_key.private_bytes_raw()
        ((sealed,),) = await auth.ask("SELECT sealed_private_key FROM signing_keys")
        assert raw not in sealed

    async def test_restarted_process_takes_the_same_key(
        self, auth: Auth, start_auth: Any
    ) -> None:
        before = await auth.resources.signing_keys.current()
        after: Auth = await start_auth()
        assert (await after.resources.signing_keys.current()).key_id == before.key_id


class TestRotate:
    async def test_new_key_is_shown_before_it_signs(self, auth: Auth) -> None:
        keys = auth.resources.signing_keys
        old = (await keys.current()).key_id
        auth.clock.advance(timedelta(days=1))
        await rotate(auth)
        ((new,),) = await auth.ask(ACTIVE)
        assert await published(keys) == [new, old]
        auth.clock.advance(timedelta(seconds=59))
        assert (await keys.current()).key_id == old
        auth.clock.advance(timedelta(seconds=60))
        assert (await keys.current()).key_id == new

    async def test_old_key_is_shown_while_its_tokens_last(self, auth: Auth) -> None:
        keys = auth.resources.signing_keys
        await keys.current()
        auth.clock.advance(timedelta(days=1))
        await rotate(auth)
        # Signs for up to two minutes more, and what it signs lasts fifteen.
        auth.clock.advance(timedelta(minutes=17))
        assert len(await published(keys)) == 2
        auth.clock.advance(timedelta(minutes=1))
        assert len(await published(keys)) == 1

    async def test_any_token_verifies_at_any_moment(self, auth: Auth) -> None:
        tokens = [(await auth.sign_up())["access_token"]]
        path = "/api/v1/accounts/login"
        login = {"email": "ada@example.com", "password": "correct horse battery"}
        for step in range(40):
            if step % 10 == 5:
                await rotate(auth)
            auth.clock.advance(timedelta(seconds=45))
            answer = await auth.http.post(path, json=login)
            tokens.append(answer.json()["access_token"])
            shown = await published(auth.resources.signing_keys)
            for token in tokens:
                claims = jwt.decode(token, options={"verify_signature": False})
                if claims["exp"] > auth.clock.now().timestamp():
                    assert jwt.get_unverified_header(token)["kid"] in shown

    async def test_simultaneous_rotations_make_one_key(self, auth: Auth) -> None:
        await auth.resources.signing_keys.current()
        auth.clock.advance(timedelta(days=1))
        await asyncio.gather(*(rotate(auth) for _ in range(5)))
        assert len(await auth.ask("SELECT * FROM signing_keys")) == 2
        assert len(await auth.ask(ACTIVE)) == 1

    async def test_keys_long_retired_are_deleted(self, auth: Auth) -> None:
        for _ in range(4):
            await rotate(auth)
            auth.clock.advance(timedelta(days=30))
        assert len(await auth.ask("SELECT * FROM signing_keys")) == 2


class TestChangedSecret:
    async def test_new_key_is_made_and_said(
        self, auth: Auth, start_auth: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        old = (await auth.resources.signing_keys.current()).key_id
        after: Auth = await start_auth(secret_key="another secret, long enough too")
        new = (await after.resources.signing_keys.current()).key_id
        assert new != old
        assert await after.ask(ACTIVE) == [(new,)]
        assert await published(after.resources.signing_keys) == [new, old]
        assert "signing_key_cannot_be_opened" in capsys.readouterr().out

    async def test_previous_secret_keeps_the_key(
        self, auth: Auth, start_auth: Any
    ) -> None:
        old = await auth.resources.signing_keys.current()
        after: Auth = await start_auth(
            secret_key="another secret, long enough too",
            secret_key_previous=auth.resources.settings.secret_key,
        )
        assert (await after.resources.signing_keys.current()).key_id == old.key_id
